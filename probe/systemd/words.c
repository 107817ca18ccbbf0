/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/words.h"

#include <stdint.h>

#include <stdbool.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "base/utf8.h"
#include "systemd/version.h"

/** Versions that take half of a pair of surrogates by \u: up to OLD, and not from NEW (escape.c). */
enum {
	SURROGATES_OLD = 257,
	SURROGATES_NEW = 262
};

/** A word being taken. */
struct word {
	const char *at;
	enum kp_words words;
	int systemd;
	bool is_unsure; /* an escape was met that versions read differently */
	char quote;     /* the quote that is open, or NUL */
	struct kp_text out;
};

/** Escapes of one letter. */
static const char simple_escapes[][2] = {
	{ 'a', '\a' }, { 'b', '\b' }, { 'f', '\f' },  { 'n', '\n' }, { 'r', '\r' },  { 't', '\t' },
	{ 'v', '\v' }, { 's', ' ' },  { '\\', '\\' }, { '"', '"' },  { '\'', '\'' },
};

/** Escapes of a number. */
static const struct numeric {
	char letter; /* NUL for the one that begins with its first digit */
	unsigned char digits;
	unsigned char base;
	uint32_t max;
} numerics[] = {
	{ 'x', 2, 16, 0xFF },
	{ 'u', 4, 16, 0xFFFF },
	{ 'U', 8, 16, 0x10FFFF },
	{ '\0', 3, 8, 0xFF },
};

/** @return the value of a digit, or 16 */
static unsigned digit_value(char c)
{
	if (c >= '0' && c <= '9') {
		return (unsigned)(c - '0');
	}
	if (c >= 'a' && c <= 'f') {
		return (unsigned)(c - 'a') + 10;
	}
	return c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10 : 16;
}

/** Whether a number that is not too large is one of an escape with that letter. */
static bool is_taken(struct word *word, char letter, uint32_t number)
{
	if (number >= 0xD800 && number <= 0xDFFF) {
		word->is_unsure =
			letter == 'u' &&
			(word->systemd == KP_SYSTEMD_UNKNOWN ||
			 (word->systemd > SURROGATES_OLD && word->systemd < SURROGATES_NEW));
		return letter == 'u' && word->systemd <= SURROGATES_OLD;
	}
	/* systemd itself tests what \U gives it, and not what \u does. */
	return number != 0 && (letter != 'U' || !kp_utf8_is_noncharacter(number));
}

/** Read digits. @return false if there are too few, or if the number is none of a character */
static bool read_number(struct word *word, const char *text, const struct numeric *numeric,
			uint32_t *ret_number)
{
	uint64_t number = 0;

	for (unsigned i = 0; i < numeric->digits; i++) {
		unsigned digit = digit_value(text[i]);

		if (digit >= numeric->base) {
			return false;
		}
		number = number * numeric->base + digit;
	}
	if (number > numeric->max || !is_taken(word, numeric->letter, (uint32_t)number)) {
		return false;
	}
	*ret_number = (uint32_t)number;
	return true;
}

/** Take a numeric escape. @return the length behind the backslash; 0 if it is none */
static size_t take_numeric(struct word *word)
{
	for (size_t i = 0; i < sizeof(numerics) / sizeof(numerics[0]); i++) {
		const struct numeric *numeric = &numerics[i];
		size_t letter_len = numeric->letter == '\0' ? 0 : 1;
		uint32_t number = 0;

		if (letter_len == 1 && *word->at != numeric->letter) {
			continue;
		}
		if (!read_number(word, word->at + letter_len, numeric, &number)) {
			continue;
		}
		if (numeric->max == 0xFF) {
			kp_text_add_char(&word->out, (char)number);
		} else {
			kp_utf8_add(&word->out, number);
		}
		return letter_len + numeric->digits;
	}
	return 0;
}

/** Take a C escape. @return as take_numeric() */
static size_t take_escape(struct word *word)
{
	for (size_t i = 0; i < sizeof(simple_escapes) / sizeof(simple_escapes[0]); i++) {
		if (*word->at == simple_escapes[i][0]) {
			kp_text_add_char(&word->out, simple_escapes[i][1]);
			return 1;
		}
	}
	return take_numeric(word);
}

/** Take what follows a backslash. */
static enum kp_status take_escaped(struct word *word, struct kp_error *reterr)
{
	size_t len = 0;

	if (*word->at == '\0') {
		if (word->words == KP_WORDS_VARIABLE) {
			return KP_OK;
		}
		if (word->words == KP_WORDS_COMMAND && word->quote == '\0') {
			kp_text_add_char(&word->out, '\\');
			return KP_OK;
		}
		return kp_fail(reterr, KP_ERR_SYNTAX, "a backslash at the end");
	}
	if (word->words != KP_WORDS_VARIABLE) {
		len = take_escape(word);
	}
	if (word->is_unsure) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "half of a surrogate pair by \\u, which versions of systemd read "
			       "differently, and its version is not known");
	}
	if (len == 0 && word->words == KP_WORDS_STRICT) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "an unknown escape");
	}
	if (len == 0) {
		if (word->words == KP_WORDS_COMMAND) {
			kp_text_add_char(&word->out, '\\');
		}
		kp_text_add_char(&word->out, *word->at);
		len = 1;
	}
	word->at += len;
	return KP_OK;
}

static bool is_blank(char c)
{
	return c != '\0' && strchr(KP_UNIT_BLANKS, c) != NULL;
}

/** Take everything up to the end of the word. */
static enum kp_status take_word(struct word *word, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	while (status == KP_OK && *word->at != '\0' &&
	       (word->quote != '\0' || !is_blank(*word->at))) {
		char c = *word->at++;

		if (c == '\\') {
			status = take_escaped(word, reterr);
		} else if (c == word->quote) {
			word->quote = '\0';
		} else if (word->quote == '\0' && (c == '\'' || c == '"')) {
			word->quote = c;
		} else {
			kp_text_add_char(&word->out, c);
		}
	}
	if (status == KP_OK && word->quote != '\0' && word->words != KP_WORDS_VARIABLE) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "a quote without its end");
	}
	return status;
}

enum kp_status kp_word_next(const char *text, size_t *position, enum kp_words words, int systemd,
			    char **ret_word, size_t *ret_start, struct kp_error *reterr)
{
	struct word word = { .words = words, .systemd = systemd };
	const char *start = text + *position;
	enum kp_status status;

	start += strspn(start, KP_UNIT_BLANKS);
	if (*start == '\0') {
		return KP_ERR_END;
	}
	word.at = start;
	status = take_word(&word, reterr);
	if (status == KP_OK) {
		status = kp_text_finish(&word.out, ret_word, reterr);
	}
	kp_text_done(&word.out);
	if (status == KP_OK) {
		*ret_start = (size_t)(start - text);
		word.at += strspn(word.at, KP_UNIT_BLANKS);
		*position = (size_t)(word.at - text);
	}
	return status;
}
