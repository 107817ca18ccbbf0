/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/argv_parts.h"
#include "table.h"

static const struct kp_said_at line_1 = { .path = "/f", .line = 1 };
static const struct kp_said_at line_2 = { .path = "/f", .line = 2 };
static const struct kp_said_at words = { .path = "built in" };
static const struct kp_said_at before = { .index = 9 };

static void assert_argument(const struct kp_argv *argv, size_t index, const char *arg,
			    const char *location)
{
	const struct kp_said_at at = kp_argv_place(argv, index);

	assert_string_equal(kp_argv_get(argv, index), arg);
	table_assert_place(&at, location);
}

static void test_parts(void **state)
{
	struct kp_argv_parts parts = { 0 };
	struct kp_argv *argv = NULL;

	(void)state;
	kp_argv_parts_add(&parts, "kubelet", NULL);
	kp_argv_parts_add(&parts, "", &line_1);
	kp_argv_parts_add(&parts, "--a=1", NULL);
	kp_argv_parts_add(&parts, "--b", &line_2);
	kp_argv_parts_add(&parts, "--c", &words);
	kp_text_add_str(&parts.args, "--");
	kp_text_add_str(&parts.args, "d");
	kp_argv_parts_end(&parts, &before);
	assert_int_equal(parts.count, 6);
	assert_int_equal(kp_argv_parts_finish(&parts, &argv, NULL), KP_OK);
	assert_int_equal(parts.count, 0);
	assert_int_equal(kp_argv_count(argv), 6);
	assert_argument(argv, 0, "kubelet", "argv[0]");
	assert_argument(argv, 1, "", "/f:1");
	assert_argument(argv, 2, "--a=1", "argv[2]");
	assert_argument(argv, 3, "--b", "/f:2");
	assert_argument(argv, 4, "--c", "built in");
	assert_argument(argv, 5, "--d", "argv[9]");
	kp_argv_free(argv);
}

static void test_none(void **state)
{
	struct kp_argv_parts parts = { 0 };
	struct kp_argv *argv = NULL;

	(void)state;
	assert_int_equal(kp_argv_parts_finish(&parts, &argv, NULL), KP_OK);
	assert_int_equal(kp_argv_count(argv), 0);
	kp_argv_free(argv);
}

/** Parts that are not finished hold nothing. */
static void test_done(void **state)
{
	struct kp_argv_parts parts = { 0 };

	(void)state;
	kp_argv_parts_add(&parts, "kubelet", &line_1);
	kp_argv_parts_done(&parts);
	assert_int_equal(parts.count, 0);
	assert_null(parts.args.bytes);
	assert_null(parts.places);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_parts),
		TABLE_ONE(test_none),
		TABLE_ONE(test_done),
	};

	return TABLE_MAIN(tables);
}
