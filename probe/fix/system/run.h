/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Run another program, without a shell and not for longer than a limit.
 */
#ifndef KP_FIX_SYSTEM_RUN_H
#define KP_FIX_SYSTEM_RUN_H

#include "base/status.h"

/** Most that is kept of what a program says, in bytes with the final NUL. */
#define KP_RUN_SAID_MAX 512

/** How a program ended. */
struct kp_run {
	int exit_code; /**< -1 if a signal ended it */
	int signal;    /**< 0 if none did */
	/** The begin of its standard error, or of its output too, as one line; may be empty. */
	char said[KP_RUN_SAID_MAX];
};

/**
 * Find a program in PATH and run it to its end, with nothing to read and its output thrown away.
 * @param[in] argv ends with NULL
 * @param[in] limit seconds after which it and what it has started are killed
 * @param[out] ret_run untouched on failure
 * @return KP_OK however it ended; KP_ERR_NOENT if it is not in PATH; KP_ERR_LIMIT; the errno of what
 *         failed as a status
 */
enum kp_status kp_run(const char *const *argv, unsigned limit, struct kp_run *ret_run,
		      struct kp_error *reterr) __attribute__((warn_unused_result));

/** kp_run(), but the output is kept like the standard error, of a program that has one or the other. */
enum kp_status kp_run_to_hear(const char *const *argv, unsigned limit, struct kp_run *ret_run,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
