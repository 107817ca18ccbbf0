/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Path texts, as Go's path/filepath and systemd make them. Nothing here looks at a file system.
 */
#ifndef KP_BASE_PATH_H
#define KP_BASE_PATH_H

#include <stdbool.h>

#include "base/status.h"

/** Whether a path has a component `..`. */
bool kp_path_goes_up(const char *path);

/**
 * filepath.Abs: a path below the working directory unless it is absolute, without `.`, `..` and
 * double slashes, which are taken out of the text before any symbolic link is looked at.
 * @param[in] cwd absolute
 * @param[in] path not empty
 * @param[out] ret_path caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_path_absolute(const char *cwd, const char *path, char **ret_path,
				struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * systemd's path_simplify: an absolute path without double slashes and `.`, but with its `..`; any
 * other text as it is.
 * @param[out] ret_path caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_path_simplify(const char *path, char **ret_path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
