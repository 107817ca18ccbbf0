/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Verdicts, as a person or a program reads them.
 */
#ifndef KP_COMMAND_FORMATS_H
#define KP_COMMAND_FORMATS_H

#include <stdbool.h>

#include "base/text.h"
#include "command/verdicts.h"

/** What a format tells beside the verdicts. Texts may be NULL. */
struct kp_told {
	const char *version;  /**< of this package */
	const char *examples; /**< a command that shows verdicts where there is no kubelet */
	const char *report;   /**< the files that were written, absolute */
	const char *arf;
	const char *results;
	bool has_colours;
};

struct kp_format {
	const char *name;
	/**
	 * @param[in,out] out where it is added
	 * @return KP_OK; KP_ERR_NOMEM
	 */
	enum kp_status (*write)(const struct kp_verdicts *verdicts, const struct kp_told *told,
				struct kp_text *out, struct kp_error *reterr);
};

/** @return a format by its name, static; NULL */
const struct kp_format *kp_formats_find(const char *name);

/** The names of all formats, for errors and help. */
#define KP_FORMATS "text, json, junit or sarif"

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
enum kp_outcome kp_formats_outcome(const struct kp_verdict *verdict);

/** Add a finding as one line: the kubelet, if it is one's, and what it says. */
void kp_formats_add_line(struct kp_text *out, const struct kp_finding *finding);

/**
 * Add the lines of findings.
 * @param[in] between what stands between two of them
 * @param[in] only_reasons whether those that are no reason are left out
 */
void kp_formats_add_lines(struct kp_text *out, const struct kp_verdict *verdict,
			  const char *between, bool only_reasons);

#endif
