/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a scan found: of each rule its verdict, and of each kubelet, file and the like what was seen.
 */
#ifndef KP_COMMAND_VERDICT_H
#define KP_COMMAND_VERDICT_H

#include <stddef.h>

#include <stdbool.h>

/** Something that a rule looked at. Texts that there are none of are NULL. */
struct kp_remark {
	const char *of; /**< whose the pid is: the name of a program, static */
	char *pid;
	char *setting;
	char *value;
	char *source;
	char *location;
	char *message;  /**< why nothing could be found out */
	char *text;     /**< all of it for a person, but the pid */
	bool is_reason; /**< of a verdict of fail, error or unknown */
};

/** Of a rule that the profile selects. */
struct kp_verdict {
	char *rule; /**< its id */
	const char
		*name; /**< the id without what those of all rules begin with; borrowed from rule */
	char *number;  /**< in the benchmark of the profile, as `4.2.2`; may be empty */
	char *title;   /**< without the number */
	char *severity;
	char *result; /**< as XCCDF names it: pass, fail, error, unknown, notapplicable, ... */
	struct kp_remark *findings; /**< first the reasons, in the order in which they are told */
	size_t count;
	size_t size;
};

/** Start as `{ 0 }`. */
struct kp_verdicts {
	char *profile; /**< its id */
	char *benchmark;
	char *version; /**< of the benchmark */
	char *target;
	char *start; /**< time, as XCCDF has it */
	char *end;
	struct kp_verdict *items;
	size_t count;
	size_t size;
};

/** Cleanup function for a finding. */
void kp_remark_done(struct kp_remark *finding);

void kp_verdicts_done(struct kp_verdicts *verdicts);

/** @return the verdict of a rule by its id, borrowed; NULL */
const struct kp_verdict *kp_verdicts_find(const struct kp_verdicts *verdicts, const char *rule);

/** Whether the rule was decided neither way: error or unknown. */
bool kp_verdict_is_open(const struct kp_verdict *verdict);

/** Whether it takes a reason: it failed, or was not decided. */
bool kp_verdict_has_reason(const struct kp_verdict *verdict);

#endif
