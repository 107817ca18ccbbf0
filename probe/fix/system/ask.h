/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a kubelet of this machine answers, by way of libcurl.
 */
#ifndef KP_FIX_SYSTEM_ASK_H
#define KP_FIX_SYSTEM_ASK_H

#include "base/status.h"

/** Milliseconds for one answer, which comes from this machine. */
#define KP_ASK_TIMEOUT 3000

/** Where something answers. Start as `{ 0 }`. */
struct kp_endpoint {
	char host[64]; /**< an address, one of IPv6 in brackets; empty: nowhere */
	int port;
};

/** What asks. */
struct kp_ask;

/**
 * Get ready to ask.
 * @param[out] ret_ask caller-owned, free with kp_ask_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOENT, KP_ERR_UNSUPPORTED if there is no libcurl that can be used; KP_ERR_NOMEM
 */
enum kp_status kp_ask_new(struct kp_ask **ret_ask, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_ask_free(struct kp_ask *ask);

/**
 * Ask a kubelet's healthz, which answers by HTTP.
 * @return KP_OK when it answers 200, as it does when all of its checks pass
 *         (k8s.io/apiserver/pkg/server/healthz); KP_ERR_IO with what it answers, or why it does not;
 *         KP_ERR_NOMEM
 */
enum kp_status kp_ask_healthz(const struct kp_ask *ask, const struct kp_endpoint *endpoint,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/** Complete a TLS handshake. @return KP_OK; KP_ERR_IO with the reason why it failed; KP_ERR_NOMEM */
enum kp_status kp_ask_handshake(const struct kp_ask *ask, const struct kp_endpoint *endpoint,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
