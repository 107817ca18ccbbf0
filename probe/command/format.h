/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the formats share in which verdicts are written.
 */
#ifndef KP_COMMAND_FORMAT_H
#define KP_COMMAND_FORMAT_H

#include <stdbool.h>

#include "base/text.h"
#include "command/verdict.h"

/** What a format tells beside the verdicts. Texts may be NULL. */
struct kp_format_told {
	const char *version;  /**< of this package */
	const char *examples; /**< a command that shows verdicts where there is no kubelet */
	const char *report;   /**< the files that were written, absolute */
	const char *arf;
	const char *results;
	bool has_colours;
};

/** How a result counts where formats know fewer than XCCDF. */
enum kp_outcome {
	KP_OUTCOME_PASS,
	KP_OUTCOME_FAIL,
	KP_OUTCOME_OPEN,       /**< error, unknown: nobody knows */
	KP_OUTCOME_NOT_HERE,   /**< not applicable */
	KP_OUTCOME_TO_BE_SEEN, /**< notchecked: a person has to look */
	KP_OUTCOME__COUNT
};

/** @return how a verdict counts; a result that is not known is open */
enum kp_outcome kp_format_outcome(const struct kp_verdict *verdict);

/** Add a finding as one line: the kubelet, if it is one's, and what it says. */
void kp_format_add_line(struct kp_text *out, const struct kp_remark *finding);

/**
 * Add the lines of findings.
 * @param[in] between what stands between two of them
 * @param[in] only_reasons whether those that are no reason are left out
 */
void kp_format_add_lines(struct kp_text *out, const struct kp_verdict *verdict, const char *between,
			 bool only_reasons);

#endif
