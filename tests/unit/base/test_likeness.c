/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "base/likeness.h"
#include "table.h"

struct row {
	const char *name;
	const char *left;
	const char *right;
	size_t steps;
	bool is_close;
};

/* clang-format off */
static struct row rows[] = {
	{ "the same", "readOnlyPort", "readOnlyPort", 0, true },
	{ "another case", "ReadOnlyPort", "readonlyport", 0, true },
	{ "a letter left out", "readOnyPort", "readOnlyPort", 1, true },
	{ "a letter put in", "readOnlyyPort", "readOnlyPort", 1, true },
	{ "a letter replaced", "raadOnlyPort", "readOnlyPort", 1, true },
	{ "two letters exchanged", "redaOnlyPort", "readOnlyPort", 1, true },
	{ "three steps", "radOnyPor", "readOnlyPort", 3, true },
	{ "four steps", "radOnyPo", "readOnlyPort", 4, false },
	{ "one step of few letters", "por", "por1", 1, true },
	{ "one step of fewer", "po", "por", 1, false },
	{ "nothing", "", "port", 4, false },
	{ "nothing in common", "abcd", "wxyz", 4, false },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;

	assert_int_equal(kp_likeness_steps(row->left, row->right), row->steps);
	assert_int_equal(kp_likeness_steps(row->right, row->left), row->steps);
	assert_int_equal(kp_likeness_is_close(row->left, row->right), row->is_close);
}

static void test_long(void **state)
{
	char text[KP_LIKENESS_MAX + 2];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[KP_LIKENESS_MAX + 1] = '\0';
	assert_int_equal(kp_likeness_steps(text, text), KP_LIKENESS_MAX + 1);
	text[KP_LIKENESS_MAX] = '\0';
	assert_int_equal(kp_likeness_steps(text, text), 0);
	assert_int_equal(kp_likeness_steps(text, ""), KP_LIKENESS_MAX);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_long),
	};

	return TABLE_MAIN(tables);
}
