/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The request itself, in the program that is made for it.
 */
#ifndef KP_CONFIGZ_REQUEST_H
#define KP_CONFIGZ_REQUEST_H

#include "configz/job.h"
#include "net/request.h"

/**
 * GET /configz.
 * @param[out] ret_body release with kp_buffer_done(); untouched on failure
 * @return KP_OK; else why not, and what to do about it
 */
enum kp_status kp_configz_request(const struct kp_configz_job *job, struct kp_buffer *ret_body,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

/** Say what an answer means that is none. @return KP_OK for one that is; KP_ERR_PERM, KP_ERR_IO */
enum kp_status kp__configz_explain_answer(const struct kp_net_answer *answer,
					  struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
