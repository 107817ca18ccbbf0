/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A process that is a tree of files, and what is made of it where one of them cannot be looked at. Which
 * names are those of kubelets is in test_walk.c and in hosts/.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/fd.h"
#include "files/procfs.h"
#include "fixture.h"
#include "hosts/hosts.h"
#include "kubelet/component.h"
#include "process/recognise.h"
#include "table.h"

/** A call that fails. */
struct failure {
	const char
		*path; /* right below /proc, or below the directory of the threads; several with a
			   * blank between them; NULL: none */
	int sys_errno;
};

static struct failure failure;

/** @return the errno that a look at a path is to fail with; 0: it is not */
static int fails(const char *path)
{
	const char *at = failure.path == NULL ? NULL : strstr(failure.path, path);
	size_t len = strlen(path);

	return at != NULL && (at == failure.path || at[-1] == ' ') &&
			       (at[len] == '\0' || at[len] == ' ')
		       ? failure.sys_errno
		       : 0;
}

/* clang-format off */
enum kp_status __wrap_kp_procfs_peek_link(int dir_fd, const char *name, char *buf, size_t size, struct kp_error *reterr);
enum kp_status __real_kp_procfs_peek_link(int dir_fd, const char *name, char *buf, size_t size, struct kp_error *reterr);
enum kp_status __wrap_kp_procfs_peek_string(int dir_fd, const char *name, uint8_t *buf, size_t size, size_t *ret_len, struct kp_error *reterr);
enum kp_status __real_kp_procfs_peek_string(int dir_fd, const char *name, uint8_t *buf, size_t size, size_t *ret_len, struct kp_error *reterr);
enum kp_status __wrap_kp_procfs_peek(int dir_fd, const char *name, uint8_t *buf, size_t size, size_t *ret_len, struct kp_error *reterr);
enum kp_status __real_kp_procfs_peek(int dir_fd, const char *name, uint8_t *buf, size_t size, size_t *ret_len, struct kp_error *reterr);
enum kp_status __wrap_kp_procfs_open_dir(int dir_fd, const char *name, int *ret_fd, struct kp_error *reterr);
enum kp_status __real_kp_procfs_open_dir(int dir_fd, const char *name, int *ret_fd, struct kp_error *reterr);
enum kp_status __wrap_kp_fd_list(int dir_fd, DIR **ret_dir, struct kp_error *reterr);
enum kp_status __real_kp_fd_list(int dir_fd, DIR **ret_dir, struct kp_error *reterr);
enum kp_status __wrap_kp_fd_next(DIR *dir, const char *path, const struct dirent **ret_entry, struct kp_error *reterr);
enum kp_status __real_kp_fd_next(DIR *dir, const char *path, const struct dirent **ret_entry, struct kp_error *reterr);
int __wrap_fstatat(int dir_fd, const char *path, struct stat *st, int flags);
int __real_fstatat(int dir_fd, const char *path, struct stat *st, int flags);

/* clang-format on */

enum kp_status __wrap_kp_procfs_peek_link(int dir_fd, const char *name, char *buf, size_t size,
					  struct kp_error *reterr)
{
	return fails(name) != 0 ? kp_fail_errno(reterr, fails(name), "%s", name)
				: __real_kp_procfs_peek_link(dir_fd, name, buf, size, reterr);
}

enum kp_status __wrap_kp_procfs_peek_string(int dir_fd, const char *name, uint8_t *buf, size_t size,
					    size_t *ret_len, struct kp_error *reterr)
{
	return fails(name) != 0
		       ? kp_fail_errno(reterr, fails(name), "%s", name)
		       : __real_kp_procfs_peek_string(dir_fd, name, buf, size, ret_len, reterr);
}

enum kp_status __wrap_kp_procfs_peek(int dir_fd, const char *name, uint8_t *buf, size_t size,
				     size_t *ret_len, struct kp_error *reterr)
{
	return fails(name) != 0 ? kp_fail_errno(reterr, fails(name), "%s", name)
				: __real_kp_procfs_peek(dir_fd, name, buf, size, ret_len, reterr);
}

enum kp_status __wrap_kp_procfs_open_dir(int dir_fd, const char *name, int *ret_fd,
					 struct kp_error *reterr)
{
	return fails(name) != 0 ? kp_fail_errno(reterr, fails(name), "%s", name)
				: __real_kp_procfs_open_dir(dir_fd, name, ret_fd, reterr);
}

enum kp_status __wrap_kp_fd_list(int dir_fd, DIR **ret_dir, struct kp_error *reterr)
{
	return fails("list") != 0 ? kp_fail_errno(reterr, fails("list"), "list")
				  : __real_kp_fd_list(dir_fd, ret_dir, reterr);
}

enum kp_status __wrap_kp_fd_next(DIR *dir, const char *path, const struct dirent **ret_entry,
				 struct kp_error *reterr)
{
	return fails("next") != 0 ? kp_fail_errno(reterr, fails("next"), "next")
				  : __real_kp_fd_next(dir, path, ret_entry, reterr);
}

int __wrap_fstatat(int dir_fd, const char *path, struct stat *st, int flags)
{
	if (fails("count") != 0 && strcmp(path, "7/task") == 0) {
		errno = fails("count");
		return -1;
	}
	return __real_fstatat(dir_fd, path, st, flags);
}

struct row {
	const char *name;
	const char *tree;
	struct failure failure;
	enum kp_recognised wanted;
	enum kp_status status; /* of the error, if it is unreadable */
};

#define KUBELET "7/exe -> /usr/bin/kubelet\n7/cmdline: x\n"
#define OTHER   "7/exe -> /usr/bin/other\n7/cmdline: other\n"
#define SILENT  "7/exe -> /usr/bin/other\n7/cmdline:\n"
#define STAT(letter, flags) \
	"7/stat: 7 (x) " letter " 1 1 1 0 -1 " flags " 0 0 0 0 0 0 0 0 0 0 1 0 77 0\n"
#define PROGRAM STAT("S", "4194560")
#define KTHREAD STAT("S", "2129984")
#define ZOMBIE  STAT("Z", "4228364")
#define THREADS \
	"7/task/7/\n7/task/8/exe -> /usr/bin/kubelet\n7/task/8/cmdline: x\n7/task/8/comm: x\n"
#define ALONE "7/task/7/\n"

/* clang-format off */
#define NO_EXE(e) { "7/exe", (e) }
/* clang-format on */

#define NAMED(argv0, comm) "7/exe -> /usr/bin/other\n7/cmdline: " argv0 "\n7/comm: " comm "\n"

#define NOT             KP_RECOGNISED_NOT, KP_OK
#define UNKNOWN(status) KP_RECOGNISED_UNREADABLE, (status)
#define UNSEEN          KP_RECOGNISED_UNSEEN, KP_OK
#define HEADLESS        KP_RECOGNISED_HEADLESS, KP_OK

/* clang-format off */
static struct row rows[] = {
	{ "a kubelet", KUBELET, { NULL, 0 }, KP_RECOGNISED_ITSELF, KP_OK },
	{ "another program", OTHER, { NULL, 0 }, NOT },
	{ "a process that is gone", "", { NULL, 0 }, NOT },

	{ "the executable: it is gone", OTHER, NO_EXE(ESRCH), NOT },
	{ "the executable: it has none", OTHER, NO_EXE(ENOENT), NOT },
	{ "the executable: no permission", NAMED("other", "other"), NO_EXE(EACCES), UNSEEN },
	{ "the executable: no permission, a path", NAMED("/usr/sbin/other", "other"), NO_EXE(EACCES), UNSEEN },
	{ "the executable: no permission, in a directory of that name", NAMED("/opt/kubelet/other", "other"), NO_EXE(EACCES), UNSEEN },
	{ "the executable: no permission, a kubelet by its name", NAMED("other", "kubelet"), NO_EXE(EACCES), UNKNOWN(KP_ERR_PERM) },
	{ "the executable: no permission, a kubelet by a part of its name", NAMED("other", "old-kubelet-1.3"), NO_EXE(EACCES), UNKNOWN(KP_ERR_PERM) },
	{ "the executable: no permission, a kubelet by a part of its argument", NAMED("kubelet-agent", "other"), NO_EXE(EACCES), UNKNOWN(KP_ERR_PERM) },
	{ "the executable: no permission, k3s by its title", NAMED("other", "k3s-server"), NO_EXE(EACCES), UNKNOWN(KP_ERR_PERM) },
	{ "the executable: no permission, a loader whose name is cut off", NAMED("other", "ld-linux-x86-64"), NO_EXE(EACCES), UNKNOWN(KP_ERR_PERM) },
	{ "the executable: no permission, an emulator", NAMED("qemu-x86_64-static", "other"), NO_EXE(EACCES), UNKNOWN(KP_ERR_PERM) },
	{ "the executable: no permission, a virtual machine", NAMED("qemu-system-x86_64", "qemu-system-x86"), NO_EXE(EACCES), UNSEEN },
	{ "the executable: no permission, no name", NAMED("other", ""), NO_EXE(EACCES), UNKNOWN(KP_ERR_PERM) },
	{ "the executable: no permission, a name that cannot be read", NAMED("other", "other"), { "7/exe 7/comm", EACCES }, UNKNOWN(KP_ERR_PERM) },
	{ "the executable: no permission, gone meanwhile", OTHER, NO_EXE(EACCES), NOT },
	{ "the executable: no memory", OTHER, NO_EXE(ENOMEM), UNKNOWN(KP_ERR_NOMEM) },
	{ "the executable: its path is too long", OTHER, NO_EXE(ENAMETOOLONG), UNKNOWN(KP_ERR_IO) },
	{ "the arguments: it is gone", OTHER, { "7/cmdline", ESRCH }, NOT },
	{ "the arguments: no more descriptors", OTHER, { "7/cmdline", EMFILE }, UNKNOWN(KP_ERR_IO) },
	{ "the arguments: no more descriptors in all", OTHER, { "7/cmdline", ENFILE }, UNKNOWN(KP_ERR_IO) },
	{ "the arguments: no memory", OTHER, { "7/cmdline", ENOMEM }, UNKNOWN(KP_ERR_NOMEM) },
	{ "the arguments: no permission", OTHER, { "7/cmdline", EACCES }, UNKNOWN(KP_ERR_PERM) },

	{ "silent: a kernel thread", SILENT KTHREAD ALONE, NO_EXE(EACCES), NOT },
	{ "silent: a zombie", SILENT ZOMBIE ALONE, NO_EXE(EACCES), NOT },
	{ "silent: a program", SILENT PROGRAM ALONE, NO_EXE(EACCES), UNKNOWN(KP_ERR_PERM) },
	{ "silent: a program with threads that are silent", SILENT PROGRAM "7/task/7/\n7/task/8/cmdline:\n", NO_EXE(EACCES), UNKNOWN(KP_ERR_PERM) },
	{ "silent: a zombie with threads", SILENT ZOMBIE THREADS, NO_EXE(EACCES), HEADLESS },
	{ "silent: it is gone", SILENT, NO_EXE(EACCES), NOT },

	{ "threads", ZOMBIE THREADS, { NULL, 0 }, HEADLESS },
	{ "threads: one alone", ZOMBIE ALONE, { NULL, 0 }, NOT },
	{ "threads: they are gone", ZOMBIE THREADS, { "7/task", ENOENT }, NOT },
	{ "threads: no more descriptors", ZOMBIE THREADS, { "7/task", EMFILE }, UNKNOWN(KP_ERR_IO) },
	{ "threads: no memory", ZOMBIE THREADS, { "7/task", ENOMEM }, UNKNOWN(KP_ERR_NOMEM) },
	{ "threads: no permission", ZOMBIE THREADS, { "7/task", EACCES }, UNKNOWN(KP_ERR_PERM) },
	{ "threads: no more descriptors for the list", ZOMBIE THREADS, { "list", EMFILE }, UNKNOWN(KP_ERR_IO) },
	{ "threads: gone before the list", ZOMBIE THREADS, { "list", ENOENT }, NOT },
	{ "threads: the list ends with an error", ZOMBIE THREADS, { "next", EIO }, UNKNOWN(KP_ERR_IO) },
	{ "threads: gone during the list", ZOMBIE THREADS, { "next", ENOENT }, NOT },
	{ "threads: they cannot be counted", ZOMBIE THREADS, { "count", ENOMEM }, HEADLESS },
	{ "threads: gone before they are counted", ZOMBIE THREADS, { "count", ENOENT }, NOT },
	{ "threads: one that cannot be seen", ZOMBIE THREADS, { "8/exe", EACCES }, UNKNOWN(KP_ERR_PERM) },
};

/* clang-format on */

static enum kp_recognised recognise(int proc_fd, struct kp_error *reterr)
{
	const struct kp_programs programs = kp_host_programs(&kp_kubelet_component);
	struct kp_look look;

	kp_look_init(&look, proc_fd, "7");
	return kp_recognise(&programs, &look, reterr);
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_error error;

	fixture_build(&fixture, row->tree);
	table_error_prepare(&error);
	failure = row->failure;
	assert_int_equal(recognise(fixture.fd, NULL), row->wanted);
	assert_int_equal(recognise(fixture.fd, &error), row->wanted);
	failure = (struct failure){ 0 };
	if (row->wanted == KP_RECOGNISED_UNREADABLE) {
		assert_int_equal(error.status, row->status);
	}
}

/** What is silent, and cannot be asked either. */
static void test_silent_stat(void **state)
{
	static const int errnos[] = { EMFILE, ENOMEM, EACCES };
	struct fixture fixture;
	int proc_fd;

	(void)state;
	fixture_build(&fixture, KTHREAD "7/cmdline:\n");
	proc_fd = fixture.fd;
	for (size_t i = 0; i < sizeof(errnos) / sizeof(errnos[0]); i++) {
		failure = (struct failure){ "7/stat", errnos[i] };
		/* Without a link there, reading it as one fails with EINVAL, as no permission would. */
		fixture_write(&fixture, "7/exe", "", 0);
		assert_int_equal(recognise(proc_fd, NULL), KP_RECOGNISED_UNREADABLE);
	}
	failure = (struct failure){ "7/stat", ESRCH };
	assert_int_equal(recognise(proc_fd, NULL), KP_RECOGNISED_NOT);
	failure = (struct failure){ 0 };
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_silent_stat),
	};

	return TABLE_MAIN(tables);
}
