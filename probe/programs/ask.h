/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Asking another program something that it answers at once.
 */
#ifndef KP_PROGRAMS_ASK_H
#define KP_PROGRAMS_ASK_H

#include <stdbool.h>

#include "base/status.h"

/** How long a program may take to answer: oscap needs some milliseconds. */
#define KP_ASK_SECONDS 20

/** A question. */
struct kp_question {
	const char *file;        /**< of the program */
	const char *const *argv; /**< NULL at its end */
	const char *variable;    /**< of its environment, set to `value`; NULL: none */
	const char *value;
	const char *preload;  /**< LD_PRELOAD that it gets; NULL: as it is */
	bool is_output_heard; /**< what it writes to standard output is its answer */
	bool is_error_heard;  /**< what it writes to standard error, likewise */
};

/**
 * Ask. What it writes to a stream that is not heard is lost, and it reads nothing. It is ended, with what
 * it has started, if this process ends first.
 * @param[out] ret_text its answer, at most 64 KiB; caller-owned, free with free(); untouched on failure
 * @param[out] ret_code its exit code, 127 and the reason as its answer if it cannot be executed, as in a
 *             shell; negative: the number of the signal that ended it; untouched on failure
 * @return KP_OK; KP_ERR_LIMIT where it gave no answer within KP_ASK_SECONDS; KP_ERR_NOMEM; otherwise there
 *         is no pipe or no process for it
 */
enum kp_status kp_ask(const struct kp_question *question, char **ret_text, int *ret_code,
		      struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
