/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Which version of systemd a system has, learnt without running anything.
 */
#ifndef KP_SYSTEMD_VERSION_H
#define KP_SYSTEMD_VERSION_H

#include "base/status.h"
#include "files/ctx.h"

/** The version for those who do not know it. */
#define KP_SYSTEMD_UNKNOWN 0

/**
 * @param[out] ret_version such as 252; KP_SYSTEMD_UNKNOWN if it cannot be told
 * @return KP_OK; KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading a directory as a status
 */
enum kp_status kp_systemd_version(const struct kp_ctx *ctx, int *ret_version,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
