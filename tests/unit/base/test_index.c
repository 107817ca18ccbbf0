/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers of names.
 */
#include <stdio.h>
#include <string.h>

#include "base/index.h"
#include "table.h"

struct row {
	const char *name;
	const char *key;
	size_t len;
	const char *other; /* one that is not in the index, and much like it */
	size_t other_len;
};

static struct row rows[] = {
	{ "a word", "a", 1, "b", 1 },
	{ "a longer one", "a", 1, "ab", 2 },
	{ "a shorter one", "ab", 2, "a", 1 },
	{ "nothing at all", "", 0, "a", 1 },
	{ "bytes behind a NUL", "a\0b", 3, "a\0c", 3 },
	{ "a NUL at the end", "a", 2, "a", 1 },
};

static void test_find(void **state)
{
	const struct row *row = *state;
	struct kp_index index = { 0 };
	size_t number = 7;

	assert_false(kp_index_find(&index, row->key, row->len, &number));
	assert_int_equal(kp_index_put(&index, row->key, row->len, 1, NULL), KP_OK);
	assert_false(kp_index_find(&index, row->other, row->other_len, &number));
	assert_int_equal(number, 7);
	assert_true(kp_index_find(&index, row->key, row->len, &number));
	assert_int_equal(number, 1);
	assert_int_equal(kp_index_put(&index, row->key, row->len, 2, NULL), KP_OK);
	assert_true(kp_index_find(&index, row->key, row->len, &number));
	assert_int_equal(number, 2);
	kp_index_done(&index);
	assert_false(kp_index_find(&index, row->key, row->len, &number));
}

/** Many names, in order and not; the index has its own copies of them. */
static void test_many(void **state)
{
	struct kp_index index = { 0 };
	char name[32];
	size_t number = 0;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		int len = snprintf(name, sizeof(name), "name%zu", i * 37 % 1000);

		assert_int_equal(kp_index_put(&index, name, (size_t)len, i * 37 % 1000, NULL),
				 KP_OK);
	}
	for (size_t i = 0; i < 1000; i++) {
		int len = snprintf(name, sizeof(name), "name%zu", i);

		assert_true(kp_index_find(&index, name, (size_t)len, &number));
		assert_int_equal(number, i);
	}
	kp_index_done(&index);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_find, rows),
		TABLE_ONE(test_many),
	};

	return TABLE_MAIN(tables);
}
