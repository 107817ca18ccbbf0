/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "document/json.h"
#include "fixture.h"
#include "table.h"

/** Bytes with their number, without the NUL that C adds. */
#define BYTES(bytes) (bytes), sizeof(bytes) - 1

struct chosen_row {
	const char *name;
	const char *bytes;
	size_t len;
	bool chosen;
};

static struct chosen_row chosen_rows[] = {
	{ "chosen: a brace", BYTES("{}"), true },
	{ "chosen: a brace alone", BYTES("{"), true },
	{ "chosen: blanks before", BYTES(" \t\n\v\f\r{"), true },
	{ "chosen: NEL before", BYTES("\xC2\x85{"), true },
	{ "chosen: a no-break space before", BYTES("\xC2\xA0{"), true },
	{ "chosen: an ogham space before", BYTES("\xE1\x9A\x80{"), true },
	{ "chosen: an en quad before", BYTES("\xE2\x80\x80{"), true },
	{ "chosen: a hair space before", BYTES("\xE2\x80\x8A{"), true },
	{ "chosen: line and paragraph ends before", BYTES("\xE2\x80\xA8\xE2\x80\xA9{"), true },
	{ "chosen: a narrow space before", BYTES("\xE2\x80\xAF{"), true },
	{ "chosen: a mathematical space before", BYTES("\xE2\x81\x9F{"), true },
	{ "chosen: an ideographic space before", BYTES("\xE3\x80\x80{"), true },
	{ "not chosen: nothing", BYTES(""), false },
	{ "not chosen: blanks alone", BYTES(" \n"), false },
	{ "not chosen: a list", BYTES("[{"), false },
	{ "not chosen: a comment", BYTES("# c\n{"), false },
	{ "not chosen: a document start", BYTES("---\n{"), false },
	{ "not chosen: a byte order mark", BYTES("\xEF\xBB\xBF{"), false },
	{ "not chosen: a zero width space", BYTES("\xE2\x80\x8B{"), false },
	{ "not chosen: a space cut off", BYTES("\xE2\x80"), false },
	{ "not chosen: a space of one byte cut off", BYTES("\xC2"), false },
	{ "not chosen: NUL", BYTES("\0{"), false },
	{ "not chosen: a key", BYTES("a: {"), false },
};

static void test_chosen(void **state)
{
	const struct chosen_row *row = *state;
	/* A copy of just that size, so that a read beyond it is seen. */
	uint8_t *bytes = malloc(row->len == 0 ? 1 : row->len);

	assert_non_null(bytes);
	memcpy(bytes, row->bytes, row->len);
	assert_int_equal(kp_json_is_chosen(bytes, row->len), row->chosen);
	free(bytes);
}

struct row {
	const char *name;
	const char *bytes;
	size_t len;
	long line;        /* of the refusal; 0 if it is accepted */
	const char *says; /* what is expected there */
};

/** A text that is JSON. */
#define GOOD(bytes) BYTES(bytes), 0, NULL

/* clang-format off */
static struct row rows[] = {
	{ "an object", GOOD("{\"a\": 1}") },
	{ "an empty object", GOOD("{}") },
	{ "an empty object with blanks", GOOD(" { } ") },
	{ "two members", GOOD("{\"a\":1,\"b\":2}") },
	{ "the same key twice", GOOD("{\"a\":1,\"a\":2}") },
	{ "an empty key", GOOD("{\"\":1}") },
	{ "a list", GOOD("{\"a\":[1,2,[3]]}") },
	{ "an empty list", GOOD("{\"a\":[ ]}") },
	{ "words", GOOD("{\"a\":true,\"b\":false,\"c\":null}") },
	{ "numbers", GOOD("[0,-0,1,-1,10,1.5,0.5,-0.5,1e4,1E4,1e+4,1e-4,1.5e10,123456789012345678901234567890]") },
	{ "escapes", GOOD("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uD83D\\uDE00\\uabcd\"]") },
	{ "bytes beyond ASCII in a string", GOOD("[\"h\xC3\xA9\xF0\x9F\x98\x80\"]") },
	{ "all kinds of white space", GOOD("\r\n\t {\r\n\t \"a\"\r\n\t :\r\n\t 1\r\n\t ,\r\n\t \"b\":2}\r\n\t ") },
	{ "a string alone", GOOD("\"a\"") },
	{ "a number alone", GOOD("12") },
	{ "delete in a string", GOOD("[\"\x7F\"]") },
	{ "nothing", BYTES(""), 1, "a value" },
	{ "blanks alone", BYTES(" \n "), 2, "a value" },
	{ "no end", BYTES("{"), 1, "a string" },
	{ "no end of the second line", BYTES("{\n\"a\": 1"), 2, "a closing bracket" },
	{ "no end of a list", BYTES("[1"), 1, "a closing bracket" },
	{ "a comma at the end of an object", BYTES("{\"a\":1,}"), 1, "a string" },
	{ "a comma at the end of a list", BYTES("[1,]"), 1, "a value" },
	{ "a comma at the begin", BYTES("{,\"a\":1}"), 1, "a string" },
	{ "two commas", BYTES("[1,,2]"), 1, "a value" },
	{ "no comma", BYTES("{\"a\":1\n\"b\":2}"), 2, "a comma" },
	{ "no colon", BYTES("{\"a\" 1}"), 1, "a colon" },
	{ "no value", BYTES("{\"a\":}"), 1, "a value" },
	{ "a key without quotes", BYTES("{a:1}"), 1, "a string" },
	{ "a key in apostrophes", BYTES("{'a':1}"), 1, "a string" },
	{ "a key that is a number", BYTES("{1:1}"), 1, "a string" },
	{ "a value without quotes", BYTES("{\"a\":\n\n Webhook}"), 3, "a value" },
	{ "a value in apostrophes", BYTES("{\"a\":'b'}"), 1, "a value" },
	{ "a comment", BYTES("{\"a\":1 # c\n}"), 1, "a comma" },
	{ "a comment of two slashes", BYTES("{// c\n}"), 1, "a string" },
	{ "the wrong bracket", BYTES("[1}"), 1, "a closing bracket" },
	{ "a second document", BYTES("{}\n---\n{}"), 2, "the end of the file" },
	{ "a second value", BYTES("{} {}"), 1, "the end of the file" },
	{ "a bracket too many", BYTES("{}}"), 1, "the end of the file" },
	{ "NUL at the end", BYTES("{}\0"), 1, "the end of the file" },
	{ "a word in capitals", BYTES("[True]"), 1, "a value" },
	{ "a word cut off", BYTES("[nul]"), 1, "a value" },
	{ "a word cut off by the end", BYTES("tru"), 1, "a value" },
	{ "a word too long", BYTES("[truee]"), 1, "a comma" },
	{ "not a number", BYTES("[NaN]"), 1, "a value" },
	{ "a plus", BYTES("[+1]"), 1, "a value" },
	{ "a leading zero", BYTES("[01]"), 1, "a comma" },
	{ "a minus alone", BYTES("[-]"), 1, "a value" },
	{ "a point at the begin", BYTES("[.5]"), 1, "a value" },
	{ "a point at the end", BYTES("[1.]"), 1, "a digit" },
	{ "an exponent without digits", BYTES("[1e]"), 1, "a digit" },
	{ "an exponent of a sign alone", BYTES("[1e+]"), 1, "a digit" },
	{ "two signs in an exponent", BYTES("[1e+-1]"), 1, "a digit" },
	{ "a hexadecimal number", BYTES("[0x10]"), 1, "a comma" },
	{ "an underscore in a number", BYTES("[1_0]"), 1, "a comma" },
	{ "a string without end", BYTES("[\"a"), 1, "the end of a string" },
	{ "a line end in a string", BYTES("[\"a\nb\"]"), 1, "the end of a string" },
	{ "a tab in a string", BYTES("[\"a\tb\"]"), 1, "the end of a string" },
	{ "NUL in a string", BYTES("[\"a\0b\"]"), 1, "the end of a string" },
	{ "another escape", BYTES("[\"\\x41\"]"), 1, "an escape sequence" },
	{ "an escaped apostrophe", BYTES("[\"\\'\"]"), 1, "an escape sequence" },
	{ "an escape cut off", BYTES("[\"\\"), 1, "an escape sequence" },
	{ "an escape of three digits", BYTES("[\"\\u041\"]"), 1, "an escape sequence" },
	{ "an escape with other letters", BYTES("[\"\\u00g1\"]"), 1, "an escape sequence" },
	{ "an escape of the letter u cut off", BYTES("[\"\\u00"), 1, "an escape sequence" },
	{ "a byte order mark inside", BYTES("{\xEF\xBB\xBF}"), 1, "a string" },
	{ "white space that only Unicode has", BYTES("{\xC2\xA0}"), 1, "a string" },
	{ "a form feed", BYTES("{\f}"), 1, "a string" },
	{ "lines that end with CR", BYTES("{\r\"a\":\r1,\r}"), 4, "a string" },
	{ "lines that end with CR and LF", BYTES("{\r\n\"a\":\r\n1,\r\n}"), 4, "a string" },
};

/* clang-format on */

/** Build a document, and let go of it. */
static enum kp_status build(const uint8_t *bytes, size_t len, const struct kp_limits *limits,
			    struct kp_error *error)
{
	struct kp_document *document = NULL;
	enum kp_status status;

	assert_int_equal(kp_document_new(NULL, NULL, &document, NULL), KP_OK);
	status = kp_json_build(bytes, len, limits, document, error);
	assert_int_equal(document->root != NULL, status == KP_OK);
	kp_document_free(document);
	return status;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	uint8_t *bytes = malloc(row->len == 0 ? 1 : row->len);
	struct kp_error error;
	enum kp_status status;

	assert_non_null(bytes);
	memcpy(bytes, row->bytes, row->len);
	table_error_prepare(&error);
	status = build(bytes, row->len, &fixture_limits, &error);
	free(bytes);
	if (row->line == 0) {
		table_assert_ok(status, &error);
		return;
	}
	table_assert_failed(status, &error, KP_ERR_SYNTAX, row->line, "not JSON: expected ");
	table_assert_contains(error.message, row->says);
}

struct depth_row {
	const char *name;
	size_t depth;
	const char *text;
	bool fits;
};

static struct depth_row depth_rows[] = {
	{ "depth: a scalar is one", 1, "1", true },
	{ "depth: an empty list is one", 1, "[]", true },
	{ "depth: what is in it is another", 1, "[1]", false },
	{ "depth: just as deep", 4, "[[[1]]]", true },
	{ "depth: one deeper", 3, "[[[1]]]", false },
	{ "depth: objects count too", 3, "{\"a\":{\"b\":{}}}", true },
	{ "depth: objects one deeper", 2, "{\"a\":{\"b\":{}}}", false },
	{ "depth: wide is not deep", 2, "[1,2,3,4,5,6]", true },
	{ "depth: many of the same depth", 3, "[[1],[2],{\"a\":3}]", true },
};

static void test_depth(void **state)
{
	const struct depth_row *row = *state;
	struct kp_limits limits = fixture_limits;
	struct kp_error error;
	enum kp_status status;

	limits.document_depth = row->depth;
	table_error_prepare(&error);
	status = build((const uint8_t *)row->text, strlen(row->text), &limits, &error);
	if (row->fits) {
		table_assert_ok(status, &error);
	} else {
		table_assert_failed(status, &error, KP_ERR_LIMIT, 1, "nested deeper than");
	}
}

/** A bomb of brackets ends at the limit, and not at the end of the stack. */
static void test_bomb(void **state)
{
	enum {
		LEN = 1 << 20
	};

	uint8_t *bytes = malloc(LEN);
	struct kp_error error;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, '[', LEN);
	table_error_prepare(&error);
	table_assert_failed(build(bytes, LEN, &fixture_limits, &error), &error, KP_ERR_LIMIT, 1,
			    "nested deeper than");
	free(bytes);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_chosen, chosen_rows),
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_depth, depth_rows),
		TABLE_ONE(test_bomb),
	};

	return TABLE_MAIN(tables);
}
