/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/place.h"
#include "table.h"

static void test_sources(void **state)
{
	static const char *const names[KP_SOURCE__COUNT] = { "command line", "config file",
							     "drop-in file", "built-in default",
							     "running configuration" };

	(void)state;
	for (int i = 0; i < KP_SOURCE__COUNT; i++) {
		assert_string_equal(kp_source_str((enum kp_source)i), names[i]);
	}
}

/** A place, and how it is told. */
struct row {
	const char *name;
	struct kp_said_at at;
	const char *wanted;
};

/* clang-format off */
static struct row rows[] = {
	{ "an argument", { .source = KP_SOURCE_FLAG, .index = 12 }, "argv[12]" },
	{ "an argument that is written in a file", { .source = KP_SOURCE_FLAG, .path = "/e", .line = 7, .index = 12 }, "/e:7" },
	{ "an argument that nobody wrote", { .source = KP_SOURCE_FLAG, .path = "built into x" }, "built into x" },
	{ "a line", { .source = KP_SOURCE_FILE, .path = "/k, /l:3", .line = 4 }, "/k, /l:3:4" },
	{ "a default", { .source = KP_SOURCE_DEFAULT, .path = "default with --config" }, "default with --config" },
};

/* clang-format on */

static void test_told(void **state)
{
	const struct row *row = *state;
	struct kp_error error;

	table_assert_place(&row->at, row->wanted);
	(void)kp_fail(&error, KP_ERR_SYNTAX, "broken");
	assert_int_equal(kp_said_at_wrap(&row->at, KP_ERR_SYNTAX, &error), KP_ERR_SYNTAX);
	table_assert_contains(error.message, row->wanted);
	table_assert_contains(error.message, ": broken");
}

/** Two places, and whether they are one. */
struct same_row {
	const char *name;
	struct kp_said_at left;
	struct kp_said_at right;
	bool same;
};

/* clang-format off */
static struct same_row same_rows[] = {
	{ "an argument", { .index = 1 }, { .index = 1 }, true },
	{ "two arguments", { .index = 1 }, { .index = 2 }, false },
	{ "two arguments in a line", { .path = "/e", .line = 7, .index = 1 }, { .path = "/e", .line = 7, .index = 2 }, true },
	{ "two lines", { .path = "/e", .line = 7 }, { .path = "/e", .line = 8 }, false },
	{ "two files", { .path = "/e", .line = 7 }, { .path = "/f", .line = 7 }, false },
	{ "an argument and a line", { .index = 1 }, { .path = "/f", .line = 7, .index = 1 }, false },
};

/* clang-format on */

static void test_same(void **state)
{
	const struct same_row *row = *state;

	assert_int_equal(kp_said_at_is(&row->left, &row->right), row->same);
	assert_int_equal(kp_said_at_is(&row->right, &row->left), row->same);
}

static void test_print(void **state)
{
	static const struct kp_said_at said[] = { { .index = 1 }, { .path = "/e", .line = 7 } };
	static const struct kp_place arguments = { .said = said, .said_count = 2 };
	static const struct kp_place file = { .source = KP_SOURCE_FILE, .text = "/k.yaml" };
	char text[32];

	(void)state;
	kp_place_print(&file, 3, text, sizeof(text));
	assert_string_equal(text, "/k.yaml:3");
	kp_place_print(&file, 0, text, sizeof(text));
	assert_string_equal(text, "/k.yaml");
	kp_place_print(&arguments, 0, text, sizeof(text));
	assert_string_equal(text, "argv[1], /e:7");
	/* What does not fit is cut off, in the second and before it. */
	kp_place_print(&arguments, 0, text, 12);
	assert_string_equal(text, "argv[1], /e");
	kp_place_print(&arguments, 0, text, 5);
	assert_string_equal(text, "argv");
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_sources),
		TABLE_ROWS(test_told, rows),
		TABLE_ROWS(test_same, same_rows),
		TABLE_ONE(test_print),
	};

	return TABLE_MAIN(tables);
}
