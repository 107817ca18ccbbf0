/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What `explain` found out of one setting of one kubelet, and how it is written.
 */
#ifndef KP_COMMAND_EXPLAINED_H
#define KP_COMMAND_EXPLAINED_H

#include <stdbool.h>

#include "base/unheeded.h"
#include "command/answers.h"
#include "node/identity.h"

/** What is said of versions that have no setting of that name. */
#define KP_ANSWER_NONE "no such setting"

/** What was found out. Start as `{ 0 }`. */
struct kp_explained {
	const struct kp_identity *who; /**< borrowed */
	struct kp_setting *setting;    /**< NULL: it cannot be told */
	struct kp_error error;         /**< why */
	bool is_asked;                 /**< whether the running kubelet was asked, too */
	struct kp_setting *running;    /**< what it says; NULL: that cannot be told */
	struct kp_error running_error; /**< why */
	struct kp_unheeded_list unheeded;
	struct kp_answers answers;
};

/** All of it. Start as `{ 0 }`. */
struct kp_explanation {
	const char *setting; /**< its name; borrowed */
	struct kp_explained *items;
	size_t count;
	const struct kp_error
		*incomplete; /**< why there may be more kubelets; borrowed; NULL: there are none */
};

void kp_explanation_done(struct kp_explanation *explanation);

/**
 * Find out what there is of one kubelet.
 * @param[in] ctx as for kp_kubelet_find_unheeded()
 * @param[in,out] explained empty; released with the explanation, also on failure
 * @return KP_OK, also if it cannot be told; KP_ERR_INVAL: no setting has that name; KP_ERR_NOMEM
 */
enum kp_status kp_explain_kubelet(const struct kp_ctx *ctx, const struct kp_kubelet *kubelet,
				  const char *name, struct kp_explained *explained,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

/** Write it for people. What fails is remembered by the text. */
void kp_explanation_write(const struct kp_explanation *explanation, struct kp_text *out);

#endif
