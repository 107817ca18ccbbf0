/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "core/setting.h"
#include "table.h"

static void test_sources(void **state)
{
	static const char *const names[KP_SOURCE__COUNT] = { "command line", "config file",
							     "drop-in file", "built-in default" };

	(void)state;
	for (int i = 0; i < KP_SOURCE__COUNT; i++) {
		assert_string_equal(kp_source_str((enum kp_source)i), names[i]);
	}
}

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
	setting->location = strdup("argv[1]");
	setting->elements = calloc(2, sizeof(*setting->elements));
	assert_non_null(setting->elements);
	setting->elements[0] = strdup("a");
	setting->elements[1] = strdup("b");
	setting->element_count = 2;
	kp_setting_freep(&setting);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_sources),
		TABLE_ONE(test_freeing),
	};

	return TABLE_MAIN(tables);
}
