/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What has to be changed on disk so that a kubelet has the wanted settings at its next start. Nothing
 * is written: each change is made in memory, and the kubelet is worked out anew with it.
 */
#ifndef KP_PLAN_H
#define KP_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "core/kubelet.h"
#include "fix/wanted.h"

/** A file that has to be changed. */
struct kp_plan_file {
	char *path; /**< as the kubelet sees it */
	uint8_t *was;
	size_t was_len;
	uint8_t *now;
	size_t now_len;
	struct kp_instead instead; /**< the same for the core */
};

struct kp_plan {
	const struct kp_ctx *ctx;   /**< borrowed */
	const char *unit;           /**< borrowed */
	struct kp_kubelet *service; /**< what the unit would start, with the changes made so far */
	struct kp_plan_file *files;
	size_t count;
	size_t size;
	char **changes; /**< what is changed, for people: `PATH:LINE: TEXT` */
	size_t change_count;
	size_t change_size;
};

/** Release what a plan holds; for KP_CLEANUP. */
void kp_plan_done(struct kp_plan *plan);

/**
 * Plan the changes by which a kubelet gets the wanted settings, each at the place that says it now: the
 * last argument, the file that wins. What only a default says is written into the file of --config, or,
 * without one, behind the last argument that stands in a file. No other argument and no other setting
 * changes.
 * @param[in] ctx of the node; it and unit must outlive the plan
 * @param[in] unit of the kubelet
 * @param[in] wanted several are set together
 * @param[in,out] plan `{ 0 }`; to be released with kp_plan_done() also on failure
 * @return KP_OK, also if there is nothing to change; why it cannot be done, or must not
 */
enum kp_status kp_plan_make(const struct kp_ctx *ctx, const char *unit,
			    const struct kp_wanted *wanted, size_t count,
			    const struct kp_leave *leave, struct kp_plan *plan,
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
