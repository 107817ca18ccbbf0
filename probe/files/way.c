/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/way.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"

#define ACL_NAME "system.posix_acl_access"

void kp_way_done(struct kp_way *way)
{
	kp_beneath_end_done(&way->end);
	for (size_t i = 0; i < way->count; i++) {
		free(way->steps[i].dir);
	}
	free(way->steps);
	*way = (struct kp_way)KP_WAY_NONE;
}

/** Whether a directory has an ACL. One that cannot be told counts as one. */
static bool has_acl(int dir_fd)
{
	char self[64];

	/* fgetxattr(2) refuses what was opened only to be looked at. */
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", dir_fd);
	return getxattr(self, ACL_NAME, NULL, 0) >= 0 || (errno != ENODATA && errno != ENOTSUP);
}

/** Keep a step. */
static enum kp_status add(struct kp_way *way, const struct kp_beneath_step *step)
{
	struct kp_way_step *kept;
	struct stat st;
	enum kp_status status = kp_array_reserve(&way->steps, way->count, &way->size,
						 sizeof(*way->steps), /* reterr= */ NULL);

	if (status != KP_OK) {
		return status;
	}
	if (fstat(step->dir_fd, &st) != 0) {
		return KP_ERR_IO;
	}
	kept = &way->steps[way->count];
	*kept = (struct kp_way_step){
		.uid = st.st_uid,
		.gid = st.st_gid,
		.mode = st.st_mode,
		/* The bits of the group are the most that an ACL gives to anybody (acl(5)). */
		.has_acl = (st.st_mode & S_IWGRP) != 0 && has_acl(step->dir_fd),
		.entry_uid = step->st->st_uid,
		.is_link = S_ISLNK(step->st->st_mode),
		.is_last = step->is_last,
	};
	status = kp_text_dup(step->dir, &kept->dir, /* reterr= */ NULL);
	way->count += status == KP_OK ? 1 : 0;
	return status;
}

static void visit(void *visitor, const struct kp_beneath_step *step)
{
	struct kp_way *way = visitor;

	way->failed = way->failed || add(way, step) != KP_OK;
}

enum kp_status kp_way_open(int root_fd, const char *path, struct kp_way *way,
			   struct kp_error *reterr)
{
	enum kp_status status = kp_beneath_follow(root_fd, path, visit, way, &way->end, reterr);

	if (status == KP_OK && way->failed) {
		status = kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	if (status == KP_OK && fstat(way->end.fd, &way->st) != 0) {
		status = kp_fail_errno(reterr, errno, "cannot look at %s", path);
	}
	return status;
}

static bool is_trusted(uid_t uid)
{
	return uid == 0 || uid == geteuid();
}

/** Whether the group of a directory, or whom an ACL adds, may write to it, and is not root's. */
static bool is_of_group(const struct kp_way_step *step)
{
	return (step->mode & S_IWGRP) != 0 && (step->gid != 0 || step->has_acl);
}

/** Whether more than the owner of a directory could put another entry in place of this one. */
static bool is_shared(const struct kp_way_step *step)
{
	bool is_writable = (step->mode & S_IWOTH) != 0 || is_of_group(step);

	return is_writable && ((step->mode & S_ISVTX) == 0 || !is_trusted(step->entry_uid));
}

static bool is_safe(const struct kp_way_step *step)
{
	return is_trusted(step->uid) && !is_shared(step);
}

/** Whether all who could put another entry there may write a file. */
static bool is_of_writers(const struct kp_way_step *step, const struct stat *file)
{
	bool owner_may = is_trusted(step->uid) || step->uid == file->st_uid;
	bool group_may = !is_of_group(step) || (!step->has_acl && step->gid == file->st_gid &&
						(file->st_mode & S_IWGRP) != 0);

	if ((file->st_mode & S_IWOTH) != 0 || is_safe(step)) {
		return true;
	}
	return owner_may && (!is_shared(step) || (group_may && (step->mode & S_IWOTH) == 0));
}

static enum kp_status refuse(const struct kp_way_step *step, const char *path,
			     struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_UNSUPPORTED,
		       "%s: others than root may write to %s (mode %03o, owner %lu, group %lu%s), "
		       "and so lead to another file",
		       path, step->dir, (unsigned)(step->mode & ALLPERMS), (unsigned long)step->uid,
		       (unsigned long)step->gid, step->has_acl ? ", an ACL" : "");
}

enum kp_status kp_way_check(const struct kp_way *way, const char *path, struct kp_error *reterr)
{
	for (size_t i = 0; i < way->count; i++) {
		if (!is_safe(&way->steps[i])) {
			return refuse(&way->steps[i], path, reterr);
		}
	}
	return KP_OK;
}

enum kp_status kp_way_check_writers(const struct kp_way *way, const char *path,
				    struct kp_error *reterr)
{
	for (size_t i = 0; i < way->count; i++) {
		if (!is_of_writers(&way->steps[i], &way->st)) {
			return refuse(&way->steps[i], path, reterr);
		}
	}
	return KP_OK;
}
