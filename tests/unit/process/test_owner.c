/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixture.h"
#include "process/owner.h"
#include "table.h"

#define STATUS(users, permitted)                                                         \
	"status: Name:\tx\n\tUid:\t" users "\n\tGid:\t0\t0\t0\t0\n\tCapPrm:\t" permitted \
	"\n\tCapEff:\t" NONE "\n"
#define NONE    "0000000000000000"
#define USER    "1000\t1000\t1000\t1000"
#define ALL     "uid_map:          0          0 4294967295\n"
#define MAP(to) "uid_map:          0       " to "          1\n\t 1 100000 65536\n"

static struct row {
	const char *name;
	const char *tree;
	bool is_known;
	bool is_plain;
} rows[] = {
	{ "a user", STATUS(USER, NONE) ALL, true, true },
	{ "root", STATUS("0\t0\t0\t0", NONE) ALL, true, false },
	{ "root by one of them", STATUS("1000\t1000\t0\t1000", NONE) ALL, true, false },
	{ "a user with a capability that is not in use", STATUS(USER, "0000000000000400") ALL, true,
	  false },
	{ "root of a namespace", STATUS(USER, NONE) MAP("1000"), true, false },
	{ "a user of a namespace", STATUS("100999\t100999\t100999\t100999", NONE) MAP("1000"), true,
	  true },
	{ "one of those that a namespace has", STATUS(USER, NONE) "uid_map: 1 1000 1\n", true,
	  true },
	{ "a namespace without a map", STATUS(USER, NONE) "uid_map:\n", true, true },
	{ "a name that says so", "status: Uid:\t1\t1\t1\t1\n" ALL, false, false },
	{ "no users", "status: Name:\tx\n\tCapPrm:\t" NONE "\n" ALL, false, false },
	{ "too few users", STATUS("1000\t1000", NONE) ALL, false, false },
	{ "no capabilities", "status: Name:\tx\n\tUid:\t" USER "\n" ALL, false, false },
	{ "a map that is cut off", STATUS(USER, NONE) "uid_map: 0 1000\n", false, false },
	{ "no map", STATUS(USER, NONE), false, false },
	{ "nothing", "", false, false },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_owner owner = { .users = { TABLE_UNTOUCHED_NUMBER } };
	struct fixture fixture;

	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_owner_read(fixture.fd, &owner), row->is_known);
	if (row->is_known) {
		assert_int_equal(owner.is_plain, row->is_plain);
	} else {
		assert_int_equal(owner.users[0], TABLE_UNTOUCHED_NUMBER);
	}
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
