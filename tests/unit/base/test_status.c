/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "table.h"

/** Each status has a name of its own. */
static void test_names(void **state)
{
	(void)state;
	assert_string_equal(kp_status_str(KP_OK), "ok");
	for (int i = 0; i < KP_STATUS__COUNT; i++) {
		assert_string_not_equal(kp_status_str((enum kp_status)i),
					kp_status_str(KP_STATUS__COUNT));
		for (int other = 0; other < i; other++) {
			assert_string_not_equal(kp_status_str((enum kp_status)i),
						kp_status_str((enum kp_status)other));
		}
	}
}

static void test_fail(void **state)
{
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	assert_int_equal(kp_fail(&error, KP_ERR_LIMIT, "%s of %d", "more", 7), KP_ERR_LIMIT);
	assert_int_equal(error.status, KP_ERR_LIMIT);
	assert_int_equal(error.sys_errno, 0);
	assert_int_equal(error.line, 0);
	assert_string_equal(error.message, "more of 7");
}

static void test_fail_line(void **state)
{
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	assert_int_equal(kp_fail_line(&error, KP_ERR_SYNTAX, 12, "no %s", "colon"), KP_ERR_SYNTAX);
	assert_int_equal(error.status, KP_ERR_SYNTAX);
	assert_int_equal(error.sys_errno, 0);
	assert_int_equal(error.line, 12);
	assert_string_equal(error.message, "no colon");
}

/** An error that nobody wants is a status alone. */
static void test_no_error(void **state)
{
	(void)state;
	assert_int_equal(kp_fail(NULL, KP_ERR_IO, "x"), KP_ERR_IO);
	assert_int_equal(kp_fail_line(NULL, KP_ERR_SYNTAX, 1, "x"), KP_ERR_SYNTAX);
	assert_int_equal(kp_fail_errno(NULL, ENOENT, "x"), KP_ERR_NOENT);
	assert_int_equal(kp_wrap(NULL, KP_ERR_PERM, "x"), KP_ERR_PERM);
	assert_int_equal(kp_add(NULL, KP_ERR_PERM, "x"), KP_ERR_PERM);
}

struct errno_row {
	const char *name;
	int sys_errno;
	enum kp_status status;
	const char *says;
};

static struct errno_row errno_rows[] = {
	{ "ENOENT is absent", ENOENT, KP_ERR_NOENT, "open x: No such file" },
	{ "ENOTDIR is absent", ENOTDIR, KP_ERR_NOENT, "Not a directory" },
	{ "ESRCH is a vanished process", ESRCH, KP_ERR_GONE, "No such process" },
	{ "EACCES is unreadable", EACCES, KP_ERR_PERM, "Permission denied" },
	{ "EPERM is unreadable", EPERM, KP_ERR_PERM, "Operation not permitted" },
	{ "ENOMEM is out of memory", ENOMEM, KP_ERR_NOMEM, "Cannot allocate memory" },
	{ "EIO is another reason", EIO, KP_ERR_IO, "Input/output error" },
	{ "ELOOP is another reason", ELOOP, KP_ERR_IO, "symbolic links" },
	{ "EISDIR is another reason", EISDIR, KP_ERR_IO, "Is a directory" },
};

static void test_errno(void **state)
{
	const struct errno_row *row = *state;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_failed(kp_fail_errno(&error, row->sys_errno, "open %s", "x"), &error,
			    row->status, 0, row->says);
	assert_int_equal(error.sys_errno, row->sys_errno);
}

static void test_wrap(void **state)
{
	struct kp_error error;

	(void)state;
	(void)kp_fail_line(&error, KP_ERR_SYNTAX, 3, "line 3: bad");
	assert_int_equal(kp_wrap(&error, KP_ERR_SYNTAX, "file %s", "/c"), KP_ERR_SYNTAX);
	assert_int_equal(error.status, KP_ERR_SYNTAX);
	assert_int_equal(error.line, 3);
	assert_string_equal(error.message, "file /c: line 3: bad");
	(void)kp_fail_errno(&error, EACCES, "open");
	(void)kp_wrap(&error, KP_ERR_PERM, "config");
	assert_int_equal(error.sys_errno, EACCES);
	assert_string_equal(error.message, "config: open: Permission denied");
}

struct length_row {
	const char *name;
	int len;
	bool cut;
};

static struct length_row length_rows[] = {
	{ "no character", 0, false },
	{ "one less than fits", KP_ERROR_MESSAGE_MAX - 2, false },
	{ "just what fits", KP_ERROR_MESSAGE_MAX - 1, false },
	{ "one too many", KP_ERROR_MESSAGE_MAX, true },
	{ "far too many", 5000, true },
};

/** A message ends in "..." exactly if it was cut. */
static void assert_message(const struct kp_error *error, int wanted, bool cut)
{
	size_t len = strlen(error->message);

	assert_int_equal(len, cut ? KP_ERROR_MESSAGE_MAX - 1 : wanted);
	assert_true(cut == (len >= 3 && strcmp(error->message + len - 3, "...") == 0));
}

static void test_length(void **state)
{
	const struct length_row *row = *state;
	struct kp_error error;

	(void)kp_fail(&error, KP_ERR_IO, "%0*d", row->len, 0);
	if (row->len > 0) {
		assert_message(&error, row->len, row->cut);
	}
	(void)kp_fail_line(&error, KP_ERR_IO, 1, "%*s", row->len, "");
	assert_message(&error, row->len, row->cut);
}

/** Whether a message of that length stays as it is, or has lost some of its begin but not its end. */
static void assert_end(const struct kp_error *error, int wanted, const char *end)
{
	size_t len = strlen(error->message);

	assert_int_equal(len, wanted < KP_ERROR_MESSAGE_MAX ? wanted : KP_ERROR_MESSAGE_MAX - 1);
	assert_string_equal(error->message + len - strlen(end), end);
	assert_int_equal(strstr(error->message, "...") != NULL, wanted >= KP_ERROR_MESSAGE_MAX);
}

/** A context gives way to the reason behind it; a reason that is too long itself is cut. */
static void test_length_of_wrapped(void **state)
{
	const struct length_row *row = *state;
	struct kp_error error;
	int context = row->len < 4 ? 0 : row->len - 4;

	(void)kp_fail(&error, KP_ERR_IO, "%s", "ab");
	(void)kp_wrap(&error, KP_ERR_IO, "%*s", context, "");
	assert_end(&error, context + 4, ": ab");
	(void)kp_fail(&error, KP_ERR_IO, "%*s", row->len, "");
	(void)kp_wrap(&error, KP_ERR_IO, "%s", "");
	assert_message(&error, row->len + 2, row->len + 2 >= KP_ERROR_MESSAGE_MAX);
}

/** The reason of the system comes behind a text that may leave no room for it. */
static void test_length_of_errno(void **state)
{
	static const char reason[] = ": Permission denied";
	const struct length_row *row = *state;
	struct kp_error error;
	int text = row->len < (int)strlen(reason) ? 0 : row->len - (int)strlen(reason);

	(void)kp_fail_errno(&error, EACCES, "%*s", text, "");
	assert_end(&error, text + (int)strlen(reason), reason);
}

/** What is put behind a message has its place, however long that is. */
static void test_add(void **state)
{
	struct kp_error error;
	char text[KP_ERROR_MESSAGE_MAX * 2];

	(void)state;
	table_error_prepare(&error);
	(void)kp_fail(&error, KP_ERR_PERM, "cannot open %s", "/c");
	assert_int_equal(kp_add(&error, KP_ERR_PERM, "it lacks %s", "X"), KP_ERR_PERM);
	assert_string_equal(error.message, "cannot open /c; it lacks X");
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	(void)kp_fail(&error, KP_ERR_PERM, "%s", text);
	(void)kp_add(&error, KP_ERR_PERM, "it lacks X");
	assert_non_null(strstr(error.message, "...; it lacks X"));
	(void)kp_fail(&error, KP_ERR_PERM, "short");
	(void)kp_add(&error, KP_ERR_PERM, "%s", text);
	assert_non_null(strstr(error.message, "short; xxx"));
	assert_true(strlen(error.message) < KP_ERROR_MESSAGE_MAX);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_names),
		TABLE_ONE(test_fail),
		TABLE_ONE(test_fail_line),
		TABLE_ONE(test_no_error),
		TABLE_ROWS(test_errno, errno_rows),
		TABLE_ONE(test_wrap),
		TABLE_ROWS(test_length, length_rows),
		TABLE_ROWS(test_length_of_wrapped, length_rows),
		TABLE_ROWS(test_length_of_errno, length_rows),
		TABLE_ONE(test_add),
	};

	return TABLE_MAIN(tables);
}
