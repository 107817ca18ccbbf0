/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Asking another program something that it answers at once.
 */
#ifndef KP_COMMAND_ASK_H
#define KP_COMMAND_ASK_H

#include "base/status.h"

/** A question. */
struct kp_question {
	const char *const *argv; /**< argv[0] is the file; NULL at its end */
	const char *variable;    /**< of its environment, set to `value`; NULL: none */
	const char *value;
	const char *preload; /**< LD_PRELOAD that it gets; NULL: as it is */
	int stream;          /**< the file descriptor that it answers on: 1 or 2 */
};

/**
 * Ask. What it writes to the other stream is lost, and it reads nothing.
 * @param[out] ret_text what it wrote, at most 64 KiB; caller-owned, free with free(); untouched on failure
 * @param[out] ret_code its exit code; negative: the number of the signal that ended it; untouched on failure
 * @return KP_OK; KP_ERR_IO where it cannot be started, or gave no answer within 20 seconds; KP_ERR_NOMEM
 */
enum kp_status kp_ask(const struct kp_question *question, char **ret_text, int *ret_code,
		      struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
