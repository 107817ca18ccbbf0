/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/text.h"
#include "files/root.h"
#include "fix/system/replace.h"
#include "fixture.h"
#include "memory.h"
#include "table.h"

#define WAS     "was: 1\n"
#define NOW     "now: 22\nand: more\n"
#define PLAIN   "etc/conf: was: 1\n"
#define NOW_23  "now: 23\nand: more\n"
#define MAKE(x) (const uint8_t *)(x), strlen(x)

static const struct kp_bytes old_bytes = { (const uint8_t *)WAS, sizeof(WAS) - 1 };
static const struct kp_bytes new_bytes = { (const uint8_t *)NOW, sizeof(NOW) - 1 };

/* Calls that can be told to fail, or to do something before. */

enum call {
	CALL_FCHOWN,
	CALL_FCHMOD,
	CALL_FREMOVEXATTR,
	CALL_FSETXATTR,
	CALL_FSYNC,
	CALL_FUTIMENS,
	CALL_RENAMEAT,
	CALL_RENAMEAT2,
	CALL_COUNT
};

/** What happens to calls. */
static struct plan {
	enum call call;                   /* the one that is meant */
	int number;                       /* which of its calls, from 1; 0 for none */
	int sys_errno;                    /* that it fails with; 0 if it does not */
	const struct fixture *edited;     /* whose /etc/conf is edited before it */
	const struct fixture *restricted; /* whose /etc/conf gets another mode before it */
	int count;                        /* of its calls until now */
} plan;

typedef void prepare_function(const struct fixture *fixture);

enum {
	RACES_MAX = 3
};

/** What somebody does right before each call that exchanges two files. */
static struct {
	const struct fixture *fixture; /* NULL: nothing */
	prepare_function *const *before;
	int count; /* of the calls until now */
} races;

static bool allow(enum call call)
{
	if (plan.number == 0 || plan.call != call || ++plan.count != plan.number) {
		return true;
	}
	if (plan.edited != NULL) {
		fixture_write(plan.edited, "etc/conf", "somebody: else\n", 15);
	}
	if (plan.restricted != NULL) {
		assert_int_equal(fchmodat(plan.restricted->fd, "etc/conf", 0600, 0), 0);
	}
	errno = plan.sys_errno;
	return plan.sys_errno == 0;
}

int __real_fchown(int fd, uid_t uid, gid_t gid);
int __real_fchmod(int fd, mode_t mode);
int __real_fremovexattr(int fd, const char *name);
int __real_fsetxattr(int fd, const char *name, const void *value, size_t size, int flags);
int __real_fsync(int fd);
int __real_futimens(int fd, const struct timespec times[2]);
int __real_renameat(int old_fd, const char *old_name, int new_fd, const char *new_name);
int __real_renameat2(int old_fd, const char *old_name, int new_fd, const char *new_name,
		     unsigned flags);

int __wrap_fchown(int fd, uid_t uid, gid_t gid);
int __wrap_fchmod(int fd, mode_t mode);
int __wrap_fremovexattr(int fd, const char *name);
int __wrap_fsetxattr(int fd, const char *name, const void *value, size_t size, int flags);
int __wrap_fsync(int fd);
int __wrap_futimens(int fd, const struct timespec times[2]);
int __wrap_renameat(int old_fd, const char *old_name, int new_fd, const char *new_name);
int __wrap_renameat2(int old_fd, const char *old_name, int new_fd, const char *new_name,
		     unsigned flags);

int __wrap_fchown(int fd, uid_t uid, gid_t gid)
{
	struct stat st;

	/* Until here nobody else could read what was written. */
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & ALLPERMS & ~0600U, 0);
	return allow(CALL_FCHOWN) ? __real_fchown(fd, uid, gid) : -1;
}

int __wrap_fchmod(int fd, mode_t mode)
{
	return allow(CALL_FCHMOD) ? __real_fchmod(fd, mode) : -1;
}

int __wrap_fremovexattr(int fd, const char *name)
{
	return allow(CALL_FREMOVEXATTR) ? __real_fremovexattr(fd, name) : -1;
}

int __wrap_fsetxattr(int fd, const char *name, const void *value, size_t size, int flags)
{
	return allow(CALL_FSETXATTR) ? __real_fsetxattr(fd, name, value, size, flags) : -1;
}

int __wrap_fsync(int fd)
{
	return allow(CALL_FSYNC) ? __real_fsync(fd) : -1;
}

int __wrap_futimens(int fd, const struct timespec times[2])
{
	return allow(CALL_FUTIMENS) ? __real_futimens(fd, times) : -1;
}

int __wrap_renameat(int old_fd, const char *old_name, int new_fd, const char *new_name)
{
	return allow(CALL_RENAMEAT) ? __real_renameat(old_fd, old_name, new_fd, new_name) : -1;
}

int __wrap_renameat2(int old_fd, const char *old_name, int new_fd, const char *new_name,
		     unsigned flags)
{
	if (!allow(CALL_RENAMEAT2)) {
		return -1;
	}
	if (races.fixture != NULL) {
		prepare_function *race = races.count < RACES_MAX ? races.before[races.count] : NULL;

		races.count++;
		if (race != NULL) {
			race(races.fixture);
		}
	}
	return __real_renameat2(old_fd, old_name, new_fd, new_name, flags);
}

/* Looking at trees. */

/** The path of something in a tree, as it is outside. */
static const char *outside(const struct fixture *fixture, const char *path, char full[256])
{
	(void)snprintf(full, 256, "%s/%s", fixture->path, path);
	return full;
}

static void assert_holds(int dir_fd, const char *path, const char *wanted)
{
	char buf[256] = "";
	int fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(read(fd, buf, sizeof(buf) - 1), strlen(wanted));
	assert_string_equal(buf, wanted);
	assert_int_equal(close(fd), 0);
}

static size_t count_entries(const struct fixture *fixture, const char *path)
{
	struct kp_entries entries = { 0 };
	size_t count;

	assert_int_equal(kp_root_list_beneath(fixture->fd, path, 100, &entries, NULL), KP_OK);
	count = entries.count;
	kp_entries_done(&entries);
	return count;
}

/** The calls as the tests make them: root, file and backups are all in one tree. */
static enum kp_status replace(const struct fixture *fixture, const char *path,
			      struct kp_replacement **ret, struct kp_error *error)
{
	char backups[256];

	return kp_replace(fixture->fd, path, &old_bytes, &new_bytes,
			  outside(fixture, "var/lib/backups", backups), ret, error);
}

/** Replace /etc/conf, which has to succeed. */
static struct kp_replacement *replace_well(const struct fixture *fixture)
{
	struct kp_replacement *replacement = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(replace(fixture, "/etc/conf", &replacement, &error), &error);
	return replacement;
}

static void undo_well(const struct kp_replacement *replacement)
{
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_replace_undo(replacement, &error), &error);
}

struct found_row {
	const char *name;
	const char *tree;
	const char *path;
	const char *file; /* which is replaced; there is nothing else in its directory */
	const char *copy; /* the end of the path of the copy */
};

static struct found_row found_rows[] = {
	{ "a file", PLAIN, "/etc/conf", "etc/conf", "/etc/conf" },
	{ "a file in the root directory", "conf: was: 1\n", "/conf", "conf", "/conf" },
	{ "dots and slashes", PLAIN "x/\n", "/x/.././/etc/conf", "etc/conf", "/etc/conf" },
	{ "above the root", PLAIN, "/../../etc/conf", "etc/conf", "/etc/conf" },
	{ "a relative link", PLAIN "a/link -> ../etc/conf\n", "/a/link", "etc/conf", "/a/link" },
	{ "an absolute link", PLAIN "a/link -> /etc/conf\n", "/a/link", "etc/conf", "/a/link" },
	{ "a link in the root directory", PLAIN "link -> etc/conf\n", "/link", "etc/conf",
	  "/link" },
	{ "a link above the root", PLAIN "a/l -> ../../../etc/conf\n", "/a/l", "etc/conf", "/a/l" },
	{ "a chain of links", PLAIN "a/1 -> 2\na/2 -> ./../a/3\na/3 -> /etc/conf\n", "/a/1",
	  "etc/conf", "/a/1" },
	{ "a link to a directory", PLAIN "a -> etc\n", "/a/conf", "etc/conf", "/a/conf" },
	{ "a link behind a link to a directory",
	  "etc/conf: was: 1\nd/e/link -> ../../etc/conf\na -> d/e\n", "/a/link", "etc/conf",
	  "/a/link" },
};

static void test_found(void **state)
{
	const struct found_row *row = *state;
	struct kp_replacement *replacement = NULL;
	struct fixture fixture;
	struct kp_error error;
	const char *backup;
	size_t before;

	fixture_build(&fixture, row->tree);
	assert_int_equal(mkdirat(fixture.fd, "var", 0755), 0);
	before = count_entries(&fixture, "/");
	table_error_prepare(&error);
	table_assert_ok(replace(&fixture, row->path, &replacement, &error), &error);
	assert_holds(fixture.fd, row->file, NOW);
	assert_int_equal(count_entries(&fixture, "/"), before);
	backup = kp_replacement_backup(replacement);
	assert_holds(AT_FDCWD, backup, WAS);
	assert_string_equal(backup + strlen(backup) - strlen(row->copy), row->copy);
	undo_well(replacement);
	assert_holds(fixture.fd, row->file, WAS);
	assert_int_equal(count_entries(&fixture, "/"), before);
	assert_holds(AT_FDCWD, backup, WAS);
	kp_replacement_free(replacement);
}

/** The path of a link leads to where it led. */
static void test_link_stays(void **state)
{
	struct fixture fixture;
	char target[16] = "";

	(void)state;
	fixture_build(&fixture, "etc/real: was: 1\netc/conf -> real\n");
	kp_replacement_free(replace_well(&fixture));
	assert_int_equal(readlinkat(fixture.fd, "etc/conf", target, sizeof(target) - 1), 4);
	assert_string_equal(target, "real");
}

static void add_hard_link(const struct fixture *fixture)
{
	assert_int_equal(linkat(fixture->fd, "etc/conf", fixture->fd, "other", 0), 0);
}

static void set_mode(const struct fixture *fixture, mode_t mode)
{
	assert_int_equal(fchmodat(fixture->fd, "etc/conf", mode, 0), 0);
}

static void set_user_id(const struct fixture *fixture)
{
	set_mode(fixture, 04644);
}

static void set_group_id(const struct fixture *fixture)
{
	set_mode(fixture, 02644);
}

static void set_sticky(const struct fixture *fixture)
{
	set_mode(fixture, 01644);
}

/** Backups that anybody, or a group, could move away. */
static void open_backups(const struct fixture *fixture, mode_t mode)
{
	fixture_write(fixture, "var/lib/backups/x", "", 0);
	assert_int_equal(fchmodat(fixture->fd, "var/lib/backups", mode, 0), 0);
}

static void open_to_all(const struct fixture *fixture)
{
	open_backups(fixture, 0757);
}

static void open_to_group(const struct fixture *fixture)
{
	open_backups(fixture, 0775);
}

static void give_backups_away(const struct fixture *fixture)
{
	open_backups(fixture, 0755);
	if (geteuid() != 0) {
		skip();
	}
	assert_int_equal(fchownat(fixture->fd, "var/lib/backups", 1234, 0, 0), 0);
}

struct refused_row {
	const char *name;
	const char *tree;
	const char *path;
	prepare_function *prepare; /* NULL if there is nothing to do */
	enum kp_status status;
	const char *says;
};

/* clang-format off */
static struct refused_row refused_rows[] = {
	{ "not there", "etc/x: was: 1\n", "/etc/conf", NULL, KP_ERR_NOENT, "cannot open /etc/conf: No such" },
	{ "no directory", PLAIN, "/etc/conf/x", NULL, KP_ERR_NOENT, "cannot open" },
	{ "a directory", PLAIN, "/etc", NULL, KP_ERR_UNSUPPORTED, "/etc is not a regular file" },
	{ "the root directory", PLAIN, "/", NULL, KP_ERR_UNSUPPORTED, "/ is not a regular file" },
	{ "a directory by a dot", PLAIN, "/etc/.", NULL, KP_ERR_UNSUPPORTED, "not a regular file" },
	{ "a directory by two dots", PLAIN, "/etc/..", NULL, KP_ERR_UNSUPPORTED, "not a regular file" },
	{ "a slash behind it", PLAIN, "/etc/conf/", NULL, KP_ERR_NOENT, "cannot open /etc/conf/: Not a directory" },
	{ "no path", PLAIN, "", NULL, KP_ERR_NOENT, "cannot open " },
	{ "a FIFO", PLAIN "pipe |\n", "/pipe", NULL, KP_ERR_UNSUPPORTED, "/pipe is not a regular file" },
	{ "a link to a directory", PLAIN "link -> etc\n", "/link", NULL, KP_ERR_UNSUPPORTED, "/link is not a regular file" },
	{ "a link to nothing", PLAIN "link -> x\n", "/link", NULL, KP_ERR_NOENT, "cannot open /link" },
	{ "a link to itself", PLAIN "link -> link\n", "/link", NULL, KP_ERR_IO, "Too many levels of symbolic links" },
	{ "a link to what exists outside alone", PLAIN "link -> /usr/bin/env\n", "/link", NULL, KP_ERR_NOENT, "cannot open /link" },
	{ "a hard link", PLAIN, "/etc/conf", add_hard_link, KP_ERR_UNSUPPORTED, "/etc/conf has other names (hard links)" },
	{ "a set-user-ID bit", PLAIN, "/etc/conf", set_user_id, KP_ERR_UNSUPPORTED, "set-user-ID" },
	{ "a set-group-ID bit", PLAIN, "/etc/conf", set_group_id, KP_ERR_UNSUPPORTED, "set-group-ID" },
	{ "a sticky bit", PLAIN, "/etc/conf", set_sticky, KP_ERR_UNSUPPORTED, "sticky" },
	{ "another content", "etc/conf: was: 2\n", "/etc/conf", NULL, KP_ERR_GONE, "/etc/conf was edited meanwhile" },
	{ "a longer content", PLAIN "\tx\n", "/etc/conf", NULL, KP_ERR_GONE, "edited meanwhile" },
	{ "a shorter content", "etc/conf: was\n", "/etc/conf", NULL, KP_ERR_GONE, "edited meanwhile" },
	{ "no content", "etc/conf:\n", "/etc/conf", NULL, KP_ERR_GONE, "edited meanwhile" },
	{ "backups open to all", PLAIN, "/etc/conf", open_to_all, KP_ERR_UNSUPPORTED, "cannot keep a copy of /etc/conf: the backup directory" },
	{ "backups open to a group", PLAIN, "/etc/conf", open_to_group, KP_ERR_UNSUPPORTED, "can be written to by others" },
	{ "backups of somebody else", PLAIN, "/etc/conf", give_backups_away, KP_ERR_UNSUPPORTED, "can be written to by others" },
	{ "backups in a file", PLAIN "var/lib/backups: x\n", "/etc/conf", NULL, KP_ERR_NOENT, "cannot make the backup directory" },
};

/* clang-format on */

/** Replacing fails, and the old file, its directory and the outputs are as they were. */
static void assert_refused(const struct fixture *fixture, const char *path, enum kp_status wanted,
			   const char *says)
{
	struct kp_replacement *replacement = TABLE_UNTOUCHED;
	size_t before = count_entries(fixture, "/etc");
	struct kp_error error;
	struct stat was;
	struct stat now;

	(void)fstatat(fixture->fd, "etc/conf", &was, 0);
	table_error_prepare(&error);
	table_assert_failed(replace(fixture, path, &replacement, &error), &error, wanted, 0, says);
	assert_ptr_equal(replacement, TABLE_UNTOUCHED);
	assert_int_equal(count_entries(fixture, "/etc"), before);
	if (fstatat(fixture->fd, "etc/conf", &now, 0) == 0) {
		assert_int_equal(now.st_ino, was.st_ino);
		assert_memory_equal(&now.st_ctim, &was.st_ctim, sizeof(now.st_ctim));
	}
}

static void test_refused(void **state)
{
	const struct refused_row *row = *state;
	struct fixture fixture;

	fixture_build(&fixture, row->tree);
	if (row->prepare != NULL) {
		row->prepare(&fixture);
	}
	assert_refused(&fixture, row->path, row->status, row->says);
}

/** A magic link leads out of the root. */
static void test_magic(void **state)
{
	struct kp_replacement *replacement = TABLE_UNTOUCHED;
	struct fixture fixture;
	char path[64];
	int fd;
	int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, PLAIN);
	fd = openat(fixture.fd, "etc/conf", O_RDONLY | O_CLOEXEC);
	(void)snprintf(path, sizeof(path), "/proc/%ld/fd/%d", (long)getpid(), fd);
	table_error_prepare(&error);
	table_assert_failed(kp_replace(root_fd, path, &old_bytes, &new_bytes, fixture.path,
				       &replacement, &error),
			    &error, KP_ERR_IO, 0, "Too many levels of symbolic links");
	assert_holds(fixture.fd, "etc/conf", WAS);
	assert_int_equal(close(fd), 0);
	assert_int_equal(close(root_fd), 0);
}

static void test_too_long(void **state)
{
	char path[5000];
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, PLAIN);
	memset(path, '/', sizeof(path));
	(void)snprintf(path + sizeof(path) - 10, 10, "/etc/conf");
	assert_refused(&fixture, path, KP_ERR_IO, "File name too long");
	memset(path, 'x', sizeof(path));
	path[0] = '/';
	path[300] = '\0';
	assert_refused(&fixture, path, KP_ERR_IO, "File name too long");
}

/** A file that `chattr +i` or `+a` protects. */
struct frozen_row {
	const char *name;
	int flag;
};

static struct frozen_row frozen_rows[] = {
	{ "immutable", FS_IMMUTABLE_FL },
	{ "append-only", FS_APPEND_FL },
};

static void test_frozen(void **state)
{
	const struct frozen_row *row = *state;
	struct fixture fixture;
	int flags = 0;
	int none;
	int fd;

	fixture_build(&fixture, PLAIN);
	fd = openat(fixture.fd, "etc/conf", O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	if (ioctl(fd, FS_IOC_GETFLAGS, &flags) != 0) {
		skip();
	}
	none = flags;
	flags |= row->flag;
	if (ioctl(fd, FS_IOC_SETFLAGS, &flags) != 0) {
		skip();
	}
	assert_refused(&fixture, "/etc/conf", KP_ERR_UNSUPPORTED, "is immutable or append-only");
	assert_int_equal(ioctl(fd, FS_IOC_SETFLAGS, &none), 0);
	assert_int_equal(close(fd), 0);
}

/** What is mounted, in a mount name space of a process of its own. */
struct mounted_row {
	const char *name;
	const char *on; /* from the tree */
	unsigned long flags;
	const char *says; /* NULL if it can be replaced */
};

static struct mounted_row mounted_rows[] = {
	{ "a mount point", "etc/conf", 0, "/etc/conf is a mount point" },
	{ "below a mount point", "etc", 0, NULL },
	{ "a read-only file system", "etc", MS_RDONLY, "/etc/conf is on a read-only file system" },
};

/** @return 77 if it cannot be mounted, 0 if all is well */
static int try_mounted(const struct fixture *fixture, const struct mounted_row *row)
{
	struct kp_replacement *replacement = NULL;
	struct kp_error error = { .message = "" };
	enum kp_status status;
	char on[256];
	int fd;

	(void)outside(fixture, row->on, on);
	if (unshare(CLONE_NEWNS) != 0 || mount("", "/", "", MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount(on, on, "", MS_BIND, NULL) != 0 ||
	    mount("", on, "", MS_REMOUNT | MS_BIND | row->flags, NULL) != 0) {
		return 77;
	}
	fd = open(fixture->path, O_PATH | O_CLOEXEC);
	status = kp_replace(fd, "/etc/conf", &old_bytes, &new_bytes, fixture->path, &replacement,
			    &error);
	kp_replacement_free(replacement);
	if (row->says == NULL) {
		return status == KP_OK ? 0 : 1;
	}
	return status == KP_ERR_UNSUPPORTED && strcmp(error.message, row->says) == 0 ? 0 : 1;
}

static void test_mounted(void **state)
{
	const struct mounted_row *row = *state;
	struct fixture fixture;
	int status = -1;
	pid_t pid;

	fixture_build(&fixture, PLAIN);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		_exit(try_mounted(&fixture, row));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		skip();
	}
	assert_int_equal(status, 0);
	assert_holds(fixture.fd, "etc/conf", row->says == NULL ? NOW : WAS);
}

/** @return as try_mounted() */
static int try_overlay(const struct fixture *fixture)
{
	struct kp_replacement *replacement = NULL;
	char options[1024];
	char upper[256];
	char etc[256];
	int fd;

	(void)outside(fixture, "upper", upper);
	(void)outside(fixture, "etc", etc);
	if (unshare(CLONE_NEWNS) != 0 || mount("", "/", "", MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("", upper, "tmpfs", 0, NULL) != 0) {
		return 77;
	}
	(void)snprintf(options, sizeof(options), "lowerdir=%s,upperdir=%s/u,workdir=%s/w,xino=off",
		       etc, upper, upper);
	fd = open(fixture->path, O_PATH | O_CLOEXEC);
	if (mkdirat(fd, "upper/u", 0755) != 0 || mkdirat(fd, "upper/w", 0755) != 0 ||
	    mount("", etc, "overlay", 0, options) != 0) {
		return 77;
	}
	if (kp_replace(fd, "/etc/conf", &old_bytes, &new_bytes, fixture->path, &replacement,
		       NULL) != KP_OK ||
	    !kp_replacement_in_one_step(replacement)) {
		return 1;
	}
	assert_holds(fd, "etc/conf", NOW);
	if (kp_replace_undo(replacement, NULL) != KP_OK) {
		return 2;
	}
	assert_holds(fd, "etc/conf", WAS);
	kp_replacement_free(replacement);
	return 0;
}

/** A file of a lower layer gets another inode when its name is exchanged (/etc of Flatcar). */
static void test_overlay(void **state)
{
	struct fixture fixture;
	int status = -1;
	pid_t pid;

	(void)state;
	fixture_build(&fixture, PLAIN "upper/\n");
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		_exit(try_overlay(&fixture));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
		skip();
	}
	assert_int_equal(status, 0);
	assert_holds(fixture.fd, "etc/conf", WAS);
}

/** What a file has besides its content. */
struct kept_row {
	const char *name;
	mode_t mode;
	uid_t uid; /* tried if the test is root's */
	gid_t gid;
	const char *attribute; /* NULL for none */
	const char *value;
	size_t value_len;
	const char *of_directory; /* an attribute of the directory with the same value */
};

/** A POSIX ACL as linux/posix_acl_xattr.h has it: user::rw-, user:1234:r--, group::r--, mask::r--,
 * other::---. */
static const char acl[] = "\2\0\0\0"
			  "\1\0\6\0\377\377\377\377"
			  "\2\0\4\0\322\4\0\0"
			  "\4\0\4\0\377\377\377\377"
			  "\20\0\4\0\377\377\377\377"
			  "\40\0\0\0\377\377\377\377";

#define ACL acl, sizeof(acl) - 1

static struct kept_row kept_rows[] = {
	{ "mode 600", 0600, 0, 0, NULL, NULL, 0, NULL },
	{ "mode 644", 0644, 0, 0, NULL, NULL, 0, NULL },
	{ "mode 640", 0640, 0, 0, NULL, NULL, 0, NULL },
	{ "mode 777", 0777, 0, 0, NULL, NULL, 0, NULL },
	{ "mode 400", 0400, 0, 0, NULL, NULL, 0, NULL },
	{ "another owner", 0600, 1234, 0, NULL, NULL, 0, NULL },
	{ "another group", 0640, 0, 567, NULL, NULL, 0, NULL },
	{ "another owner and group", 0464, 1234, 567, NULL, NULL, 0, NULL },
	{ "an attribute", 0644, 0, 0, "user.note", "x\0y", 3, NULL },
	{ "an empty attribute", 0644, 0, 0, "user.note", "", 0, NULL },
	{ "a trusted attribute", 0644, 0, 0, "trusted.note", "x", 1, NULL },
	{ "an ACL", 0640, 0, 0, "system.posix_acl_access", ACL, NULL },
	{ "an ACL and another owner", 0640, 1234, 567, "system.posix_acl_access", ACL, NULL },
	{ "an ACL of the directory alone", 0644, 0, 0, NULL, ACL, "system.posix_acl_default" },
};

static void prepare_kept(const struct fixture *fixture, const struct kept_row *row)
{
	static const struct timespec times[2] = { { .tv_sec = 1000 }, { .tv_sec = 2000 } };
	char conf[256];
	char etc[256];

	(void)outside(fixture, "etc/conf", conf);
	(void)outside(fixture, "etc", etc);
	if (geteuid() == 0) {
		assert_int_equal(chown(conf, row->uid, row->gid), 0);
	}
	assert_int_equal(chmod(conf, row->mode), 0);
	if (row->attribute != NULL &&
	    (setxattr(conf, row->attribute, row->value, row->value_len, 0) != 0 ||
	     setxattr(conf, "user.another", "y", 1, 0) != 0)) {
		skip();
	}
	if (row->of_directory != NULL &&
	    setxattr(etc, row->of_directory, row->value, row->value_len, 0) != 0) {
		skip();
	}
	assert_int_equal(utimensat(AT_FDCWD, conf, times, 0), 0);
}

/** A file has what the row says. */
static void assert_kept(const char *path, const struct kept_row *row)
{
	char value[256];
	char names[256];
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & ALLPERMS, row->mode);
	if (geteuid() == 0) {
		assert_int_equal(st.st_uid, row->uid);
		assert_int_equal(st.st_gid, row->gid);
	}
	if (row->attribute != NULL) {
		assert_int_equal(getxattr(path, row->attribute, value, sizeof(value)),
				 row->value_len);
		assert_memory_equal(value, row->value, row->value_len);
		assert_int_equal(getxattr(path, "user.another", value, sizeof(value)), 1);
	} else {
		/* At most what a security module adds by itself. */
		ssize_t len = listxattr(path, names, sizeof(names));

		assert_true(len <= 0 || strncmp(names, "security.", 9) == 0);
	}
}

static void assert_old(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mtim.tv_sec, 2000);
}

static void test_kept(void **state)
{
	const struct kept_row *row = *state;
	struct kp_replacement *replacement;
	struct fixture fixture;
	struct stat st;
	char conf[256];

	fixture_build(&fixture, PLAIN);
	(void)outside(&fixture, "etc/conf", conf);
	prepare_kept(&fixture, row);
	replacement = replace_well(&fixture);
	assert_kept(conf, row);
	assert_int_equal(stat(conf, &st), 0);
	assert_true(st.st_mtim.tv_sec > 2000);
	assert_kept(kp_replacement_backup(replacement), row);
	assert_old(kp_replacement_backup(replacement));
	undo_well(replacement);
	assert_kept(conf, row);
	assert_old(conf);
	kp_replacement_free(replacement);
}

/** Where the copy is, and that nobody else can look for it. */
static void test_backup(void **state)
{
	static const char *const closed[] = { "var/lib", "var/lib/backups" };
	struct kp_replacement *first;
	struct kp_replacement *second;
	struct fixture fixture;
	struct stat st;
	char prefix[256];
	char run[256];
	const char *backup;

	(void)state;
	fixture_build(&fixture, PLAIN);
	first = replace_well(&fixture);
	backup = kp_replacement_backup(first);
	(void)outside(&fixture, "var/lib/backups/2", prefix);
	assert_memory_equal(backup, prefix, strlen(prefix));
	(void)snprintf(run, sizeof(run), "Z-%ld/etc/conf", (long)getpid());
	assert_string_equal(backup + strlen(prefix) + strlen("0261124T122403"), run);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(fstatat(fixture.fd, closed[i], &st, 0), 0);
		assert_int_equal(st.st_mode, S_IFDIR | 0700);
	}
	(void)snprintf(run, sizeof(run), "%.*s", (int)(strlen(backup) - 9), backup);
	assert_int_equal(stat(run, &st), 0);
	assert_int_equal(st.st_mode, S_IFDIR | 0700);
	/* Again, within the same second. */
	undo_well(first);
	second = replace_well(&fixture);
	assert_string_not_equal(kp_replacement_backup(second), backup);
	assert_holds(AT_FDCWD, kp_replacement_backup(second), WAS);
	assert_int_equal(count_entries(&fixture, "/var/lib/backups"), 2);
	kp_replacement_free(first);
	kp_replacement_free(second);
}

struct undo_row {
	const char *name;
	prepare_function *spoil;
	enum kp_status status;
	const char *says;
};

static void edit(const struct fixture *fixture)
{
	fixture_write(fixture, "etc/conf", "now: 23\nand: more\n", strlen(NOW));
}

static void append(const struct fixture *fixture)
{
	fixture_write(fixture, "etc/conf", MAKE(NOW "more\n"));
}

static void empty(const struct fixture *fixture)
{
	fixture_write(fixture, "etc/conf", "", 0);
}

static void take_away(const struct fixture *fixture)
{
	assert_int_equal(unlinkat(fixture->fd, "etc/conf", 0), 0);
}

static void put_link(const struct fixture *fixture)
{
	fixture_write(fixture, "new", MAKE(NOW));
	take_away(fixture);
	assert_int_equal(symlinkat("../new", fixture->fd, "etc/conf"), 0);
}

static void put_directory(const struct fixture *fixture)
{
	take_away(fixture);
	assert_int_equal(mkdirat(fixture->fd, "etc/conf", 0755), 0);
}

static struct undo_row undo_rows[] = {
	{ "undo: edited", edit, KP_ERR_GONE, "/etc/conf was edited meanwhile" },
	{ "undo: longer", append, KP_ERR_GONE, "/etc/conf was edited meanwhile" },
	{ "undo: empty", empty, KP_ERR_GONE, "/etc/conf was edited meanwhile" },
	{ "undo: removed", take_away, KP_ERR_NOENT, "cannot open /etc/conf" },
	{ "undo: a link", put_link, KP_ERR_UNSUPPORTED, "/etc/conf is not a regular file" },
	{ "undo: a directory", put_directory, KP_ERR_UNSUPPORTED, "is not a regular file" },
};

static void test_undo(void **state)
{
	const struct undo_row *row = *state;
	struct kp_replacement *replacement;
	struct fixture fixture;
	struct kp_error error;
	struct stat was = { 0 };
	struct stat now = { 0 };

	fixture_build(&fixture, PLAIN);
	replacement = replace_well(&fixture);
	row->spoil(&fixture);
	(void)fstatat(fixture.fd, "etc/conf", &was, AT_SYMLINK_NOFOLLOW);
	table_error_prepare(&error);
	table_assert_failed(kp_replace_undo(replacement, &error), &error, row->status, 0,
			    row->says);
	table_assert_contains(error.message, "the old content is in /");
	table_assert_contains(error.message, kp_replacement_backup(replacement));
	(void)fstatat(fixture.fd, "etc/conf", &now, AT_SYMLINK_NOFOLLOW);
	assert_int_equal(now.st_ino, was.st_ino);
	assert_holds(AT_FDCWD, kp_replacement_backup(replacement), WAS);
	kp_replacement_free(replacement);
}

/** An editor that writes the same content, and another mode, has not changed what matters. */
static void test_undo_same(void **state)
{
	struct kp_replacement *replacement;
	struct fixture fixture;
	struct stat st;

	(void)state;
	fixture_build(&fixture, PLAIN);
	replacement = replace_well(&fixture);
	take_away(&fixture);
	fixture_write(&fixture, "etc/conf", MAKE(NOW));
	set_mode(&fixture, 0666);
	undo_well(replacement);
	assert_holds(fixture.fd, "etc/conf", WAS);
	assert_int_equal(fstatat(fixture.fd, "etc/conf", &st, 0), 0);
	assert_int_equal(st.st_mode & ALLPERMS, 0644);
	kp_replacement_free(replacement);
}

/** A call that fails, with everything as it was. */
struct failed_row {
	const char *name;
	enum call call;
	int number;
	int sys_errno;
	const char *says;
};

/* clang-format off */
static struct failed_row failed_rows[] = {
	{ "failed: owner of the copy", CALL_FCHOWN, 1, EPERM, "cannot keep a copy of /etc/conf: cannot keep the owner of " },
	{ "failed: owner", CALL_FCHOWN, 2, EPERM, "cannot keep the owner of /etc/conf: Operation not permitted" },
	{ "failed: inherited ACL", CALL_FREMOVEXATTR, 2, EIO, "cannot keep the access rights of /etc/conf: Input" },
	{ "failed: attribute of the copy", CALL_FSETXATTR, 1, ENOSPC, "cannot keep the attribute user.a of " },
	{ "failed: attribute", CALL_FSETXATTR, 2, EPERM, "cannot keep the attribute user.a of /etc/conf: Operation not permitted" },
	{ "failed: mode", CALL_FCHMOD, 2, EPERM, "cannot keep the mode of /etc/conf: Operation not permitted" },
	{ "failed: times of the copy", CALL_FUTIMENS, 1, EPERM, "cannot keep the times of " },
	{ "failed: directory of the copies", CALL_FSYNC, 1, EIO, "cannot make the backup directory " },
	{ "failed: name of the copy", CALL_RENAMEAT, 1, ENOSPC, "cannot keep a copy of /etc/conf: cannot replace " },
	{ "failed: name", CALL_RENAMEAT2, 1, EBUSY, "cannot replace /etc/conf: Device or resource busy" },
};

/* clang-format on */

static void test_failed(void **state)
{
	const struct failed_row *row = *state;
	struct fixture fixture;
	char conf[256];

	fixture_build(&fixture, PLAIN);
	if (setxattr(outside(&fixture, "etc/conf", conf), "user.a", "x", 1, 0) != 0) {
		skip();
	}
	plan = (struct plan){ row->call, row->number, row->sys_errno, NULL, NULL, 0 };
	assert_refused(&fixture, "/etc/conf", row->sys_errno == EPERM ? KP_ERR_PERM : KP_ERR_IO,
		       row->says);
	assert_int_equal(plan.count, row->number);
	plan.number = 0;
	assert_holds(fixture.fd, "etc/conf", WAS);
}

/** What a file system does not know is no reason to fail. */
static void test_unknown_attribute(void **state)
{
	struct fixture fixture;
	char conf[256];

	(void)state;
	fixture_build(&fixture, PLAIN);
	if (setxattr(outside(&fixture, "etc/conf", conf), "user.a", "x", 1, 0) != 0) {
		skip();
	}
	plan = (struct plan){ CALL_FSETXATTR, 1, ENOTSUP, NULL, NULL, 0 };
	kp_replacement_free(replace_well(&fixture));
	assert_int_equal(plan.count, 2);
	plan.number = 0;
}

/** How many calls of fsync() replacing makes where all directories are there. */
static int count_syncs(void)
{
	struct fixture fixture;

	fixture_build(&fixture, PLAIN);
	plan = (struct plan){ .call = CALL_FSYNC, .number = 1000 };
	kp_replacement_free(replace_well(&fixture));
	fixture_remove_all();
	return plan.count;
}

/** Each call of fsync() fails in turn; the last one is that of the directory, and is undone. */
static void test_unsynced(void **state)
{
	int count = count_syncs();

	(void)state;
	assert_true(count >= 8);
	for (int i = 1; i <= count; i++) {
		struct kp_replacement *replacement = TABLE_UNTOUCHED;
		struct fixture fixture;
		struct kp_error error;

		fixture_build(&fixture, PLAIN);
		plan = (struct plan){ CALL_FSYNC, i, EIO, NULL, NULL, 0 };
		table_error_prepare(&error);
		table_assert_failed(replace(&fixture, "/etc/conf", &replacement, &error), &error,
				    KP_ERR_IO, 0, "Input/output error");
		assert_ptr_equal(replacement, TABLE_UNTOUCHED);
		assert_holds(fixture.fd, "etc/conf", WAS);
		assert_int_equal(count_entries(&fixture, "/etc"), 1);
		fixture_remove_all();
	}
	plan.number = 0;
}

/** Somebody edits the file after it was read, at the last moment that can be seen. */
static void test_edited(void **state)
{
	struct kp_replacement *replacement = TABLE_UNTOUCHED;
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, PLAIN);
	plan = (struct plan){ CALL_FCHMOD, 2, 0, &fixture, NULL, 0 };
	table_error_prepare(&error);
	table_assert_failed(replace(&fixture, "/etc/conf", &replacement, &error), &error,
			    KP_ERR_GONE, 0, "/etc/conf was edited meanwhile");
	plan.number = 0;
	assert_ptr_equal(replacement, TABLE_UNTOUCHED);
	assert_holds(fixture.fd, "etc/conf", "somebody: else\n");
	assert_int_equal(count_entries(&fixture, "/etc"), 1);
}

/** Somebody takes access rights away meanwhile, which the new file would give again. */
static void test_restricted(void **state)
{
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, PLAIN);
	plan = (struct plan){ CALL_FCHMOD, 2, 0, NULL, &fixture, 0 };
	assert_int_equal(replace(&fixture, "/etc/conf", &(struct kp_replacement *){ NULL }, NULL),
			 KP_ERR_GONE);
	plan.number = 0;
	assert_holds(fixture.fd, "etc/conf", WAS);
	assert_int_equal(count_entries(&fixture, "/etc"), 1);
}

/** Somebody edits it while the old content is put back. */
static void test_undo_edited(void **state)
{
	struct kp_replacement *replacement;
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, PLAIN);
	replacement = replace_well(&fixture);
	plan = (struct plan){ CALL_FCHMOD, 1, 0, &fixture, NULL, 0 };
	table_error_prepare(&error);
	table_assert_failed(kp_replace_undo(replacement, &error), &error, KP_ERR_GONE, 0,
			    "/etc/conf was edited meanwhile");
	plan.number = 0;
	assert_holds(fixture.fd, "etc/conf", "somebody: else\n");
	assert_int_equal(count_entries(&fixture, "/etc"), 1);
	kp_replacement_free(replacement);
}

/* What somebody does at the very moment. */

/** Another file takes the name, as editors do it. */
static void put_file(const struct fixture *fixture, const char *content)
{
	fixture_write(fixture, "aside", MAKE(content));
	assert_int_equal(__real_renameat(fixture->fd, "aside", fixture->fd, "etc/conf"), 0);
}

static void put_other(const struct fixture *fixture)
{
	put_file(fixture, "somebody: else\n");
}

static void put_third(const struct fixture *fixture)
{
	put_file(fixture, "third: x\n");
}

/** Write into the file that has the name, a content as long as the old one with its times. */
static void edit_with_same_time(const struct fixture *fixture)
{
	struct timespec times[2];
	struct stat st;

	assert_int_equal(fstatat(fixture->fd, "etc/conf", &st, 0), 0);
	fixture_write(fixture, "etc/conf", MAKE("was: 7\n"));
	times[0] = st.st_atim;
	times[1] = st.st_mtim;
	assert_int_equal(utimensat(fixture->fd, "etc/conf", times, 0), 0);
}

static void edit_other(const struct fixture *fixture)
{
	fixture_write(fixture, "etc/conf", MAKE("somebody: else\n"));
}

static void close_to_others(const struct fixture *fixture)
{
	set_mode(fixture, 0600);
}

/** A content as before, written once more: nothing but its time tells it. */
static void put_same(const struct fixture *fixture)
{
	put_file(fixture, WAS);
}

struct race_row {
	const char *name;
	prepare_function *before[RACES_MAX]; /* each exchange */
	const char *holds;                   /* the file; NULL: there is none */
	const char *kept;                    /* another version, NULL for none */
	const char *says;
};

#define ONCE "/etc/conf was edited meanwhile"
#define TWICE \
	"/etc/conf was edited more than once meanwhile; one version is in /etc/.oscap-kubelet-fix-"

/* clang-format off */
static struct race_row race_rows[] = {
	{ "race: another file", { put_other }, "somebody: else\n", NULL, ONCE },
	{ "race: edited in place", { edit_other }, "somebody: else\n", NULL, ONCE },
	{ "race: edited, with the time set back", { edit_with_same_time }, "was: 7\n", NULL, ONCE },
	{ "race: the same written again", { put_same }, WAS, NULL, ONCE },
	{ "race: restricted", { close_to_others }, WAS, NULL, ONCE },
	{ "race: a link", { put_link }, NOW, NULL, ONCE },
	{ "race: removed", { take_away }, NULL, NULL, "cannot replace /etc/conf: No such file" },
	{ "race: again on the way back", { put_other, put_third }, "third: x\n", "somebody: else\n", TWICE },
	{ "race: ours is edited", { put_other, edit_other }, "somebody: else\n", "somebody: else\n", TWICE },
	{ "race: removed on the way back", { put_other, take_away }, NULL, "somebody: else\n", TWICE },
	{ "race: three times", { put_other, put_third, edit }, "third: x\n", NOW_23, TWICE },
};

/* clang-format on */

/** The other file in /etc holds what the row says. */
static void assert_left(const struct fixture *fixture, const char *wanted)
{
	struct kp_entries entries = { 0 };
	char path[300];

	assert_int_equal(kp_root_list_beneath(fixture->fd, "/etc", 9, &entries, NULL), KP_OK);
	for (size_t i = 0; i < entries.count; i++) {
		if (strcmp(entries.items[i].name, "conf") != 0) {
			assert_non_null(wanted);
			(void)snprintf(path, sizeof(path), "etc/%s", entries.items[i].name);
			assert_holds(fixture->fd, path, wanted);
			wanted = NULL;
		}
	}
	assert_null(wanted);
	kp_entries_done(&entries);
}

static void test_race(void **state)
{
	const struct race_row *row = *state;
	struct kp_replacement *replacement = TABLE_UNTOUCHED;
	struct fixture fixture;
	struct kp_error error;
	struct stat st;

	fixture_build(&fixture, PLAIN);
	races.fixture = &fixture;
	races.before = row->before;
	races.count = 0;
	table_error_prepare(&error);
	table_assert_failed(replace(&fixture, "/etc/conf", &replacement, &error), &error,
			    row->before[0] == take_away ? KP_ERR_NOENT : KP_ERR_GONE, 0, row->says);
	races.fixture = NULL;
	assert_ptr_equal(replacement, TABLE_UNTOUCHED);
	if (row->holds == NULL) {
		assert_int_equal(fstatat(fixture.fd, "etc/conf", &st, AT_SYMLINK_NOFOLLOW), -1);
	} else {
		assert_holds(fixture.fd, "etc/conf", row->holds);
	}
	assert_left(&fixture, row->kept);
}

/** The same on the way back. */
static void test_race_undo(void **state)
{
	static prepare_function *const before[RACES_MAX] = { put_other };
	struct kp_replacement *replacement;
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, PLAIN);
	replacement = replace_well(&fixture);
	assert_true(kp_replacement_in_one_step(replacement));
	races.fixture = &fixture;
	races.before = before;
	races.count = 0;
	table_error_prepare(&error);
	table_assert_failed(kp_replace_undo(replacement, &error), &error, KP_ERR_GONE, 0, ONCE);
	races.fixture = NULL;
	table_assert_contains(error.message, kp_replacement_backup(replacement));
	assert_holds(fixture.fd, "etc/conf", "somebody: else\n");
	assert_left(&fixture, NULL);
	kp_replacement_free(replacement);
}

/** File systems and kernels that cannot exchange two files. */
struct old_row {
	const char *name;
	int sys_errno;
};

static struct old_row old_rows[] = {
	{ "no exchange on this file system", EINVAL },
	{ "no exchange in this kernel", ENOSYS },
};

static void test_no_exchange(void **state)
{
	const struct old_row *row = *state;
	struct kp_replacement *replacement;
	struct fixture fixture;

	fixture_build(&fixture, PLAIN);
	plan = (struct plan){ .call = CALL_RENAMEAT2, .number = 1, .sys_errno = row->sys_errno };
	replacement = replace_well(&fixture);
	assert_false(kp_replacement_in_one_step(replacement));
	assert_holds(fixture.fd, "etc/conf", NOW);
	plan.count = 0;
	undo_well(replacement);
	plan.number = 0;
	assert_holds(fixture.fd, "etc/conf", WAS);
	assert_left(&fixture, NULL);
	kp_replacement_free(replacement);
}

/** No room for the new content, while there was some for the copy. */
static void test_no_room(void **state)
{
	struct rlimit before;
	struct rlimit small;
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, PLAIN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = strlen(WAS) + 3;
	assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_refused(&fixture, "/etc/conf", KP_ERR_IO, "cannot write /etc/conf: File too large");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_true(signal(SIGXFSZ, SIG_DFL) != SIG_ERR);
}

/** More than is compared and written at a time, and nothing at all. */
struct size_row {
	const char *name;
	size_t was_len;
	size_t now_len;
};

static struct size_row size_rows[] = {
	{ "size: nothing becomes something", 0, 1 },
	{ "size: something becomes nothing", 1, 0 },
	{ "size: a page", 4096, 4097 },
	{ "size: large", 1 << 20, 3 << 20 },
};

static void assert_bytes(const struct fixture *fixture, const uint8_t *wanted, size_t wanted_len)
{
	struct timespec changed;
	uint8_t *bytes = NULL;
	size_t len = 0;

	assert_int_equal(
		kp_root_read_beneath(fixture->fd, "/conf", 4 << 20, &bytes, &len, &changed, NULL),
		KP_OK);
	assert_int_equal(len, wanted_len);
	assert_memory_equal(bytes, wanted, wanted_len);
	free(bytes);
}

static void test_size(void **state)
{
	const struct size_row *row = *state;
	struct kp_replacement *replacement = NULL;
	uint8_t *bytes = malloc(4 << 20);
	const struct kp_bytes before = { bytes, row->was_len };
	const struct kp_bytes after = { bytes + 1, row->now_len };
	struct fixture fixture;
	struct kp_error error;

	assert_non_null(bytes);
	for (size_t i = 0; i < 4 << 20; i++) {
		bytes[i] = (uint8_t)(i * 7 + i / 4096);
	}
	fixture_build(&fixture, "");
	fixture_write(&fixture, "conf", bytes, row->was_len);
	table_error_prepare(&error);
	table_assert_ok(kp_replace(fixture.fd, "/conf", &before, &after, fixture.path, &replacement,
				   &error),
			&error);
	assert_bytes(&fixture, bytes + 1, row->now_len);
	undo_well(replacement);
	assert_bytes(&fixture, bytes, row->was_len);
	kp_replacement_free(replacement);
	free(bytes);
}

/** Replace and put back. @param[out] ret_replaced whether the first has succeeded */
static enum kp_status there_and_back(const struct fixture *fixture, bool *ret_replaced,
				     struct kp_error *error)
{
	struct kp_replacement *replacement = NULL;
	enum kp_status status = replace(fixture, "/etc/conf", &replacement, error);

	*ret_replaced = status == KP_OK;
	if (status == KP_OK) {
		status = kp_replace_undo(replacement, error);
	}
	kp_replacement_free(replacement);
	return status;
}

/**
 * Replace and put back in a new tree, while an allocation fails.
 * @param[in] number 0 for none
 * @param[out] ret_count how many there were
 */
static enum kp_status work_without(size_t number, size_t *ret_count, struct kp_error *error)
{
	struct fixture fixture;
	enum kp_status status;
	bool replaced;
	long before;

	fixture_build(&fixture, PLAIN);
	before = memory.live;
	memory_fail_at(number);
	status = there_and_back(&fixture, &replaced, error);
	*ret_count = memory.count;
	memory_fail_at(0);
	assert_int_equal(memory.live, before);
	assert_int_equal(count_entries(&fixture, "/etc"), 1);
	/* Where the way back lacks memory, it has not begun. */
	assert_holds(fixture.fd, "etc/conf", status != KP_OK && replaced ? NOW : WAS);
	fixture_remove_all();
	return status;
}

/** Each allocation fails in turn. */
static void test_memory(void **state)
{
	struct kp_error error;
	int fd = dup(STDIN_FILENO);
	size_t count;

	(void)state;
	assert_int_equal(work_without(0, &count, &error), KP_OK);
	assert_true(count >= 8);
	for (size_t i = 1; i <= count; i++) {
		size_t tried;

		table_error_prepare(&error);
		table_assert_failed(work_without(i, &tried, &error), &error, KP_ERR_NOMEM, 0,
				    "out of memory");
	}
	assert_int_equal(close(fd), 0);
	assert_int_equal(dup(STDIN_FILENO), fd);
	assert_int_equal(close(fd), 0);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_found, found_rows),
		TABLE_ONE(test_link_stays),
		TABLE_ROWS(test_refused, refused_rows),
		TABLE_ONE(test_magic),
		TABLE_ONE(test_too_long),
		TABLE_ROWS(test_frozen, frozen_rows),
		TABLE_ROWS(test_mounted, mounted_rows),
		TABLE_ONE(test_overlay),
		TABLE_ROWS(test_kept, kept_rows),
		TABLE_ONE(test_backup),
		TABLE_ROWS(test_undo, undo_rows),
		TABLE_ONE(test_undo_same),
		TABLE_ROWS(test_failed, failed_rows),
		TABLE_ONE(test_unknown_attribute),
		TABLE_ONE(test_unsynced),
		TABLE_ONE(test_edited),
		TABLE_ONE(test_restricted),
		TABLE_ONE(test_undo_edited),
		TABLE_ROWS(test_race, race_rows),
		TABLE_ONE(test_race_undo),
		TABLE_ROWS(test_no_exchange, old_rows),
		TABLE_ONE(test_no_room),
		TABLE_ROWS(test_size, size_rows),
		TABLE_ONE(test_memory),
	};

	return TABLE_MAIN(tables);
}
