/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * How a plan is made by which a kubelet has the wanted settings at its next start.
 */
#ifndef KP_FIX_PLAN_MAKE_H
#define KP_FIX_PLAN_MAKE_H

#include <stddef.h>

#include <stdbool.h>

#include "component/setting.h"
#include "files/ctx.h"
#include "fix/plan.h"
#include "fix/wanted.h"
#include "node/instance.h"

/**
 * Plan the changes by which a kubelet gets all wanted settings, each at the place that says it now: the
 * last argument, the file that wins. What only a default says is written into the file of --config, or,
 * without one, behind the last argument that stands in a file. No other argument and no other setting
 * changes.
 * @param[in] query must outlive the plan
 * @param[in] ctx of the node; what it borrows, and unit, must outlive the plan
 * @param[in] unit of the kubelet
 * @param[in,out] plan `{ 0 }`; to be released with kp_plan_done() also on failure
 * @return KP_OK, also if there is nothing to change; why it cannot be done, or must not
 */
enum kp_status kp_plan_make(const struct kp_query *query, const struct kp_ctx *ctx,
			    const char *unit, const struct kp_orders *orders, struct kp_plan *plan,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Whether a kubelet has a setting as it is wanted.
 * @param[out] ret_setting what it has, NULL where that differs between versions; caller-owned, free
 *             with kp_setting_free(); untouched on failure
 * @param[out] ret_met untouched on failure
 * @return KP_OK; why the setting cannot be told
 */
enum kp_status kp_plan_look(const struct kp_kubelet *kubelet, const struct kp_wanted *wanted,
			    const struct kp_leave *leave, struct kp_setting **ret_setting,
			    bool *ret_met, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
