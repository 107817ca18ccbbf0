/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Where systemd finds an executable that is named without a path.
 */
#ifndef KP_SYSTEMD_EXECUTABLE_H
#define KP_SYSTEMD_EXECUTABLE_H

#include "base/status.h"
#include "base/strings.h"
#include "files/ctx.h"

/**
 * Find an executable.
 * @param[in] search directories of ExecSearchPath=; if there is none, those that systemd has
 * @param[out] ret_path caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX: it is nowhere, so that the service would not start; KP_ERR_NOMEM; the
 *         errno of looking for it as a status
 */
enum kp_status kp_executable_find(const struct kp_ctx *ctx, const struct kp_strings *search,
				  const char *name, char **ret_path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
