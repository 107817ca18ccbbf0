/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "fix/system/attributes.h"

void kp_scratch_done(struct kp_scratch *scratch)
{
	kp_closep(&scratch->fd);
	scratch->fd = -1;
	if (scratch->name[0] != '\0') {
		(void)unlinkat(scratch->dir_fd, scratch->name, 0);
		scratch->name[0] = '\0';
	}
}

enum kp_status kp_scratch_open(int dir_fd, const char *path, struct kp_scratch *scratch,
			       struct kp_error *reterr)
{
	uint64_t random;
	char name[sizeof(scratch->name)];

	if (getrandom(&random, sizeof(random), 0) != (ssize_t)sizeof(random)) {
		return kp_fail_errno(reterr, errno, "cannot name a file beside %s", path);
	}
	(void)snprintf(name, sizeof(name), ".oscap-kubelet-fix-%016" PRIx64, random);
	scratch->fd = openat(dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			     S_IRUSR | S_IWUSR);
	if (scratch->fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot write a file beside %s", path);
	}
	scratch->dir_fd = dir_fd;
	(void)snprintf(scratch->name, sizeof(scratch->name), "%s", name);
	return KP_OK;
}

static enum kp_status write_all(int fd, const struct kp_bytes *bytes, const char *path,
				struct kp_error *reterr)
{
	size_t done = 0;

	while (done < bytes->len) {
		ssize_t written = write(fd, bytes->at + done, bytes->len - done);

		if (written < 0 && errno != EINTR) {
			return kp_fail_errno(reterr, errno, "cannot write %s", path);
		}
		if (written > 0) {
			done += (size_t)written;
		}
	}
	return KP_OK;
}

/** The content comes first, as long as nobody else may read the file. */
enum kp_status kp_scratch_write(const struct kp_scratch *scratch, const struct kp_bytes *bytes,
				int like_fd, const char *path, struct kp_error *reterr)
{
	enum kp_status status = write_all(scratch->fd, bytes, path, reterr);

	return status == KP_OK ? kp_attributes_copy(like_fd, scratch->fd, path, reterr) : status;
}

enum kp_status kp_scratch_write_copy(const struct kp_scratch *scratch, const struct kp_bytes *bytes,
				     int like_fd, const char *path, struct kp_error *reterr)
{
	enum kp_status status = kp_scratch_write(scratch, bytes, like_fd, path, reterr);

	return status == KP_OK ? kp_attributes_copy_times(like_fd, scratch->fd, path, reterr)
			       : status;
}

enum kp_status kp_scratch_rename(struct kp_scratch *scratch, const char *name, const char *path,
				 struct kp_error *reterr)
{
	if (fsync(scratch->fd) != 0) {
		return kp_fail_errno(reterr, errno, "cannot write %s", path);
	}
	if (renameat(scratch->dir_fd, scratch->name, scratch->dir_fd, name) != 0) {
		return kp_fail_errno(reterr, errno, "cannot replace %s", path);
	}
	scratch->name[0] = '\0';
	return KP_OK;
}

enum kp_status kp_scratch_exchange(const struct kp_scratch *scratch, const char *name,
				   const char *path, struct kp_error *reterr)
{
	if (fsync(scratch->fd) != 0) {
		return kp_fail_errno(reterr, errno, "cannot write %s", path);
	}
	if (renameat2(scratch->dir_fd, scratch->name, scratch->dir_fd, name, RENAME_EXCHANGE) ==
	    0) {
		return KP_OK;
	}
	/* NFS and FUSE say the first, kernels and sandboxes that do not know the call the other. */
	if (errno == EINVAL || errno == ENOSYS) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "%s: its file system cannot exchange two files", path);
	}
	return kp_fail_errno(reterr, errno, "cannot replace %s", path);
}

void kp_scratch_leave(struct kp_scratch *scratch)
{
	scratch->name[0] = '\0';
}

enum kp_status kp_scratch_sync_directory(int dir_fd, const char *path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep)
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* Some file systems have nothing to do for a directory (fsync(2), EINVAL). */
	if (fd < 0 || (fsync(fd) != 0 && errno != EINVAL)) {
		return kp_fail_errno(reterr, errno, "cannot write the directory of %s", path);
	}
	return KP_OK;
}
