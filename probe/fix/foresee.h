/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What is known to keep a kubelet from starting, or from serving anybody.
 */
#ifndef KP_FIX_FORESEE_H
#define KP_FIX_FORESEE_H

#include "base/status.h"
#include "files/ctx.h"
#include "node/instance.h"

/**
 * Make sure that a kubelet is not known to end, or to serve nobody, with the settings that it shall have.
 * What the running one has as well does not count: it lives with it. A setting that cannot be told is not
 * known to do harm.
 * @param[in] ctx of this machine
 * @param[in] running the kubelet now; in its root directory are the files that settings name
 * @param[in] next as it will be
 * @return KP_OK; KP_ERR_UNSUPPORTED with the setting, where it is said, and the reason; KP_ERR_NOMEM
 */
enum kp_status kp_foresee(const struct kp_ctx *ctx, const struct kp_kubelet *running,
			  const struct kp_kubelet *next, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The same of the settings alone, which is what can be tried without a machine.
 * @param[in] root_fd of the kubelet
 * @return as kp_foresee()
 */
enum kp_status kp__foresee_below(const struct kp_ctx *ctx, int root_fd,
				 const struct kp_kubelet *running, const struct kp_kubelet *next,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
