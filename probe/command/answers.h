/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What each version of Kubernetes makes of a setting of a kubelet, in ranges that agree.
 */
#ifndef KP_COMMAND_ANSWERS_H
#define KP_COMMAND_ANSWERS_H

#include "component/component.h"
#include "node/instance.h"

/** What the versions of a range answer. */
struct kp_answer {
	int since;                  /**< first minor version */
	int until;                  /**< last minor version */
	struct kp_setting *setting; /**< NULL: it has none, or cannot be told */
	struct kp_error error;      /**< why; KP_ERR_INVAL: these versions have no such setting */
};

/** All of them, from the oldest on. Start as `{ 0 }`. */
struct kp_answers {
	struct kp_answer items[KP_MINOR_LAST - KP_MINOR_FIRST + 1];
	size_t count;
};

void kp_answers_done(struct kp_answers *answers);

/**
 * Ask each version.
 * @param[in,out] answers empty; release with kp_answers_done() also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_answers_ask(const struct kp_kubelet *kubelet, const char *name,
			      struct kp_answers *answers, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Add a range as people read it: `1.27`, `1.20 to 1.26`, or `1.37 and later`. */
void kp_answer_add_range(const struct kp_answer *answer, struct kp_text *out);

#endif
