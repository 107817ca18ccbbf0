/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Why the files that a service reads when it starts need not be those that are there now.
 */
#ifndef KP_SYSTEMD_DOUBT_H
#define KP_SYSTEMD_DOUBT_H

#include "base/status.h"
#include "files/ctx.h"
#include "systemd/settings.h"

/**
 * Look for a command before the service that may write them, and for a file that is not there, but may
 * be when a system runs.
 * @param[in,out] missing paths of drop-in files that are not there; those of environment files are added
 * @param[out] ret_doubt a reason, caller-owned, free with free(); NULL if there is none
 * @return KP_OK; KP_ERR_NOMEM; as kp_glob()
 */
enum kp_status kp_doubt(const struct kp_unit_settings *settings, const struct kp_ctx *ctx,
			struct kp_strings *missing, char **ret_doubt, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
