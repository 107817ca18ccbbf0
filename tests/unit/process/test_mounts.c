/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>

#include "base/cleanup.h"
#include "process/mounts.h"
#include "table.h"

/** Paths on which nothing was mounted after a pod. Mounts that come are tried in tests/hostile. */
static struct row {
	const char *name; /* the path */
} rows[] = {
	{ "/" },
	{ "/proc" },
	{ "/proc/sys/kernel/ostype" },
	{ "/none" },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	KP_CLEANUP(kp_closep) int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	KP_CLEANUP(kp_closep) int pid_fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct kp_process process = { .root_fd = root_fd, .pid_fd = pid_fd };
	bool is_newer = true;

	assert_int_equal(kp_process_is_mounted_over(&process, row->name, &is_newer), KP_OK);
	assert_false(is_newer);
	process.pid_fd = -1;
	is_newer = true;
	assert_int_equal(kp_process_is_mounted_over(&process, row->name, &is_newer), KP_OK);
	assert_false(is_newer);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
