/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the next start of a running kubelet would change.
 */
#ifndef KP_NODE_DRIFT_H
#define KP_NODE_DRIFT_H

#include <stdbool.h>

#include "base/status.h"
#include "component/setting.h"
#include "node/instance.h"

/** A setting in a running kubelet, and in the one that its unit would start. Start as `{ 0 }`. */
struct kp_drift {
	struct kp_setting *running; /**< NULL: neither is known, but they are the same */
	struct kp_setting *service;
	bool differs;
	bool is_of_pod; /**< as kp_kubelet_is_of_pod(): nothing is compared */
};

/** Release what a drift holds. */
void kp_drift_done(struct kp_drift *drift);

/**
 * Compare a setting.
 * Where it depends on a version of Kubernetes that is not known, it is the same if it is in each
 * version. Of one that a pod starts nothing is compared: that a file of it was changed since is the reason
 * why what runs cannot be told.
 * @param[in] kubelet of a collection with query.with_services
 * @param[in,out] drift empty; released by the caller in any case
 * @return KP_OK; KP_ERR_NOMEM; why one of the two cannot be told
 */
enum kp_status kp_drift_get(const struct kp_kubelet *kubelet, const char *name,
			    struct kp_drift *drift, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
