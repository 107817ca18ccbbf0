/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * glob(3) below a root directory.
 */
#ifndef KP_FILES_GLOB_H
#define KP_FILES_GLOB_H

#include "base/status.h"
#include "base/strings.h"
#include "files/ctx.h"

/**
 * Find the paths that match a pattern.
 * @param[in] pattern absolute
 * @param[in,out] paths empty; in the byte order of their names; released by the caller in any case
 * @return KP_OK, also without a match; KP_ERR_UNSUPPORTED: a pattern with a backslash;
 *         KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading a directory as a status
 */
enum kp_status kp_glob(const struct kp_ctx *ctx, const char *pattern, struct kp_strings *paths,
		       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
