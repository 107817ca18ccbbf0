/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Resolution of a path that never leaves a directory. Used by root.c, and by fix/ to change files.
 */
#ifndef KP_FILES_BENEATH_H
#define KP_FILES_BENEATH_H

#include <stdbool.h>
#include <sys/stat.h>
#include <time.h>

#include "base/status.h"

/**
 * Resolve a path below a directory as if it were the root directory, refusing magic links.
 * @param[out] ret_fd O_PATH, caller-owned; untouched on failure
 * @return KP_OK; the errno as a status, ELOOP for a magic link or too many symbolic links
 */
enum kp_status kp_beneath_open(int root_fd, const char *path, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Resolve a path below a directory, too, but open a symbolic link at its end itself.
 * @param[out] ret_fd O_PATH, caller-owned; untouched on failure
 * @return KP_OK; the errno as a status, ELOOP for a magic link or too many symbolic links
 */
enum kp_status kp_beneath_open_link(int root_fd, const char *path, int *ret_fd,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

/** The look-up of a name in a directory, on the way along a path. */
struct kp_beneath_step {
	const char *dir;       /**< the directory's path, without symbolic links */
	int dir_fd;            /**< the directory, O_PATH */
	const struct stat *st; /**< of what has the name itself, which a symbolic link is, too */
	bool is_last;          /**< whether no other name is to be looked up behind it */
};

/** Is shown each look-up. What it borrows lives until it returns. */
typedef void kp_beneath_visit(void *visitor, const struct kp_beneath_step *step);

/** Where a path ends. Start as KP_BENEATH_END_NONE. */
struct kp_beneath_end {
	int fd;     /**< what it leads to, O_PATH */
	int dir_fd; /**< the directory in which that is, O_PATH; -1 for the root directory */
	char *path; /**< as of kp_beneath_resolve() */
};

/* clang-format off */
#define KP_BENEATH_END_NONE { .fd = -1, .dir_fd = -1 }
/* clang-format on */

/** Release what an end holds. */
void kp_beneath_end_done(struct kp_beneath_end *end);

/**
 * Resolve a path as kp_beneath_open() does, and show each look-up on the way, those of symbolic links
 * and of what they say too.
 * @param[in,out] end fresh; to be released also on failure
 * @return as kp_beneath_open(); KP_ERR_NOMEM
 */
enum kp_status kp_beneath_follow(int root_fd, const char *path, kp_beneath_visit *visit,
				 void *visitor, struct kp_beneath_end *end, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kp_beneath_open() without openat2(2), which Linux has from 5.6 on. */
enum kp_status kp__beneath_walk(int root_fd, const char *path, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kp_beneath_open_link() without openat2(2). */
enum kp_status kp__beneath_walk_link(int root_fd, const char *path, int *ret_fd,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * When the last of the names on a path came to be what it is: the making of a symbolic link, the renaming
 * of a directory (kp_change_of_name()). From then on the path leads where it leads.
 * @param[out] ret_time the Epoch if nothing tells of such a change; untouched on failure
 * @return KP_OK; the errno of going there as a status
 */
enum kp_status kp_beneath_newest_name(int root_fd, const char *path, struct timespec *ret_time,
				      struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * The path that leads to the same without any symbolic link, `.` or `..`.
 * @param[out] ret_path absolute from the directory; caller-owned, free with free(); untouched on
 *             failure
 * @return KP_OK; KP_ERR_NOMEM; the errno of going there as a status
 */
enum kp_status kp_beneath_resolve(int root_fd, const char *path, char **ret_path,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
