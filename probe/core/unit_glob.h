/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * glob(3) below a root directory.
 */
#ifndef KP_UNIT_GLOB_H
#define KP_UNIT_GLOB_H

#include "ctx.h"
#include "status.h"

/** Paths. Start as `{ 0 }`. */
struct kp_paths {
	char **items;
	size_t count;
	size_t size;
};

/** Release what a list of paths holds; for KP_CLEANUP. */
void kp_paths_done(struct kp_paths *paths);

/** Add a path. @param[in] path consumed, also on failure */
enum kp_status kp_paths_take(struct kp_paths *paths, char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Find the paths that match a pattern.
 * @param[in] pattern absolute
 * @param[in,out] paths empty; in the byte order of their names; released by the caller in any case
 * @return KP_OK, also without a match; KP_ERR_UNSUPPORTED: a pattern with a backslash;
 *         KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading a directory as a status
 */
enum kp_status kp_glob(const struct kp_ctx *ctx, const char *pattern, struct kp_paths *paths,
		       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
