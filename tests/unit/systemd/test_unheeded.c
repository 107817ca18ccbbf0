/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "fixture.h"
#include "systemd/unheeded.h"
#include "table.h"

#define V252    "usr/lib/systemd/libsystemd-shared-252.so: x\n"
#define LIB     "usr/lib/systemd/system/a.service"
#define ETC     "etc/systemd/system/a.service"
#define SERVICE V252 LIB ": [Service]\n"
#define UNIT    "/" LIB ":"

/** Files of a.service, and what they say of --mode or --other-mode to no effect, as `KIND FILE:LINE WHAT;`. */
struct row {
	const char *name;
	const char *tree;
	const char *wanted;
};

static struct row rows[] = {
	{ "no unit", V252, "" },
	{ "no flag", SERVICE "\tExecStart=/k a\n", "" },
	{ "what counts", SERVICE "\tExecStart=/k --mode=a\n", "" },
	{ "a value of another flag", SERVICE "\tExecStart=/k --x '--mode a'\n", "" },
	{ "a comment", SERVICE "\t# --mode=a\n\t; --mode=a\n\tExecStart=/k\n", "" },
	{ "a longer name", SERVICE "\tExecStart=/k\n\tX=--mode-of\n", "" },
	{ "no setting", SERVICE "\t--mode=a \\\n\t b\n\tExecStart=/k\n",
	  "other-key " UNIT "2 --mode;" },
	{ "no setting without a sign", SERVICE "\tExecStart=/k\n\t--mode a\n",
	  "no-setting " UNIT "3 --mode;" },
	{ "another section", SERVICE "\tExecStart=/k\n\t[Unit]\n\tExecStart=/k --mode=a\n",
	  "other-section " UNIT "4 ExecStart;" },
	{ "another key", SERVICE "\tExecStart=/k\n\tExecStartPost=/k --mode=a\n",
	  "other-key " UNIT "3 ExecStartPost;" },
	{ "a command that was taken back",
	  SERVICE "\tExecStart=/k --mode=a\n\tExecStart=\n\tExecStart=/k\n",
	  "other-command " UNIT "2 ExecStart;" },
	{ "a variable that counts", SERVICE "\tEnvironment=A=--mode=a\n\tExecStart=/k $A\n", "" },
	{ "a variable of underscores", SERVICE "\tEnvironment=A=--other_mode=a\n\tExecStart=/k\n",
	  "unused-variable " UNIT "2 A;" },
	{ "a variable that is not used", SERVICE "\tEnvironment=A=--mode=a\n\tExecStart=/k $B\n",
	  "unused-variable " UNIT "2 A;" },
	{ "a variable that is set again",
	  SERVICE "\tEnvironment=A=--mode=a\n\tEnvironment=A=b\n\tExecStart=/k $A\n",
	  "variable-set-again " UNIT "2 A, by " UNIT "3;" },
	{ "a word without quotes", SERVICE "\tEnvironment=A=b --mode=a\n\tExecStart=/k $A\n",
	  "loose-word " UNIT "2 --mode;" },
	{ "a quote that does not end", SERVICE "\tEnvironment='A=--mode=a\n\tExecStart=/k\n",
	  "no-setting " UNIT "2 --mode;" },
	{ "an environment file that counts",
	  "etc/e: A=--mode=a\n" SERVICE "\tEnvironmentFile=/etc/e\n\tExecStart=/k $A\n", "" },
	{ "an environment file whose variable is not used",
	  "etc/e: A=--mode=a\n" SERVICE "\tEnvironmentFile=/etc/e\n\tExecStart=/k\n",
	  "unused-variable /etc/e:1 A;" },
	{ "an environment file that sets again",
	  "etc/e: A=--mode=a\n\tA=b\n" SERVICE "\tEnvironmentFile=/etc/e\n\tExecStart=/k $A\n",
	  "variable-set-again /etc/e:1 A, by /etc/e:2;" },
	{ "an environment file with a line that is none",
	  "etc/e: --mode a\n" SERVICE "\tEnvironmentFile=/etc/e\n\tExecStart=/k\n",
	  "no-variable /etc/e:1 --mode;" },
	{ "an environment file that nobody names",
	  "etc/default/a: A=--mode=a\n" SERVICE "\tExecStart=/k $A\n",
	  "unnamed-file /etc/default/a:1 --mode;" },
	{ "two flags in it",
	  "etc/default/a: A=--mode=a --other-mode=b\n" SERVICE "\tExecStart=/k\n",
	  "unnamed-file /etc/default/a:1 --mode;unnamed-file /etc/default/a:1 --other-mode;" },
	{ "a drop-in file that counts",
	  SERVICE "\tExecStart=/k\n" ETC
		  ".d/x.conf: [Service]\n\tExecStart=\n\tExecStart=/k --mode=a\n",
	  "" },
	{ "a drop-in file of another name",
	  SERVICE "\tExecStart=/k\n" ETC ".d/x: [Service]\n\tExecStart=/k --mode=a\n",
	  "unit-dropin-name /" ETC ".d/x:2 --mode;" },
	{ "a drop-in file that another one hides",
	  SERVICE "\tExecStart=/k\n" ETC ".d/x.conf: [Service]\n" LIB
		  ".d/x.conf: [Service]\n\tEnvironment=A=--mode=a\n",
	  "hidden-dropin /" LIB ".d/x.conf:2 --mode;" },
	{ "a unit that another one hides",
	  SERVICE "\tExecStart=/k --mode=a\n" ETC ": [Service]\n\tExecStart=/k\n",
	  "hidden-unit " UNIT "2 --mode;" },
	{ "a mask", SERVICE "\tExecStart=/k\n\tX=--mode\n" ETC " -> /dev/null\n", "" },
	{ "a unit that cannot be loaded", SERVICE "\tExecStart=/k %z\n\tX=--mode\n", "" },
};

static void tell(const struct kp_unheeded *unheeded, struct kp_text *text)
{
	kp_text_add_str(text, unheeded->kind->name);
	kp_text_add_char(text, ' ');
	kp_text_add_str(text, unheeded->path);
	kp_text_addf(text, ":%ld ", unheeded->line);
	kp_text_add_str(text, unheeded->what);
	kp_text_add_char(text, ';');
}

static void test_row(void **state)
{
	static const char *const flags[] = { "mode", "other-mode", NULL };
	static const char *const files[] = { "/etc/default/a", NULL };
	const struct kp_unit_search wanted = { flags, files };
	const struct row *row = *state;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	struct kp_unheeded_list list = { 0 };
	KP_CLEANUP(kp_freep) char *told = NULL;
	struct kp_text text = { 0 };
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_ok(kp_units_new(&ctx, &units, &error), &error);
	table_assert_ok(kp_unit_find_unheeded(units, "a.service", &wanted, &list, &error), &error);
	for (size_t i = 0; i < list.count; i++) {
		tell(&list.items[i], &text);
		assert_non_null(list.items[i].kind->why);
	}
	assert_int_equal(kp_text_finish(&text, &told, NULL), KP_OK);
	assert_string_equal(told, row->wanted);
	kp_unheeded_done(&list);
	kp_ctx_done(&ctx);
	fixture_remove_all();
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows) };

	return TABLE_MAIN(tables);
}
