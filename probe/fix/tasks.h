/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What several rules want of the kubelets of this machine, done in one step.
 */
#ifndef KP_FIX_TASKS_H
#define KP_FIX_TASKS_H

#include <stddef.h>

#include "base/status.h"
#include "fix/fix.h"
#include "fix/wanted.h"

/** An order, and what became of it. */
struct kp_task {
	struct kp_order order;
	enum kp_status status; /**< KP_OK: all kubelets are as it wants them */
	struct kp_error error; /**< the first reason, if they are not */
};

/**
 * Give every kubelet of this machine the wanted settings: change them where they are said
 * (kp_plan_make()), all in one step, restart the kubelet, and see that it runs with them. If it does
 * not, all that was changed of it is put back, and it is restarted once more; then one half of the tasks
 * is done, and the other, so that only those fail of which one does harm. A task that cannot be planned
 * does not keep the others from being done, nor does one kubelet the other kubelets.
 * @param[in,out] tasks status and error are filled; KP_OK and anything before
 * @return KP_OK, also when nothing had to be done, or tasks failed; why the kubelets could not be found,
 *         or must be left alone
 */
enum kp_status kp_tasks_do(const struct kp_fix *fix, struct kp_task *tasks, size_t count,
			   struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
