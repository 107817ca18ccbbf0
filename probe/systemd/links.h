/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Symbolic links by what they say, whether or not there is something where they lead: to /dev/null,
 * which an image may lack, in a circle, or to what is there only when a system runs.
 */
#ifndef KP_SYSTEMD_LINKS_H
#define KP_SYSTEMD_LINKS_H

#include <stdbool.h>

#include "base/status.h"
#include "base/strings.h"
#include "files/ctx.h"

/**
 * Whether a path is /dev/null, leads there by one symbolic link that says so, or is that device.
 * @param[out] ret_null untouched on failure
 * @return KP_OK, also if there is nothing; KP_ERR_NOMEM; the errno of looking at it as a status
 */
enum kp_status kp_is_null(const struct kp_ctx *ctx, const char *path, bool *ret_null,
			  struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Where the symbolic links at the end of a path lead.
 * @param[out] ret_end absolute, the path itself if it is no link; caller-owned, free with free(); NULL if
 *             they lead in a circle; untouched on failure
 * @return KP_OK; KP_ERR_NOMEM; the errno of reading one as a status
 */
enum kp_status kp_link_end(const struct kp_ctx *ctx, const char *path, char **ret_end,
			   struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Add where a symbolic link leads if there is nothing, and that is not /dev/null.
 * @return as kp_link_end()
 */
enum kp_status kp_link_missing(const struct kp_ctx *ctx, const char *path,
			       struct kp_strings *missing, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether a path cannot be opened since its links lead in a circle, and not since they lead through a
 * procfs, where a system has what cannot be seen from outside.
 * @param[in] error of trying
 */
bool kp_is_circle(const struct kp_ctx *ctx, const char *path, const struct kp_error *error);

/** Whether a path is there, and nobody can read it as a file: a directory, or a link in a circle. */
bool kp_is_unreadable(const struct kp_ctx *ctx, const char *path);

#endif
