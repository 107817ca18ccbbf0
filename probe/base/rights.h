/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the scan needs to look at processes and files of others, and what to say where it is refused.
 */
#ifndef KP_BASE_RIGHTS_H
#define KP_BASE_RIGHTS_H

#include <stdbool.h>

#include "base/status.h"

/** What a right lets the scan do (capabilities(7)). */
enum kp_right {
	KP_RIGHT_PROCESSES, /**< look into processes: ptrace_may_access() of the kernel */
	KP_RIGHT_FILES,     /**< read files and directories whatever their modes are */
	KP_RIGHT__COUNT     /**< not a valid value */
};

/** Whether this thread has a right now, as far as capabilities go. */
bool kp_right_is_held(enum kp_right right);

/** @return what to do where this thread is refused what the right is for, a static text */
const char *kp_right_advice(enum kp_right right);

/**
 * Put kp_right_advice() behind the message of an error, if it is one of permission.
 * @param[in,out] reterr a filled error unless status is KP_OK, or NULL
 * @return status
 */
enum kp_status kp_right_explain(enum kp_right right, enum kp_status status,
				struct kp_error *reterr);

#endif
