/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/verdict.h"

#include <stdlib.h>
#include <string.h>

void kp_remark_done(struct kp_remark *finding)
{
	free(finding->pid);
	free(finding->setting);
	free(finding->value);
	free(finding->source);
	free(finding->location);
	free(finding->message);
	free(finding->text);
	*finding = (struct kp_remark){ 0 };
}

static void verdict_done(struct kp_verdict *verdict)
{
	for (size_t i = 0; i < verdict->count; i++) {
		kp_remark_done(&verdict->findings[i]);
	}
	free(verdict->findings);
	free(verdict->rule);
	free(verdict->number);
	free(verdict->title);
	free(verdict->severity);
	free(verdict->result);
}

void kp_verdicts_done(struct kp_verdicts *verdicts)
{
	for (size_t i = 0; i < verdicts->count; i++) {
		verdict_done(&verdicts->items[i]);
	}
	free(verdicts->items);
	free(verdicts->profile);
	free(verdicts->benchmark);
	free(verdicts->version);
	free(verdicts->target);
	free(verdicts->start);
	free(verdicts->end);
	*verdicts = (struct kp_verdicts){ 0 };
}

bool kp_verdict_is_open(const struct kp_verdict *verdict)
{
	return strcmp(verdict->result, "error") == 0 || strcmp(verdict->result, "unknown") == 0;
}

bool kp_verdict_has_reason(const struct kp_verdict *verdict)
{
	return kp_verdict_is_open(verdict) || strcmp(verdict->result, "fail") == 0;
}

const struct kp_verdict *kp_verdicts_find(const struct kp_verdicts *verdicts, const char *rule)
{
	for (size_t i = 0; rule != NULL && i < verdicts->count; i++) {
		if (strcmp(verdicts->items[i].rule, rule) == 0) {
			return &verdicts->items[i];
		}
	}
	return NULL;
}
