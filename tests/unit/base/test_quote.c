/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "fixture.h"
#include "table.h"

struct row {
	const char *name;
	const char *bytes;
	bool plain;
	const char *shell;
	const char *text;
	const char *message;
};

static struct row rows[] = {
	{ "a word", "--v=2", true, "--v=2", "--v=2", "--v=2" },
	{ "all that is safe", "aZ09-_=+:,./@%", true, "aZ09-_=+:,./@%", "aZ09-_=+:,./@%",
	  "aZ09-_=+:,./@%" },
	{ "nothing", "", true, "''", "", "" },
	{ "a blank", "a b", true, "'a b'", "a b", "a b" },
	{ "a dollar", "$HOME", true, "'$HOME'", "$HOME", "$HOME" },
	{ "a glob", "*", true, "'*'", "*", "*" },
	{ "a tilde", "~", true, "'~'", "~", "~" },
	{ "an exclamation mark", "!x", true, "'!x'", "!x", "!x" },
	{ "a double quote", "\"", true, "'\"'", "\"", "\"" },
	{ "a less-than sign", "a<b", true, "'a<b'", "a<b", "a<b" },
	{ "a brace list", "{a,b}", true, "'{a,b}'", "{a,b}", "{a,b}" },
	{ "a backslash", "a\\b", true, "'a\\b'", "a\\b", "a\\b" },
	{ "a single quote", "it's", true, "$'it\\'s'", "it's", "it's" },
	{ "a single quote and a backslash", "'\\", true, "$'\\'\\\\'", "'\\", "'\\" },
	{ "what looks quoted already", "$'a'", true, "$'$\\'a\\''", "$'$\\'a\\''", "$'a'" },
	{ "what begins as quoted", "$'", true, "$'$\\''", "$'$\\''", "$'" },
	{ "a dollar before a double quote", "$\"a\"", true, "'$\"a\"'", "$\"a\"", "$\"a\"" },
	{ "a line end", "a\nb", false, "$'a\\012b'", "$'a\\012b'", "a\\012b" },
	{ "a tab", "\t", false, "$'\\011'", "$'\\011'", "\\011" },
	{ "a carriage return", "\r", false, "$'\\015'", "$'\\015'", "\\015" },
	{ "a control before a digit",
	  "\1"
	  "7",
	  false, "$'\\0017'", "$'\\0017'", "\\0017" },
	{ "the first that is no control", " ", true, "' '", " ", " " },
	{ "the last control", "\x1F", false, "$'\\037'", "$'\\037'", "\\037" },
	{ "delete", "\x7F", false, "$'\\177'", "$'\\177'", "\\177" },
	{ "two bytes, a character", "h\xC3\xA9", true, "'h\xC3\xA9'", "h\xC3\xA9", "h\xC3\xA9" },
	{ "three bytes, a character", "\xE2\x82\xAC", true, "'\xE2\x82\xAC'", "\xE2\x82\xAC",
	  "\xE2\x82\xAC" },
	{ "four bytes, a character", "\xF0\x9F\x98\x80", true, "'\xF0\x9F\x98\x80'",
	  "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80" },
	{ "the last character there is", "\xF4\x8F\xBF\xBD", true, "'\xF4\x8F\xBF\xBD'",
	  "\xF4\x8F\xBF\xBD", "\xF4\x8F\xBF\xBD" },
	{ "a byte that begins nothing", "\xFF", false, "$'\\377'", "$'\\377'", "\\377" },
	{ "a byte that continues nothing", "\x80", false, "$'\\200'", "$'\\200'", "\\200" },
	{ "a character cut off", "\xE2\x82", false, "$'\\342\\202'", "$'\\342\\202'",
	  "\\342\\202" },
	{ "an overlong slash", "\xC0\xAF", false, "$'\\300\\257'", "$'\\300\\257'", "\\300\\257" },
	{ "an overlong form of three bytes", "\xE0\x80\xAF", false, "$'\\340\\200\\257'",
	  "$'\\340\\200\\257'", "\\340\\200\\257" },
	{ "an overlong form of four bytes", "\xF0\x8F\xBF\xBF", false, "$'\\360\\217\\277\\277'",
	  "$'\\360\\217\\277\\277'", "\\360\\217\\277\\277" },
	{ "a surrogate", "\xED\xA0\x80", false, "$'\\355\\240\\200'", "$'\\355\\240\\200'",
	  "\\355\\240\\200" },
	{ "beyond the last character", "\xF4\x90\x80\x80", false, "$'\\364\\220\\200\\200'",
	  "$'\\364\\220\\200\\200'", "\\364\\220\\200\\200" },
	{ "U+0080, a control", "\xC2\x80", false, "$'\\302\\200'", "$'\\302\\200'", "\\302\\200" },
	{ "U+0085, a line end", "\xC2\x85", false, "$'\\302\\205'", "$'\\302\\205'", "\\302\\205" },
	{ "U+00A0, no control", "\xC2\xA0", true, "'\xC2\xA0'", "\xC2\xA0", "\xC2\xA0" },
	{ "U+FFFD, which XML has", "\xEF\xBF\xBD", true, "'\xEF\xBF\xBD'", "\xEF\xBF\xBD",
	  "\xEF\xBF\xBD" },
	{ "U+FFFE, which XML has not", "\xEF\xBF\xBE", false, "$'\\357\\277\\276'",
	  "$'\\357\\277\\276'", "\\357\\277\\276" },
	{ "U+FFFF, which XML has not", "\xEF\xBF\xBF", false, "$'\\357\\277\\277'",
	  "$'\\357\\277\\277'", "\\357\\277\\277" },
	{ "U+202E, which turns the text round", "\xE2\x80\xAE", false, "$'\\342\\200\\256'",
	  "$'\\342\\200\\256'", "\\342\\200\\256" },
	{ "U+2028, a line end", "\xE2\x80\xA8", false, "$'\\342\\200\\250'", "$'\\342\\200\\250'",
	  "\\342\\200\\250" },
	{ "U+FEFF, which is invisible", "\xEF\xBB\xBF", false, "$'\\357\\273\\277'",
	  "$'\\357\\273\\277'", "\\357\\273\\277" },
	{ "a character beside a control", "\xC3\xA9\1", false, "$'\xC3\xA9\\001'",
	  "$'\xC3\xA9\\001'", "\xC3\xA9\\001" },
};

typedef void quote_function(struct kp_text *out, const char *bytes);

/** What a function adds to an empty text. */
static char *quoted(quote_function *quote, const char *bytes)
{
	struct kp_text text = { 0 };
	char *string = NULL;

	quote(&text, bytes);
	assert_int_equal(kp_text_finish(&text, &string, NULL), KP_OK);
	return string;
}

static void assert_quoted(quote_function *quote, const char *bytes, const char *wanted)
{
	char *string = quoted(quote, bytes);

	assert_string_equal(string, wanted);
	free(string);
}

static void test_row(void **state)
{
	const struct row *row = *state;

	assert_int_equal(kp_quote_is_plain(row->bytes), row->plain);
	assert_quoted(kp_quote_shell, row->bytes, row->shell);
	assert_quoted(kp_quote_text, row->bytes, row->text);
	assert_quoted(kp_quote_message, row->bytes, row->message);
}

/*
 * Properties of many texts: random ones, of few characters that are likely to meet, and of all.
 */

enum {
	RANDOM_TEXTS = 3000,
	MAX_PIECES = 12
};

static const char *const pieces[] = {
	"$",
	"'",
	"\\",
	"$'",
	"\"",
	"\\'",
	"\\0",
	"0",
	"7",
	"n",
	" ",
	"\n",
	"`",
	"!",
	"#",
	"~",
	"{",
	"*",
	"(",
	"\xC3\xA9",
	"\xC3",
	"\xA9",
	"\1",
	"%",
	"=",
	"-",
	";",
	"&",
	"\r",
	"a",
	"\xE2\x80\xA8",
	"\xC2\x85",
	"\xF0\x9F\x98\x80",
};

/** A pseudo-random number (xorshift), the same in every run. */
static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/** A text of some pieces, or of some bytes. */
static char *random_text(uint32_t *seed)
{
	struct kp_text text = { 0 };
	bool of_pieces = next_random(seed) % 3 != 0;
	char *string = NULL;

	for (uint32_t left = next_random(seed) % MAX_PIECES; left > 0; left--) {
		uint32_t number = next_random(seed);

		if (of_pieces) {
			kp_text_add_str(&text,
					pieces[number % (sizeof(pieces) / sizeof(pieces[0]))]);
		} else {
			kp_text_add_char(&text, (char)(number % 255 + 1));
		}
	}
	assert_int_equal(kp_text_finish(&text, &string, NULL), KP_OK);
	return string;
}

/** Random texts, each followed by what it is quoted as: texts that are made to be taken for it. */
static char **make_texts(void)
{
	char **texts = calloc(RANDOM_TEXTS * 2, sizeof(*texts));
	uint32_t seed = 422;

	assert_non_null(texts);
	for (size_t i = 0; i < RANDOM_TEXTS; i++) {
		texts[2 * i] = random_text(&seed);
		texts[2 * i + 1] = quoted(kp_quote_text, texts[2 * i]);
	}
	return texts;
}

static void free_texts(char **texts)
{
	for (size_t i = 0; i < RANDOM_TEXTS * 2; i++) {
		free(texts[i]);
	}
	free(texts);
}

/** Read all that a command prints. @return caller-owned, one NUL more than ret_len */
static char *read_command(const char *command, size_t *ret_len)
{
	FILE *pipe = popen(command, "r");
	struct kp_text out = { 0 };
	char buffer[4096];
	size_t got;

	assert_non_null(pipe);
	while ((got = fread(buffer, 1, sizeof(buffer), pipe)) > 0) {
		kp_text_add(&out, buffer, got);
	}
	assert_int_equal(pclose(pipe), 0);
	assert_false(out.failed);
	*ret_len = out.len;
	return out.bytes;
}

struct locale_row {
	const char *name;
	const char *locale;
};

static struct locale_row locale_rows[] = {
	{ "a shell reads it back, bytes", "C" },
	{ "a shell reads it back, characters", "C.UTF-8" },
};

/** bash reads each word back as the bytes that it was made of. */
static void test_shell(void **state)
{
	const struct locale_row *row = *state;
	struct kp_text script = { 0 };
	struct fixture fixture;
	char command[128];
	char **texts = make_texts();
	char *output;
	size_t at = 0;
	size_t len;

	for (size_t i = 0; i < RANDOM_TEXTS * 2; i++) {
		kp_text_add_str(&script, i % 500 == 0 ? "\nprintf '%s\\0'" : "");
		kp_text_add_char(&script, ' ');
		kp_quote_shell(&script, texts[i]);
	}
	kp_text_add_char(&script, '\n');
	assert_false(script.failed);
	fixture_build(&fixture, "");
	fixture_write(&fixture, "script", script.bytes, script.len);
	kp_text_done(&script);
	(void)snprintf(command, sizeof(command), "LC_ALL=%s bash %s/script", row->locale,
		       fixture.path);
	output = read_command(command, &len);
	for (size_t i = 0; i < RANDOM_TEXTS * 2; i++) {
		assert_true(at < len);
		assert_string_equal(output + at, texts[i]);
		at += strlen(output + at) + 1;
	}
	assert_int_equal(at, len);
	free(output);
	free_texts(texts);
}

/**
 * Read a character.
 * @param[in,out] at moved behind it
 * @return its number; 0 if the bytes are no well-formed UTF-8
 */
static uint32_t read_character(const unsigned char **at)
{
	static const struct {
		unsigned mask;
		unsigned bits;
		size_t more;
		uint32_t min;
	} forms[] = {
		{ 0x80, 0x00, 0, 0x0 },
		{ 0xE0, 0xC0, 1, 0x80 },
		{ 0xF0, 0xE0, 2, 0x800 },
		{ 0xF8, 0xF0, 3, 0x10000 },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		uint32_t number = **at & (0xFFU ^ forms[i].mask);

		if ((**at & forms[i].mask) != forms[i].bits) {
			continue;
		}
		(*at)++;
		for (size_t more = 0; more < forms[i].more; more++) {
			if ((**at & 0xC0) != 0x80) {
				return 0;
			}
			number = number << 6 | (*(*at)++ & 0x3FU);
		}
		return number < forms[i].min || number > 0x10FFFF ? 0 : number;
	}
	return 0;
}

/** A text that XML 1.0 can carry, and that a reader of XML does not change. */
static void assert_xml(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at != '\0') {
		uint32_t number = read_character(&at);

		assert_true(number >= 0x20);
		assert_false(number >= 0x7F && number < 0xA0);
		assert_false(number >= 0xD800 && number < 0xE000);
		assert_false(number == 0xFFFE || number == 0xFFFF);
	}
}

/** What is written is always plain, in each of the three forms. */
static void test_plain(void **state)
{
	static quote_function *const functions[] = { kp_quote_shell, kp_quote_text,
						     kp_quote_message };
	char **texts = make_texts();

	(void)state;
	for (size_t i = 0; i < RANDOM_TEXTS * 2; i++) {
		for (size_t f = 0; f < sizeof(functions) / sizeof(functions[0]); f++) {
			char *string = quoted(functions[f], texts[i]);

			assert_true(kp_quote_is_plain(string));
			assert_xml(string);
			free(string);
		}
	}
	free_texts(texts);
}

/** A text and what it is quoted as. */
struct pair {
	char *text;
	char *quoted;
};

static int compare_quoted(const void *left, const void *right)
{
	const struct pair *l = left;
	const struct pair *r = right;

	return strcmp(l->quoted, r->quoted);
}

/** Different bytes never become the same text. */
static void test_injective(void **state)
{
	char **texts = make_texts();
	struct pair *pairs = calloc(RANDOM_TEXTS * 2, sizeof(*pairs));
	size_t different = 0;

	(void)state;
	assert_non_null(pairs);
	for (size_t i = 0; i < RANDOM_TEXTS * 2; i++) {
		pairs[i] = (struct pair){ texts[i], quoted(kp_quote_text, texts[i]) };
	}
	qsort(pairs, RANDOM_TEXTS * 2, sizeof(*pairs), compare_quoted);
	for (size_t i = 1; i < RANDOM_TEXTS * 2; i++) {
		if (strcmp(pairs[i - 1].quoted, pairs[i].quoted) == 0) {
			assert_string_equal(pairs[i - 1].text, pairs[i].text);
		} else {
			different++;
		}
	}
	/* Most of the texts are different, or this would have shown nothing. */
	assert_true(different > RANDOM_TEXTS);
	for (size_t i = 0; i < RANDOM_TEXTS * 2; i++) {
		free(pairs[i].quoted);
	}
	free(pairs);
	free_texts(texts);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_shell, locale_rows),
		TABLE_ONE(test_plain),
		TABLE_ONE(test_injective),
	};

	return TABLE_MAIN(tables);
}
