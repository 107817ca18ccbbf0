/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "fixture.h"
#include "process/stat.h"
#include "table.h"

struct row {
	const char *name;
	const char *text; /* of the file; NULL: it is not there */
	enum kp_status status;
	bool is_kernel_thread;
	bool has_ended;
	int64_t start_ticks;
};

#define REST          " 0 0 0 0 0 0 0 0 0 0 1 0 77 0 0"
#define FAILS(status) status, false, false, 0

/* clang-format off */
static struct row rows[] = {
	{ "a program", "7 (sh) S 1 7 7 0 -1 4194560" REST, KP_OK, false, false, 77 },
	{ "a kernel thread", "2 (kthreadd) S 0 0 0 0 -1 2129984" REST, KP_OK, true, false, 77 },
	{ "a program that is named as one", "7 ([kthreadd]) S 2 0 0 0 -1 4194560" REST, KP_OK, false, false, 77 },
	{ "a name that looks like the rest", "7 () S 0 0 0 0 -1 2129984) S 1 7 7 0 -1 4194560" REST, KP_OK, false, false, 77 },
	{ "a zombie", "7 (sh) Z 1 7 7 0 -1 4228364" REST, KP_OK, false, true, 77 },
	{ "one that is going", "7 (sh) X 1 7 7 0 -1 4228364" REST, KP_OK, false, true, 77 },
	{ "a name that looks like a zombie's", "7 (x) Z) S 1 7 7 0 -1 4194560" REST, KP_OK, false, false, 77 },
	{ "not there", NULL, FAILS(KP_ERR_NOENT) },
	{ "nothing", "", FAILS(KP_ERR_IO) },
	{ "no name", "7 sh S 1 7 7 0 -1 4194560" REST, FAILS(KP_ERR_IO) },
	{ "cut off", "7 (sh) S 1 7 7 0 -1 4194560 0 0", FAILS(KP_ERR_IO) },
	{ "no flags", "7 (sh) S 1 7 7 0 -1 x" REST, FAILS(KP_ERR_IO) },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_stat stat = { .start_ticks = TABLE_UNTOUCHED_NUMBER };
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build(&fixture, "");
	if (row->text != NULL) {
		fixture_write(&fixture, "stat", row->text, strlen(row->text));
	}
	table_error_prepare(&error);
	status = kp_stat_read(fixture.fd, "stat", &stat, &error);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, 0, "stat");
		assert_int_equal(stat.start_ticks, TABLE_UNTOUCHED_NUMBER);
		return;
	}
	table_assert_ok(status, &error);
	assert_int_equal(stat.is_kernel_thread, row->is_kernel_thread);
	assert_int_equal(stat.has_ended, row->has_ended);
	assert_int_equal(stat.start_ticks, row->start_ticks);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
