/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "programs/ask.h"
#include "table.h"

#define SAYS "echo out; echo err >&2; exit 3"

/** A question to a shell, and its answer. */
struct row {
	const char *name;
	const char *script; /* of /bin/sh; NULL: a file that is not there */
	const char *
		value; /* of the variable ASKED, and of LD_PRELOAD; NULL: not set by the question */
	bool is_output_heard;
	bool is_error_heard;
	const char *wanted;
	int code;
};

/* clang-format off */
static struct row rows[] = {
	{ "standard output", SAYS, .is_output_heard = true, .wanted = "out\n", .code = 3 },
	{ "standard error", SAYS, .is_error_heard = true, .wanted = "err\n", .code = 3 },
	{ "both", SAYS, .is_output_heard = true, .is_error_heard = true, .wanted = "out\nerr\n", .code = 3 },
	{ "none", SAYS, .wanted = "", .code = 3 },
	{ "an empty answer", "exit 0", .is_output_heard = true, .wanted = "", .code = 0 },
	{ "nothing to read", "cat; echo end", .is_output_heard = true, .wanted = "end\n", .code = 0 },
	{ "a signal", "echo out; kill -9 $$", .is_output_heard = true, .wanted = "out\n", .code = -SIGKILL },
	{ "a variable", "echo \"$ASKED $LD_PRELOAD\"", .value = "", .is_output_heard = true, .wanted = " \n", .code = 0 },
	{ "as it is here", "echo \"$ASKED\"", .is_output_heard = true, .wanted = "before\n", .code = 0 },
	{ "a program that is not there", NULL, .is_output_heard = true, .wanted = "No such file or directory", .code = 127 },
	{ "that nobody hears", NULL, .wanted = "No such file or directory", .code = 127 },
	{ "a broken pipe ends it", "trap - PIPE; yes | head -n 1; echo end", .is_output_heard = true, .wanted = "y\nend\n", .code = 0 },
};

/* clang-format on */

/** Ask, and look at the whole answer. */
static void check(const struct row *row)
{
	const char *const argv[] = { "asked", "-c", row->script, NULL };
	const struct kp_question question = { .file = row->script == NULL ? "/nowhere/to/be/found"
									  : "/bin/sh",
					      .argv = argv,
					      .variable = row->value == NULL ? NULL : "ASKED",
					      .value = row->value,
					      .preload = row->value,
					      .is_output_heard = row->is_output_heard,
					      .is_error_heard = row->is_error_heard };
	struct kp_error error;
	char *text = TABLE_UNTOUCHED;
	int code = TABLE_UNTOUCHED_NUMBER;

	table_error_prepare(&error);
	table_assert_ok(kp_ask(&question, &text, &code, &error), &error);
	assert_string_equal(text, row->wanted);
	assert_int_equal(code, row->code);
	free(text);
}

static void test_answers(void **state)
{
	assert_int_equal(setenv("ASKED", "before", 1), 0);
	check(*state);
}

/** Where the ends of children are not told, nor broken pipes, they are during a question; and not after it. */
static void test_ignored_signals(void **state)
{
	static const int numbers[] = { SIGCHLD, SIGPIPE };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		assert_true(signal(numbers[i], SIG_IGN) != SIG_ERR);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check(&rows[i]);
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		assert_true(signal(numbers[i], SIG_DFL) == SIG_IGN);
	}
}

/** What does not fit is read all the same, so that the program comes to its end. */
static void test_long(void **state)
{
	static const char *const argv[] = { "sh", "-c",
					    "head -c 1000000 /dev/zero | tr '\\0' x; exit 4",
					    NULL };
	static const struct kp_question question = { .file = "/bin/sh",
						     .argv = argv,
						     .is_output_heard = true };
	char *text = NULL;
	int code = 0;

	(void)state;
	assert_int_equal(kp_ask(&question, &text, &code, NULL), KP_OK);
	assert_int_equal(code, 4);
	assert_int_equal(strlen(text), 65536);
	assert_int_equal(strspn(text, "x"), 65536);
	free(text);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_answers, rows),
		TABLE_ONE(test_ignored_signals),
		TABLE_ONE(test_long),
	};

	return TABLE_MAIN(tables);
}
