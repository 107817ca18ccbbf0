/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "core/argv_parts.h"
#include "table.h"

static void assert_argument(const struct kp_argv *argv, size_t index, const char *arg,
			    const char *location)
{
	struct kp_text out = { 0 };
	char *text = NULL;

	assert_string_equal(kp_argv_get(argv, index), arg);
	kp_argv_add_location(argv, index, &out);
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	assert_string_equal(text, location);
	free(text);
}

static void test_parts(void **state)
{
	struct kp_argv_parts parts = { 0 };
	struct kp_argv *argv = NULL;

	(void)state;
	kp_argv_parts_add(&parts, "kubelet", "");
	kp_argv_parts_add(&parts, "", "/f:1");
	kp_argv_parts_add(&parts, "--a=1", "");
	kp_argv_parts_add(&parts, "--b", "/f:2");
	assert_int_equal(parts.count, 4);
	assert_int_equal(kp_argv_parts_finish(&parts, &argv, NULL), KP_OK);
	assert_int_equal(parts.count, 0);
	assert_int_equal(kp_argv_count(argv), 4);
	assert_argument(argv, 0, "kubelet", "argv[0]");
	assert_argument(argv, 1, "", "/f:1");
	assert_argument(argv, 2, "--a=1", "argv[2]");
	assert_argument(argv, 3, "--b", "/f:2");
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
	kp_argv_parts_add(&parts, "kubelet", "/f:1");
	kp_argv_parts_done(&parts);
	assert_int_equal(parts.count, 0);
	assert_true(kp_text_is_empty(&parts.args));
	assert_true(kp_text_is_empty(&parts.locations));
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
