/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/restrict.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "files/beneath.h"

/** Look at a regular file. */
static enum kp_status look(int fd, const char *path, struct kp_access *ret_access,
			   struct kp_error *reterr)
{
	struct stat st;

	if (fstat(fd, &st) != 0) {
		return kp_fail_errno(reterr, errno, "cannot look at %s", path);
	}
	if (!S_ISREG(st.st_mode)) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is not a regular file", path);
	}
	*ret_access = (struct kp_access){ .dev = st.st_dev,
					  .ino = st.st_ino,
					  .mode = st.st_mode & ALLPERMS,
					  .uid = st.st_uid,
					  .gid = st.st_gid };
	return KP_OK;
}

/** fchmod(2) refuses what was opened only to be looked at. */
static enum kp_status set_mode(int fd, const char *path, mode_t mode, struct kp_error *reterr)
{
	char self[64];

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	if (chmod(self, mode) != 0) {
		return kp_fail_errno(reterr, errno, "cannot change the mode of %s to %03o", path,
				     (unsigned)mode);
	}
	return KP_OK;
}

static enum kp_status set_owner(int fd, const char *path, const struct kp_access *access,
				struct kp_error *reterr)
{
	if (fchownat(fd, "", access->uid, access->gid, AT_EMPTY_PATH) != 0) {
		return kp_fail_errno(reterr, errno, "cannot change the owner of %s to %lu:%lu",
				     path, (unsigned long)access->uid, (unsigned long)access->gid);
	}
	return KP_OK;
}

/** The mode comes first, so that nobody gets a file that still has bits which it shall lose. */
static enum kp_status change(int fd, const char *path, const struct kp_access *was,
			     const struct kp_access *wanted, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	if (wanted->mode != was->mode) {
		status = set_mode(fd, path, wanted->mode, reterr);
	}
	if (status == KP_OK && (wanted->uid != was->uid || wanted->gid != was->gid)) {
		status = set_owner(fd, path, wanted, reterr);
		if (status != KP_OK) {
			(void)set_mode(fd, path, was->mode, /* reterr= */ NULL);
		}
	}
	return status;
}

static bool is_same_access(const struct kp_access *left, const struct kp_access *right)
{
	return left->mode == right->mode && left->uid == right->uid && left->gid == right->gid;
}

enum kp_status kp_restrict_mode(int fd, const char *path, const struct kp_restriction *wanted,
				struct kp_access *ret_was, bool *ret_changed,
				struct kp_error *reterr)
{
	struct kp_access was = { 0 };
	struct kp_access strict;
	enum kp_status status = look(fd, path, &was, reterr);

	if (status != KP_OK) {
		return status;
	}
	strict = was;
	strict.mode &= wanted->allowed;
	strict.uid = wanted->root_owner ? 0 : was.uid;
	strict.gid = wanted->root_group ? 0 : was.gid;
	status = change(fd, path, &was, &strict, reterr);
	if (status == KP_OK) {
		*ret_was = was;
		*ret_changed = !is_same_access(&was, &strict);
	}
	return status;
}

enum kp_status kp_restrict_undo(int root_fd, const char *path, const struct kp_access *was,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	struct kp_access now = { 0 };
	enum kp_status status = kp_beneath_open(root_fd, path, &fd, reterr);

	if (status == KP_OK) {
		status = look(fd, path, &now, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	if (now.dev != was->dev || now.ino != was->ino) {
		return kp_fail(reterr, KP_ERR_GONE, "%s was replaced meanwhile", path);
	}
	/* Another owner takes bits away, so the mode comes last here. */
	status = set_owner(fd, path, was, reterr);
	return status == KP_OK ? set_mode(fd, path, was->mode, reterr) : status;
}
