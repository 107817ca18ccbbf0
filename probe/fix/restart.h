/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The restart of a kubelet, and whether it stays up.
 */
#ifndef KP_FIX_RESTART_H
#define KP_FIX_RESTART_H

#include "base/status.h"
#include "files/ctx.h"
#include "fix/health.h"
#include "node/query.h"

/**
 * Let the service manager read the unit files again and restart a kubelet's unit, and wait until
 * another process of it than before has stayed for a time. A kubelet that does not like its arguments
 * or files ends within a second or two (cmd/kubelet/app/server.go); one whose unit restarts it for ever
 * is never there for long.
 * @param[in] unit that the kubelet runs in now
 * @param[in] settle seconds that it has to stay
 * @return KP_OK; KP_ERR_GONE when it ended, or did not come; why it cannot be restarted or looked for
 */
enum kp_status kp_restart(const struct kp_query *query, const struct kp_ctx *ctx, const char *unit,
			  unsigned settle, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** How long a kubelet is watched, in seconds. */
struct kp_restart_times {
	unsigned
		settle; /**< that it has to stay; twice as many where its healthz cannot be asked */
	unsigned health; /**< after which, when it has stayed, it has to be healthy */
};

/**
 * Do as kp_restart(), and wait until the kubelet is healthy: its healthz answers, and it completes a TLS
 * handshake if that is demanded. That it stays is not enough: a kubelet 1.20 whose cipher suites lack what
 * HTTP/2 needs ends 11 seconds after its start, just when its healthz would be there.
 * @param[in] health what is asked, of kp_health_learn()
 * @return as kp_restart(); KP_ERR_LIMIT with what was missing in the end
 */
enum kp_status kp_restart_well(const struct kp_query *query, const struct kp_ctx *ctx,
			       const char *unit, const struct kp_restart_times *times,
			       const struct kp_health *health, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
