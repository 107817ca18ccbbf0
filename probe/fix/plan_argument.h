/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Plans for settings that arguments say.
 */
#ifndef KP_FIX_PLAN_ARGUMENT_H
#define KP_FIX_PLAN_ARGUMENT_H

#include <stdbool.h>

#include "base/status.h"
#include "fix/plan.h"

/**
 * Whether a flag says a setting that it is no part of: --seccomp-default, since a kubelet turns on what
 * either that or seccompDefault turns on (cmd/kubelet/app/server.go).
 */
bool kp_plan_flag_says(const struct kp_component *component, const char *flag, const char *name);

/**
 * Give the last argument that says a setting another value.
 * @param[in] name of the setting
 * @return KP_OK; KP_ERR_UNSUPPORTED when the argument is not written in a file as it is, or says more
 *         than can be changed; KP_ERR_NOMEM
 */
enum kp_status kp_plan_argument_set(struct kp_plan *plan, const char *name, const char *value,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

/** Add an argument that says a setting, behind the last one that stands in a file as it is. */
enum kp_status kp_plan_argument_add(struct kp_plan *plan, const char *name, const char *value,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

/** Remove all arguments of a flag. */
enum kp_status kp_plan_argument_remove(struct kp_plan *plan, const char *name,
				       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
