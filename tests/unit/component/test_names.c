/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "component/names.h"
#include "kubelet/component.h"
#include "kubelet/fields.h"
#include "kubelet/flags.h"
#include "table.h"

/** More names than there are. */
enum {
	MAX_NAMES = 1000
};

static size_t collect(const char **names)
{
	size_t position = 0;
	size_t count = 0;
	const char *name;

	while ((name = kp_names_next(&kp_kubelet_component, &position)) != NULL) {
		assert_true(count < MAX_NAMES);
		names[count++] = name;
	}
	assert_null(kp_names_next(&kp_kubelet_component, &position));
	return count;
}

/** Each name comes once. */
static void test_once(void **state)
{
	const char *names[MAX_NAMES];
	size_t count = collect(names);

	(void)state;
	assert_true(count > 100);
	for (size_t i = 0; i < count; i++) {
		for (size_t other = 0; other < i; other++) {
			assert_string_not_equal(names[i], names[other]);
		}
	}
}

static bool is_flag_of_its_own(const char *name)
{
	for (size_t i = 0; i < kp_kubelet_flags.count; i++) {
		const struct kp_flag *flag = &kp_kubelet_flags.rows[i];

		if (strcmp(flag->name, name) == 0) {
			return flag->path == NULL && !flag->global;
		}
	}
	return false;
}

static bool is_field(const char *name)
{
	for (int minor = KP_MINOR_FIRST; minor <= KP_MINOR_LAST; minor++) {
		if (kp_field_find(&kp_kubelet_type, name, minor) != NULL) {
			return true;
		}
	}
	return false;
}

/** A name is a field, or a flag that is none; the fields come first. */
static void test_kinds(void **state)
{
	const char *names[MAX_NAMES];
	size_t count = collect(names);
	bool flags = false;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_true(is_field(names[i]) != is_flag_of_its_own(names[i]));
		assert_false(flags && is_field(names[i]));
		flags = flags || is_flag_of_its_own(names[i]);
	}
	assert_true(flags);
}

static bool contains(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			return true;
		}
	}
	return false;
}

/** No field of any version is left out. */
static void test_all_fields(void **state)
{
	const char *names[MAX_NAMES];
	size_t count = collect(names);

	(void)state;
	for (size_t i = 0; i < kp_kubelet_type.count; i++) {
		assert_true(contains(names, count, kp_kubelet_type.rows[i].path));
	}
}

struct name_row {
	const char *name;
	bool there;
};

static struct name_row name_rows[] = {
	{ "authorization.mode", true },
	{ "hostname-override", true },
	{ "kubeconfig", true },
	{ "cert-dir", true },
	{ "network-plugin", true },
	{ "failCgroupV1", true },
	{ "authorization-mode", false },
	{ "authorization", false },
	{ "enable-load-reader", false },
	{ "help", false },
	{ "version", false },
};

static void test_name(void **state)
{
	const struct name_row *row = *state;
	const char *names[MAX_NAMES];
	size_t count = collect(names);

	assert_int_equal(contains(names, count, row->name), row->there);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_once),
		TABLE_ONE(test_kinds),
		TABLE_ONE(test_all_fields),
		TABLE_ROWS(test_name, name_rows),
	};

	return TABLE_MAIN(tables);
}
