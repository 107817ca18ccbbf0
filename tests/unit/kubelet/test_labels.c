/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "kubelet/labels.h"
#include "table.h"

struct row {
	const char *name; /* the text */
	bool is_key;
	bool is_value;
};

#define TEN   "abcdefghij"
#define SIXTY TEN TEN TEN TEN TEN TEN

static struct row rows[] = {
	{ "a", true, true },
	{ "node-role_x.y", true, true },
	{ "A1", true, true },
	{ "", false, true },
	{ "kubernetes.io/role", true, false },
	{ "a/b", true, false },
	{ "a/b/c", false, false },
	{ "/b", false, false },
	{ "a/", false, false },
	{ "A/b", false, false },
	{ "a_b/c", false, false },
	{ "-a/b", false, false },
	{ "a-/b", false, false },
	{ "a..b/c", false, false },
	{ ".a/b", false, false },
	{ "a./b", false, false },
	{ "-a", false, false },
	{ "a-", false, false },
	{ ".", false, false },
	{ "_a", false, false },
	{ "a b", false, false },
	{ "a=b", false, false },
	{ "h\xC3\xA9", false, false },
	{ SIXTY "abc", true, true },
	{ SIXTY "abcd", false, false },
	{ "a/" SIXTY "abc", true, false },
	{ "a/" SIXTY "abcd", false, false },
	{ SIXTY "." SIXTY "." SIXTY "." SIXTY "." TEN "/a", false, false },
	{ SIXTY "." SIXTY "." SIXTY "." SIXTY ".abcdefghi/a", true, false },
};

static void test_row(void **state)
{
	const struct row *row = *state;

	assert_int_equal(kp_label_is_key(row->name), row->is_key);
	assert_int_equal(kp_label_is_value(row->name), row->is_value);
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows) };

	return TABLE_MAIN(tables);
}
