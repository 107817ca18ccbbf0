/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/procfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/fd.h"

enum kp_status kp_procfs_open(int root_fd, int *ret_fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep)
	int fd = openat(root_fd, "proc", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct statfs fs;

	if (fd < 0 && errno == ENOTDIR) {
		return kp_fail(reterr, KP_ERR_IO,
			       "cannot read /proc: it is no directory, and a symbolic link is not "
			       "followed");
	}
	if (fd < 0 || fstatfs(fd, &fs) != 0) {
		return kp_fail_errno(reterr, errno, "cannot read /proc");
	}
	if (fs.f_type != PROC_SUPER_MAGIC) {
		return kp_fail(
			reterr, KP_ERR_UNSUPPORTED,
			"no proc file system is mounted on /proc, so running processes cannot be "
			"seen");
	}
	*ret_fd = kp_steal_fd(&fd);
	return KP_OK;
}

enum kp_status kp_procfs_open_dir(int dir_fd, const char *name, int *ret_fd,
				  struct kp_error *reterr)
{
	int fd = openat(dir_fd, name, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot open %s", name);
	}
	*ret_fd = fd;
	return KP_OK;
}

enum kp_status kp_procfs_open_exe(int pid_fd, int *ret_fd, struct kp_error *reterr)
{
	int fd = openat(pid_fd, "exe", O_RDONLY | O_CLOEXEC);

	if (fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot open the executable");
	}
	*ret_fd = fd;
	return KP_OK;
}

enum kp_status kp_procfs_open_file(int dir_fd, const char *name, int *ret_fd,
				   struct kp_error *reterr)
{
	int fd = openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot open %s", name);
	}
	*ret_fd = fd;
	return KP_OK;
}

enum kp_status kp_procfs_peek(int dir_fd, const char *name, uint8_t *buf, size_t size,
			      size_t *ret_len, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	enum kp_status status = kp_procfs_open_file(dir_fd, name, &fd, reterr);

	if (status != KP_OK) {
		return status;
	}
	return kp_fd_read_up_to(fd, name, buf, size, ret_len, reterr);
}

enum kp_status kp_procfs_peek_string(int dir_fd, const char *name, uint8_t *buf, size_t size,
				     size_t *ret_len, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	enum kp_status status = kp_procfs_open_file(dir_fd, name, &fd, reterr);

	if (status != KP_OK) {
		return status;
	}
	return kp_fd_read_up_to_nul(fd, name, buf, size, ret_len, reterr);
}

enum kp_status kp_procfs_read(int dir_fd, const char *name, size_t limit, uint8_t **ret_buf,
			      size_t *ret_len, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	enum kp_status status = kp_procfs_open_file(dir_fd, name, &fd, reterr);

	if (status != KP_OK) {
		return status;
	}
	return kp_fd_read_all(fd, name, limit, ret_buf, ret_len, reterr);
}

enum kp_status kp_procfs_peek_link(int dir_fd, const char *name, char *buf, size_t size,
				   struct kp_error *reterr)
{
	ssize_t len = readlinkat(dir_fd, name, buf, size);

	if (len < 0) {
		return kp_fail_errno(reterr, errno, "cannot read the link %s", name);
	}
	if ((size_t)len >= size) {
		return kp_fail(reterr, KP_ERR_LIMIT, "the link %s is too long", name);
	}
	buf[len] = '\0';
	return KP_OK;
}

enum kp_status kp_procfs_readlink(int dir_fd, const char *name, char **ret_target,
				  struct kp_error *reterr)
{
	char target[PATH_MAX];
	enum kp_status status = kp_procfs_peek_link(dir_fd, name, target, sizeof(target), reterr);

	return status == KP_OK ? kp_text_dup(target, ret_target, reterr) : status;
}
