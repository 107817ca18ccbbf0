/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What probes keep from one object to the next, so that all objects of an evaluation share one walk of
 * /proc and one reading of each file.
 *
 * OpenSCAP makes an instance of a probe for each type and evaluation session: init function, any
 * number of objects, one after the other, fini function (probe_main.c). CPE applicability, rules, and all
 * that is done after `--remediate` began are sessions of their own, but the fixes of several rules and
 * the evaluations after each of them share one. All instances of a process share what is kept. It is used
 * for another object only if it was asked of the same root directory, and
 *
 * 1. it was collected at most KP_KEPT_SECONDS ago,
 * 2. no program that this process had started has ended since that began: a fix may have changed
 *    anything (getrusage(2) counts what children of this process did once they were waited for),
 * 3. each running kubelet in it still runs, started at the same time and with the same arguments.
 *
 * An answer is thus never that of a kubelet that was gone before its object was evaluated, nor of a
 * time before the last fix, and what else it may miss (a further kubelet, an edited file) is at most
 * KP_KEPT_SECONDS older than the evaluation.
 */
#ifndef KP_OVAL_KEPT_H
#define KP_OVAL_KEPT_H

#include "configz/reply.h"
#include "node/instances.h"
#include "oval/memo.h"
#include "oval/running.h"

/** Long for thirty rules, and so long that walks take no part of a long scan worth mentioning. */
enum {
	KP_KEPT_SECONDS = 2
};

struct kp_kept;

/** Init function of a probe. @return a struct kp_kept, for kp_kept_fini(); NULL for no memory */
void *kp_kept_init(void);

/** Fini function of a probe: waits for an object that is being evaluated. @param[in] arg or NULL */
void kp_kept_fini(void *arg);

/** Make what is kept one's own until kp_kept_unlock(). */
void kp_kept_lock(struct kp_kept *kept);

void kp_kept_unlock(struct kp_kept *kept);

/** @return the comparisons that were made, which stay right; borrowed from kept until it is unlocked */
struct kp_memo *kp_kept_memo(struct kp_kept *kept);

/**
 * kp_deadline_collect(), unless what is kept, a failure too, still holds.
 * @param[in,out] kept locked
 * @param[in,out] ctx consumed
 * @param[out] ret_kubelets borrowed from kept until it is unlocked; untouched on failure
 * @return as kp_deadline_collect()
 */
enum kp_status kp_kept_collect(struct kp_kept *kept, const struct kp_query *query,
			       struct kp_ctx *ctx, enum kp_origin origin,
			       const struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * What a kubelet says of itself: it is asked once, as long as its process runs and what is asked with is the
 * same. It is not asked again after it failed, unless a fix has run since. The program that asks is a
 * child of this process, and does not count as one that a fix has started.
 * @param[in,out] kept locked
 * @param[in] kubelet that runs
 * @param[out] ret_reply borrowed from kept until it is unlocked; untouched on failure
 * @return KP_OK; why there is none; KP_ERR_NOMEM
 */
enum kp_status kp_kept_ask(struct kp_kept *kept, const struct kp_configz_question *question,
			   const struct kp_kubelet *kubelet,
			   const struct kp_configz_reply **ret_reply, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
