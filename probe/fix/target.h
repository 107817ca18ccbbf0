/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The kubelets that can be fixed, and those that must be let alone.
 */
#ifndef KP_FIX_TARGET_H
#define KP_FIX_TARGET_H

#include <stdbool.h>

#include "base/status.h"
#include "files/ctx.h"
#include "node/instances.h"
#include "node/query.h"

/**
 * Find the kubelets of this machine.
 * @param[out] ret_kubelets caller-owned, free with kp_kubelets_free(); untouched on failure
 * @return as kp_kubelets_collect(); the reason if one may have been missed
 */
enum kp_status kp_targets_find(const struct kp_query *query, const struct kp_ctx *ctx,
			       struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_targets_freep(struct kp_kubelets **kubelets);

/**
 * Whether a kubelet is one of this machine's own: in no container, in no other root directory, and not
 * of a user's own systemd. The units of these have the same names as ours.
 */
bool kp_target_is_own(const struct kp_kubelet *kubelet);

/**
 * Find this machine's kubelet that runs in a unit now.
 * @param[out] ret_kubelets caller-owned, free with kp_kubelets_free(); untouched on failure
 * @param[out] ret_kubelet borrowed from them
 * @return KP_OK; KP_ERR_GONE if none runs in it; as kp_targets_find()
 */
enum kp_status kp_targets_find_unit(const struct kp_query *query, const struct kp_ctx *ctx,
				    const char *unit, struct kp_kubelets **ret_kubelets,
				    const struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Find a kubelet in a newer collection: the same process, or the one that its unit has now.
 * @return borrowed from kubelets; NULL if it is gone
 */
const struct kp_kubelet *kp_targets_again(const struct kp_kubelets *kubelets,
					  const struct kp_kubelet *kubelet);

/**
 * Whether the files of this machine are for us to change. On OpenShift they are not: the Machine Config
 * Operator stops updates of a node whose files are not those of its MachineConfig, and a KubeletConfig
 * is the way.
 * @return KP_OK; KP_ERR_UNSUPPORTED
 */
enum kp_status kp_target_check_node(struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Whether a kubelet is one of this machine's own: in no container and in no other root directory, and
 * started by a service that can be restarted.
 * @return KP_OK; KP_ERR_UNSUPPORTED with what it is; the errno of looking at it as a status
 */
enum kp_status kp_target_check(const struct kp_kubelet *kubelet, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether a process sees the same file at a path as this one does.
 * @return KP_OK; KP_ERR_UNSUPPORTED if it does not; the errno of looking at it as a status
 */
enum kp_status kp_target_check_file(pid_t pid, const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
