/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The kubelets that run.
 */
#ifndef KP_NODE_RUNNING_H
#define KP_NODE_RUNNING_H

#include <stdbool.h>

#include "base/status.h"
#include "files/ctx.h"
#include "node/instances.h"
#include "node/query.h"

/**
 * Find every running kubelet of the node and read it, in one walk of /proc, repeated
 * only if kubelets vanish during it.
 * What is wrong with one kubelet is told by kp_kubelet_argv_error() and kp_kubelet_setting(), and does
 * not fail the call. If none runs although a service is to run one, the collection is incomplete
 * (stopped.h).
 * @param[in] ctx root directory and limits
 * @param[out] ret_kubelets caller-owned, free with kp_kubelets_free(); untouched on failure
 * @return KP_OK, also when there is no kubelet; KP_ERR_NOMEM; KP_ERR_NOENT, KP_ERR_PERM or
 *         KP_ERR_IO when /proc cannot be read
 */
enum kp_status kp_kubelets_collect(const struct kp_query *query, const struct kp_ctx *ctx,
				   struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Find the files of the unit of each kubelet of a component in a collection that has not been asked for them
 * (query.with_unit_files). Of a process that is gone they cannot be told.
 * @return KP_OK; KP_ERR_NOMEM, after which the collection is to be freed
 */
enum kp_status kp_kubelets_find_unit_files(const struct kp_ctx *ctx, struct kp_kubelets *kubelets,
					   const struct kp_component *component,
					   struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether each process of a collection still runs, with the same arguments. That there are no more
 * kubelets than those, and that no file changed, is not looked at.
 * @param[in,out] kubelets what makes the next such question cheap is kept in them
 */
bool kp_kubelets_are_current(const struct kp_ctx *ctx, struct kp_kubelets *kubelets);

#endif
