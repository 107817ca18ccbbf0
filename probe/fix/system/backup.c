/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "fix/system/scratch.h"

enum {
	MAX_COPIES = 1000, /* of one file within a second */
	RUN_SIZE = 64
};

/** Go into a directory, which is made for its owner alone if it is not there. @return an errno */
static int enter(int *dir_fd, const char *name)
{
	bool made = mkdirat(*dir_fd, name, S_IRWXU) == 0;
	int fd;

	if (!made && errno != EEXIST) {
		return errno;
	}
	fd = openat(*dir_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || (made && fsync(*dir_fd) != 0 && errno != EINVAL)) {
		int error = errno;

		kp_closep(&fd);
		return error;
	}
	kp_closep(dir_fd);
	*dir_fd = fd;
	return 0;
}

/**
 * Go into each directory of a path.
 * @param[in] path each directory ends with a slash; what is behind the last one is left alone
 * @param[in,out] dir_fd where to begin; closed and replaced
 */
static enum kp_status enter_all(int *dir_fd, const char *path, struct kp_error *reterr)
{
	const char *begin = path + strspn(path, "/");

	for (const char *slash; (slash = strchr(begin, '/')) != NULL; begin = slash + 1) {
		char name[NAME_MAX + 1];
		int error = ENAMETOOLONG;

		if (slash - begin <= NAME_MAX) {
			(void)snprintf(name, sizeof(name), "%.*s", (int)(slash - begin), begin);
			error = enter(dir_fd, name);
		}
		if (error != 0) {
			return kp_fail_errno(reterr, error, "cannot make the backup directory %.*s",
					     (int)(slash - path), path);
		}
	}
	return KP_OK;
}

/** What others could write to, they could lead elsewhere. */
static enum kp_status check_private(int dir_fd, const char *path, struct kp_error *reterr)
{
	struct stat st;

	if (fstat(dir_fd, &st) != 0) {
		return kp_fail_errno(reterr, errno, "cannot look at %s", path);
	}
	if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "the backup directory %s can be written to by others", path);
	}
	return KP_OK;
}

/** Open the backup directory. @param[in] path normal, with a slash at its end */
static enum kp_status open_base(const char *path, int *ret_fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum kp_status status;

	if (fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot open /");
	}
	status = enter_all(&fd, path, reterr);
	if (status == KP_OK) {
		status = check_private(fd, path, reterr);
	}
	if (status == KP_OK) {
		*ret_fd = kp_steal_fd(&fd);
	}
	return status;
}

/** Name the directory of this run; there are further ones for further copies of the same file. */
static void name_run(char run[RUN_SIZE], time_t now, int number)
{
	struct tm tm = { 0 };
	char suffix[16] = "";
	char text[32] = "";

	(void)gmtime_r(&now, &tm);
	(void)strftime(text, sizeof(text), "%Y%m%dT%H%M%SZ", &tm);
	if (number > 0) {
		(void)snprintf(suffix, sizeof(suffix), ".%d", number);
	}
	(void)snprintf(run, RUN_SIZE, "%s-%ld%s", text, (long)getpid(), suffix);
}

/** The path below the backup directory that no earlier copy has. @param[in] path normal */
static enum kp_status choose(int base_fd, const char *path, char **ret_below,
			     struct kp_error *reterr)
{
	time_t now = time(NULL);

	for (int i = 0; i < MAX_COPIES; i++) {
		KP_CLEANUP(kp_freep) char *below = NULL;
		struct kp_text text = { 0 };
		char run[RUN_SIZE];
		struct stat st;
		enum kp_status status;

		name_run(run, now, i);
		kp_text_add_str(&text, run);
		kp_text_add_str(&text, path);
		status = kp_text_finish(&text, &below, reterr);
		if (status != KP_OK) {
			return status;
		}
		if (fstatat(base_fd, below, &st, AT_SYMLINK_NOFOLLOW) != 0) {
			*ret_below = kp_steal(&below);
			return KP_OK;
		}
	}
	return kp_fail(reterr, KP_ERR_LIMIT, "there are too many backups of %s", path);
}

/** Write a copy at a path below the backup directory. @param[in,out] dir_fd replaced */
static enum kp_status write_below(int *dir_fd, const char *below, const struct kp_bytes *bytes,
				  int like_fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_scratch_done) struct kp_scratch scratch = KP_SCRATCH_NONE;
	enum kp_status status = enter_all(dir_fd, below, reterr);

	if (status == KP_OK) {
		status = kp_scratch_open(*dir_fd, below, &scratch, reterr);
	}
	if (status == KP_OK) {
		status = kp_scratch_write_copy(&scratch, bytes, like_fd, below, reterr);
	}
	if (status == KP_OK) {
		status = kp_scratch_rename(&scratch, kp_text_basename(below), below, reterr);
	}
	return status == KP_OK ? kp_scratch_sync_directory(*dir_fd, below, reterr) : status;
}

/** @param[in] base normal, with a slash at its end; path normal */
static enum kp_status write_copy(const char *base, const char *path, const struct kp_bytes *bytes,
				 int like_fd, char **ret_path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int dir_fd = -1;
	KP_CLEANUP(kp_freep) char *below = NULL;
	KP_CLEANUP(kp_freep) char *full = NULL;
	struct kp_text text = { 0 };
	enum kp_status status = open_base(base, &dir_fd, reterr);

	if (status == KP_OK) {
		status = choose(dir_fd, path, &below, reterr);
	}
	if (status == KP_OK) {
		kp_text_add_str(&text, base);
		kp_text_add_str(&text, below);
		status = kp_text_finish(&text, &full, reterr);
	}
	if (status == KP_OK) {
		status = write_below(&dir_fd, below, bytes, like_fd, reterr);
	}
	if (status == KP_OK) {
		*ret_path = kp_steal(&full);
	}
	return status;
}

/** A path without `..`, so that it can be put behind another. */
static enum kp_status make_normal(const char *path, const char *end, char **ret_path,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *normal = NULL;
	struct kp_text text = { 0 };
	enum kp_status status = kp_path_absolute("/", path, &normal, reterr);

	if (status != KP_OK) {
		return status;
	}
	kp_text_add_str(&text, normal);
	kp_text_add_str(&text, end);
	return kp_text_finish(&text, ret_path, reterr);
}

enum kp_status kp_backup_write(const char *backup_dir, const char *path,
			       const struct kp_bytes *bytes, int like_fd, char **ret_path,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *base = NULL;
	KP_CLEANUP(kp_freep) char *normal = NULL;
	enum kp_status status = make_normal(backup_dir, "/", &base, reterr);

	if (status == KP_OK) {
		status = make_normal(path, "", &normal, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	status = write_copy(base, normal, bytes, like_fd, ret_path, reterr);
	return status == KP_OK ? KP_OK : kp_wrap(reterr, status, "cannot keep a copy of %s", path);
}
