/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "table.h"

struct row {
	const char *name;
	const char *bytes;
	size_t len; /* of the character; 0 if there is none */
};

static struct row rows[] = {
	{ "ASCII is not looked at here", "a", 0 },
	{ "the first of two bytes", "\xC2\x80", 2 },
	{ "the last of two bytes", "\xDF\xBF", 2 },
	{ "the first of three bytes", "\xE0\xA0\x80", 3 },
	{ "the last before the surrogates", "\xED\x9F\xBF", 3 },
	{ "the first behind the surrogates", "\xEE\x80\x80", 3 },
	{ "the last of three bytes", "\xEF\xBF\xBF", 3 },
	{ "the first of four bytes", "\xF0\x90\x80\x80", 4 },
	{ "the last of all", "\xF4\x8F\xBF\xBF", 4 },
	{ "something follows", "\xC3\xA9x", 2 },
	{ "too long for two bytes", "\xC1\xBF", 0 },
	{ "too long for three bytes", "\xE0\x9F\xBF", 0 },
	{ "too long for four bytes", "\xF0\x8F\xBF\xBF", 0 },
	{ "a surrogate", "\xED\xA0\x80", 0 },
	{ "beyond the last", "\xF4\x90\x80\x80", 0 },
	{ "no first byte", "\x80", 0 },
	{ "no first byte either", "\xFF", 0 },
	{ "the second byte is none", "\xE2x\x80", 0 },
	{ "the third byte is none", "\xE2\x80x", 0 },
	{ "the last byte is missing", "\xF0\x90\x80", 0 },
	{ "all but the first are missing", "\xC3", 0 },
};

static void test_len(void **state)
{
	const struct row *row = *state;
	size_t len = strlen(row->bytes);
	/* A copy of just that size, so that a read beyond it is seen. */
	uint8_t *bytes = malloc(len);

	assert_non_null(bytes);
	memcpy(bytes, row->bytes, len);
	assert_int_equal(kp_utf8_len(bytes, len), row->len);
	free(bytes);
	/* A NUL ends it as well. */
	assert_int_equal(kp_utf8_len((const uint8_t *)row->bytes, 4), row->len);
}

static void test_add(void **state)
{
	static const uint32_t characters[] = { 'a',   0x7F,   0x80,    0x7FF,
					       0x800, 0xFFFF, 0x10000, 0x10FFFF };
	struct kp_text text = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(characters) / sizeof(characters[0]); i++) {
		kp_utf8_add(&text, characters[i]);
	}
	kp_text_add_char(&text, '\0');
	assert_false(text.failed);
	assert_string_equal(text.bytes, "a\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF"
					"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
	kp_text_done(&text);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_len, rows),
		TABLE_ONE(test_add),
	};

	return TABLE_MAIN(tables);
}
