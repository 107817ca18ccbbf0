/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "process/argv.h"
#include "table.h"

/** More arguments than any row has. */
enum {
	MAX_ARGS = 8
};

struct row {
	const char *name;
	const char *bytes;
	size_t len;
	const char *args[MAX_ARGS];
	const char *shell; /* from the second argument on */
};

/** Bytes with their number, without the NUL that C adds. */
#define BYTES(bytes) (bytes), sizeof(bytes) - 1

static struct row rows[] = {
	{ "a program and two arguments",
	  BYTES("kubelet\0--v=2\0--config=/c\0"),
	  { "kubelet", "--v=2", "--config=/c" },
	  "--v=2 --config=/c" },
	{ "a program alone", BYTES("kubelet\0"), { "kubelet" }, "" },
	{ "no arguments at all", BYTES(""), { NULL }, "" },
	{ "an empty argument in the middle",
	  BYTES("k\0--cloud-provider\0\0--v=2\0"),
	  { "k", "--cloud-provider", "", "--v=2" },
	  "--cloud-provider '' --v=2" },
	{ "an empty argument at the end",
	  BYTES("k\0--node-labels\0\0"),
	  { "k", "--node-labels", "" },
	  "--node-labels ''" },
	{ "two empty arguments at the end", BYTES("k\0\0\0"), { "k", "", "" }, "'' ''" },
	{ "an empty argv[0]", BYTES("\0--v=2\0"), { "", "--v=2" }, "--v=2" },
	{ "one empty argument", BYTES("\0"), { "" }, "" },
	{ "no NUL at the end", BYTES("k\0--v=2"), { "k", "--v=2" }, "--v=2" },
	{ "a title that was overwritten",
	  BYTES("/usr/local/bin/k3s server"),
	  { "/usr/local/bin/k3s server" },
	  "" },
	{ "a blank, a quote, a line end",
	  BYTES("k\0a b\0it's\0x\ny\0"),
	  { "k", "a b", "it's", "x\ny" },
	  "'a b' $'it\\'s' $'x\\012y'" },
	{ "bytes that are no text", BYTES("k\0\xFF\x01\0"), { "k", "\xFF\x01" }, "$'\\377\\001'" },
	{ "characters beyond ASCII", BYTES("k\0h\xC3\xA9\0"), { "k", "h\xC3\xA9" }, "'h\xC3\xA9'" },
};

static size_t count_wanted(const struct row *row)
{
	size_t count = 0;

	while (count < MAX_ARGS && row->args[count] != NULL) {
		count++;
	}
	return count;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_argv *argv = NULL;
	char *line = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_argv_parse((const uint8_t *)row->bytes, row->len, &argv, &error),
			&error);
	assert_int_equal(kp_argv_count(argv), count_wanted(row));
	for (size_t i = 0; i < kp_argv_count(argv); i++) {
		assert_string_equal(kp_argv_get(argv, i), row->args[i]);
	}
	table_assert_ok(kp_argv_to_shell(argv, 1, &line, &error), &error);
	assert_string_equal(line, row->shell);
	free(line);
	kp_argv_free(argv);
}

/** The arguments are a copy. */
static void test_copy(void **state)
{
	uint8_t bytes[] = "kubelet";
	struct kp_argv *argv = NULL;

	(void)state;
	assert_int_equal(kp_argv_parse(bytes, sizeof(bytes), &argv, NULL), KP_OK);
	bytes[0] = 'X';
	assert_string_equal(kp_argv_get(argv, 0), "kubelet");
	kp_argv_free(argv);
}

static void test_null_buffer(void **state)
{
	struct kp_argv *argv = NULL;

	(void)state;
	assert_int_equal(kp_argv_parse(NULL, 0, &argv, NULL), KP_OK);
	assert_int_equal(kp_argv_count(argv), 0);
	kp_argv_freep(&argv);
	kp_argv_free(NULL);
}

/** As many arguments as no table has. */
static void test_many(void **state)
{
	enum {
		COUNT = 5000
	};

	uint8_t *bytes = malloc(COUNT * 2);
	struct kp_argv *argv = NULL;

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < COUNT; i++) {
		bytes[2 * i] = (uint8_t)('a' + i % 26);
		bytes[2 * i + 1] = '\0';
	}
	assert_int_equal(kp_argv_parse(bytes, (size_t)COUNT * 2, &argv, NULL), KP_OK);
	assert_int_equal(kp_argv_count(argv), COUNT);
	for (size_t i = 0; i < COUNT; i++) {
		assert_int_equal(kp_argv_get(argv, i)[0], 'a' + i % 26);
		assert_int_equal(kp_argv_get(argv, i)[1], '\0');
	}
	kp_argv_free(argv);
	free(bytes);
}

/** The program itself is written too, or nothing at all. */
static void test_shell_from(void **state)
{
	struct kp_argv *argv = NULL;
	char *line = NULL;

	(void)state;
	assert_int_equal(kp_argv_parse((const uint8_t *)"a b\0c\0", 6, &argv, NULL), KP_OK);
	assert_int_equal(kp_argv_to_shell(argv, 0, &line, NULL), KP_OK);
	assert_string_equal(line, "'a b' c");
	free(line);
	assert_int_equal(kp_argv_to_shell(argv, 2, &line, NULL), KP_OK);
	assert_string_equal(line, "");
	free(line);
	assert_int_equal(kp_argv_to_shell(argv, 9, &line, NULL), KP_OK);
	assert_string_equal(line, "");
	free(line);
	kp_argv_free(argv);
}

static void assert_location(const struct kp_argv *argv, size_t index, const char *wanted)
{
	const struct kp_said_at at = kp_argv_place(argv, index);

	assert_int_equal(at.source, KP_SOURCE_FLAG);
	table_assert_place(&at, wanted);
}

/** Where an argument was written is its index, until something else is said. */
static void test_location(void **state)
{
	static const struct kp_said_at first = { .path = "/etc/first", .line = 3 };
	static const struct kp_said_at other = { .path = "/etc/other", .line = 3 };
	static const struct kp_said_at before = { .index = 7 };
	struct kp_argv *argv = NULL;
	struct kp_error error;

	(void)state;
	assert_int_equal(kp_argv_parse((const uint8_t *)"a\0b\0c\0", 6, &argv, NULL), KP_OK);
	assert_location(argv, 2, "argv[2]");
	assert_int_equal(kp_argv_set_place(argv, 2, &first, NULL), KP_OK);
	assert_int_equal(kp_argv_set_place(argv, 2, &other, NULL), KP_OK);
	assert_location(argv, 0, "argv[0]");
	assert_location(argv, 1, "argv[1]");
	assert_location(argv, 2, "/etc/other:3");

	(void)kp_fail(&error, KP_ERR_SYNTAX, "broken");
	assert_int_equal(kp_argv_wrap(argv, 1, KP_ERR_SYNTAX, &error), KP_ERR_SYNTAX);
	assert_string_equal(error.message, "argv[1]: broken");
	assert_int_equal(kp_argv_wrap(argv, 2, KP_ERR_SYNTAX, &error), KP_ERR_SYNTAX);
	assert_string_equal(error.message, "/etc/other:3: argv[1]: broken");
	assert_int_equal(kp_argv_wrap(argv, 2, KP_ERR_LIMIT, NULL), KP_ERR_LIMIT);
	/* On another command line. */
	assert_int_equal(kp_argv_set_place(argv, 2, &before, NULL), KP_OK);
	assert_location(argv, 2, "argv[7]");
	kp_argv_free(argv);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows), TABLE_ONE(test_copy),       TABLE_ONE(test_null_buffer),
		TABLE_ONE(test_many),       TABLE_ONE(test_shell_from), TABLE_ONE(test_location),
	};

	return TABLE_MAIN(tables);
}
