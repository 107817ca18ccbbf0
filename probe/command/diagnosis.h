/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What `doctor` looks at: each check is a function that says one thing of this machine.
 */
#ifndef KP_COMMAND_DIAGNOSIS_H
#define KP_COMMAND_DIAGNOSIS_H

#include "base/text.h"
#include "command/command.h"

enum kp_health {
	KP_HEALTH_OK,
	KP_HEALTH_WARNING, /**< something works in part, or in other ways than one may think */
	KP_HEALTH_PROBLEM, /**< a scan fails, or lacks verdicts */
	KP_HEALTH__COUNT   /**< not a valid value */
};

/** What is known before the checks. */
struct kp_patient {
	const struct kp_command *command;
	char *oscap;   /**< the scanner that oscap-kubelet starts; NULL: it finds none that does */
	char *why;     /**< why, in words of oscap-kubelet; NULL if it finds one */
	char *library; /**< its libopenscap, as the dynamic linker finds it; NULL: cannot be told */
	char *scanner; /**< the directory with the link named oscap, for a PATH */
	bool is_by_name; /**< whether the word oscap, by PATH, is oscap-kubelet */
};

/** What a check finds. The texts are unfinished; released by who made it. */
struct kp_diagnosis {
	enum kp_health health;
	struct kp_text text; /**< what is so; none: there is nothing to say, the row is left out */
	struct kp_text advice; /**< what to do; may be empty */
};

/** A check. Fills a diagnosis that is empty, and OK. */
typedef void kp_check_function(const struct kp_patient *patient, struct kp_diagnosis *diagnosis);

/** Say something more of what is so, of what to do. */
void kp_diagnosis_say(struct kp_diagnosis *diagnosis, enum kp_health health, const char *format,
		      ...) __attribute__((format(printf, 3, 4)));
void kp_diagnosis_advise(struct kp_diagnosis *diagnosis, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
