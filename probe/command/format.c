/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/format.h"

#include <string.h>

enum kp_outcome kp_format_outcome(const struct kp_verdict *verdict)
{
	static const struct {
		const char *result;
		enum kp_outcome outcome;
	} outcomes[] = {
		{ "pass", KP_OUTCOME_PASS },
		{ "fixed", KP_OUTCOME_PASS },
		{ "informational", KP_OUTCOME_TO_BE_SEEN },
		{ "fail", KP_OUTCOME_FAIL },
		{ "notapplicable", KP_OUTCOME_NOT_HERE },
		{ "notchecked", KP_OUTCOME_TO_BE_SEEN },
	};

	for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		if (strcmp(outcomes[i].result, verdict->result) == 0) {
			return outcomes[i].outcome;
		}
	}
	return KP_OUTCOME_OPEN;
}

void kp_format_add_line(struct kp_text *out, const struct kp_remark *finding)
{
	if (finding->of != NULL && finding->pid != NULL && *finding->pid != '\0') {
		kp_text_add_str(out, finding->of);
		kp_text_add_char(out, ' ');
		kp_text_add_str(out, finding->pid);
		kp_text_add_str(out, ": ");
	}
	kp_text_add_str(out, finding->text);
}

void kp_format_add_lines(struct kp_text *out, const struct kp_verdict *verdict, const char *between,
			 bool only_reasons)
{
	bool is_first = true;

	for (size_t i = 0; i < verdict->count; i++) {
		if (only_reasons && !verdict->findings[i].is_reason) {
			continue;
		}
		kp_text_add_str(out, is_first ? "" : between);
		kp_format_add_line(out, &verdict->findings[i]);
		is_first = false;
	}
}
