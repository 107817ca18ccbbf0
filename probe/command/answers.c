/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/answers.h"

#include <string.h>

#include "base/cleanup.h"

static void answer_done(struct kp_answer *answer)
{
	kp_setting_free(answer->setting);
	answer->setting = NULL;
}

void kp_answers_done(struct kp_answers *answers)
{
	for (size_t i = 0; i < answers->count; i++) {
		answer_done(&answers->items[i]);
	}
	answers->count = 0;
}

/** Whether two settings are said at the same place. */
static bool is_same_place(const struct kp_setting *left, const struct kp_setting *right,
			  bool *ret_same)
{
	KP_CLEANUP(kp_freep) char *mine = NULL;
	KP_CLEANUP(kp_freep) char *other = NULL;

	if (kp_setting_location(left, &mine, NULL) != KP_OK ||
	    kp_setting_location(right, &other, NULL) != KP_OK) {
		return false;
	}
	*ret_same = left->source == right->source && strcmp(mine, other) == 0;
	return true;
}

/** Whether two answers are the same. @return false if there is no memory */
static bool compare(const struct kp_answer *left, const struct kp_answer *right, bool *ret_same)
{
	*ret_same = false;
	if (left->setting == NULL || right->setting == NULL) {
		*ret_same = left->setting == right->setting &&
			    left->error.status == right->error.status &&
			    (left->error.status == KP_ERR_INVAL ||
			     strcmp(left->error.message, right->error.message) == 0);
		return true;
	}
	return !kp_setting_is_same(left->setting, right->setting) ||
	       is_same_place(left->setting, right->setting, ret_same);
}

/** Add what a version answers, or let the range before reach to it. @param[in,out] answer taken over */
static enum kp_status add(struct kp_answers *answers, struct kp_answer *answer)
{
	struct kp_answer *last = answers->count == 0 ? NULL : &answers->items[answers->count - 1];
	bool is_same = false;

	if (last != NULL && !compare(last, answer, &is_same)) {
		answer_done(answer);
		return KP_ERR_NOMEM;
	}
	if (is_same) {
		last->until = answer->until;
		answer_done(answer);
	} else {
		answers->items[answers->count++] = *answer;
	}
	return KP_OK;
}

enum kp_status kp_answers_ask(const struct kp_kubelet *kubelet, const char *name,
			      struct kp_answers *answers, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (int minor = KP_MINOR_FIRST; status == KP_OK && minor <= KP_MINOR_LAST; minor++) {
		struct kp_answer answer = { .since = minor, .until = minor };

		status =
			kp_kubelet_setting_in(kubelet, minor, name, &answer.setting, &answer.error);
		if (status != KP_ERR_NOMEM) {
			status = add(answers, &answer);
		}
	}
	return status == KP_OK ? KP_OK : kp_fail(reterr, status, "out of memory");
}

void kp_answer_add_range(const struct kp_answer *answer, struct kp_text *out)
{
	kp_text_addf(out, "1.%d", answer->since);
	if (answer->until == KP_MINOR_LAST) {
		kp_text_add_str(out, " and later");
	} else if (answer->until != answer->since) {
		kp_text_addf(out, " to 1.%d", answer->until);
	}
}
