/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The value that the occurrences of one flag add up to.
 */
#ifndef KP_FLAG_VALUE_H
#define KP_FLAG_VALUE_H

#include "cmdline.h"
#include "field_value.h"

/** Whether the occurrences of a flag accumulate (lists and maps); of others the last one wins. */
bool kp_flag_accumulates(const struct kp_flag *flag);

/**
 * Add the value of one occurrence, which the parse has accepted, as the kubelet would print it.
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
