/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Ask a running kubelet what it runs with.
 */
#ifndef KP_OVAL_RUNNING_H
#define KP_OVAL_RUNNING_H

#include <sys/resource.h>

#include "configz/reply.h"
#include "node/instance.h"
#include "oval/kept.h"

/** What items tell as their origin. */
#define KP_RUNNING_ORIGIN "configz"

/**
 * Ask, by the program beside the plugin.
 * @param[out] ret_usage as of kp_configz_ask()
 * @param[out] ret_reply caller-owned, free with kp_configz_reply_free(); untouched on failure
 * @return KP_OK; why there is no reply, with what to do; KP_ERR_NOMEM
 */
enum kp_status kp_running_ask(const struct kp_kept_question *question,
			      const struct kp_kubelet *kubelet, struct rusage *ret_usage,
			      struct kp_configz_reply **ret_reply, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
