/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Tests as tables: each row is a test of its own, and its name is what fails.
 */
#ifndef TABLE_H
#define TABLE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/status.h"
#include "component/setting.h"

/** A function and the rows that it is called with, or a function that is called once. */
struct table {
	CMUnitTestFunction run; /**< its `*state` is the row */
	const char *name;       /**< of a function without rows; else NULL */
	void *rows;             /**< each begins with `const char *name` */
	size_t count;
	size_t size;
};

/* Versions of clang-format differ in how they lay out a macro that is an initializer. */
/* clang-format off */
/** A table of an array of rows, which cmocka takes as `void *`, so that they cannot be const. */
#define TABLE_ROWS(run, rows) \
	{ (run), NULL, (rows), sizeof(rows) / sizeof((rows)[0]), sizeof((rows)[0]) }
/** A table of one function without rows. */
#define TABLE_ONE(run) { (run), #run, NULL, 1, 0 }
/* clang-format on */
/** Run an array of tables; the value of main(). */
#define TABLE_MAIN(tables) table_main((tables), sizeof(tables) / sizeof((tables)[0]))

/** @return what main() returns */
int table_main(const struct table *tables, size_t count);

/** Stands in an output before the call, so that a call which fails can be seen not to touch it. */
#define TABLE_UNTOUCHED ((void *)table_untouched)
extern char table_untouched[1];

/** The same for outputs that are numbers. */
enum {
	TABLE_UNTOUCHED_NUMBER = 0x5A5A
};

/** Fill an error with a pattern. */
void table_error_prepare(struct kp_error *error);

/** The error is as table_error_prepare() left it. */
void table_assert_error_untouched(const struct kp_error *error);

/** A call succeeded, and left its error alone. */
void table_assert_ok(enum kp_status status, const struct kp_error *error);

/**
 * A call failed as it should.
 * @param[in] wanted the status that it should have returned, and put in the error
 * @param[in] line the line that the error should name; 0 if none; -1 if it does not matter here
 * @param[in] says what the message should contain; NULL if it does not matter here
 */
void table_assert_failed(enum kp_status status, const struct kp_error *error, enum kp_status wanted,
			 long line, const char *says);

/** A text contains another. */
void table_assert_contains(const char *text, const char *part);

/** As assert_string_equal(), for texts that may be NULL. */
void table_assert_text(const char *text, const char *wanted);

/** A place is told so. */
void table_assert_place(const struct kp_said_at *at, const char *wanted);

/** What says a setting is told so. @param[in] setting NULL if wanted is NULL */
void table_assert_location(const struct kp_setting *setting, const char *wanted);

#endif
