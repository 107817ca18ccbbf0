/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A machine on which no kubelet runs: whether that is as it should be.
 */
#ifndef KP_FIX_IDLE_H
#define KP_FIX_IDLE_H

#include "base/status.h"
#include "files/ctx.h"
#include "node/instances.h"
#include "node/query.h"

/**
 * Make sure that no service should run a kubelet if none of this machine's own runs. Between two starts
 * of one that crashes there is none to be seen, and nothing could be fixed. A service that is neither
 * started nor pulled in at boot is no reason.
 * @param[in] kubelets all that run
 * @return KP_OK; KP_ERR_GONE with the unit and how its last kubelet ended; as kp_services_collect()
 */
enum kp_status kp_idle_check(const struct kp_query *query, const struct kp_ctx *ctx,
			     const struct kp_kubelets *kubelets, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
