/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/running.h"

#include "base/cleanup.h"
#include "base/library.h"
#include "configz/ask.h"

/** Something of the plugin, by whose address the plugin is found. */
static const char anchor[] = "";

enum kp_status kp_running_ask(const struct kp_configz_question *question,
			      const struct kp_kubelet *kubelet, struct rusage *ret_usage,
			      struct kp_configz_reply **ret_reply, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *program = NULL;
	struct kp_configz_question asked = *question;
	enum kp_status status = kp_library_beside(anchor, KP_CONFIGZ_PROGRAM, &program, reterr);

	*ret_usage = (struct rusage){ 0 };
	asked.program = program;
	return status == KP_OK ? kp_configz_inquire(&asked, kubelet, ret_usage, ret_reply, reterr)
			       : status;
}
