/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * An evaluation by oscap, and what it found.
 */
#ifndef KP_COMMAND_EVALUATE_H
#define KP_COMMAND_EVALUATE_H

#include <stddef.h>

#include <stdbool.h>

#include "base/status.h"
#include "command/verdict.h"
#include "command/workspace.h"

/** What oscap writes. */
enum kp_written {
	KP_WRITTEN_REPORT,
	KP_WRITTEN_ARF,
	KP_WRITTEN_RESULTS,
	KP_WRITTEN__COUNT
};

struct kp_evaluation {
	const char *wrapper; /**< the command oscap-kubelet */
	const char *stream;
	const char *profile;      /**< its id */
	const char *tailoring;    /**< NULL: none */
	const char *root;         /**< NULL: this node */
	const char *const *rules; /**< ids */
	size_t count;
	bool is_shown; /**< whether progress is shown */
	int signals;   /**< of signalfd(2) */
	const struct kp_workspace *workspace;
	char *written[KP_WRITTEN__COUNT]; /**< paths in the workspace */
	int code;                         /**< the exit code of oscap: 0 or 2 */
	int signal;                       /**< that came meanwhile; 0: none */
};

void kp_evaluation_done(struct kp_evaluation *evaluation);

/**
 * Have oscap evaluate.
 * @param[in,out] evaluation the last members are filled
 * @return KP_OK; KP_ERR_IO where oscap failed, or a signal came; KP_ERR_NOMEM
 */
enum kp_status kp_evaluation_run(struct kp_evaluation *evaluation, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Read the verdicts. @param[out] ret_verdicts as of kp_verdicts_read() */
enum kp_status kp_evaluation_read(const struct kp_evaluation *evaluation,
				  struct kp_verdicts *ret_verdicts, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Put the messages of verdicts into what oscap wrote, if that is valid then by oscap itself; else it is
 * left as it was.
 * @param[in] which KP_WRITTEN_ARF or KP_WRITTEN_RESULTS
 * @return KP_OK; else why the file is as it was
 */
enum kp_status kp_evaluation_explain(struct kp_evaluation *evaluation, enum kp_written which,
				     const struct kp_verdicts *verdicts, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
