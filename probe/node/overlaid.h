/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Files of an image over which others are put when the system runs: by a mount or an extension.
 */
#ifndef KP_NODE_OVERLAID_H
#define KP_NODE_OVERLAID_H

#include "base/status.h"
#include "base/strings.h"
#include "files/ctx.h"

/**
 * Check that files will be those that are there now: that no line of fstab(5) and no .mount unit mounts
 * something on the way to one of them that is not mounted now, and that no extension
 * (systemd-sysext(8)) has such a file.
 * @param[in] paths absolute
 * @return KP_OK; KP_ERR_UNSUPPORTED with the file and what covers it; KP_ERR_LIMIT; KP_ERR_NOMEM; the
 *         errno of reading fstab or a unit as a status
 */
enum kp_status kp_overlaid_check(const struct kp_ctx *ctx, const struct kp_strings *paths,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
