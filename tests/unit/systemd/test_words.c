/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "systemd/version.h"
#include "systemd/words.h"
#include "table.h"

struct row {
	const char *name;
	const char *text;
	enum kp_words words;
	const char *wanted; /* `<WORD@START>`s, and `!` for an error */
};

static struct row rows[] = {
	{ "nothing", "", KP_WORDS_COMMAND, "" },
	{ "blanks", " \t\r\n ", KP_WORDS_COMMAND, "" },
	{ "a word", "a", KP_WORDS_COMMAND, "<a@0>" },
	{ "words", " a\tb \n c ", KP_WORDS_COMMAND, "<a@1><b@3><c@7>" },
	{ "an empty word", "\"\" ''", KP_WORDS_COMMAND, "<@0><@3>" },
	{ "double quotes", "\"a b\" c", KP_WORDS_COMMAND, "<a b@0><c@6>" },
	{ "single quotes", "'a \"b'", KP_WORDS_COMMAND, "<a \"b@0>" },
	{ "quotes inside of a word", "a\"b c\"d'e f'g", KP_WORDS_COMMAND, "<ab cde fg@0>" },
	{ "no end of a quote", "a \"b", KP_WORDS_COMMAND, "<a@0>!" },
	{ "no end of a quote in a variable", "a 'b c", KP_WORDS_VARIABLE, "<a@0><b c@2>" },
	{ "letters", "\\a\\b\\f\\n\\r\\t\\v\\s\\\\\\\"\\'", KP_WORDS_COMMAND,
	  "<\a\b\f\n\r\t\v \\\"'@0>" },
	{ "an escaped blank", "a\\sb", KP_WORDS_COMMAND, "<a b@0>" },
	{ "a backslash before a blank", "a\\ b", KP_WORDS_COMMAND, "<a\\ b@0>" },
	{ "the same in a variable", "a\\ b", KP_WORDS_VARIABLE, "<a b@0>" },
	{ "hexadecimal", "\\x41\\xe4\\xE4", KP_WORDS_COMMAND, "<A\xE4\xE4@0>" },
	{ "octal", "\\101\\344", KP_WORDS_COMMAND, "<A\xE4@0>" },
	{ "octal beyond a byte", "\\400", KP_WORDS_COMMAND, "<\\400@0>" },
	{ "too few digits", "\\x4 \\04 \\u00e \\U0000", KP_WORDS_COMMAND,
	  "<\\x4@0><\\04@4><\\u00e@8><\\U0000@14>" },
	{ "Unicode", "\\u00e4\\u20ac\\U0001F600", KP_WORDS_COMMAND, "<ä€😀@0>" },
	{ "half of a surrogate pair", "\\ud800 \\U0000d800", KP_WORDS_COMMAND,
	  "<\xED\xA0\x80@0><\\U0000d800@7>" },
	{ "noncharacters", "\\ufdd0\\uffff \\U0000fdd0\\U0000fdef \\U0001fffe\\U0010ffff",
	  KP_WORDS_COMMAND,
	  "<\xEF\xB7\x90\xEF\xBF\xBF@0><\\U0000fdd0\\U0000fdef@13><\\U0001fffe\\U0010ffff@34>" },
	{ "what is beside noncharacters", "\\U0000fdcf\\U0000fdf0\\U0001fffd", KP_WORDS_COMMAND,
	  "<\xEF\xB7\x8F\xEF\xB7\xB0\xF0\x9F\xBF\xBD@0>" },
	{ "beyond Unicode", "\\U00110000", KP_WORDS_COMMAND, "<\\U00110000@0>" },
	{ "a NUL", "\\x00\\000\\u0000", KP_WORDS_COMMAND, "<\\x00\\000\\u0000@0>" },
	{ "an unknown escape", "\\q \"\\d\"", KP_WORDS_COMMAND, "<\\q@0><\\d@3>" },
	{ "an unknown escape where it counts", "a \\q", KP_WORDS_STRICT, "<a@0>!" },
	{ "a known escape where it counts", "a\\tb", KP_WORDS_STRICT, "<a\tb@0>" },
	{ "escapes of a variable", "\\n\\\\\\x41 '\\''", KP_WORDS_VARIABLE, "<n\\x41@0><'@9>" },
	{ "a backslash at the end", "a\\", KP_WORDS_COMMAND, "<a\\@0>" },
	{ "the same in a variable, again", "a\\", KP_WORDS_VARIABLE, "<a@0>" },
	{ "the same in quotes", "\"a\\", KP_WORDS_COMMAND, "!" },
	{ "the same where it counts", "a\\", KP_WORDS_STRICT, "!" },
};

/** What versions of systemd read differently. */
struct version_row {
	const char *name;
	const char *text;
	enum kp_words words;
	int systemd;
	const char *wanted;
	enum kp_status status; /* of the error */
};

static struct version_row version_rows[] = {
	{ "the last that takes half of a pair", "\\udfff", KP_WORDS_COMMAND, 257,
	  "<\xED\xBF\xBF@0>", KP_OK },
	{ "the first that does not", "\\ud800\\udfff", KP_WORDS_COMMAND, 262, "<\\ud800\\udfff@0>",
	  KP_OK },
	{ "the same where it counts", "a \\ud800 b", KP_WORDS_STRICT, 262, "<a@0>!",
	  KP_ERR_SYNTAX },
	{ "between", "a \\ud800", KP_WORDS_COMMAND, 258, "<a@0>!", KP_ERR_UNSUPPORTED },
	{ "not known", "\\ud800", KP_WORDS_STRICT, KP_SYSTEMD_UNKNOWN, "!", KP_ERR_UNSUPPORTED },
	{ "what is beside surrogates", "\\ud7ff\\ue000 \\U0000d800", KP_WORDS_COMMAND,
	  KP_SYSTEMD_UNKNOWN, "<\xED\x9F\xBF\xEE\x80\x80@0><\\U0000d800@13>", KP_OK },
};

static void check(const char *text, enum kp_words words, int systemd, const char *wanted,
		  enum kp_status wanted_status)
{
	struct kp_text out = { 0 };
	struct kp_error error;
	enum kp_status status = KP_OK;
	size_t position = 0;
	char *dump = NULL;

	while (status == KP_OK) {
		char *word = TABLE_UNTOUCHED;
		size_t start = TABLE_UNTOUCHED_NUMBER;

		table_error_prepare(&error);
		status = kp_word_next(text, &position, words, systemd, &word, &start, &error);
		if (status == KP_OK) {
			kp_text_add_char(&out, '<');
			kp_text_add_str(&out, word);
			kp_text_addf(&out, "@%zu>", start);
			free(word);
			continue;
		}
		assert_ptr_equal(word, TABLE_UNTOUCHED);
		assert_int_equal(start, TABLE_UNTOUCHED_NUMBER);
	}
	if (status == KP_ERR_END) {
		table_assert_error_untouched(&error);
	} else {
		table_assert_failed(status, &error, wanted_status, 0, NULL);
		kp_text_add_char(&out, '!');
	}
	assert_int_equal(kp_text_finish(&out, &dump, NULL), KP_OK);
	assert_string_equal(dump, wanted);
	free(dump);
}

static void test_row(void **state)
{
	const struct row *row = *state;

	check(row->text, row->words, 252, row->wanted, KP_ERR_SYNTAX);
}

static void test_version(void **state)
{
	const struct version_row *row = *state;

	check(row->text, row->words, row->systemd, row->wanted, row->status);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_version, version_rows),
	};

	return TABLE_MAIN(tables);
}
