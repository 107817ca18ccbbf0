/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What is written about a setting of a kubelet, in its files or in those of its unit, without effect.
 */
#ifndef KP_NODE_UNHEEDED_H
#define KP_NODE_UNHEEDED_H

#include "base/unheeded.h"
#include "node/instance.h"

/**
 * Look for it.
 * @param[in] ctx of the collection that the kubelet is of, for the files of its unit
 * @param[in] kubelet collected with query.with_unheeded
 * @param[in,out] list empty; release with kp_unheeded_done() also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_kubelet_find_unheeded(const struct kp_ctx *ctx, const struct kp_kubelet *kubelet,
					const char *setting, struct kp_unheeded_list *list,
					struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
