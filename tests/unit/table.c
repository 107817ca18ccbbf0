/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

char table_untouched[1];

/** A byte that no function of the core would fill an error with. */
enum {
	PATTERN = 0x5A
};

/** Remove what the row left behind, also when an assertion ended it. */
static int end_row(void **state)
{
	(void)state;
	fixture_remove_all();
	return 0;
}

/** Make the tests of one table. @return how many */
static size_t add_table(const struct table *table, struct CMUnitTest *tests)
{
	for (size_t i = 0; i < table->count; i++) {
		char *row = table->rows == NULL ? NULL : (char *)table->rows + i * table->size;
		const char *name = table->name;

		if (row != NULL) {
			memcpy(&name, row, sizeof(name));
		}
		tests[i] = (struct CMUnitTest){
			.name = name,
			.test_func = table->run,
			.teardown_func = end_row,
			.initial_state = row,
		};
	}
	return table->count;
}

int table_main(const struct table *tables, size_t count)
{
	struct CMUnitTest *tests;
	size_t total = 0;
	size_t made = 0;
	int failed;

	for (size_t i = 0; i < count; i++) {
		total += tables[i].count;
	}
	tests = calloc(total, sizeof(*tests));
	if (tests == NULL) {
		perror("calloc");
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < count; i++) {
		made += add_table(&tables[i], tests + made);
	}
	failed = _cmocka_run_group_tests("rows", tests, total, NULL, NULL);
	free(tests);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

void table_error_prepare(struct kp_error *error)
{
	memset(error, PATTERN, sizeof(*error));
	error->message[sizeof(error->message) - 1] = '\0';
}

void table_assert_error_untouched(const struct kp_error *error)
{
	struct kp_error fresh;

	table_error_prepare(&fresh);
	if (memcmp(&fresh, error, sizeof(fresh)) != 0) {
		fail_msg("an error was filled by a call that succeeded: %s", error->message);
	}
}

void table_assert_ok(enum kp_status status, const struct kp_error *error)
{
	if (status != KP_OK) {
		fail_msg("failed (%s): %s", kp_status_str(status), error->message);
	}
	table_assert_error_untouched(error);
}

void table_assert_failed(enum kp_status status, const struct kp_error *error, enum kp_status wanted,
			 long line, const char *says)
{
	if (status != wanted) {
		fail_msg("\"%s\" instead of \"%s\"", kp_status_str(status), kp_status_str(wanted));
	}
	assert_int_equal(error->status, wanted);
	if (line >= 0) {
		assert_int_equal(error->line, line);
	}
	if (says != NULL) {
		table_assert_contains(error->message, says);
	}
}

void table_assert_contains(const char *text, const char *part)
{
	if (strstr(text, part) == NULL) {
		fail_msg("\"%s\" does not contain \"%s\"", text, part);
	}
}

void table_assert_text(const char *text, const char *wanted)
{
	if (text == NULL || wanted == NULL) {
		if (text != wanted) {
			fail_msg("\"%s\" instead of \"%s\"", text == NULL ? "(null)" : text,
				 wanted == NULL ? "(null)" : wanted);
		}
		return;
	}
	assert_string_equal(text, wanted);
}

/** A text that was written is as wanted. @param[in,out] text becomes empty */
static void assert_written(struct kp_text *text, const char *wanted)
{
	char *string = NULL;

	assert_int_equal(kp_text_finish(text, &string, NULL), KP_OK);
	assert_string_equal(string, wanted);
	free(string);
}

void table_assert_place(const struct kp_said_at *at, const char *wanted)
{
	struct kp_text text = { 0 };

	kp_said_at_add(at, &text);
	assert_written(&text, wanted);
}

void table_assert_location(const struct kp_setting *setting, const char *wanted)
{
	struct kp_text text = { 0 };

	if (setting == NULL || wanted == NULL) {
		assert_true(setting == NULL && wanted == NULL);
		return;
	}
	kp_setting_add_location(setting, &text);
	assert_written(&text, wanted);
}
