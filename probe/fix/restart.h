/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The restart of a kubelet, and whether it stays up.
 */
#ifndef KP_RESTART_H
#define KP_RESTART_H

#include "core/ctx.h"
#include "core/status.h"

/**
 * Let the service manager read the unit files again and restart a kubelet's unit, and wait until
 * another process of it than before has stayed for a time. A kubelet that does not like its arguments
 * or files ends within a second or two (cmd/kubelet/app/server.go); one whose unit restarts it for ever
 * is never there for long.
 * @param[in] unit that the kubelet runs in now
 * @param[in] settle seconds that it has to stay
 * @return KP_OK; KP_ERR_GONE when it ended, or did not come; why it cannot be restarted or looked for
 */
enum kp_status kp_restart(const struct kp_ctx *ctx, const char *unit, unsigned settle,
			  struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
