/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/spot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/fd.h"
#include "files/way.h"

enum {
	CHUNK = 4096 /* bytes that are compared at a time */
};

void kp_spot_done(struct kp_spot *place)
{
	kp_closep(&place->dir_fd);
	kp_closep(&place->fd);
	free(place->dir);
	place->dir_fd = -1;
	place->fd = -1;
	place->dir = NULL;
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
	return S_ISREG(place->st.st_mode) ? kp_fd_reopen(path_fd, path, &place->fd, reterr)
					  : no_regular_file(path, reterr);
}

/** Take over where the file is, and keep the name that it has there. */
static enum kp_status take_place(struct kp_way *way, const char *path, struct kp_spot *place,
				 struct kp_error *reterr)
{
	char *name = strrchr(way->end.path, '/') + 1;

	if (name[0] == '\0') {
		return no_regular_file(path, reterr); /* the root */
	}
	/* It was found, so that it is no longer than a name can be. */
	memcpy(place->name, name, strlen(name) + 1);
	name[0] = '\0';
	place->dir = kp_steal(&way->end.path);
	place->dir_fd = kp_steal_fd(&way->end.dir_fd);
	place->st = way->st;
	return open_to_read(place, way->end.fd, path, reterr);
}

enum kp_status kp_spot_open(int root_fd, const char *path, struct kp_spot *place,
			    struct kp_error *reterr)
{
	KP_CLEANUP(kp_way_done) struct kp_way way = KP_WAY_NONE;
	enum kp_status status = kp_way_open(root_fd, path, &way, reterr);

	if (status == KP_OK && S_ISREG(way.st.st_mode)) {
		status = kp_way_check_writers(&way, path, reterr);
	}
	return status == KP_OK ? take_place(&way, path, place, reterr) : status;
}

enum kp_status kp_spot_open_again(const struct kp_spot *place, const char *path,
				  struct kp_spot *again, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	enum kp_status status = kp_text_dup(place->dir, &again->dir, reterr);

	if (status != KP_OK) {
		return status;
	}
	memcpy(again->name, place->name, sizeof(again->name));
	again->dir_fd = fcntl(place->dir_fd, F_DUPFD_CLOEXEC, 0);
	if (again->dir_fd < 0) {
		return kp_fail_errno(reterr, errno, "cannot open the directory of %s", path);
	}
	status = look_at_name(again, path, &fd, reterr);
	return status == KP_OK ? open_to_read(again, fd, path, reterr) : status;
}

enum kp_status kp_spot_holds(const struct kp_spot *place, const char *path,
			     const struct kp_bytes *bytes, bool *ret_holds, struct kp_error *reterr)
{
	uint8_t chunk[CHUNK];
	size_t done = 0;
	ssize_t got;

	do {
		got = pread(place->fd, chunk, sizeof(chunk), (off_t)done);
		if (got < 0 && errno != EINTR) {
			return kp_fail_errno(reterr, errno, "cannot read %s", path);
		}
		if (got > 0 && ((size_t)got > bytes->len - done ||
				memcmp(chunk, bytes->at + done, (size_t)got) != 0)) {
			*ret_holds = false;
			return KP_OK;
		}
		done += got > 0 ? (size_t)got : 0;
	} while (got != 0);
	*ret_holds = done == bytes->len;
	return KP_OK;
}

static bool is_same_time(const struct timespec *left, const struct timespec *right)
{
	return left->tv_sec == right->tv_sec && left->tv_nsec == right->tv_nsec;
}

bool kp_spot_is_alike(const struct kp_spot *place, const struct stat *other)
{
	const struct stat *st = &place->st;

	return st->st_mode == other->st_mode && st->st_uid == other->st_uid &&
	       st->st_gid == other->st_gid && st->st_nlink == other->st_nlink &&
	       st->st_size == other->st_size && is_same_time(&st->st_mtim, &other->st_mtim);
}

bool kp_spot_is_untouched(const struct kp_spot *place)
{
	struct stat st;

	return fstatat(place->dir_fd, place->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       is_same_file(&st, &place->st) && st.st_size == place->st.st_size &&
	       is_same_time(&st.st_mtim, &place->st.st_mtim) &&
	       is_same_time(&st.st_ctim, &place->st.st_ctim);
}
