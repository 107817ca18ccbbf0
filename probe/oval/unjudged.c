/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/unjudged.h"

#include "base/cleanup.h"

int kp_unjudged_add(const struct kp_session *session, const char *text)
{
	SEXP_t *message = probe_msg_creatf(OVAL_MESSAGE_LEVEL_INFO, "%s", text);
	int result = PROBE_ENOMEM;

	if (message != NULL) {
		result = probe_cobj_add_msg(probe_ctx_getresult(session->ctx), message) == 0
				 ? 0
				 : PROBE_ENOMEM;
	}
	SEXP_free(message);
	return result;
}

/** Have told that a process is none of the node's. */
static int tell_aside(struct kp_session *session, const struct kp_aside *aside,
		      kp_unjudged_function *tell)
{
	KP_CLEANUP(kp_freep) char *note = NULL;
	struct kp_text text = { 0 };

	kp_text_add_str(&text, "set aside, since ");
	kp_text_add_str(&text, aside->why);
	if (aside->who.container != NULL) {
		kp_text_add_str(&text, ": container ");
		kp_text_add_str(&text, aside->who.container);
	}
	return kp_text_finish(&text, &note, NULL) == KP_OK ? tell(session, aside, note)
							   : PROBE_ENOMEM;
}

int kp_unjudged_each(struct kp_session *session, const struct kp_kubelets *kubelets,
		     kp_unjudged_function *tell)
{
	const struct kp_error *unseen = kp_kubelets_unseen(kubelets);
	size_t count = kp_kubelets_aside_count(kubelets);
	const struct kp_aside *aside;
	struct kp_error more;
	size_t told = 0;
	int result = 0;

	while (result == 0 && (aside = kp_kubelets_aside(kubelets, told)) != NULL) {
		result = tell_aside(session, aside, tell);
		told++;
	}
	if (result == 0 && told < count) {
		(void)kp_fail(&more, KP_ERR_LIMIT, "%zu more are set aside", count - told);
		result = tell(session, NULL, more.message);
	}
	return result == 0 && unseen != NULL ? tell(session, NULL, unseen->message) : result;
}

/** Tell one thing in a message. */
static int tell_message(struct kp_session *session, const struct kp_aside *aside, const char *note)
{
	KP_CLEANUP(kp_freep) char *words = NULL;
	struct kp_text text = { 0 };

	if (aside == NULL) {
		return kp_unjudged_add(session, note);
	}
	kp_text_addf(&text, "process %ld is ", (long)aside->who.pid);
	kp_text_add_str(&text, note);
	return kp_text_finish(&text, &words, NULL) == KP_OK ? kp_unjudged_add(session, words)
							    : PROBE_ENOMEM;
}

int kp_unjudged_tell(struct kp_session *session, const struct kp_kubelets *kubelets)
{
	return kp_unjudged_each(session, kubelets, tell_message);
}
