/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The value that the occurrences of one flag add up to.
 */
#ifndef KP_COMPONENT_FLAG_VALUE_H
#define KP_COMPONENT_FLAG_VALUE_H

#include "component/cmdline.h"
#include "component/field_value.h"

/** Whether the occurrences of a flag accumulate (lists and maps); of others the last one wins. */
bool kp_flag_accumulates(const struct kp_flag *flag);

/**
 * Whether what files say stays beside what a flag says: of feature gates (the kubelet's server.go
 * kubeletConfigFlagPrecedence), and of the verbosities of files, which --vmodule appends to
 * (component-base/logs/api/v1 pflags.go). All other lists and maps are replaced.
 */
bool kp_flag_adds_to_files(const struct kp_flag *flag);

/**
 * Add the value of one occurrence, which the parse has accepted, as the component would print it.
 * To be followed by kp_flag_value_finish().
 * @param[in,out] value what earlier occurrences gave; to be released also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_flag_value_add(const struct kp_flag_use *use, struct kp_value *value,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

/** Complete the value of a flag that accumulates. @return KP_OK; KP_ERR_NOMEM */
enum kp_status kp_flag_value_finish(const struct kp_flag *flag, struct kp_value *value,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
