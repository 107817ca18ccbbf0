/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/rights.h"
#include "base/text.h"
#include "files/beneath.h"
#include "files/change.h"
#include "files/fd.h"
#include "files/procfs.h"

enum kp_status kp_root_open(const char *path, int *ret_fd, struct kp_error *reterr)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot open the root directory %s", path);
	}
	*ret_fd = fd;
	return KP_OK;
}

/** What a file that is not a regular one is called, for the message. */
static const char *type_name(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return "a directory";
	case S_IFIFO:
		return "a FIFO";
	case S_IFSOCK:
		return "a socket";
	case S_IFCHR:
	case S_IFBLK:
		return "a device";
	default:
		return "no regular file";
	}
}

/** Whether a file system is one whose files are the kernel speaking, some of them only once. */
static bool is_pseudo(const struct statfs *fs)
{
	static const long magics[] = {
		BINFMTFS_MAGIC,   BPF_FS_MAGIC,   CGROUP2_SUPER_MAGIC, CGROUP_SUPER_MAGIC,
		DEBUGFS_MAGIC,    EFIVARFS_MAGIC, PROC_SUPER_MAGIC,    PSTOREFS_MAGIC,
		SECURITYFS_MAGIC, SELINUX_MAGIC,  SYSFS_MAGIC,         TRACEFS_MAGIC,
	};

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		if ((long)fs->f_type == magics[i]) {
			return true;
		}
	}
	return false;
}

/** Check that a file that was found, but not yet opened, is one that may be read. */
static enum kp_status check_readable(int path_fd, const char *path, struct kp_error *reterr)
{
	struct stat st;
	struct statfs fs;

	if (fstat(path_fd, &st) != 0 || fstatfs(path_fd, &fs) != 0) {
		return kp_fail_errno(reterr, errno, "cannot read %s", path);
	}
	if (!S_ISREG(st.st_mode)) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "%s is %s, not a regular file", path,
			       type_name(st.st_mode));
	}
	if (is_pseudo(&fs)) {
		return kp_fail(
			reterr, KP_ERR_UNSUPPORTED,
			"%s lies in a file system of the kernel: what was read there cannot be "
			"read again",
			path);
	}
	return KP_OK;
}

/**
 * When an open file or directory last changed in any way, or came to where it is. The modification time
 * alone would not tell a file that was moved into place.
 */
static enum kp_status read_change(int root_fd, int fd, const char *path,
				  struct timespec *ret_changed, struct kp_error *reterr)
{
	struct timespec name = { 0 };
	struct timespec changed;
	struct stat st;
	enum kp_status status = kp_beneath_newest_name(root_fd, path, &name, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (fstat(fd, &st) != 0) {
		return kp_fail_errno(reterr, errno, "cannot look at %s", path);
	}
	changed = kp_change_of(&st);
	*ret_changed = kp_change_is_earlier(&changed, &name) ? name : changed;
	return KP_OK;
}

enum kp_status kp_root_open_beneath(int root_fd, const char *path, int *ret_fd,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int path_fd = -1;
	enum kp_status status = kp_beneath_open(root_fd, path, &path_fd, reterr);

	if (status == KP_OK) {
		status = check_readable(path_fd, path, reterr);
	}
	return status == KP_OK ? kp_fd_reopen(path_fd, path, ret_fd, reterr) : status;
}

enum kp_status kp_root_read_beneath(int root_fd, const char *path, size_t limit, uint8_t **ret_buf,
				    size_t *ret_len, struct timespec *ret_changed,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	size_t len = 0;
	enum kp_status status = kp_root_open_beneath(root_fd, path, &fd, reterr);

	if (status == KP_OK) {
		status = kp_fd_read_all(fd, path, limit, &buf, &len, reterr);
	}
	if (status == KP_OK) {
		/* After reading, so that a write meanwhile is seen. */
		status = read_change(root_fd, fd, path, ret_changed, reterr);
	}
	if (status == KP_OK) {
		*ret_buf = kp_steal(&buf);
		*ret_len = len;
	}
	return kp_right_explain(KP_RIGHT_FILES, status, reterr);
}

void kp_entries_done(struct kp_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		free(entries->items[i].name);
	}
	free(entries->items);
	*entries = (struct kp_entries){ 0 };
}

static int compare_entries(const void *left, const void *right)
{
	const struct kp_entry *l = left;
	const struct kp_entry *r = right;

	return strcmp(l->name, r->name);
}

/** What an entry is itself, as a DT_ constant. Not each file system tells with the name. */
static unsigned char entry_type(int dir_fd, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN ||
	    fstatat(dir_fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) {
		return entry->d_type;
	}
	return (unsigned char)IFTODT(st.st_mode);
}

/** Add one entry of a directory. */
static enum kp_status add_entry(int dir_fd, const struct dirent *entry, struct kp_entries *entries,
				struct kp_error *reterr)
{
	enum kp_status status = kp_array_reserve(&entries->items, entries->count, &entries->size,
						 sizeof(*entries->items), reterr);

	if (status == KP_OK) {
		status = kp_text_dup(entry->d_name, &entries->items[entries->count].name, reterr);
	}
	if (status == KP_OK) {
		unsigned char type = entry_type(dir_fd, entry);

		entries->items[entries->count].is_dir = type == DT_DIR;
		entries->items[entries->count++].is_link = type == DT_LNK;
	}
	return status;
}

/** Add an entry of a directory, if it is one to look at. */
static enum kp_status take_entry(DIR *dir, const struct dirent *entry, const char *path,
				 size_t limit, struct kp_entries *entries, struct kp_error *reterr)
{
	if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) {
		return KP_OK;
	}
	if (entries->count >= limit) {
		return kp_fail(reterr, KP_ERR_LIMIT, "%s has more than the limit of %zu entries",
			       path, limit);
	}
	return add_entry(dirfd(dir), entry, entries, reterr);
}

/** Read all entries of an open directory. */
static enum kp_status read_entries(DIR *dir, const char *path, size_t limit,
				   struct kp_entries *entries, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	while (status == KP_OK) {
		const struct dirent *entry = NULL;

		status = kp_fd_next(dir, path, &entry, reterr);
		if (status == KP_OK) {
			status = take_entry(dir, entry, path, limit, entries, reterr);
		}
	}
	return status == KP_ERR_END ? KP_OK : status;
}

enum kp_status kp_root_list_beneath(int root_fd, const char *path, size_t limit,
				    struct kp_entries *entries, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int path_fd = -1;
	DIR *dir = NULL;
	enum kp_status status = kp_beneath_open(root_fd, path, &path_fd, reterr);

	if (status == KP_OK) {
		status = kp_fd_list(path_fd, &dir, reterr);
		if (status != KP_OK) {
			(void)kp_wrap(reterr, status, "%s", path);
		}
	}
	if (status != KP_OK) {
		return kp_right_explain(KP_RIGHT_FILES, status, reterr);
	}
	status = read_entries(dir, path, limit, entries, reterr);
	if (status == KP_OK) {
		status = read_change(root_fd, dirfd(dir), path, &entries->changed, reterr);
	}
	(void)closedir(dir);
	if (entries->count > 1) {
		qsort(entries->items, entries->count, sizeof(*entries->items), compare_entries);
	}
	return status;
}

/** Look at what a descriptor refers to. @param[in] fd consumed */
static enum kp_status look_at(int fd, const char *path, struct stat *ret_stat,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int owned = fd;
	struct stat st;

	if (fstat(owned, &st) != 0) {
		return kp_fail_errno(reterr, errno, "cannot look at %s", path);
	}
	*ret_stat = st;
	return KP_OK;
}

enum kp_status kp_root_lstat_beneath(int root_fd, const char *path, struct stat *ret_stat,
				     struct kp_error *reterr)
{
	int fd = -1;
	enum kp_status status = kp_beneath_open_link(root_fd, path, &fd, reterr);

	return status == KP_OK ? look_at(fd, path, ret_stat, reterr)
			       : kp_right_explain(KP_RIGHT_FILES, status, reterr);
}

enum kp_status kp_root_readlink_beneath(int root_fd, const char *path, char **ret_target,
					struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	enum kp_status status = kp_beneath_open_link(root_fd, path, &fd, reterr);
	char target[PATH_MAX];
	ssize_t len;

	if (status != KP_OK) {
		return kp_right_explain(KP_RIGHT_FILES, status, reterr);
	}
	len = readlinkat(fd, "", target, sizeof(target) - 1);
	if (len < 0) {
		return kp_fail_errno(reterr, errno, "cannot read the link %s", path);
	}
	target[len] = '\0';
	return kp_text_dup(target, ret_target, reterr);
}

enum kp_status kp_root_stat_beneath(int root_fd, const char *path, struct stat *ret_stat,
				    struct kp_error *reterr)
{
	int fd = -1;
	enum kp_status status = kp_beneath_open(root_fd, path, &fd, reterr);

	return status == KP_OK ? look_at(fd, path, ret_stat, reterr)
			       : kp_right_explain(KP_RIGHT_FILES, status, reterr);
}

enum kp_status kp_root_resolve_beneath(int root_fd, const char *path, char **ret_path,
				       struct kp_error *reterr)
{
	return kp_right_explain(KP_RIGHT_FILES, kp_beneath_resolve(root_fd, path, ret_path, reterr),
				reterr);
}

/** The mount that a descriptor is in, which no other mount has (proc_pid_fdinfo(5)). */
static bool read_mount(int fd, int64_t *ret_mount)
{
	static const char key[] = "mnt_id:";
	uint8_t info[512];
	char name[64];
	char *save = NULL;
	const char *at;
	size_t len;

	(void)snprintf(name, sizeof(name), "/proc/self/fdinfo/%d", fd);
	if (kp_procfs_peek(AT_FDCWD, name, info, sizeof(info) - 1, &len, NULL) != KP_OK) {
		return false;
	}
	info[len] = '\0';
	at = strstr((char *)info, key);
	at = at == NULL
		     ? NULL
		     : strtok_r((char *)info + (at - (char *)info) + strlen(key), " \t\n", &save);
	return at != NULL && kp_go_int(at, 10, 64, ret_mount);
}

bool kp_root_mount_beneath(int root_fd, const char *path, int64_t *ret_mount)
{
	KP_CLEANUP(kp_closep) int fd = -1;

	return kp_beneath_open(root_fd, path, &fd, NULL) == KP_OK && read_mount(fd, ret_mount);
}

bool kp_root_birth_beneath(int root_fd, const char *path, int64_t mount, struct timespec *ret_birth)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	struct statx stx;
	int64_t found;

	if (kp_beneath_open(root_fd, path, &fd, NULL) != KP_OK || !read_mount(fd, &found) ||
	    found != mount || statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &stx) != 0 ||
	    (stx.stx_mask & STATX_BTIME) == 0) {
		return false;
	}
	ret_birth->tv_sec = (time_t)stx.stx_btime.tv_sec;
	ret_birth->tv_nsec = (long)stx.stx_btime.tv_nsec;
	return true;
}

bool kp_root_is_same(int left_fd, int right_fd)
{
	struct stat left;
	struct stat right;
	int64_t left_mount;
	int64_t right_mount;

	return fstat(left_fd, &left) == 0 && fstat(right_fd, &right) == 0 &&
	       left.st_dev == right.st_dev && left.st_ino == right.st_ino &&
	       read_mount(left_fd, &left_mount) && read_mount(right_fd, &right_mount) &&
	       left_mount == right_mount;
}
