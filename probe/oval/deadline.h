/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A collection that ends in time. Reading a file can block for ever (a dead NFS server, a FUSE file
 * system of any user), and oscap knows no timeout.
 */
#ifndef KP_OVAL_DEADLINE_H
#define KP_OVAL_DEADLINE_H

#include "node/instances.h"

/** Work that goes on until it is done or late. */
struct kp_deadline_task {
	struct kp_ctx ctx;            /**< limits.seconds is how long; consumed */
	struct kp_query query;        /**< what is asked of them */
	enum kp_origin origin;        /**< which kubelets are collected */
	struct kp_kubelets *kubelets; /**< an earlier collection or NULL, then the result; owned */
	bool reused; /**< out: whether the result is the earlier one, being current */
};

/**
 * kp_kubelets_collect() or kp_services_collect(), in a thread of its own, for at most
 * ctx.limits.seconds; unless an earlier collection is current (kp_kubelets_are_current()), which gets
 * the files of units if it lacks them. A thread that is late is left to itself, and releases what it
 * has when it comes back.
 * @param[in,out] task its kubelets are NULL after a failure
 * @return KP_OK; KP_ERR_NOMEM; KP_ERR_LIMIT when the time is over, or there is too much to read;
 *         KP_ERR_IO when there can be no thread; the errno of reading /proc or the directories of
 *         units as a status
 */
enum kp_status kp_deadline_collect(struct kp_deadline_task *task, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
