/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "fixture.h"
#include "systemd/units.h"
#include "table.h"

#define LIB "usr/lib/systemd/system/"
#define ETC "etc/systemd/system/"

struct row {
	const char *name;
	const char *tree;
	const char *wanted; /* the names, with a comma behind each, and ! behind those wanted */
	int systemd;
};

static struct row rows[] = {
	{ "nothing", "", "", 0 },
	{ "a service", LIB "a.service: [Service]\n", "a.service,", 0 },
	{ "other units", LIB "a.socket: x\n" LIB "a: x\n" LIB "a.service.d/\n", "", 0 },
	{ "in two directories", LIB "a.service: x\n" ETC "a.service: x\n" LIB "b.service: x\n",
	  "a.service,b.service,", 0 },
	{ "an alias", LIB "a.service: x\n" ETC "b.service -> /" LIB "a.service\n", "a.service,",
	  0 },
	{ "an alias of nothing", ETC "b.service -> a.service\n", "", 0 },
	{ "aliases in a circle", ETC "b.service -> a.service\n" ETC "a.service -> b.service\n", "",
	  0 },
	{ "a linked file", ETC "b.service -> /opt/a.service\n", "b.service,", 0 },
	{ "a mask", ETC "b.service -> /dev/null\n", "b.service,", 0 },
	{ "a template", LIB "a@.service: x\n", "", 0 },
	{ "an instance with a file", LIB "a@b.service: x\n", "a@b.service,", 0 },
	{ "a wanted instance",
	  LIB "a@.service: x\n" ETC "x.target.wants/a@b.service -> /" LIB "a@.service\n",
	  "a@b.service!,", 0 },
	{ "a wanted service", LIB "a.service: x\n" ETC "x.target.wants/a.service -> /x\n",
	  "a.service!,", 0 },
	{ "a required service", LIB "a.service: x\n" LIB "x.target.requires/a.service -> /x\n",
	  "a.service!,", 0 },
	{ "a wanted alias",
	  LIB "a.service: x\n" ETC "b.service -> /" LIB "a.service\n" ETC
	      "x.target.wants/b.service -> /x\n",
	  "a.service!,", 0 },
	{ "wanted and not there", ETC "x.target.wants/a.service -> /x\n", "", 0 },
	{ "wanted twice",
	  LIB "a.service: x\n" ETC "x.target.wants/a.service -> /x\n" ETC
	      "y.target.wants/a.service -> /x\n",
	  "a.service!,", 0 },
	{ "a version", "usr/lib/systemd/libsystemd-shared-252.so: x\n", "", 252 },
	{ "a version of RHEL", "usr/lib/systemd/libsystemd-shared-239-82.el8.so: x\n", "", 239 },
	{ "a version of Debian", "usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-257.so: x\n",
	  "", 257 },
	{ "two versions",
	  "usr/lib/systemd/libsystemd-shared-252.so: x\n"
	  "usr/lib/systemd/libsystemd-shared-257.so: x\n",
	  "", 0 },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	struct kp_text out = { 0 };
	struct kp_error error;
	struct kp_ctx ctx;
	size_t position = 0;
	const char *name;
	char *text = NULL;

	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_ok(kp_units_new(&ctx, &units, &error), &error);
	while ((name = kp_units_next(units, &position)) != NULL) {
		kp_text_add_str(&out, name);
		kp_text_add_str(&out, kp_units_is_wanted(units, name) ? "!," : ",");
	}
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	assert_string_equal(text, row->wanted);
	free(text);
	assert_int_equal(kp_units_systemd(units), row->systemd);
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

static void test_limit(void **state)
{
	struct fixture fixture;
	struct kp_units *units = TABLE_UNTOUCHED;
	struct kp_error error;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, LIB "a.service: x\n" LIB "b.service: x\n");
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	ctx.limits.unit_names = 1;
	table_error_prepare(&error);
	table_assert_failed(kp_units_new(&ctx, &units, &error), &error, KP_ERR_LIMIT, 0,
			    "limit of 1 services");
	ctx.limits.unit_names = 9;
	ctx.limits.unit_entries = 1;
	table_assert_failed(kp_units_new(&ctx, &units, &error), &error, KP_ERR_LIMIT, 0,
			    "limit of 1 entries");
	assert_ptr_equal(units, TABLE_UNTOUCHED);
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

/** A service with more aliases than are taken. */
static void test_aliases(void **state)
{
	struct fixture fixture;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	KP_CLEANUP(kp_strings_done) struct kp_strings names = { 0 };
	struct kp_text tree = { 0 };
	struct kp_error error;
	const char *path = TABLE_UNTOUCHED;
	struct kp_ctx ctx;
	char *text = NULL;

	(void)state;
	kp_text_add_str(&tree, LIB "a.service: x\n");
	for (int i = 0; i < 65; i++) {
		kp_text_addf(&tree, "etc/systemd/system/b%d.service", i);
		kp_text_add_str(&tree, " -> /" LIB "a.service\n");
	}
	assert_int_equal(kp_text_finish(&tree, &text, NULL), KP_OK);
	fixture_build(&fixture, text);
	free(text);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	assert_int_equal(kp_units_new(&ctx, &units, NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_failed(kp_units_find(units, "a.service", &path, &names, &error), &error,
			    KP_ERR_LIMIT, 0, "a.service has more than the limit of 64 aliases");
	assert_ptr_equal(path, TABLE_UNTOUCHED);
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_limit),
		TABLE_ONE(test_aliases),
	};

	return TABLE_MAIN(tables);
}
