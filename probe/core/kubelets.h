/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Inside of the core: collections of kubelets, as kubelet.h has them, while they are put together.
 */
#ifndef KP_KUBELETS_H
#define KP_KUBELETS_H

#include "kubelet.h"

/** @param[out] ret_kubelets empty; caller-owned, free with kp_kubelets_free() */
enum kp_status kp__kubelets_new(const struct kp_ctx *ctx, struct kp_kubelets **ret_kubelets,
				struct kp_error *reterr) __attribute__((warn_unused_result));

/** Cleanup function for KP_CLEANUP. */
void kp__kubelets_freep(struct kp_kubelets **kubelets);

/** @return the context of the collection, whose limits its kubelets share; borrowed from kubelets */
const struct kp_ctx *kp__kubelets_ctx(const struct kp_kubelets *kubelets);

/** Make room for one more. @return KP_OK; KP_ERR_LIMIT; KP_ERR_NOMEM */
enum kp_status kp__kubelets_reserve(struct kp_kubelets *kubelets, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Add a kubelet, for which there is room. @param[in] kubelet consumed */
void kp__kubelets_take(struct kp_kubelets *kubelets, struct kp_kubelet *kubelet);

/** @return what kp_kubelets_incomplete() tells, to be filled; borrowed from kubelets */
struct kp_error *kp__kubelets_set_incomplete(struct kp_kubelets *kubelets);

#endif
