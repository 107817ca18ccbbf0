/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "fix/system/backup.h"
#include "fix/system/scratch.h"
#include "fix/system/spot.h"
#include "fix/system/swap.h"

/** Linux 5.8; not each C library knows it (statx(2)). */
#ifndef STATX_ATTR_MOUNT_ROOT
#define STATX_ATTR_MOUNT_ROOT 0x2000
#endif

struct kp_replacement {
	struct kp_spot old; /* the file that has lost its name, with all that it had */
	struct kp_buffer was;
	struct kp_buffer now;
	char *path;
	char *backup;
	bool in_one_step;
};

/** Whether something is mounted on a file; an older kernel refuses to replace it anyway. */
static bool is_mount_point(int fd)
{
	struct statx stx;

	return statx(fd, "", AT_EMPTY_PATH, 0, &stx) == 0 &&
	       (stx.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
}

/** Whether `chattr` has made a file one that does not change. */
static bool is_frozen(int fd)
{
	int flags = 0;

	/* Not each file system has such flags. */
	return ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0 &&
	       ((unsigned)flags & (FS_IMMUTABLE_FL | FS_APPEND_FL)) != 0;
}

static bool is_read_only(int fd)
{
	struct statvfs fs;

	return fstatvfs(fd, &fs) == 0 && (fs.f_flag & ST_RDONLY) != 0;
}

/** Refuse a file of which more than its content would change, or which somebody protects. */
static enum kp_status check_replaceable(const struct kp_spot *place, const char *path,
					struct kp_error *reterr)
{
	const char *reason = NULL;

	if (place->st.st_nlink != 1) {
		reason = "has other names (hard links), which would keep the old content";
	} else if ((place->st.st_mode & (S_ISUID | S_ISGID | S_ISVTX)) != 0) {
		reason = "has a set-user-ID, set-group-ID or sticky bit";
	} else if (is_mount_point(place->fd)) {
		reason = "is a mount point";
	} else if (is_read_only(place->fd)) {
		reason = "is on a read-only file system";
	} else if (is_frozen(place->fd)) {
		reason = "is immutable or append-only (chattr)";
	}
	return reason == NULL ? KP_OK : kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s %s", path, reason);
}

/** Check that a file has a content. */
static enum kp_status check_content(const struct kp_spot *place, const char *path,
				    const struct kp_buffer *content, struct kp_error *reterr)
{
	const struct kp_bytes bytes = kp_buffer_bytes(content);
	bool holds = false;
	enum kp_status status = kp_spot_holds(place, path, &bytes, &holds, reterr);

	if (status == KP_OK && !holds) {
		status = kp_fail(reterr, KP_ERR_GONE, "%s was edited meanwhile", path);
	}
	return status;
}

/** Write the new content in place of the old file. */
static enum kp_status put_new(struct kp_replacement *replacement, struct kp_error *reterr)
{
	KP_CLEANUP(kp_scratch_done) struct kp_scratch scratch = KP_SCRATCH_NONE;
	const struct kp_spot *old = &replacement->old;
	const struct kp_bytes was = kp_buffer_bytes(&replacement->was);
	const struct kp_bytes now = kp_buffer_bytes(&replacement->now);
	const struct kp_swap swap = { &scratch, &now, old, &was, replacement->path };
	enum kp_status status = kp_scratch_open(old->dir_fd, swap.path, &scratch, reterr);

	if (status == KP_OK) {
		status = kp_scratch_write(&scratch, &now, old->fd, swap.path, reterr);
	}
	return status == KP_OK ? kp_swap(&swap, &replacement->in_one_step, reterr) : status;
}

/** Write the old content in place of a file. @param[in] there the file as it is now */
static enum kp_status put_old(const struct kp_replacement *replacement, const struct kp_spot *there,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_scratch_done) struct kp_scratch scratch = KP_SCRATCH_NONE;
	const struct kp_spot *old = &replacement->old;
	const struct kp_bytes was = kp_buffer_bytes(&replacement->was);
	const struct kp_bytes now = kp_buffer_bytes(&replacement->now);
	const struct kp_swap swap = { &scratch, &was, there, &now, replacement->path };
	bool ignored;
	enum kp_status status = kp_scratch_open(old->dir_fd, swap.path, &scratch, reterr);

	if (status == KP_OK) {
		status = kp_scratch_write_copy(&scratch, &was, old->fd, swap.path, reterr);
	}
	return status == KP_OK ? kp_swap(&swap, &ignored, reterr) : status;
}

/** Put the new content in place for good, or leave the old one there. */
static enum kp_status put_new_for_good(struct kp_replacement *replacement, struct kp_error *reterr)
{
	enum kp_status status = put_new(replacement, reterr);

	if (status != KP_OK) {
		return status;
	}
	status = kp_scratch_sync_directory(replacement->old.dir_fd, replacement->path, reterr);
	if (status != KP_OK && kp_replace_undo(replacement, /* reterr= */ NULL) != KP_OK) {
		return kp_wrap(reterr, status, "%s is replaced, its old content is in %s",
			       replacement->path, replacement->backup);
	}
	return status;
}

/** Open and check the file, keep a copy of it, and gather all that a way back needs. */
static enum kp_status prepare(int root_fd, const char *path, const char *backup_dir,
			      struct kp_replacement *replacement, struct kp_error *reterr)
{
	struct kp_spot *old = &replacement->old;
	const struct kp_bytes was = kp_buffer_bytes(&replacement->was);
	enum kp_status status = kp_text_dup(path, &replacement->path, reterr);

	if (status == KP_OK) {
		status = kp_spot_open(root_fd, path, old, reterr);
	}
	if (status == KP_OK) {
		status = check_replaceable(old, path, reterr);
	}
	if (status == KP_OK) {
		status = check_content(old, path, &replacement->was, reterr);
	}
	if (status == KP_OK) {
		status = kp_backup_write(backup_dir, path, &was, old->fd, &replacement->backup,
					 reterr);
	}
	return status;
}

enum kp_status kp_replace(int root_fd, const char *path, const struct kp_bytes *was,
			  const struct kp_bytes *now, const char *backup_dir,
			  struct kp_replacement **ret, struct kp_error *reterr)
{
	KP_CLEANUP(kp_replacement_freep)
	struct kp_replacement *replacement = malloc(sizeof(*replacement));
	enum kp_status status;

	if (replacement == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	*replacement = (struct kp_replacement){ .old = KP_SPOT_NONE };
	status = kp_buffer_copy(was, &replacement->was, reterr);
	if (status == KP_OK) {
		status = kp_buffer_copy(now, &replacement->now, reterr);
	}
	if (status == KP_OK) {
		status = prepare(root_fd, path, backup_dir, replacement, reterr);
	}
	if (status == KP_OK) {
		status = put_new_for_good(replacement, reterr);
	}
	if (status == KP_OK) {
		*ret = kp_steal(&replacement);
	}
	return status;
}

/** Put the old content back if the new one is there. */
static enum kp_status put_back(const struct kp_replacement *replacement, struct kp_error *reterr)
{
	KP_CLEANUP(kp_spot_done) struct kp_spot there = KP_SPOT_NONE;
	const char *path = replacement->path;
	enum kp_status status = kp_spot_open_again(&replacement->old, path, &there, reterr);

	if (status == KP_OK) {
		status = check_content(&there, path, &replacement->now, reterr);
	}
	if (status == KP_OK) {
		status = put_old(replacement, &there, reterr);
	}
	return status == KP_OK ? kp_scratch_sync_directory(there.dir_fd, path, reterr) : status;
}

enum kp_status kp_replace_undo(const struct kp_replacement *replacement, struct kp_error *reterr)
{
	enum kp_status status = put_back(replacement, reterr);

	return status == KP_OK
		       ? KP_OK
		       : kp_wrap(reterr, status, "the old content is in %s", replacement->backup);
}

const char *kp_replacement_backup(const struct kp_replacement *replacement)
{
	return replacement->backup;
}

bool kp_replacement_in_one_step(const struct kp_replacement *replacement)
{
	return replacement->in_one_step;
}

void kp_replacement_free(struct kp_replacement *replacement)
{
	if (replacement == NULL) {
		return;
	}
	kp_spot_done(&replacement->old);
	kp_buffer_done(&replacement->was);
	kp_buffer_done(&replacement->now);
	free(replacement->path);
	free(replacement->backup);
	free(replacement);
}

void kp_replacement_freep(struct kp_replacement **replacement)
{
	kp_replacement_free(*replacement);
}
