/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "table.h"

static void assert_joined(const struct kp_strings *strings, const char *wanted)
{
	char *joined = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_strings_join(strings, ", ", &joined, &error), &error);
	assert_string_equal(joined, wanted);
	free(joined);
}

static void test_strings(void **state)
{
	struct kp_strings strings = { 0 };
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	assert_joined(&strings, "");
	table_assert_ok(kp_strings_add(&strings, "abc", 2, &error), &error);
	assert_joined(&strings, "ab");
	table_assert_ok(kp_strings_add(&strings, "x", 0, &error), &error);
	table_assert_ok(kp_strings_add(&strings, "c", 1, &error), &error);
	assert_int_equal(strings.count, 3);
	assert_joined(&strings, "ab, , c");
	for (size_t i = 0; i < 50; i++) {
		table_assert_ok(kp_strings_add(&strings, "x", 1, &error), &error);
	}
	assert_int_equal(strings.count, 53);
	assert_string_equal(strings.items[52], "x");
	kp_strings_done(&strings);
	assert_int_equal(strings.count, 0);
	assert_null(strings.items);
	kp_strings_done(&strings);
}

/** A string that is taken is not copied. */
static void test_take(void **state)
{
	struct kp_strings strings = { 0 };
	char *string = strdup("a");
	struct kp_error error;

	(void)state;
	assert_non_null(string);
	table_error_prepare(&error);
	table_assert_ok(kp_strings_take(&strings, string, &error), &error);
	assert_ptr_equal(strings.items[0], string);
	table_assert_ok(kp_strings_add(&strings, "b", 1, &error), &error);
	table_assert_ok(kp_strings_take(&strings, strdup("c"), &error), &error);
	assert_joined(&strings, "a, b, c");
	kp_strings_done(&strings);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_strings),
		TABLE_ONE(test_take),
	};

	return TABLE_MAIN(tables);
}
