/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Whether a kubelet that was restarted does its work: it answers healthz, and serves TLS if it did before.
 */
#ifndef KP_FIX_HEALTH_H
#define KP_FIX_HEALTH_H

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"
#include "files/ctx.h"
#include "fix/system/ask.h"
#include "node/instance.h"

/** What a kubelet will be asked. Start as `{ 0 }`, which is nothing. */
struct kp_health {
	struct kp_ask *ask;         /**< owned; NULL: it cannot be asked */
	struct kp_endpoint healthz; /**< its host is empty where it is not asked */
	struct kp_endpoint server;  /**< likewise: where it has to complete a TLS handshake */
	struct kp_endpoint metrics; /**< likewise: where it has to answer with metrics */
};

/** Release what it holds. */
void kp_health_done(struct kp_health *health);

/**
 * Learn, before a component is restarted, what will be asked of it then. A kubelet's healthz answers at
 * healthzBindAddress and healthzPort, it serves at address and port. A handshake is demanded only if the
 * kubelet completes one now, and not of one that gets serverTLSBootstrap without files: it has no
 * certificate until somebody approves its request (pkg/kubelet/certificate/kubelet.go).
 * A kube-proxy's healthz answers at healthzBindAddress; that it has metrics at metricsBindAddress is demanded
 * only if it has some now.
 * @param[in] ctx of this machine
 * @param[in] running the kubelet now
 * @param[in] next as it will be
 * @param[in,out] out gets a line for each thing that is not asked, and why
 * @param[in,out] health `{ 0 }`; to be released with kp_health_done() also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_health_learn(const struct kp_component *component, const struct kp_ctx *ctx,
			       const struct kp_kubelet *running, const struct kp_kubelet *next,
			       FILE *out, struct kp_health *health, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whether a kubelet gets serverTLSBootstrap, and no certificate before somebody approves its request. */
bool kp_health_bootstraps(const struct kp_kubelet *running, const struct kp_kubelet *next);

/** Whether it can be told from more than its presence that the kubelet is up. */
bool kp_health_is_asked(const struct kp_health *health);

/** Ask. @return KP_OK: all is well, or nothing is asked; KP_ERR_IO with what is missing; KP_ERR_NOMEM */
enum kp_status kp_health_check(const struct kp_health *health, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
