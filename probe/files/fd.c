/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

enum kp_status kp_fd_list(int dir_fd, DIR **ret_dir, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep)
	int fd = openat(dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);

	if (dir == NULL) {
		return kp_fail_errno(reterr, errno, "cannot list a directory");
	}
	(void)kp_steal_fd(&fd);
	*ret_dir = dir;
	return KP_OK;
}

enum kp_status kp_fd_next(DIR *dir, const char *path, const struct dirent **ret_entry,
			  struct kp_error *reterr)
{
	const struct dirent *entry;

	errno = 0;
	entry = readdir(dir);
	if (entry != NULL) {
		*ret_entry = entry;
		return KP_OK;
	}
	return errno == 0 ? KP_ERR_END : kp_fail_errno(reterr, errno, "cannot read %s", path);
}

/** read(2). @param[out] ret_len 0 at the end of the file */
static enum kp_status read_some(int fd, const char *name, uint8_t *buf, size_t size,
				size_t *ret_len, struct kp_error *reterr)
{
	ssize_t got;

	do {
		got = read(fd, buf, size);
	} while (got < 0 && errno == EINTR);
	if (got < 0) {
		return kp_fail_errno(reterr, errno, "cannot read %s", name);
	}
	*ret_len = (size_t)got;
	return KP_OK;
}

enum kp_status kp_fd_read_up_to(int fd, const char *name, uint8_t *buf, size_t size,
				size_t *ret_len, struct kp_error *reterr)
{
	size_t len = 0;
	size_t got = 1;

	while (len < size && got > 0) {
		enum kp_status status = read_some(fd, name, buf + len, size - len, &got, reterr);

		if (status != KP_OK) {
			return status;
		}
		len += got;
	}
	*ret_len = len;
	return KP_OK;
}

enum kp_status kp_fd_read_up_to_nul(int fd, const char *name, uint8_t *buf, size_t size,
				    size_t *ret_len, struct kp_error *reterr)
{
	size_t len = 0;
	size_t got = 1;
	bool ended = false;

	while (len < size && got > 0 && !ended) {
		enum kp_status status = read_some(fd, name, buf + len, size - len, &got, reterr);

		if (status != KP_OK) {
			return status;
		}
		ended = memchr(buf + len, '\0', got) != NULL;
		len += got;
	}
	*ret_len = len;
	return KP_OK;
}

enum kp_status kp_fd_read_all(int fd, const char *name, size_t limit, uint8_t **ret_buf,
			      size_t *ret_len, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	size_t size = 4096;
	size_t len = 0;

	do {
		uint8_t *grown = realloc(buf, size * 2 + 1);
		enum kp_status status;
		size_t got;

		if (grown == NULL) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		buf = grown;
		size *= 2;
		status = kp_fd_read_up_to(fd, name, buf + len, size - len, &got, reterr);
		if (status != KP_OK) {
			return status;
		}
		len += got;
		if (len > limit) {
			return kp_fail(reterr, KP_ERR_LIMIT,
				       "%s is larger than the limit of %zu bytes", name, limit);
		}
	} while (len == size);
	buf[len] = '\0';
	*ret_buf = kp_steal(&buf);
	*ret_len = len;
	return KP_OK;
}

bool kp_fd_has(int fd, const uint8_t *bytes, size_t size)
{
	KP_CLEANUP(kp_freep) uint8_t *found = malloc(size + 1);
	ssize_t len = found == NULL ? -1 : pread(fd, found, size + 1, 0);

	return len >= 0 && (size_t)len == size && memcmp(found, bytes, size) == 0;
}

enum kp_status kp_fd_reopen(int path_fd, const char *path, int *ret_fd, struct kp_error *reterr)
{
	char self[64];
	int fd;

	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", path_fd);
	fd = open(self, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot open %s", path);
	}
	*ret_fd = fd;
	return KP_OK;
}
