/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "systemd/envfile.h"
#include "systemd/version.h"
#include "table.h"

struct row {
	const char *name;
	const char *text;
	const char *wanted; /* `NAME=VALUE@LINE;`s; or a part of a message */
	int systemd;        /* 0: 252 */
	enum kp_status status;
	long line;
};

enum {
	UNKNOWN = -1
};

static struct row rows[] = {
	{ "nothing", "", "", 0, KP_OK, 0 },
	{ "a variable", "A=b\n", "A=b@1;", 0, KP_OK, 0 },
	{ "no line end", "A=b", "A=b@1;", 0, KP_OK, 0 },
	{ "blanks", "  A = b c  \n", "A=b c@1;", 0, KP_OK, 0 },
	{ "an empty value", "A=\nB=  \n", "A=@1;B=@2;", 0, KP_OK, 0 },
	{ "comments", "# x\n; y\n A=b # c\n", "A=b # c@3;", 0, KP_OK, 0 },
	{ "no =", "A\nB=c\n", "B=c@2;", 0, KP_OK, 0 },
	{ "an export", "export A=b\n", "", 0, KP_OK, 0 },
	{ "no name", "=b\n", "", 0, KP_OK, 0 },
	{ "a name of no shell", "A-B=c\n1A=b\nA.B=c\n", "", 0, KP_OK, 0 },
	{ "twice", "A=b\nA=c\n", "A=c@2;", 0, KP_OK, 0 },
	{ "single quotes", "A='b  \"c'\n", "A=b  \"c@1;", 0, KP_OK, 0 },
	{ "double quotes", "A=\"b  'c\"\n", "A=b  'c@1;", 0, KP_OK, 0 },
	{ "quotes behind quotes", "A=\"b \"'c ' d\n", "A=b c d@1;", 0, KP_OK, 0 },
	{ "blanks behind quotes", "A=\"b \"  \n", "A=b @1;", 0, KP_OK, 0 },
	{ "quotes inside", "A=b\"c\"'d'\n", "A=b\"c\"'d'@1;", 0, KP_OK, 0 },
	{ "quotes over lines", "A=\"b\nc\"\nB=d\n", "A=b\nc@1;B=d@3;", 0, KP_OK, 0 },
	{ "no end of quotes", "A=\"b\n", "A=b\n@1;", 0, KP_OK, 0 },
	{ "a line that goes on", "A=b \\\n  c\n", "A=b   c@1;", 0, KP_OK, 0 },
	{ "the same in quotes", "A=\"b \\\n  c\"\n", "A=b   c@1;", 0, KP_OK, 0 },
	{ "escapes", "A=\\b\\\\\\$ \\  \n", "A=b\\$  @1;", 0, KP_OK, 0 },
	{ "escapes in double quotes", "A=\"\\\"\\\\\\`\\$\"\n", "A=\"\\`$@1;", 0, KP_OK, 0 },
	{ "others in double quotes", "A=\"\\n\\'\"\n", "A=\\n\\'@1;", 0, KP_OK, 0 },
	{ "others, of old", "A=\"\\n\\'\"\n", "A=n'@1;", 239, KP_OK, 0 },
	{ "others, not known", "\nA=\"\\n\"\n", "f:2: a backslash in double", UNKNOWN,
	  KP_ERR_UNSUPPORTED, 2 },
	{ "others, between", "A=\"\\n\"\n", "f:1: a backslash in double", 241, KP_ERR_UNSUPPORTED,
	  1 },
	{ "a backslash in single quotes", "A='\\n\\'\n", "A=\\n\\@1;", 0, KP_OK, 0 },
	{ "the same, of old", "A='\\n\\''\n", "A=n'@1;", 239, KP_OK, 0 },
	{ "the same, not known", "A='\\n'\n", "f:1: a backslash in single", UNKNOWN,
	  KP_ERR_UNSUPPORTED, 1 },
	{ "the same, between", "A='\\n'\n", "f:1: a backslash in single", 245, KP_ERR_UNSUPPORTED,
	  1 },
	{ "a comment that goes on", "# x \\\nA=b\nC=d\n", "C=d@3;", 0, KP_OK, 0 },
	{ "the same, of new", "# x \\\nA=b\nC=d\n", "A=b@2;C=d@3;", 254, KP_OK, 0 },
	{ "the same, not known", "# x \\\nA=b\n", "f:1: a comment", UNKNOWN, KP_ERR_UNSUPPORTED,
	  1 },
	{ "a backslash inside of a comment", "# x \\y\nA=b\n", "A=b@2;", UNKNOWN, KP_OK, 0 },
	{ "line ends of Windows", "A=b\r\nB=\"c\"\r\n", "A=b@1;B=c@2;", 0, KP_OK, 0 },
	{ "no UTF-8", "A=b\nB=\xFF\n", "f:2: not UTF-8", 0, KP_ERR_SYNTAX, 2 },
	{ "a noncharacter", "A=b\nB=\xEF\xBF\xBE\n", "f:2: not UTF-8", 0, KP_ERR_SYNTAX, 2 },
	{ "one in a comment", "# \xEF\xBF\xBE\nA=b\n", "A=b@2;", 0, KP_OK, 0 },
	{ "a control character", "A=\x01\n", "A=\x01@1;", 0, KP_OK, 0 },
	{ "the same, of old", "A=\x01\nB=\tc\td\n", "B=c\td@2;", 239, KP_OK, 0 },
	{ "the same, not known", "A=\x01\n", "f:1: whether systemd takes", UNKNOWN,
	  KP_ERR_UNSUPPORTED, 1 },
};

static void dump(struct kp_text *out, const struct kp_environment *environment)
{
	for (size_t i = 0; i < environment->count; i++) {
		kp_text_add_str(out, environment->items[i].name);
		kp_text_add_char(out, '=');
		kp_text_add_str(out, environment->items[i].value);
		kp_text_addf(out, "@%ld;", environment->items[i].line);
	}
}

static void test_row(void **state)
{
	const struct row *row = *state;
	static const struct kp_limits limits = { .environ_bytes = 1000, .unit_settings = 10 };
	struct kp_environment environment = {
		.systemd = row->systemd == 0         ? 252
			   : row->systemd == UNKNOWN ? KP_SYSTEMD_UNKNOWN
						     : row->systemd,
		.limits = &limits,
	};
	struct kp_text out = { 0 };
	struct kp_error error;
	char *text = NULL;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_envfile_read((const uint8_t *)row->text, strlen(row->text), "f", &environment,
				 &error);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, row->line, row->wanted);
		assert_int_equal(environment.count, 0);
		kp_environment_done(&environment);
		return;
	}
	table_assert_ok(status, &error);
	dump(&out, &environment);
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	assert_string_equal(text, row->wanted);
	free(text);
	kp_environment_done(&environment);
}

struct limit_row {
	const char *name;
	struct kp_limits limits;
};

static struct limit_row limit_rows[] = {
	{ "bytes", { .environ_bytes = 7, .unit_settings = 10 } },
	{ "variables", { .environ_bytes = 100, .unit_settings = 1 } },
};

static void test_limit(void **state)
{
	static const char text[] = "A=b\nB=c\n";
	const struct limit_row *row = *state;
	struct kp_environment environment = { .systemd = 252, .limits = &row->limits };
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_failed(
		kp_envfile_read((const uint8_t *)text, strlen(text), "f", &environment, &error),
		&error, KP_ERR_LIMIT, 0, "environment of more than");
	kp_environment_done(&environment);
}

static void test_nul(void **state)
{
	static const struct kp_limits limits = { .environ_bytes = 100, .unit_settings = 10 };
	struct kp_environment environment = { .systemd = 252, .limits = &limits };
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	table_assert_failed(kp_envfile_read((const uint8_t *)"A\0", 2, "f", &environment, &error),
			    &error, KP_ERR_SYNTAX, 0, "NUL");
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_limit, limit_rows),
		TABLE_ONE(test_nul),
	};

	return TABLE_MAIN(tables);
}
