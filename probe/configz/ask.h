/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Have a kubelet asked by the program that is made for it (program/oscap-kubelet-ask.c).
 */
#ifndef KP_CONFIGZ_ASK_H
#define KP_CONFIGZ_ASK_H

#include <sys/resource.h>

#include "configz/job.h"

/** Its name, in the directory of the plugin. */
#define KP_CONFIGZ_PROGRAM "oscap-kubelet-ask"

/**
 * Start the program, and wait for its answer. It gets nothing of the environment, and no signal is blocked
 * or ignored there.
 * @param[in] program path of it
 * @param[in] seconds after which it is killed
 * @param[out] ret_usage what the program has used, which this process has used by children then; all zero
 *             if it was not started
 * @param[out] ret_body release with kp_buffer_done(); untouched on failure
 * @return KP_OK; what the program says; KP_ERR_NOENT if it is not there; KP_ERR_LIMIT if the time is over;
 *         KP_ERR_IO if it ends otherwise; KP_ERR_NOMEM
 */
enum kp_status kp_configz_ask(const char *program, const struct kp_configz_job *job,
			      unsigned seconds, struct rusage *ret_usage,
			      struct kp_buffer *ret_body, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
