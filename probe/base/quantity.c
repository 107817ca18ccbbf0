/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/quantity.h"

#include <inttypes.h>
#include <string.h>

#include "base/govalue.h"

/** What a suffix makes of a number: number * 10^tens * 1024^kibis. */
struct suffix {
	const char *text;
	int tens;
	int kibis;
};

/* suffix.go; in the order of their size, the decimal ones a thousand apart. */
static const struct suffix suffixes[] = {
	{ "n", -9, 0 }, { "u", -6, 0 }, { "m", -3, 0 }, { "", 0, 0 },
	{ "k", 3, 0 },  { "M", 6, 0 },  { "G", 9, 0 },  { "T", 12, 0 },
	{ "P", 15, 0 }, { "E", 18, 0 }, { "Ki", 0, 1 }, { "Mi", 0, 2 },
	{ "Gi", 0, 3 }, { "Ti", 0, 4 }, { "Pi", 0, 5 }, { "Ei", 0, 6 },
};

enum {
	NANO = -9, /* the exponent of the first suffix */
	EXA = 18
};

/** A quantity taken apart: mantissa * 10^tens. */
struct quantity {
	bool is_negative;
	bool is_binary;   /* written with a suffix of 1024 */
	bool is_exponent; /* written with an exponent */
	bool fits;        /* whether the mantissa is all of it */
	uint64_t mantissa;
	int tens;
};

/** Multiply, unless an int64 would not hold it. */
static bool multiply(uint64_t *value, uint64_t by)
{
	if (*value > INT64_MAX / by) {
		return false;
	}
	*value *= by;
	return true;
}

/** Read the number before the suffix. @return what follows it; NULL if there is none */
static const char *read_number(const char *text, struct quantity *quantity)
{
	bool has_digit = false;
	bool has_point = false;

	for (; (*text >= '0' && *text <= '9') || (*text == '.' && !has_point); text++) {
		if (*text == '.') {
			has_point = true;
			continue;
		}
		has_digit = true;
		quantity->fits = quantity->fits && multiply(&quantity->mantissa, 10) &&
				 quantity->mantissa <= INT64_MAX - 9;
		quantity->mantissa += quantity->fits ? (uint64_t)(*text - '0') : 0;
		quantity->tens -= has_point ? 1 : 0;
	}
	return has_digit ? text : NULL;
}

/** Apply the suffix. @return false if it is none */
static bool apply_suffix(const char *text, struct quantity *quantity)
{
	int64_t exponent;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (strcmp(text, suffixes[i].text) == 0) {
			quantity->tens += suffixes[i].tens;
			quantity->is_binary = suffixes[i].kibis > 0;
			for (int kibi = 0; kibi < suffixes[i].kibis; kibi++) {
				quantity->fits =
					quantity->fits && multiply(&quantity->mantissa, 1024);
			}
			return true;
		}
	}
	if ((text[0] != 'e' && text[0] != 'E') || !kp_go_int(text + 1, 10, 32, &exponent)) {
		return false;
	}
	quantity->is_exponent = true;
	quantity->fits = quantity->fits && exponent >= -EXA && exponent <= EXA;
	quantity->tens += quantity->fits ? (int)exponent : 0;
	return true;
}

/** @return whether the text is a quantity */
static bool parse(const char *text, struct quantity *quantity)
{
	*quantity = (struct quantity){ .is_negative = *text == '-', .fits = true };
	text = read_number(text + (*text == '-' || *text == '+' ? 1 : 0), quantity);
	if (text == NULL || !apply_suffix(text, quantity)) {
		return false;
	}
	while (quantity->mantissa != 0 && quantity->mantissa % 10 == 0) {
		quantity->mantissa /= 10;
		quantity->tens++;
	}
	return true;
}

bool kp_quantity_is(const char *text)
{
	struct quantity quantity;

	return parse(text, &quantity);
}

/** Write a quantity in suffixes of 1024, if it is an integer of at least one of them. */
static bool add_binary(struct kp_text *out, const struct quantity *quantity)
{
	uint64_t value = quantity->mantissa;
	const char *suffix = "";

	if (!quantity->is_binary || quantity->tens < 0) {
		return false;
	}
	for (int i = 0; i < quantity->tens; i++) {
		if (!multiply(&value, 10)) {
			return false;
		}
	}
	if (value < 1024) {
		return false;
	}
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (suffixes[i].kibis > 0 && value % 1024 == 0) {
			value /= 1024;
			suffix = suffixes[i].text;
		}
	}
	kp_text_addf(out, "%s%" PRIu64, quantity->is_negative ? "-" : "", value);
	kp_text_add_str(out, suffix);
	return true;
}

/** Write a quantity in suffixes of 1000, or with an exponent that is a multiple of 3. */
static bool add_decimal(struct kp_text *out, const struct quantity *quantity)
{
	uint64_t value = quantity->mantissa;
	int tens = quantity->tens;

	while (tens % 3 != 0) {
		if (!multiply(&value, 10)) {
			return false;
		}
		tens--;
	}
	if (tens < NANO || tens > EXA) {
		return false;
	}
	kp_text_addf(out, "%s%" PRIu64, quantity->is_negative ? "-" : "", value);
	if (!quantity->is_exponent) {
		kp_text_add_str(out, suffixes[(tens - NANO) / 3].text);
	} else if (tens != 0) {
		kp_text_addf(out, "e%d", tens);
	}
	return true;
}

void kp_quantity_format(struct kp_text *out, const char *text)
{
	struct quantity quantity;

	bool written = parse(text, &quantity) && quantity.fits;

	if (written && quantity.mantissa == 0) {
		kp_text_add_char(out, '0');
	} else if (written) {
		written = add_binary(out, &quantity) || add_decimal(out, &quantity);
	}
	if (!written) {
		kp_text_add_str(out, text);
	}
}
