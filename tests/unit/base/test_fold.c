/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "base/fold.h"
#include "table.h"

#define LONG_S "\xC5\xBF"
#define KELVIN "\xE2\x84\xAA"

struct row {
	const char *name;
	const char *text;
	const char *prefix;
	const char *rest; /* NULL: it does not begin with the prefix */
};

static struct row rows[] = {
	{ "the same", "mode", "mode", "" },
	{ "another", "mode", "code", NULL },
	{ "capitals", "MODE", "mode", "" },
	{ "capitals in the prefix", "mode", "MoDe", "" },
	{ "the first letter and the last", "aZ", "Az", "" },
	{ "what stands beside the letters", "@[`{", "`{@[", NULL },
	{ "a digit is no letter", "x509", "X509", "" },
	{ "what differs by the bit of case alone", "a-b", "a\rb", NULL },
	{ "something follows", "mode.x", "mode", ".x" },
	{ "longer than the text", "mod", "mode", NULL },
	{ "nothing", "", "", "" },
	{ "nothing in front of something", "mode", "", "mode" },
	{ "something in front of nothing", "", "mode", NULL },
	{ "a long s", "anonymou" LONG_S, "anonymous", "" },
	{ "a long s for a capital", LONG_S "x", "S", "x" },
	{ "a long s in the prefix", "anonymouS", "anonymou" LONG_S, "" },
	{ "a long s on both sides", LONG_S, LONG_S, "" },
	{ "a long s is no f", LONG_S, "f", NULL },
	{ "a long s is no k", LONG_S, "k", NULL },
	{ "half a long s", "\xC5", "s", NULL },
	{ "a Kelvin sign", KELVIN "ind", "kind", "" },
	{ "a Kelvin sign for a capital", KELVIN "IND", "Kind", "" },
	{ "a Kelvin sign in the prefix", "webhook", "webhoo" KELVIN, "" },
	{ "a Kelvin sign on both sides", KELVIN, KELVIN, "" },
	{ "a Kelvin sign is no s", KELVIN, "s", NULL },
	{ "half a Kelvin sign", "\xE2\x84", "k", NULL },
	{ "other letters beyond ASCII, the same", "\xC3\xA4", "\xC3\xA4", "" },
	{ "the sign of an angstrom is no a", "\xE2\x84\xAB", "a", NULL },
	{ "a dotless i is no i", "\xC4\xB1", "i", NULL },
};

static void test_skip(void **state)
{
	const struct row *row = *state;
	const char *rest = kp_fold_skip(row->text, row->prefix, strlen(row->prefix));

	table_assert_text(rest, row->rest);
	assert_int_equal(kp_fold_is_same(row->text, row->prefix),
			 row->rest != NULL && row->rest[0] == '\0');
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_skip, rows),
	};

	return TABLE_MAIN(tables);
}
