/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Who may access a file: mode, owner and group, made stricter in place, and the way back.
 */
#ifndef KP_FIX_SYSTEM_RESTRICT_H
#define KP_FIX_SYSTEM_RESTRICT_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/status.h"

/** What is wanted of a file. */
struct kp_restriction {
	mode_t allowed;  /**< the bits that a mode may have */
	bool root_owner; /**< whether root has to be its owner */
	bool root_group; /**< whether root has to be its group */
};

/** How a file was. */
struct kp_access {
	dev_t dev;
	ino_t ino;
	mode_t mode; /**< without the type of the file */
	uid_t uid;
	gid_t gid;
};

/**
 * Make a regular file as wanted. A bit that it has not is never added.
 * @param[in] fd the file, may be O_PATH: what was looked at is what is changed
 * @param[in] path what it is called in messages
 * @param[out] ret_was how it was; untouched on failure
 * @param[out] ret_changed whether there was something to do; untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED if it is no regular file; the errno of what failed as a status,
 *         with the file as it was
 */
enum kp_status kp_restrict_mode(int fd, const char *path, const struct kp_restriction *wanted,
				struct kp_access *ret_was, bool *ret_changed,
				struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Give a file the mode, owner and group that it had.
 * @param[in] path absolute, as seen below root_fd
 * @return KP_OK; KP_ERR_GONE if another file has taken its place, in which case nothing is done;
 *         the errno of what failed as a status
 */
enum kp_status kp_restrict_undo(int root_fd, const char *path, const struct kp_access *was,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
