/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "spot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/beneath.h"
#include "core/cleanup.h"

enum {
	MAX_LINKS = 40, /* as the kernel (path_resolution(7)) */
	CHUNK = 4096    /* bytes that are compared at a time */
};

void kp_spot_done(struct kp_spot *place)
{
	kp_closep(&place->dir_fd);
	kp_closep(&place->fd);
	place->dir_fd = -1;
	place->fd = -1;
}

static bool is_same_file(const struct stat *left, const struct stat *right)
{
	return left->st_dev == right->st_dev && left->st_ino == right->st_ino;
}

static enum kp_status no_regular_file(const char *path, struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is not a regular file", path);
}

/** Open a name of the place's directory as it is, only to look at it. */
static enum kp_status look_at_name(struct kp_spot *place, const char *path, int *ret_fd,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep)
	int fd = openat(place->dir_fd, place->name, O_PATH | O_NOFOLLOW | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &place->st) != 0) {
		return kp_fail_errno(reterr, errno, "cannot open %s", path);
	}
	*ret_fd = kp_steal_fd(&fd);
	return KP_OK;
}

/** Open the very file that was looked at for reading; nothing but a regular one is ever opened. */
static enum kp_status open_to_read(struct kp_spot *place, int path_fd, const char *path,
				   struct kp_error *reterr)
{
	char self[64];

	if (!S_ISREG(place->st.st_mode)) {
		return no_regular_file(path, reterr);
	}
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", path_fd);
	place->fd = open(self, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	return place->fd < 0 ? kp_fail_errno(reterr, errno, "cannot open %s", path) : KP_OK;
}

/** Open the directory of a path and keep the name behind the last slash. */
static enum kp_status open_directory(int root_fd, char *at, const char *path, struct kp_spot *place,
				     struct kp_error *reterr)
{
	char *slash = strrchr(at, '/');
	const char *name = slash == NULL ? "" : slash + 1;

	if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
		return no_regular_file(path, reterr);
	}
	if (strlen(name) > NAME_MAX) {
		return kp_fail_errno(reterr, ENAMETOOLONG, "cannot open %s", path);
	}
	memcpy(place->name, name, strlen(name) + 1);
	slash[1] = '\0';
	kp_closep(&place->dir_fd);
	place->dir_fd = -1;
	return kp_beneath_open(root_fd, at, &place->dir_fd, reterr);
}

/** Put the target of a symbolic link in the place of its name, behind its directory. */
static enum kp_status follow(int link_fd, char at[PATH_MAX], const char *path,
			     struct kp_error *reterr)
{
	char target[PATH_MAX];
	ssize_t len = readlinkat(link_fd, "", target, sizeof(target) - 1);
	size_t before;

	if (len <= 0) {
		return kp_fail_errno(reterr, len == 0 ? ENOENT : errno, "cannot open %s", path);
	}
	target[len] = '\0';
	before = target[0] == '/' ? 0 : strlen(at);
	if (before + (size_t)len >= PATH_MAX) {
		return kp_fail_errno(reterr, ENAMETOOLONG, "cannot open %s", path);
	}
	memcpy(at + before, target, (size_t)len + 1);
	return KP_OK;
}

/** Walk to the directory in which the file itself is. */
static enum kp_status find(int root_fd, const char *path, struct kp_spot *place, int *ret_fd,
			   struct kp_error *reterr)
{
	char at[PATH_MAX];

	if (strlen(path) >= sizeof(at)) {
		return kp_fail_errno(reterr, ENAMETOOLONG, "cannot open %s", path);
	}
	memcpy(at, path, strlen(path) + 1);
	for (int links = 0; links <= MAX_LINKS; links++) {
		KP_CLEANUP(kp_closep) int fd = -1;
		enum kp_status status = open_directory(root_fd, at, path, place, reterr);

		if (status == KP_OK) {
			status = look_at_name(place, path, &fd, reterr);
		}
		if (status == KP_OK && !S_ISLNK(place->st.st_mode)) {
			*ret_fd = kp_steal_fd(&fd);
			return KP_OK;
		}
		if (status == KP_OK) {
			status = follow(fd, at, path, reterr);
		}
		if (status != KP_OK) {
			return status;
		}
	}
	return kp_fail_errno(reterr, ELOOP, "cannot open %s", path);
}

/** Look at what the core reads at a path. It follows no magic link. */
static enum kp_status look_at_path(int root_fd, const char *path, struct stat *ret_stat,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	enum kp_status status = kp_beneath_open(root_fd, path, &fd, reterr);

	if (status == KP_OK && fstat(fd, ret_stat) != 0) {
		status = kp_fail_errno(reterr, errno, "cannot look at %s", path);
	}
	return status;
}

enum kp_status kp_spot_open(int root_fd, const char *path, struct kp_spot *place,
			    struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	struct stat read = { 0 };
	enum kp_status status = look_at_path(root_fd, path, &read, reterr);

	if (status == KP_OK) {
		status = find(root_fd, path, place, &fd, reterr);
	}
	if (status == KP_OK && !is_same_file(&read, &place->st)) {
		status =
			kp_fail(reterr, KP_ERR_GONE, "%s was replaced while being looked at", path);
	}
	return status == KP_OK ? open_to_read(place, fd, path, reterr) : status;
}

enum kp_status kp_spot_open_again(const struct kp_spot *place, const char *path,
				  struct kp_spot *again, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	enum kp_status status;

	memcpy(again->name, place->name, sizeof(again->name));
	again->dir_fd = fcntl(place->dir_fd, F_DUPFD_CLOEXEC, 0);
	if (again->dir_fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot open the directory of %s", path);
	}
	status = look_at_name(again, path, &fd, reterr);
	return status == KP_OK ? open_to_read(again, fd, path, reterr) : status;
}

enum kp_status kp_spot_holds(const struct kp_spot *place, const char *path, const uint8_t *bytes,
			     size_t len, bool *ret_holds, struct kp_error *reterr)
{
	uint8_t chunk[CHUNK];
	size_t done = 0;
	ssize_t got;

	do {
		got = pread(place->fd, chunk, sizeof(chunk), (off_t)done);
		if (got < 0 && errno != EINTR) {
			return kp_fail_errno(reterr, errno, "cannot read %s", path);
		}
		if (got > 0 &&
		    ((size_t)got > len - done || memcmp(chunk, bytes + done, (size_t)got) != 0)) {
			*ret_holds = false;
			return KP_OK;
		}
		done += got > 0 ? (size_t)got : 0;
	} while (got != 0);
	*ret_holds = done == len;
	return KP_OK;
}

static bool is_same_time(const struct timespec *left, const struct timespec *right)
{
	return left->tv_sec == right->tv_sec && left->tv_nsec == right->tv_nsec;
}

bool kp_spot_is_untouched(const struct kp_spot *place)
{
	struct stat st;

	return fstatat(place->dir_fd, place->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       is_same_file(&st, &place->st) && st.st_size == place->st.st_size &&
	       is_same_time(&st.st_mtim, &place->st.st_mtim) &&
	       is_same_time(&st.st_ctim, &place->st.st_ctim);
}
