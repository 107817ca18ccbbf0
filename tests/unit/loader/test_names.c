/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "loader/names.h"
#include "table.h"

/* Each part of a name is one of two, that lead to the same hash: all names have the same. */
static const char *const parts[][2] = {
	{ "1d18d", "d7038" }, { "4a0f5", "bec20" }, { "198eb", "52938" }, { "19f8a", "89aa0" },
	{ "0789b", "489c8" }, { "289db", "67828" }, { "19f8a", "89aa0" }, { "0789b", "489c8" },
	{ "289db", "67828" }, { "19f8a", "89aa0" }, { "0789b", "489c8" },
};

#define PARTS (sizeof(parts) / sizeof(parts[0]))
#define NAMES (1U << PARTS)
#define PART  5

struct made {
	char text[PARTS * PART + 1];
};

/* FNV-1a, which anybody can compute for a name. */
static uint32_t known_hash(const char *text)
{
	uint32_t result = UINT32_C(2166136261);

	for (; *text != '\0'; text++) {
		result = (result ^ (unsigned char)*text) * UINT32_C(16777619);
	}
	return result;
}

/* Make names of one hash, or as many as long ones of any. */
static struct made *make_names(bool of_one_hash)
{
	struct made *names = calloc(NAMES, sizeof(*names));

	assert_non_null(names);
	for (uint32_t i = 0; i < NAMES; i++) {
		for (size_t part = 0; part < PARTS; part++) {
			memcpy(names[i].text + part * PART, parts[part][i >> part & 1], PART);
		}
		if (of_one_hash) {
			assert_true(known_hash(names[i].text) == known_hash(names[0].text));
		} else {
			(void)snprintf(names[i].text + (PARTS - 1) * PART, PART + 1, "%05x", i);
		}
	}
	return names;
}

/* The nanoseconds of a processor that it takes to add all names, and to find them. */
static double time_names(bool of_one_hash)
{
	struct made *made = make_names(of_one_hash);
	struct kp_names names = { .size = 0 };
	struct timespec begin;
	struct timespec end;

	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin), 0);
	for (size_t i = 0; i < NAMES; i++) {
		assert_true(kp_names_add(&names, made[i].text));
	}
	for (size_t i = 0; i < NAMES; i++) {
		assert_true(kp_names_have(&names, made[i].text, strlen(made[i].text)));
	}
	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end), 0);
	assert_int_equal(names.count, NAMES);
	kp_names_done(&names);
	free(made);
	return (double)(end.tv_sec - begin.tv_sec) * 1e9 + (double)(end.tv_nsec - begin.tv_nsec);
}

/* Names that were made to share a slot take no longer than others: with a hash that is known it is some
 * hundred times as long. */
static void test_chosen(void **state)
{
	double others = time_names(false);

	(void)state;
	assert_true(time_names(true) < 20 * others);
}

static void test_set(void **state)
{
	static const char *const rows[] = {
		"", "a", "aa", "b", "ab", "ba", "a", "\xff", "\xff\xff"
	};
	struct kp_names names = { .size = 0 };

	(void)state;
	assert_false(kp_names_have(&names, "", 0));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(kp_names_add(&names, rows[i]));
		assert_true(kp_names_have(&names, rows[i], strlen(rows[i])));
	}
	assert_int_equal(names.count, sizeof(rows) / sizeof(rows[0]) - 1);
	assert_true(kp_names_have(&names, "aac", 2));
	assert_false(kp_names_have(&names, "aac", 3));
	assert_false(kp_names_have(&names, "c", 1));
	kp_names_done(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_chosen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
