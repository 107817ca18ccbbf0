/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Resolution of a path that never leaves a directory. Used by root.c, and by fix/ to change files.
 */
#ifndef KP_BENEATH_H
#define KP_BENEATH_H

#include <time.h>

#include "status.h"

/**
 * Resolve a path below a directory as if it were the root directory, refusing magic links.
 * @param[out] ret_fd O_PATH, caller-owned; untouched on failure
 * @return KP_OK; the errno as a status, ELOOP for a magic link or too many symbolic links
 */
enum kp_status kp_beneath_open(int root_fd, const char *path, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The same, but a symbolic link at the end of the path is opened itself. */
enum kp_status kp_beneath_open_link(int root_fd, const char *path, int *ret_fd,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

/** kp_beneath_open() without openat2(2), which Linux has from 5.6 on. */
enum kp_status kp__beneath_walk(int root_fd, const char *path, int *ret_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kp_beneath_open_link() without openat2(2). */
enum kp_status kp__beneath_walk_link(int root_fd, const char *path, int *ret_fd,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * When the last of the symbolic links on a path was made: from then on it leads where it leads.
 * @param[out] ret_time zero if the path has none; untouched on failure
 * @return as kp_beneath_open()
 */
enum kp_status kp_beneath_newest_link(int root_fd, const char *path, struct timespec *ret_time,
				      struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * The path that leads to the same without any symbolic link, `.` or `..`.
 * @param[out] ret_path absolute from the directory; caller-owned, free with free(); untouched on
 *             failure
 * @return as kp_beneath_open(); KP_ERR_NOMEM
 */
enum kp_status kp_beneath_resolve(int root_fd, const char *path, char **ret_path,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
