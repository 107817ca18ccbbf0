/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/govalue.h"

#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

bool kp_go_bool(const char *text, bool *ret_value)
{
	static const struct {
		const char *text;
		bool value;
	} words[] = {
		{ "1", true },    { "t", true },      { "T", true },      { "true", true },
		{ "TRUE", true }, { "True", true },   { "0", false },     { "f", false },
		{ "F", false },   { "false", false }, { "FALSE", false }, { "False", false },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i].text) == 0) {
			*ret_value = words[i].value;
			return true;
		}
	}
	return false;
}

/** @return the value of a digit, 36 if it is none */
static int digit_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	if (c >= 'a' && c <= 'z') {
		return c - 'a' + 10;
	}
	if (c >= 'A' && c <= 'Z') {
		return c - 'A' + 10;
	}
	return 36;
}

/** strconv's base 0: the base that a prefix tells. @param[in,out] text moved behind the prefix */
static int base_from_prefix(const char **text)
{
	static const struct {
		char letter;
		int base;
	} prefixes[] = { { 'x', 16 }, { 'o', 8 }, { 'b', 2 } };

	if ((*text)[0] != '0' || (*text)[1] == '\0') {
		return 10;
	}
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (((*text)[1] | 0x20) == prefixes[i].letter) {
			*text += 2;
			return prefixes[i].base;
		}
	}
	*text += 1;
	return 8;
}

/**
 * Read digits to the end of the text.
 * @param[in] underscores whether `_` may stand between digits (and behind a prefix)
 * @param[in] prefixed whether a prefix was cut off
 */
static bool read_digits(const char *text, int base, bool underscores, bool prefixed,
			uint64_t *ret_value)
{
	uint64_t value = 0;
	bool after_digit = prefixed;

	for (; *text != '\0'; text++) {
		int digit = digit_value(*text);

		if (*text == '_' && underscores && after_digit && text[1] != '\0') {
			after_digit = false;
			continue;
		}
		if (digit >= base || value > (UINT64_MAX - (uint64_t)digit) / (uint64_t)base) {
			return false;
		}
		value = value * (uint64_t)base + (uint64_t)digit;
		after_digit = true;
	}
	*ret_value = value;
	return after_digit;
}

bool kp_go_int(const char *text, int base, int bits, int64_t *ret_value)
{
	bool negative = *text == '-';
	uint64_t limit = (UINT64_C(1) << (bits - 1)) - (negative ? 0 : 1);
	bool underscores = base == 0;
	bool prefixed = false;
	uint64_t value;

	text += *text == '-' || *text == '+' ? 1 : 0;
	if (*text == '\0') {
		return false;
	}
	if (base == 0) {
		const char *digits = text;

		base = base_from_prefix(&digits);
		prefixed = digits != text;
		/* "0x" alone is no number; "00" and "0_7" are octal ones. */
		if (prefixed && *digits == '\0') {
			return false;
		}
		text = digits;
	}
	if (!read_digits(text, base, underscores, prefixed, &value) || value > limit) {
		return false;
	}
	*ret_value = negative ? (int64_t)(0 - value) : (int64_t)value;
	return true;
}

/** Whether a text is `[+-]? digits [. digits] [e [+-] digits]` with a digit before the e. */
static bool is_decimal_float(const char *text)
{
	static const char digits[] = "0123456789";
	size_t whole;
	size_t fraction = 0;

	text += *text == '-' || *text == '+' ? 1 : 0;
	whole = strspn(text, digits);
	text += whole;
	if (*text == '.') {
		fraction = strspn(text + 1, digits);
		text += 1 + fraction;
	}
	if (whole + fraction == 0) {
		return false;
	}
	if (*text == 'e' || *text == 'E') {
		text++;
		text += *text == '-' || *text == '+' ? 1 : 0;
		if (strspn(text, digits) == 0) {
			return false;
		}
		text += strspn(text, digits);
	}
	return *text == '\0';
}

bool kp_go_float(const char *text, double *ret_value)
{
	locale_t c_locale;
	double value;

	if (!is_decimal_float(text)) {
		return false;
	}
	/* The scanner may run in a locale whose decimal point is a comma. */
	c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (c_locale == (locale_t)0) {
		return false;
	}
	errno = 0;
	value = strtod_l(text, NULL, c_locale);
	freelocale(c_locale);
	if (errno == ERANGE && (value > 1 || value < -1)) {
		return false;
	}
	*ret_value = value;
	return true;
}

/** Units of time.ParseDuration; longer names first where one begins another. */
static const struct {
	const char *name;
	uint64_t nanoseconds;
} duration_units[] = {
	{ "ns", 1 },
	{ "us", 1000 },
	{ "\xC2\xB5s", 1000 }, /* U+00B5 */
	{ "\xCE\xBCs", 1000 }, /* U+03BC */
	{ "ms", 1000000 },
	{ "s", UINT64_C(1000000000) },
	{ "m", UINT64_C(60000000000) },
	{ "h", UINT64_C(3600000000000) },
};

/** The largest magnitude: time.Duration's most negative value. */
#define DURATION_MAX (UINT64_C(1) << 63)

/**
 * Read the unit: all up to the next digit or point.
 * @param[in,out] text moved behind it
 * @return its nanoseconds; 0 if there is no such unit
 */
static uint64_t read_unit(const char **text)
{
	size_t len = strcspn(*text, ".0123456789");

	for (size_t i = 0; i < sizeof(duration_units) / sizeof(duration_units[0]); i++) {
		const char *name = duration_units[i].name;

		if (strlen(name) == len && strncmp(*text, name, len) == 0) {
			*text += len;
			return duration_units[i].nanoseconds;
		}
	}
	return 0;
}

/** Read digits behind a decimal point as time.ParseDuration does: what overflows is dropped. */
static const char *read_fraction(const char *text, uint64_t *ret_value, double *ret_scale)
{
	bool full = false;

	*ret_value = 0;
	*ret_scale = 1;
	for (; *text >= '0' && *text <= '9'; text++) {
		if (full || *ret_value > (DURATION_MAX - 1) / 10) {
			full = true;
			continue;
		}
		*ret_value = *ret_value * 10 + (uint64_t)(*text - '0');
		*ret_scale *= 10;
	}
	return text;
}

/** Read one `number unit` part. @param[in,out] text moved behind it */
static bool read_duration_part(const char **text, uint64_t *ret_nanoseconds)
{
	const char *at = *text;
	uint64_t value = 0;
	uint64_t fraction = 0;
	double scale = 1;
	bool digits = false;
	uint64_t unit;

	for (; *at >= '0' && *at <= '9'; at++) {
		if (value > DURATION_MAX / 10) {
			return false;
		}
		value = value * 10 + (uint64_t)(*at - '0');
		digits = true;
	}
	if (*at == '.') {
		const char *end = read_fraction(at + 1, &fraction, &scale);

		digits = digits || end != at + 1;
		at = end;
	}
	unit = digits ? read_unit(&at) : 0;
	if (unit == 0 || value > DURATION_MAX / unit) {
		return false;
	}
	*ret_nanoseconds = value * unit + (uint64_t)((double)fraction * ((double)unit / scale));
	*text = at;
	return *ret_nanoseconds <= DURATION_MAX;
}

bool kp_go_duration(const char *text, int64_t *ret_nanoseconds)
{
	bool negative = *text == '-';
	uint64_t total = 0;

	text += *text == '-' || *text == '+' ? 1 : 0;
	if (strcmp(text, "0") == 0) {
		*ret_nanoseconds = 0;
		return true;
	}
	if (*text == '\0') {
		return false;
	}
	while (*text != '\0') {
		uint64_t part;

		if (!read_duration_part(&text, &part) || part > DURATION_MAX - total) {
			return false;
		}
		total += part;
	}
	if (total == DURATION_MAX && !negative) {
		return false;
	}
	*ret_nanoseconds = negative ? (int64_t)(0 - total) : (int64_t)total;
	return true;
}

/** Add `value / unit` with its fraction, without trailing zeros. */
static void add_fraction(struct kp_text *out, uint64_t value, uint64_t unit, const char *name)
{
	uint64_t rest = value % unit;

	kp_text_addf(out, "%" PRIu64, value / unit);
	if (rest != 0) {
		kp_text_add_char(out, '.');
	}
	while (rest != 0) {
		unit /= 10;
		kp_text_addf(out, "%" PRIu64, rest / unit);
		rest %= unit;
	}
	kp_text_add_str(out, name);
}

void kp_go_format_duration(struct kp_text *out, int64_t nanoseconds)
{
	const uint64_t second = UINT64_C(1000000000);
	uint64_t value = nanoseconds < 0 ? 0 - (uint64_t)nanoseconds : (uint64_t)nanoseconds;

	kp_text_add_str(out, nanoseconds < 0 ? "-" : "");
	if (value == 0) {
		kp_text_add_str(out, "0s");
	} else if (value < 1000) {
		add_fraction(out, value, 1, "ns");
	} else if (value < 1000000) {
		add_fraction(out, value, 1000, "\xC2\xB5s");
	} else if (value < second) {
		add_fraction(out, value, 1000000, "ms");
	} else {
		if (value >= 3600 * second) {
			kp_text_addf(out, "%" PRIu64 "h", value / (3600 * second));
		}
		if (value >= 60 * second) {
			kp_text_addf(out, "%" PRIu64 "m", value / (60 * second) % 60);
		}
		add_fraction(out, value % (60 * second), second, "s");
	}
}

/** Where a CSV field stands in its record. */
struct csv {
	const char *at;
	bool more; /* another field follows */
};

/** Whether the record ends here: at the end of the text or of a line. */
static bool at_record_end(const char *at)
{
	return at[0] == '\0' || at[0] == '\n' ||
	       (at[0] == '\r' && (at[1] == '\n' || at[1] == '\0'));
}

/** Read a field in double quotes. */
static enum kp_status csv_quoted(struct csv *csv, struct kp_text *field, struct kp_error *reterr)
{
	for (csv->at++; *csv->at != '\0'; csv->at++) {
		if (*csv->at == '\r' && csv->at[1] == '\n') {
			continue; /* encoding/csv reads line ends as \n */
		}
		if (*csv->at != '"') {
			kp_text_add_char(field, *csv->at);
		} else if (csv->at[1] == '"') {
			kp_text_add_char(field, *csv->at++);
		} else {
			csv->at++;
			csv->more = *csv->at == ',';
			if (csv->more || at_record_end(csv->at)) {
				return KP_OK;
			}
			break;
		}
	}
	return kp_fail(reterr, KP_ERR_SYNTAX, "extraneous or missing \" in quoted-field");
}

/** Read a field without quotes. */
static enum kp_status csv_bare(struct csv *csv, struct kp_text *field, struct kp_error *reterr)
{
	for (; *csv->at != ',' && !at_record_end(csv->at); csv->at++) {
		if (*csv->at == '"') {
			return kp_fail(reterr, KP_ERR_SYNTAX, "bare \" in non-quoted field");
		}
		kp_text_add_char(field, *csv->at);
	}
	csv->more = *csv->at == ',';
	return KP_OK;
}

/** Read one field and what ends it. */
static enum kp_status csv_field(struct csv *csv, struct kp_strings *fields, struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text field = { 0 };
	enum kp_status status =
		*csv->at == '"' ? csv_quoted(csv, &field, reterr) : csv_bare(csv, &field, reterr);

	if (status != KP_OK) {
		return status;
	}
	csv->at += csv->more ? 1 : 0;
	if (field.failed) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	return kp_strings_add(fields, field.len == 0 ? "" : field.bytes, field.len, reterr);
}

enum kp_status kp_go_csv(const char *text, struct kp_strings *fields, struct kp_error *reterr)
{
	struct csv csv = { .at = text, .more = true };

	if (*text == '\0') {
		return KP_OK;
	}
	/* encoding/csv skips empty lines before a record. */
	while (at_record_end(csv.at) && *csv.at != '\0') {
		csv.at++;
	}
	if (*csv.at == '\0') {
		return kp_fail(reterr, KP_ERR_SYNTAX, "EOF");
	}
	while (csv.more) {
		enum kp_status status = csv_field(&csv, fields, reterr);

		if (status != KP_OK) {
			return status;
		}
	}
	return KP_OK;
}
