/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A thread whose capabilities and user are made up.
 */
#include <stdarg.h>
#include <stdint.h>

#include <sys/types.h>

#include "base/rights.h"
#include "table.h"

static struct {
	uint32_t effective;
	uid_t user;
	int result;
} outside;

uid_t __wrap_geteuid(void);
long __wrap_syscall(long number, ...);

uid_t __wrap_geteuid(void)
{
	return outside.user;
}

/** capget(2) */
long __wrap_syscall(long number, ...)
{
	uint32_t *sets;
	va_list ap;

	(void)number;
	va_start(ap, number);
	(void)va_arg(ap, void *);
	sets = va_arg(ap, uint32_t *);
	va_end(ap);
	sets[0] = outside.effective;
	return outside.result;
}

#define DAC_OVERRIDE    (UINT32_C(1) << 1)
#define DAC_READ_SEARCH (UINT32_C(1) << 2)
#define SYS_PTRACE      (UINT32_C(1) << 19)

static struct row {
	const char *name;
	enum kp_right right;
	uint32_t effective;
	uid_t user;
	int result;
	bool is_held;
	const char *says;
} rows[] = {
	{ "root without any", KP_RIGHT_PROCESSES, 0, 0, 0, false,
	  "the scan lacks the capability CAP_SYS_PTRACE" },
	{ "root without the right one", KP_RIGHT_PROCESSES, ~SYS_PTRACE, 0, 0, false,
	  "the scan lacks the capability CAP_SYS_PTRACE" },
	{ "root with it", KP_RIGHT_PROCESSES, SYS_PTRACE, 0, 0, true, "security module" },
	{ "a user with it", KP_RIGHT_PROCESSES, SYS_PTRACE, 1000, 0, true, "security module" },
	{ "a user", KP_RIGHT_PROCESSES, 0, 1000, 0, false, "run the scan as root" },
	{ "it cannot be asked", KP_RIGHT_PROCESSES, SYS_PTRACE, 0, -1, false, "lacks" },
	{ "files: root without any", KP_RIGHT_FILES, 0, 0, 0, false, "CAP_DAC_READ_SEARCH" },
	{ "files: root without either", KP_RIGHT_FILES, ~(DAC_OVERRIDE | DAC_READ_SEARCH), 0, 0,
	  false, "lacks the capability CAP_DAC_READ_SEARCH" },
	{ "files: one", KP_RIGHT_FILES, DAC_READ_SEARCH, 0, 0, true, "security module" },
	{ "files: the other", KP_RIGHT_FILES, DAC_OVERRIDE, 0, 0, true, "security module" },
	{ "files: a user", KP_RIGHT_FILES, 0, 1, 0, false, "run the scan as root" },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_error error;

	outside.effective = row->effective;
	outside.user = row->user;
	outside.result = row->result;
	assert_int_equal(kp_right_is_held(row->right), row->is_held);
	table_assert_contains(kp_right_advice(row->right), row->says);
	table_error_prepare(&error);
	assert_int_equal(kp_right_explain(row->right, KP_OK, &error), KP_OK);
	table_assert_error_untouched(&error);
	(void)kp_fail(&error, KP_ERR_PERM, "x");
	assert_int_equal(kp_right_explain(row->right, KP_ERR_PERM, &error), KP_ERR_PERM);
	table_assert_contains(error.message, "x; ");
	table_assert_contains(error.message, row->says);
	(void)kp_fail(&error, KP_ERR_IO, "x");
	assert_int_equal(kp_right_explain(row->right, KP_ERR_IO, &error), KP_ERR_IO);
	assert_string_equal(error.message, "x");
	assert_int_equal(kp_right_explain(row->right, KP_ERR_PERM, NULL), KP_ERR_PERM);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
