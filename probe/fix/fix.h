/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Fixes of the kubelets that run on this machine.
 */
#ifndef KP_FIX_FIX_H
#define KP_FIX_FIX_H

#include <stddef.h>

#include <stdbool.h>
#include <stdio.h>

#include "base/status.h"
#include "files/ctx.h"
#include "fix/wanted.h"
#include "node/instance.h"
#include "node/query.h"

/** How to fix. Borrows all that it points to. */
struct kp_fix {
	const struct kp_query *query; /**< with_services */
	const struct kp_ctx *ctx;     /**< of this machine */
	const char *backup_dir;       /**< where copies of changed files go */
	unsigned settle;              /**< seconds that a restarted kubelet has to stay up */
	unsigned health;              /**< seconds after that until it has to be healthy */
	bool dry_run;                 /**< nothing is changed */
	/** What else to do to files right before settings of a kubelet are changed, of which it is restarted
	 * anyway; NULL: nothing. What of it fails is tried again, and told, by the caller. */
	void (*before)(const struct kp_fix *fix, const void *user);
	const void *user;    /**< of before */
	bool restarts_later; /**< the caller restarts the kubelets of which files were restricted */
	FILE *out;           /**< what is done, a line each */
};

/**
 * Whether a kubelet has all that an order wants.
 * @param[out] ret_met also false where a setting cannot be told
 * @param[out] reterr why it cannot, or which one is otherwise; filled if not met
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_fix_look(const struct kp_order *order, const struct kp_kubelet *kubelet,
			   bool *ret_met, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Print that a kubelet has what an order wants. @return KP_OK; why it cannot be told */
enum kp_status kp_fix_print_unchanged(const struct kp_fix *fix, const struct kp_order *order,
				      const struct kp_kubelet *kubelet, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whether orders can be done in one step. @return KP_OK; why they cannot, or must not */
enum kp_status kp_fix_try(const struct kp_fix *fix, const struct kp_orders *orders,
			  const struct kp_kubelet *kubelet, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Change what has to be changed of a kubelet that orders are done on, restart it, and see that it runs with
 * it. If it does not, all that was changed of it is put back, and it is restarted once more.
 * @param[out] ret_is_back whether it failed, and the kubelet runs as it did before; else untouched
 * @return KP_OK; why not; the message says so if something could not be put back
 */
enum kp_status kp_fix_change(const struct kp_fix *fix, const struct kp_orders *orders,
			     const struct kp_kubelet *kubelet, bool *ret_is_back,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Restart a kubelet whose settings stay what they are, and wait until it is as healthy as it is now
 * (kp_restart_well()).
 * @param[in] kubelet that runs in a unit
 * @return as kp_restart_well()
 */
enum kp_status kp_fix_restart(const struct kp_fix *fix, const struct kp_kubelet *kubelet,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Go on to the next kubelet after one that could not be fixed: of all reasons the first is kept, and the
 * others are printed.
 * @param[in] so_far the status of the kubelets before; if it is not KP_OK, reterr has the reason
 * @param[in] status of this kubelet
 * @param[in] error the reason, if it is not KP_OK
 * @return the first that is not KP_OK
 */
enum kp_status kp_fix_go_on(const struct kp_fix *fix, enum kp_status so_far, enum kp_status status,
			    const struct kp_error *error, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
