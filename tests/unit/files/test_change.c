/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/change.h"
#include "table.h"

/** Times of a file at 1000 seconds. */
struct row {
	const char *name;
	struct timespec ctime;
	struct timespec mtime;
	struct timespec changed;
	struct timespec renamed;
};

static struct row rows[] = {
	{ "written", { 1000, 5 }, { 1000, 5 }, { 1000, 5 }, { 0, 0 } },
	{ "renamed", { 1000, 5 }, { 1000, 4 }, { 1000, 5 }, { 1000, 5 } },
	{ "renamed a second later", { 1001, 5 }, { 1000, 5 }, { 1001, 5 }, { 1001, 5 } },
	{ "dated back", { 1000, 5 }, { 1, 0 }, { 1000, 5 }, { 1000, 5 } },
	{ "dated ahead", { 1000, 5 }, { 2000, 5 }, { 1000, 5 }, { 1000, 5 } },
	{ "whole seconds, written", { 1000, 0 }, { 1000, 0 }, { 1000, 999999999 }, { 0, 0 } },
	{ "whole seconds, renamed",
	  { 1000, 0 },
	  { 900, 0 },
	  { 1000, 999999999 },
	  { 1000, 999999999 } },
	{ "a whole second by chance", { 1000, 0 }, { 900, 7 }, { 1000, 0 }, { 1000, 0 } },
};

static void assert_time(struct timespec time, const struct timespec *wanted)
{
	assert_int_equal(time.tv_sec, wanted->tv_sec);
	assert_int_equal(time.tv_nsec, wanted->tv_nsec);
}

static void test_row(void **state)
{
	const struct row *row = *state;
	const struct stat st = { .st_ctim = row->ctime, .st_mtim = row->mtime };

	assert_time(kp_change_of(&st), &row->changed);
	assert_time(kp_change_of_name(&st), &row->renamed);
}

/** Two times. */
struct order_row {
	const char *name;
	struct timespec left;
	struct timespec right;
	bool is_earlier;
};

static struct order_row order_rows[] = {
	{ "equal", { 5, 5 }, { 5, 5 }, false },
	{ "earlier by nanoseconds", { 5, 4 }, { 5, 5 }, true },
	{ "later by nanoseconds", { 5, 6 }, { 5, 5 }, false },
	{ "earlier by seconds", { 4, 6 }, { 5, 5 }, true },
	{ "later by seconds", { 6, 4 }, { 5, 5 }, false },
};

static void test_order(void **state)
{
	const struct order_row *row = *state;

	assert_int_equal(kp_change_is_earlier(&row->left, &row->right), row->is_earlier);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_order, order_rows),
	};

	return TABLE_MAIN(tables);
}
