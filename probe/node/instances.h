/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Collections of kubelets. What begins with kp__ is for who puts one together.
 */
#ifndef KP_NODE_INSTANCES_H
#define KP_NODE_INSTANCES_H

#include <stddef.h>

#include "base/status.h"
#include "files/ctx.h"
#include "node/aside.h"
#include "node/instance.h"

struct kp_kubelets;

/** @param[in] kubelets consumed with those of other components that were collected with them */
void kp_kubelets_free(struct kp_kubelets *kubelets);

/**
 * @return the collection of one component among those that were collected at once (query.also), borrowed
 *         from kubelets; NULL if it is not among them
 */
const struct kp_kubelets *kp_kubelets_of(const struct kp_kubelets *kubelets,
					 const struct kp_component *component);

/** @return the next one of those, of another component, borrowed from kubelets; NULL at their end */
const struct kp_kubelets *kp_kubelets_beside(const struct kp_kubelets *kubelets);

/** @return why there is no collection of a component, borrowed from kubelets; NULL if there is one */
const struct kp_error *kp_kubelets_failure(const struct kp_kubelets *kubelets);

size_t kp_kubelets_count(const struct kp_kubelets *kubelets);

/** @return the kubelet with that index, borrowed from kubelets */
const struct kp_kubelet *kp_kubelets_get(const struct kp_kubelets *kubelets, size_t index);

/**
 * Whether processes could not be examined, so that a kubelet may be missing from the collection.
 * @return the reason, borrowed from kubelets; NULL if every process was examined
 */
const struct kp_error *kp_kubelets_incomplete(const struct kp_kubelets *kubelets);

/**
 * What processes were taken for other programs although their executables could not be seen.
 * @return which, borrowed from kubelets; NULL if there are none
 */
const struct kp_error *kp_kubelets_unseen(const struct kp_kubelets *kubelets);

/** @return how many processes were set aside; of some thousands only the first are kept */
size_t kp_kubelets_aside_count(const struct kp_kubelets *kubelets);

/** @return one of those that are kept, borrowed from kubelets; NULL past their end */
const struct kp_aside *kp_kubelets_aside(const struct kp_kubelets *kubelets, size_t index);

/**
 * Set a process aside.
 * @param[in,out] process taken over in parts
 * @param[in] why a static text
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp__kubelets_set_aside(struct kp_kubelets *kubelets, struct kp_process *process,
				      const char *why, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** @param[out] ret_kubelets empty; caller-owned, free with kp_kubelets_free() */
enum kp_status kp__kubelets_new(const struct kp_component *component, const struct kp_ctx *ctx,
				struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp__kubelets_freep(struct kp_kubelets **kubelets);

/** Let a collection have another one, of another component. @param[in] next consumed */
void kp__kubelets_chain(struct kp_kubelets *kubelets, struct kp_kubelets *next);

/** kp_kubelets_of() to be changed. */
struct kp_kubelets *kp__kubelets_of(struct kp_kubelets *kubelets,
				    const struct kp_component *component);

/** @return what kp_kubelets_failure() tells, to be filled; borrowed from kubelets */
struct kp_error *kp__kubelets_set_failure(struct kp_kubelets *kubelets);

/** @return the context of the collection, whose limits its kubelets share; borrowed from kubelets */
const struct kp_ctx *kp__kubelets_ctx(const struct kp_kubelets *kubelets);

/** Make room for one more. @return KP_OK; KP_ERR_LIMIT; KP_ERR_NOMEM */
enum kp_status kp__kubelets_reserve(struct kp_kubelets *kubelets, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Add a kubelet, for which there is room. @param[in] kubelet consumed */
void kp__kubelets_take(struct kp_kubelets *kubelets, struct kp_kubelet *kubelet);

/** kp_kubelets_beside(), to be changed. */
struct kp_kubelets *kp__kubelets_beside(struct kp_kubelets *kubelets);

/** @return the kubelet with that index, to be changed; borrowed from kubelets */
struct kp_kubelet *kp__kubelets_get(struct kp_kubelets *kubelets, size_t index);

/** @return what kp_kubelets_incomplete() tells, to be filled; borrowed from kubelets */
struct kp_error *kp__kubelets_set_incomplete(struct kp_kubelets *kubelets);

/** @return what kp_kubelets_unseen() tells, to be filled; borrowed from kubelets */
struct kp_error *kp__kubelets_set_unseen(struct kp_kubelets *kubelets);

#endif
