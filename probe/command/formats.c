/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/formats.h"

#include <string.h>

#include "command/json.h"
#include "command/junit.h"
#include "command/sarif.h"
#include "command/terminal.h"

static const struct kp_format formats[] = {
	{ "text", kp_terminal_write },
	{ "json", kp_json_write },
	{ "junit", kp_junit_write },
	{ "sarif", kp_sarif_write },
};

const struct kp_format *kp_formats_find(const char *name)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, name) == 0) {
			return &formats[i];
		}
	}
	return NULL;
}

enum kp_outcome kp_formats_outcome(const struct kp_verdict *verdict)
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

void kp_formats_add_line(struct kp_text *out, const struct kp_finding *finding)
{
	if (finding->pid != NULL && *finding->pid != '\0') {
		kp_text_add_str(out, "kubelet ");
		kp_text_add_str(out, finding->pid);
		kp_text_add_str(out, ": ");
	}
	kp_text_add_str(out, finding->text);
}

void kp_formats_add_lines(struct kp_text *out, const struct kp_verdict *verdict,
			  const char *between, bool only_reasons)
{
	bool is_first = true;

	for (size_t i = 0; i < verdict->count; i++) {
		if (only_reasons && !verdict->findings[i].is_reason) {
			continue;
		}
		kp_text_add_str(out, is_first ? "" : between);
		kp_formats_add_line(out, &verdict->findings[i]);
		is_first = false;
	}
}
