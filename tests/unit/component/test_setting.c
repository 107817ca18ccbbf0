/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "component/setting.h"
#include "table.h"

/* clang-format off */
static struct kp_said_at places[] = {
	{ .source = KP_SOURCE_FILE, .path = "/k.yaml", .line = 3 },
	{ .source = KP_SOURCE_FLAG, .index = 2 },
	{ .source = KP_SOURCE_FLAG, .path = "/etc/default/kubelet", .line = 1, .index = 4 },
};

/* clang-format on */

/** Nothing, a setting without anything in it, and a whole one are freed. */
static void test_freeing(void **state)
{
	struct kp_setting *setting = calloc(1, sizeof(*setting));

	(void)state;
	kp_setting_free(NULL);
	assert_non_null(setting);
	kp_setting_free(setting);
	setting = calloc(1, sizeof(*setting));
	assert_non_null(setting);
	setting->name = strdup("clusterDNS");
	setting->value = strdup("a, b");
	assert_int_equal(kp_setting_set_said(setting, places, 1, NULL), KP_OK);
	setting->elements = calloc(2, sizeof(*setting->elements));
	assert_non_null(setting->elements);
	setting->elements[0] = strdup("a");
	setting->elements[1] = strdup("b");
	setting->element_count = 2;
	assert_int_equal(kp_setting_add_overridden(setting, &places[1], "c", NULL), KP_OK);
	kp_setting_freep(&setting);
}

/** Places and what they lead to are the setting's own. */
static void test_places(void **state)
{
	struct kp_said_at said[] = { places[0], places[1], places[2] };
	struct kp_setting setting = { 0 };
	char path[] = "/k.yaml";
	char *location = NULL;

	(void)state;
	said[0].path = path;
	assert_int_equal(kp_setting_set_said(&setting, said, 3, NULL), KP_OK);
	memset(path, 'x', sizeof(path) - 1);
	said[1].index = 0;
	assert_int_equal(setting.said_count, 3);
	assert_string_equal(setting.said[0].path, "/k.yaml");
	assert_int_equal(setting.said[0].line, 3);
	assert_int_equal(setting.said[0].source, KP_SOURCE_FILE);
	table_assert_location(&setting, "/k.yaml:3, argv[2], /etc/default/kubelet:1");
	assert_int_equal(kp_setting_location(&setting, &location, NULL), KP_OK);
	assert_string_equal(location, "/k.yaml:3, argv[2], /etc/default/kubelet:1");
	free(location);
	free(setting.said);
}

/** A place that loses, and how it is told. */
struct overridden_row {
	const char *name;
	struct kp_said_at at;
	const char *value;
	const char *wanted;
};

/* clang-format off */
static struct overridden_row overridden_rows[] = {
	{ "a line", { .source = KP_SOURCE_FILE, .path = "/k.yaml", .line = 3 }, "a", "/k.yaml:3 (a)" },
	{ "an argument", { .source = KP_SOURCE_FLAG, .index = 2 }, "a", "argv[2] (a)" },
	{ "no value", { .source = KP_SOURCE_FLAG, .index = 2 }, "", "argv[2] ()" },
	{ "a place that is not told", { .source = KP_SOURCE__COUNT }, "and more", "and more" },
};

/* clang-format on */

static void test_overridden(void **state)
{
	const struct overridden_row *row = *state;
	struct kp_setting *setting = calloc(1, sizeof(*setting));
	struct kp_text text = { 0 };
	char *told = NULL;

	assert_non_null(setting);
	/* More than one, for the array to grow. */
	for (size_t i = 0; i < 20; i++) {
		assert_int_equal(kp_setting_add_overridden(setting, &row->at, row->value, NULL),
				 KP_OK);
	}
	assert_int_equal(setting->overridden_count, 20);
	kp_overridden_add_text(&setting->overridden[19], &text);
	assert_int_equal(kp_text_finish(&text, &told, NULL), KP_OK);
	assert_string_equal(told, row->wanted);
	free(told);
	kp_setting_free(setting);
}

/** Two settings that tell a value, and what is hidden behind it. */
struct same_row {
	const char *name;
	const char *left[2];
	const char *right[2];
	bool same;
};

/* clang-format off */
static struct same_row same_rows[] = {
	{ "same: a value", { "a", NULL }, { "a", NULL }, true },
	{ "same: no value", { NULL, NULL }, { NULL, NULL }, true },
	{ "another value", { "a", NULL }, { "b", NULL }, false },
	{ "no value and an empty one", { NULL, NULL }, { "", NULL }, false },
	{ "same: a hidden value", { "(hidden)", "a" }, { "(hidden)", "a" }, true },
	{ "another hidden value", { "(hidden)", "a" }, { "(hidden)", "b" }, false },
	{ "a value that looks hidden", { "(hidden)", "a" }, { "(hidden)", NULL }, false },
};

/* clang-format on */

static char *copy(const char *text)
{
	return text == NULL ? NULL : strdup(text);
}

static void test_same(void **state)
{
	const struct same_row *row = *state;
	struct kp_setting left = { .value = copy(row->left[0]), .secret = copy(row->left[1]) };
	struct kp_setting right = { .value = copy(row->right[0]), .secret = copy(row->right[1]) };

	assert_int_equal(kp_setting_is_same(&left, &right), row->same);
	assert_int_equal(kp_setting_is_same(&right, &left), row->same);
	free(left.value);
	free(left.secret);
	free(right.value);
	free(right.secret);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_freeing),
		TABLE_ONE(test_places),
		TABLE_ROWS(test_overridden, overridden_rows),
		TABLE_ROWS(test_same, same_rows),
	};

	return TABLE_MAIN(tables);
}
