/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What base/status.h and process/argv.h promise, for analysers, which see one file at a time: a failure is
 * not KP_OK.
 */
#ifndef KP_ANALYSED_H
#define KP_ANALYSED_H

#include "base/status.h"
#include "process/argv.h"

/** @return status, which is that of a failure */
static inline enum kp_status kp__failed(enum kp_status status)
{
	if (status == KP_OK) {
		__builtin_unreachable();
	}
	return status;
}

#define kp_argv_wrap(...)  kp__failed(kp_argv_wrap(__VA_ARGS__))
#define kp_fail(...)       kp__failed(kp_fail(__VA_ARGS__))
#define kp_fail_errno(...) kp__failed(kp_fail_errno(__VA_ARGS__))
#define kp_fail_line(...)  kp__failed(kp_fail_line(__VA_ARGS__))
#define kp_tell(...)       kp__failed(kp_tell(__VA_ARGS__))
#define kp_wrap(...)       kp__failed(kp_wrap(__VA_ARGS__))

#endif
