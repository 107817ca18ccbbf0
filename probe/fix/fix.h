/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Fixes of the kubelets that run on this machine.
 */
#ifndef KP_FIX_H
#define KP_FIX_H

#include <stddef.h>

#include <stdbool.h>
#include <stdio.h>

#include "core/ctx.h"
#include "core/status.h"
#include "fix/wanted.h"

/** How to fix. Borrows all that it points to. */
struct kp_fix {
	const struct kp_ctx *ctx; /**< of this machine, with_services */
	const char *backup_dir;   /**< where copies of changed files go */
	unsigned settle;          /**< seconds that a restarted kubelet has to stay up */
	bool dry_run;             /**< nothing is changed */
	FILE *out;                /**< what is done, a line each */
};

/**
 * Give every kubelet of this machine the wanted settings: change them where they are said
 * (kp_plan_make()), restart the kubelet, and see that it runs with them. If it does not, all that was
 * changed of it is put back, and it is restarted once more. The others are seen to all the same.
 * @return KP_OK, also when nothing had to be done; else the reason why not, or not all; the message
 *         says so if something could not be put back
 */
enum kp_status kp_fix_settings(const struct kp_fix *fix, const struct kp_wanted *wanted,
			       size_t count, const struct kp_leave *leave, struct kp_error *reterr)
	__attribute__((warn_unused_result));

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
