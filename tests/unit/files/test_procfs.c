/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#include "files/fd.h"
#include "files/procfs.h"
#include "files/root.h"
#include "fixture.h"
#include "table.h"

/** An image has no processes, which is not the same as a node without a kubelet. */
struct proc_row {
	const char *name;
	const char *tree;
	enum kp_status status;
	const char *says;
};

static struct proc_row proc_rows[] = {
	{ "proc: not there", "", KP_ERR_NOENT, "/proc" },
	{ "proc: an empty directory", "proc/\n", KP_ERR_UNSUPPORTED, "no proc file system" },
	{ "proc: a directory with a copy", "proc/1/cmdline: x\n", KP_ERR_UNSUPPORTED,
	  "no proc file system" },
	{ "proc: a file", "proc: x\n", KP_ERR_IO, "/proc" },
	{ "proc: a link to the real one", "proc -> /proc\n", KP_ERR_IO, "a symbolic link" },
	{ "proc: a link to nothing", "proc -> nothing\n", KP_ERR_IO, "a symbolic link" },
};

static void test_proc(void **state)
{
	const struct proc_row *row = *state;
	int fd = TABLE_UNTOUCHED_NUMBER;
	struct fixture fixture;
	struct kp_error error;

	fixture_build(&fixture, row->tree);
	table_error_prepare(&error);
	table_assert_failed(kp_procfs_open(fixture.fd, &fd, &error), &error, row->status, 0,
			    row->says);
	assert_int_equal(fd, TABLE_UNTOUCHED_NUMBER);
}

static void test_real_proc(void **state)
{
	int root_fd = -1;
	int fd = -1;
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	table_assert_ok(kp_root_open("/", &root_fd, &error), &error);
	table_assert_ok(kp_procfs_open(root_fd, &fd, &error), &error);
	assert_int_equal(faccessat(fd, "self/cmdline", F_OK, 0), 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(close(root_fd), 0);
}

/** Functions for entries right below a directory. */
static void test_entries(void **state)
{
	uint8_t bytes[4] = { '.', '.', '.', '.' };
	size_t len = 0;
	uint8_t *buf = NULL;
	char *target = NULL;
	int fd = -1;
	DIR *dir = NULL;
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, "f: abcdef\nlink -> some where\nd/\nd-link -> d\n");
	table_error_prepare(&error);
	table_assert_ok(kp_procfs_peek(fixture.fd, "f", bytes, 3, &len, &error), &error);
	assert_int_equal(len, 3);
	assert_memory_equal(bytes, "abc.", 4);
	table_assert_ok(kp_procfs_read(fixture.fd, "f", 7, &buf, &len, &error), &error);
	assert_int_equal(len, 7);
	assert_memory_equal(buf, "abcdef\n", 8);
	free(buf);
	table_assert_ok(kp_procfs_readlink(fixture.fd, "link", &target, &error), &error);
	assert_string_equal(target, "some where");
	free(target);
	table_assert_ok(kp_procfs_open_dir(fixture.fd, "d-link", &fd, &error), &error);
	table_assert_ok(kp_fd_list(fd, &dir, &error), &error);
	(void)closedir(dir);
	assert_int_equal(close(fd), 0);
}

static void test_entries_fail(void **state)
{
	uint8_t bytes[4];
	size_t len = TABLE_UNTOUCHED_NUMBER;
	uint8_t *buf = TABLE_UNTOUCHED;
	char *target = TABLE_UNTOUCHED;
	int fd = TABLE_UNTOUCHED_NUMBER;
	DIR *dir = TABLE_UNTOUCHED;
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, "f: abcdef\nlink -> f\n");
	table_error_prepare(&error);
	table_assert_failed(kp_procfs_peek(fixture.fd, "missing", bytes, 3, &len, &error), &error,
			    KP_ERR_NOENT, 0, "missing");
	table_assert_failed(kp_procfs_peek(fixture.fd, "link", bytes, 3, &len, &error), &error,
			    KP_ERR_IO, 0, "link");
	table_assert_failed(kp_procfs_read(fixture.fd, "f", 6, &buf, &len, &error), &error,
			    KP_ERR_LIMIT, 0, "f is larger than the limit of 6 bytes");
	table_assert_failed(kp_procfs_readlink(fixture.fd, "f", &target, &error), &error, KP_ERR_IO,
			    0, "f: Invalid argument");
	table_assert_failed(kp_procfs_open_dir(fixture.fd, "f", &fd, &error), &error, KP_ERR_NOENT,
			    0, "f: Not a directory");
	table_assert_failed(kp_fd_list(-1, &dir, &error), &error, KP_ERR_IO, 0, "Bad file");
	assert_int_equal(len, TABLE_UNTOUCHED_NUMBER);
	assert_ptr_equal(buf, TABLE_UNTOUCHED);
	assert_ptr_equal(target, TABLE_UNTOUCHED);
	assert_int_equal(fd, TABLE_UNTOUCHED_NUMBER);
	assert_ptr_equal(dir, TABLE_UNTOUCHED);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_proc, proc_rows),
		TABLE_ONE(test_real_proc),
		TABLE_ONE(test_entries),
		TABLE_ONE(test_entries_fail),
	};

	return TABLE_MAIN(tables);
}
