/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json.h"

#include <string.h>

/** Go's unicode.IsSpace beyond ASCII, in UTF-8. U+2000..U+200A are looked at by their last byte. */
static const char *const wide_spaces[] = {
	"\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\xA8",
	"\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
};

/** @return the length of the white space character at `buf`; 0 if there is none */
static size_t space_len(const uint8_t *buf, size_t len)
{
	if (len == 0) {
		return 0;
	}
	if (buf[0] == ' ' || (buf[0] >= '\t' && buf[0] <= '\r')) {
		return 1;
	}
	for (size_t i = 0; i < sizeof(wide_spaces) / sizeof(wide_spaces[0]); i++) {
		size_t wide = strlen(wide_spaces[i]);

		if (wide <= len && memcmp(buf, wide_spaces[i], wide) == 0) {
			return wide;
		}
	}
	if (len >= 3 && buf[0] == 0xE2 && buf[1] == 0x80 && buf[2] >= 0x80 && buf[2] <= 0x8A) {
		return 3;
	}
	return 0;
}

bool kp_json_is_chosen(const uint8_t *buf, size_t len)
{
	size_t space;

	while ((space = space_len(buf, len)) > 0) {
		buf += space;
		len -= space;
	}
	return len > 0 && buf[0] == '{';
}

/** A check under way. */
struct scan {
	const uint8_t *begin;
	const uint8_t *at;
	const uint8_t *end;
	size_t depth;
	size_t max_depth;
	struct kp_error *reterr;
};

static uint8_t peek(const struct scan *scan)
{
	return scan->at < scan->end ? *scan->at : '\0';
}

static long line_of(const struct scan *scan)
{
	long line = 1;

	for (const uint8_t *at = scan->begin; at < scan->at; at++) {
		line += *at == '\n' ? 1 : 0;
	}
	return line;
}

static enum kp_status refuse(const struct scan *scan, const char *expected)
{
	long line = line_of(scan);

	return kp_fail_line(scan->reterr, KP_ERR_SYNTAX, line, "line %ld: not JSON: expected %s",
			    line, expected);
}

static void skip_space(struct scan *scan)
{
	while (peek(scan) == ' ' || peek(scan) == '\t' || peek(scan) == '\r' ||
	       peek(scan) == '\n') {
		scan->at++;
	}
}

static bool accept(struct scan *scan, uint8_t c)
{
	if (peek(scan) != c) {
		return false;
	}
	scan->at++;
	return true;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool skip_digits(struct scan *scan)
{
	if (!is_digit(peek(scan))) {
		return false;
	}
	while (is_digit(peek(scan))) {
		scan->at++;
	}
	return true;
}

static enum kp_status check_number(struct scan *scan)
{
	(void)accept(scan, '-');
	if (!accept(scan, '0') && !skip_digits(scan)) {
		return refuse(scan, "a value");
	}
	if (accept(scan, '.') && !skip_digits(scan)) {
		return refuse(scan, "a digit");
	}
	if (accept(scan, 'e') || accept(scan, 'E')) {
		if (!accept(scan, '+')) {
			(void)accept(scan, '-');
		}
		if (!skip_digits(scan)) {
			return refuse(scan, "a digit");
		}
	}
	return KP_OK;
}

/** What follows a backslash. */
static bool skip_escape(struct scan *scan)
{
	uint8_t c = peek(scan);

	if (c == '\0' || strchr("\"\\/bfnrtu", c) == NULL) {
		return false;
	}
	scan->at++;
	for (int i = 0; c == 'u' && i < 4; i++, scan->at++) {
		uint8_t digit = peek(scan);

		if (!is_digit(digit) && !((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')) {
			return false;
		}
	}
	return true;
}

static enum kp_status check_string(struct scan *scan)
{
	if (!accept(scan, '"')) {
		return refuse(scan, "a string");
	}
	while (!accept(scan, '"')) {
		if (peek(scan) < 0x20) {
			return refuse(scan, "the end of a string");
		}
		if (accept(scan, '\\')) {
			if (!skip_escape(scan)) {
				return refuse(scan, "an escape sequence");
			}
		} else {
			scan->at++;
		}
	}
	return KP_OK;
}

static enum kp_status check_word(struct scan *scan)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);

		if ((size_t)(scan->end - scan->at) >= len && memcmp(scan->at, words[i], len) == 0) {
			scan->at += len;
			return KP_OK;
		}
	}
	return check_number(scan);
}

static enum kp_status check_value(struct scan *scan);

/** A list or a map, from its opening bracket to the closing one. */
static enum kp_status check_members(struct scan *scan, uint8_t close, bool keys)
{
	enum kp_status status = KP_OK;

	scan->at++;
	skip_space(scan);
	if (accept(scan, close)) {
		return KP_OK;
	}
	do {
		skip_space(scan);
		if (keys) {
			status = check_string(scan);
			skip_space(scan);
			if (status == KP_OK && !accept(scan, ':')) {
				return refuse(scan, "a colon");
			}
		}
		if (status == KP_OK) {
			status = check_value(scan);
		}
		skip_space(scan);
	} while (status == KP_OK && accept(scan, ','));
	if (status == KP_OK && !accept(scan, close)) {
		return refuse(scan, "a comma or a closing bracket");
	}
	return status;
}

static enum kp_status check_value(struct scan *scan)
{
	enum kp_status status;

	if (++scan->depth > scan->max_depth) {
		return kp_fail_line(scan->reterr, KP_ERR_LIMIT, line_of(scan),
				    "nested deeper than the limit of %zu levels", scan->max_depth);
	}
	skip_space(scan);
	switch (peek(scan)) {
	case '{':
		status = check_members(scan, '}', true);
		break;
	case '[':
		status = check_members(scan, ']', false);
		break;
	case '"':
		status = check_string(scan);
		break;
	default:
		status = check_word(scan);
		break;
	}
	scan->depth--;
	return status;
}

enum kp_status kp_json_check(const uint8_t *buf, size_t len, const struct kp_limits *limits,
			     struct kp_error *reterr)
{
	struct scan scan = {
		.begin = buf,
		.at = buf,
		.end = buf + len,
		.max_depth = limits->document_depth,
		.reterr = reterr,
	};
	enum kp_status status = check_value(&scan);

	if (status != KP_OK) {
		return status;
	}
	skip_space(&scan);
	return scan.at == scan.end ? KP_OK : refuse(&scan, "the end of the file");
}
