/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fixture.h"
#include "hosts/argsfile.h"
#include "table.h"

static const uint8_t block[] = "SNAP_DATA=/var/snap/microk8s/9072\0TWO=a b\0QUOTED=\"q\"";
static const struct kp_goenv env = { block, sizeof(block) - 1 };

/** Bytes with their number, without the NUL that C adds. */
#define BYTES(bytes) (bytes), sizeof(bytes) - 1

/* What becomes of a file: each argument in brackets, with its location behind it. */
struct row {
	const char *name;
	const char *bytes;
	size_t len;
	const char *wanted; /* NULL if it fails */
	enum kp_status status;
	const char *says;
};

#define OK(wanted) (wanted), KP_OK, NULL

/* clang-format off */
static struct row rows[] = {
	{ "one argument a line", BYTES("--a=1\n--b=2\n"), OK("[--a=1]/f:1 [--b=2]/f:2") },
	{ "no line end at the end", BYTES("--a=1\n--b=2"), OK("[--a=1]/f:1 [--b=2]/f:2") },
	{ "line ends of DOS", BYTES("--a=1\r\n--b=2\r\n"), OK("[--a=1]/f:1 [--b=2]/f:2") },
	{ "nothing", BYTES(""), OK("") },
	{ "empty lines and comments", BYTES("\n# x\n  \n\t#--a=1\n--b=2\n#"), OK("[--b=2]/f:5") },
	{ "blanks around a line", BYTES(" \t --a=1 \t\n"), OK("[--a=1]/f:1") },
	{ "a comment behind an argument is none", BYTES("--a=1 # x\n"), OK("[--a=1]/f:1 [#]/f:1 [x]/f:1") },
	{ "a quote before a comment", BYTES("\"# x\n"), OK("[#]/f:1 [x]/f:1") },
	{ "two arguments on a line", BYTES("--a 1\n"), OK("[--a]/f:1 [1]/f:1") },
	{ "two blanks make an empty argument", BYTES("--a  1\n"), OK("[--a]/f:1 []/f:1 [1]/f:1") },
	{ "quotes go away", BYTES("--a=\"1\"'2'\n"), OK("[--a=12]/f:1") },
	{ "a single quote of either kind too", BYTES("--a=it's\n--b=\"\n"), OK("[--a=its]/f:1 [--b=]/f:2") },
	{ "quotes keep nothing together", BYTES("--a=\"1 2\"\n"), OK("[--a=1]/f:1 [2]/f:1") },
	{ "nothing but quotes is an empty argument", BYTES("\"\"\n"), OK("[]/f:1") },
	{ "a blank inside quotes at the begin", BYTES("\" --a\"\n"), OK("[]/f:1 [--a]/f:1") },
	{ "a backslash stays", BYTES("--a=\\\n--b=2\n"), OK("[--a=\\]/f:1 [--b=2]/f:2") },
	{ "a variable", BYTES("--a=${SNAP_DATA}/x\n--b=$SNAP_DATA\n"), OK("[--a=/var/snap/microk8s/9072/x]/f:1 [--b=/var/snap/microk8s/9072]/f:2") },
	{ "an unknown variable", BYTES("--a=$NOT\n$NOT\n"), OK("[--a=]/f:1 []/f:2") },
	{ "blanks and quotes of a variable stay", BYTES("$TWO$QUOTED\n"), OK("[a b\"q\"]/f:1") },
	{ "a quote inside a variable's name", BYTES("$SNAP_'DATA\n"), OK("[/var/snap/microk8s/9072]/f:1") },
	{ "characters beyond ASCII", BYTES("--a=h\xC3\xA9l\n# \xFF\n"), OK("[--a=h\xC3\xA9l]/f:1") },

	{ "bytes that are no UTF-8", BYTES("--a=1\n--b=\xFFx\n"), NULL, KP_ERR_UNSUPPORTED, "/f:2: the line is no plain text" },
	{ "a blank that only Go cuts off", BYTES("--a=1\xC2\xA0\n"), NULL, KP_ERR_UNSUPPORTED, "/f:1: the line is no plain text" },
	{ "the same at the begin", BYTES("\xE3\x80\x80#--a=1\n"), NULL, KP_ERR_UNSUPPORTED, "/f:1: the line is no plain text" },
	{ "a tab inside", BYTES("--a\t1\n"), NULL, KP_ERR_UNSUPPORTED, "/f:1: the line is no plain text" },
	{ "a NUL", BYTES("--a=1\0--b=2\n"), NULL, KP_ERR_UNSUPPORTED, "/f:1: the line is no plain text" },
	{ "too many arguments", BYTES("a\nb b b\nc c c c c\n"), NULL, KP_ERR_LIMIT, "/f:3: more than the limit of 8 arguments" },
	{ "too many bytes", BYTES("$SNAP_DATA\n$SNAP_DATA$SNAP_DATA\n$SNAP_DATA$SNAP_DATA$SNAP_DATA\n"), NULL, KP_ERR_LIMIT, "/f:3: the arguments have more than the limit of 128 bytes" },
};
/* clang-format on */

static const struct kp_limits limits = { .argv_count = 8, .argv_bytes = 128 };

static char *describe(const struct kp_argv *argv)
{
	struct kp_text out = { 0 };
	struct kp_said_at at;
	char *text = NULL;

	assert_string_equal(kp_argv_get(argv, 0), "kubelet");
	for (size_t i = 1; i < kp_argv_count(argv); i++) {
		kp_text_add_str(&out, i == 1 ? "[" : " [");
		kp_text_add_str(&out, kp_argv_get(argv, i));
		kp_text_add_char(&out, ']');
		at = kp_argv_place(argv, i);
		kp_said_at_add(&at, &out);
	}
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	return text;
}

/** Read bytes from a buffer that ends where they do. */
static enum kp_status parse(const char *bytes, size_t len, struct kp_argv **argv,
			    struct kp_error *error)
{
	uint8_t *exact = calloc(len + 1, 1);
	enum kp_status status;

	assert_non_null(exact);
	memcpy(exact, bytes, len);
	status = kp_argsfile_parse("/f", exact, len, &env, &limits, argv, error);
	free(exact);
	return status;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_argv *argv = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;
	char *text;

	table_error_prepare(&error);
	status = parse(row->bytes, row->len, &argv, &error);
	if (row->wanted == NULL) {
		table_assert_failed(status, &error, row->status, 0, row->says);
		assert_ptr_equal(argv, TABLE_UNTOUCHED);
		return;
	}
	table_assert_ok(status, &error);
	text = describe(argv);
	assert_string_equal(text, row->wanted);
	free(text);
	kp_argv_free(argv);
}

/** bufio.Scanner has 64 KiB for a line and its end. */
static void test_long_line(void **state)
{
	enum {
		SIZE = 64 << 10
	};

	char *bytes = malloc(SIZE + 1);
	struct kp_argv *argv = NULL;
	struct kp_error error;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, '#', SIZE);
	memcpy(bytes + SIZE - 1, "\nx", 2);
	table_error_prepare(&error);
	table_assert_ok(parse(bytes, SIZE + 1, &argv, &error), &error);
	assert_int_equal(kp_argv_count(argv), 2);
	kp_argv_free(argv);
	memcpy(bytes + SIZE - 1, "#\n", 2);
	table_error_prepare(&error);
	table_assert_failed(parse(bytes, SIZE + 1, &argv, &error), &error, KP_ERR_SYNTAX, 0,
			    "/f:1: kubelite refuses so long a line");
	free(bytes);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_long_line),
	};

	return TABLE_MAIN(tables);
}
