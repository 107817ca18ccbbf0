/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What oscap's process tells the program that asks a kubelet, and what that answers: by pipes, so that
 * nothing of it is seen in argv. Credentials are in neither, only the paths of files.
 */
#ifndef KP_CONFIGZ_JOB_H
#define KP_CONFIGZ_JOB_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/text.h"
#include "configz/options.h"

/** Which kubelet is asked, and how. Texts are borrowed. */
struct kp_configz_job {
	const char *root;    /**< directory below which /proc is: `/` for the live system */
	int64_t pid;         /**< of the kubelet */
	int64_t start_ticks; /**< as of struct kp_identity */
	const char *options; /**< value of KP_CONFIGZ_VARIABLE */
	struct kp_configz_server server;
	/** The serving certificate that it has, as it sees it, for where no CA is given; empty: none. */
	const char *certificate;
	const char *
		name; /**< of the node, where the kubelet is given one; empty: that of the machine */
	unsigned milliseconds; /**< for the request */
};

/** Add a job as the program reads it. */
void kp_configz_job_add(const struct kp_configz_job *job, struct kp_text *out);

/**
 * Read a job.
 * @param[in] bytes with a NUL behind them; must outlive the job
 * @param[out] ret_job untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX
 */
enum kp_status kp_configz_job_parse(const struct kp_bytes *bytes, struct kp_configz_job *ret_job,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

/** Add an answer: how it ended, a line end, and the body or else the message. */
void kp_configz_answer_add(enum kp_status status, const struct kp_error *error,
			   const struct kp_bytes *body, struct kp_text *out);

/**
 * Read an answer.
 * @param[out] ret_body borrowed from bytes; untouched on failure
 * @return KP_OK; KP_ERR_IO if it is none; else the status and the message that it has
 */
enum kp_status kp_configz_answer_parse(const struct kp_bytes *bytes, struct kp_bytes *ret_body,
				       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
