/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/attributes.h"

#include <stdint.h>

#include <errno.h>
#include <linux/limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/cleanup.h"

#define ACL_NAME "system.posix_acl_access"

/** The most that the kernel gives (xattr(7)). */
struct buffers {
	char names[XATTR_LIST_MAX];
	uint8_t wanted[XATTR_SIZE_MAX];
	uint8_t there[XATTR_SIZE_MAX];
};

/** Whether an attribute belongs to the content or to the inode: the kernel makes these itself. */
static bool is_of_inode(const char *name)
{
	return strcmp(name, "security.ima") == 0 || strcmp(name, "security.evm") == 0;
}

static enum kp_status copy_attribute(int from_fd, int to_fd, const char *name,
				     struct buffers *buffers, const char *path,
				     struct kp_error *reterr)
{
	ssize_t len = fgetxattr(from_fd, name, buffers->wanted, sizeof(buffers->wanted));

	if (len < 0) {
		return kp_fail_errno(reterr, errno, "cannot read the attribute %s of %s", name,
				     path);
	}
	/* A context that the directory gives is there already, and may be all that we may have. */
	if (fgetxattr(to_fd, name, buffers->there, sizeof(buffers->there)) == len &&
	    memcmp(buffers->there, buffers->wanted, (size_t)len) == 0) {
		return KP_OK;
	}
	if (fsetxattr(to_fd, name, buffers->wanted, (size_t)len, 0) != 0 && errno != ENOTSUP) {
		return kp_fail_errno(reterr, errno, "cannot keep the attribute %s of %s", name,
				     path);
	}
	return KP_OK;
}

/** Take away the ACL that a new file inherits from its directory (acl(5), default ACL). */
static enum kp_status drop_acl(int fd, const char *path, struct kp_error *reterr)
{
	if (fremovexattr(fd, ACL_NAME) != 0 && errno != ENODATA && errno != ENOTSUP) {
		return kp_fail_errno(reterr, errno, "cannot keep the access rights of %s", path);
	}
	return KP_OK;
}

static enum kp_status copy_attributes(int from_fd, int to_fd, const char *path,
				      struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) struct buffers *buffers = malloc(sizeof(*buffers));
	enum kp_status status = KP_OK;
	ssize_t len;

	if (buffers == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	len = flistxattr(from_fd, buffers->names, sizeof(buffers->names));
	if (len < 0 && errno != ENOTSUP) {
		return kp_fail_errno(reterr, errno, "cannot read the attributes of %s", path);
	}
	for (const char *name = buffers->names; status == KP_OK && name - buffers->names < len;
	     name += strlen(name) + 1) {
		if (!is_of_inode(name)) {
			status = copy_attribute(from_fd, to_fd, name, buffers, path, reterr);
		}
	}
	return status;
}

/** The mode comes last: another owner or ACL changes it. */
enum kp_status kp_attributes_copy(int from_fd, int to_fd, const char *path, struct kp_error *reterr)
{
	struct stat st;
	enum kp_status status;

	if (fstat(from_fd, &st) != 0) {
		return kp_fail_errno(reterr, errno, "cannot look at %s", path);
	}
	if (fchown(to_fd, st.st_uid, st.st_gid) != 0) {
		return kp_fail_errno(reterr, errno, "cannot keep the owner of %s", path);
	}
	status = drop_acl(to_fd, path, reterr);
	if (status == KP_OK) {
		status = copy_attributes(from_fd, to_fd, path, reterr);
	}
	if (status == KP_OK && fchmod(to_fd, st.st_mode & ALLPERMS) != 0) {
		status = kp_fail_errno(reterr, errno, "cannot keep the mode of %s", path);
	}
	return status;
}

enum kp_status kp_attributes_copy_times(int from_fd, int to_fd, const char *path,
					struct kp_error *reterr)
{
	struct stat st;

	if (fstat(from_fd, &st) == 0) {
		const struct timespec times[] = { st.st_atim, st.st_mtim };

		if (futimens(to_fd, times) == 0) {
			return KP_OK;
		}
	}
	return kp_fail_errno(reterr, errno, "cannot keep the times of %s", path);
}
