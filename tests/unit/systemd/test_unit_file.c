/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "systemd/unit_file.h"
#include "systemd/version.h"
#include "table.h"

struct row {
	const char *name;
	const char *text;
	const char *
		wanted; /* `SECTION.KEY=VALUE@LINE`, each with a line end, and `! MESSAGE` where systemd stops;
			 * or a part of a message */
	int systemd; /* 0: 252 */
	enum kp_status status;
	long line;
};

/** A version that is not known. */
enum {
	UNKNOWN = -1,
	LIMIT = 8
};

#define MARK "\xEF\xBB\xBF"

static struct row rows[] = {
	{ "nothing", "", "", 0, KP_OK, 0 },
	{ "a setting", "[A]\nb=c\n", "A.b=c@2\n", 0, KP_OK, 0 },
	{ "no line end", "[A]\nb=c", "A.b=c@2\n", 0, KP_OK, 0 },
	{ "blanks", " [A] \n  b \t=\t c d \n\n", "A.b=c d@2\n", 0, KP_OK, 0 },
	{ "an empty value", "[A]\nb=\n", "A.b=@2\n", 0, KP_OK, 0 },
	{ "a value with =", "[A]\nb=c=d\n", "A.b=c=d@2\n", 0, KP_OK, 0 },
	{ "comments", "# x\n[A]\n; y=z\n  # b=c\nb=c # d\n", "A.b=c # d@5\n", 0, KP_OK, 0 },
	{ "no section", "a=b\n[A]\n", "", 0, KP_OK, 0 },
	{ "sections", "[A]\nb=1\n[B]\nb=2\n[A]\nb=3\n", "A.b=1@2\nB.b=2@4\nA.b=3@6\n", 0, KP_OK,
	  0 },
	{ "a byte order mark", MARK "[A]\nb=c\n", "A.b=c@2\n", 0, KP_OK, 0 },
	{ "one before a later line", "[A]\n" MARK "b=c\n", "A.b=c@2\n", 0, KP_OK, 0 },
	{ "one in a line that goes on", "[A]\nb=c\\\n" MARK "d\n", "A.b=c d@2\n", 0, KP_OK, 0 },
	{ "two", "[A]\n" MARK "b=c\n" MARK "d=e\n", "A.b=c@2\nA." MARK "d=e@3\n", 0, KP_OK, 0 },
	{ "one inside of a line", "[A]\nb=" MARK "c\n", "A.b=" MARK "c@2\n", 0, KP_OK, 0 },
	{ "one before a comment that goes on", "[A]\n" MARK "# x \\\nb=c\nd=e\n", "A.d=e@4\n", 0,
	  KP_OK, 0 },
	{ "the same, of old", "[A]\n" MARK "# x \\\nb=c\nd=e\n", "A.d=e@4\n", 239, KP_OK, 0 },
	{ "one before a comment inside", "[A]\nb=c\\\n" MARK "# x\n", "A.b=c # x@2\n", 0, KP_OK,
	  0 },
	{ "line ends of Windows", "[A]\r\nb=c\r\n", "A.b=c@2\n", 0, KP_OK, 0 },
	{ "a line that goes on", "[A]\nb=c\\\n d\n", "A.b=c  d@2\n", 0, KP_OK, 0 },
	{ "an escaped backslash", "[A]\nb=c\\\\\nd=e\n", "A.b=c\\\\@2\nA.d=e@3\n", 0, KP_OK, 0 },
	{ "three backslashes", "[A]\nb=c\\\\\\\n d\n", "A.b=c\\\\  d@2\n", 0, KP_OK, 0 },
	{ "a line that goes on at the end", "[A]\nb=c\\\n", "A.b=c@2\n", 0, KP_OK, 0 },
	{ "the value in the next line", "[A]\nb=\\\n\\\n c\n", "A.b=c@4\n", 0, KP_OK, 0 },
	{ "a comment inside", "[A]\nb=c \\\n# x \\\n; y\n d\n", "A.b=c   d@2\n", 0, KP_OK, 0 },
	{ "a comment inside, of old", "[A]\nb=c \\\n# x\nd=e\n", "A.b=c  # x@2\nA.d=e@4\n", 239,
	  KP_OK, 0 },
	{ "a comment inside, not known", "[A]\nb=c \\\n# x\n", "line 3: a comment", UNKNOWN,
	  KP_ERR_UNSUPPORTED, 3 },
	{ "a comment inside, between", "[A]\nb=c \\\n# x\n", "line 3: a comment", 241,
	  KP_ERR_UNSUPPORTED, 3 },
	{ "a comment with a backslash", "[A]\n# x \\\nb=c\n", "A.b=c@3\n", 0, KP_OK, 0 },
	{ "a comment with a backslash, of old", "[A]\n# x \\\nb=c\nd=e\n", "A.d=e@4\n", 239, KP_OK,
	  0 },
	{ "a comment with a backslash, not known", "[A]\n# x \\\nb=c\n", "line 2: a comment",
	  UNKNOWN, KP_ERR_UNSUPPORTED, 2 },
	{ "plain comments are known", "# x\n[A]\n# x \\\\\nb=c\n", "A.b=c@4\n", UNKNOWN, KP_OK, 0 },
	{ "junk", "[A]\njunk\n=x\nb=c\n", "A.b=c@4\n", 0, KP_OK, 0 },
	{ "junk, of old", "[A]\nb=c\njunk\nd=e\n", "A.b=c@2\n! line 3: systemd 239 stops", 239,
	  KP_ERR_SYNTAX, 3 },
	{ "junk, not known", "[A]\njunk\n", "line 2: no =", UNKNOWN, KP_ERR_UNSUPPORTED, 2 },
	{ "a broken section", "[A]\nb=c\n[B\nd=e\n", "A.b=c@2\n! line 3: systemd stops reading", 0,
	  KP_ERR_SYNTAX, 3 },
	{ "a section with a comment", "[A] # x\n", "! line 1: systemd stops", 0, KP_ERR_SYNTAX, 1 },
	{ "an include", "[A]\n.include /x\n", ".include is not supported", 0, KP_ERR_UNSUPPORTED,
	  2 },
	{ "no UTF-8", "[A]\nb=\xFF\n", "! line 2: not UTF-8", 0, KP_ERR_SYNTAX, 2 },
	{ "a surrogate", "[A]\nb=\xED\xA0\x80\n", "! line 2: not UTF-8", 0, KP_ERR_SYNTAX, 2 },
	{ "a noncharacter", "[A]\nb=\xEF\xBF\xBF\n", "! line 2: not UTF-8", 0, KP_ERR_SYNTAX, 2 },
	{ "one of another plane", "[A]\nb=\xF4\x8F\xBF\xBE\n", "! line 2: not UTF-8", 0,
	  KP_ERR_SYNTAX, 2 },
	{ "one in no section", "b=\xEF\xB7\x90\n", "! line 1: not UTF-8", 0, KP_ERR_SYNTAX, 1 },
	{ "one in a comment", "# \xEF\xBF\xBF\n[A]\nb=c\n", "A.b=c@3\n", 0, KP_OK, 0 },
	{ "UTF-8", "[A]\nb=\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80\n",
	  "A.b=\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80@2\n", 0, KP_OK, 0 },
	{ "a carriage return inside", "[A]\nb=c\rd=e\n", "A.b=c@2\nA.d=e@2\n", 0, KP_OK, 0 },
	{ "the same, of old", "[A]\nb=c\rd\n", "line 2: a carriage return", 239, KP_ERR_UNSUPPORTED,
	  2 },
	{ "the same, not known", "[A]\nb=c\rd\n", "line 2: a carriage return", UNKNOWN,
	  KP_ERR_UNSUPPORTED, 2 },
	{ "one behind a backslash", "[A]\nb=c\\\r\n d\n", "A.b=c  d@2\n", 0, KP_OK, 0 },
	{ "the same, between", "[A]\nb=c\\\r\nd\n", "line 2: a carriage return", 242,
	  KP_ERR_UNSUPPORTED, 2 },
	{ "two behind a backslash", "[A]\nb=c\\\r\rd=e\n", "A.b=c@2\nA.d=e@2\n", 0, KP_OK, 0 },
	{ "one behind a newline", "[A]\nb=c\\\n\r d\n", "A.b=c  d@2\n", 0, KP_OK, 0 },
	{ "one at the end", "[A]\nb=c\r", "A.b=c@2\n", UNKNOWN, KP_OK, 0 },
	{ "line ends of Windows, of old", "[A]\r\nb=c\r\n", "A.b=c@2\n", 239, KP_OK, 0 },
	{ "as many as may be", "[A]\na=\na=\na=\na=\na=\na=\na=\na=\n",
	  "A.a=@2\nA.a=@3\nA.a=@4\nA.a=@5\nA.a=@6\nA.a=@7\nA.a=@8\nA.a=@9\n", 0, KP_OK, 0 },
	{ "too many", "[A]\na=\na=\na=\na=\na=\na=\na=\na=\na=\n", "the limit of 8", 0,
	  KP_ERR_LIMIT, 0 },
};

static void dump(struct kp_text *out, const struct kp_unit_file *file)
{
	const struct kp_error *broken = kp_unit_file_broken(file);

	for (size_t i = 0; i < kp_unit_file_count(file); i++) {
		const struct kp_assignment *assignment = kp_unit_file_get(file, i);

		kp_text_add_str(out, assignment->section);
		kp_text_add_char(out, '.');
		kp_text_add_str(out, assignment->key);
		kp_text_add_char(out, '=');
		kp_text_add_str(out, assignment->value);
		kp_text_addf(out, "@%ld\n", kp_assignment_line(assignment, 0));
	}
	if (broken != NULL) {
		assert_int_equal(broken->status, KP_ERR_SYNTAX);
		kp_text_add_str(out, "! ");
		kp_text_add_str(out, broken->message);
	}
}

static int version_of(const struct row *row)
{
	return row->systemd == 0         ? 252
	       : row->systemd == UNKNOWN ? KP_SYSTEMD_UNKNOWN
					 : row->systemd;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_unit_file *file = TABLE_UNTOUCHED;
	struct kp_text out = { 0 };
	struct kp_error error;
	char *text = NULL;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_unit_file_parse((const uint8_t *)row->text, strlen(row->text), version_of(row),
				    LIMIT, &file, &error);
	if (row->status != KP_OK && row->status != KP_ERR_SYNTAX) {
		table_assert_failed(status, &error, row->status, row->line, row->wanted);
		assert_ptr_equal(file, TABLE_UNTOUCHED);
		return;
	}
	table_assert_ok(status, &error);
	dump(&out, file);
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	if (row->status == KP_OK) {
		assert_string_equal(text, row->wanted);
	} else {
		assert_int_equal(kp_unit_file_broken(file)->line, row->line);
		assert_memory_equal(text, row->wanted, strlen(row->wanted));
	}
	free(text);
	kp_unit_file_free(file);
}

/** A NUL ends a line, where that is known, and never the file. */
static void test_nul(void **state)
{
	static const char text[] = "[A]\nb=c\0\nd=e\r\n\0f=g\n\r\0h=i";
	struct kp_unit_file *file = TABLE_UNTOUCHED;
	struct kp_text out = { 0 };
	struct kp_error error;
	char *dumped = NULL;

	(void)state;
	table_error_prepare(&error);
	table_assert_failed(kp_unit_file_parse((const uint8_t *)text, sizeof(text) - 1, 239, LIMIT,
					       &file, &error),
			    &error, KP_ERR_UNSUPPORTED, 2, "NUL");
	assert_ptr_equal(file, TABLE_UNTOUCHED);
	assert_int_equal(kp_unit_file_parse((const uint8_t *)text, sizeof(text) - 1, 252, LIMIT,
					    &file, NULL),
			 KP_OK);
	dump(&out, file);
	assert_int_equal(kp_text_finish(&out, &dumped, NULL), KP_OK);
	assert_string_equal(dumped, "A.b=c@2\nA.d=e@3\nA.f=g@4\nA.h=i@5\n");
	free(dumped);
	kp_unit_file_free(file);
}

/** Each byte of a value that goes on belongs to a line. */
static void test_lines(void **state)
{
	static const char text[] = "[A]\n b = x\\\n  y\\\n# c\nz\n";
	struct kp_unit_file *file = NULL;
	const struct kp_assignment *assignment;

	(void)state;
	assert_int_equal(kp_unit_file_parse((const uint8_t *)text, sizeof(text) - 1, 252, LIMIT,
					    &file, NULL),
			 KP_OK);
	assignment = kp_unit_file_get(file, 0);
	assert_string_equal(assignment->value, "x   y z");
	assert_int_equal(kp_assignment_line(assignment, 0), 2);
	assert_int_equal(kp_assignment_line(assignment, 4), 3);
	assert_int_equal(kp_assignment_line(assignment, 6), 5);
	kp_unit_file_free(file);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_nul),
		TABLE_ONE(test_lines),
	};

	return TABLE_MAIN(tables);
}
