/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Ask a running kubelet what it runs with, by the program beside the plugin.
 */
#ifndef KP_OVAL_RUNNING_H
#define KP_OVAL_RUNNING_H

#include "configz/inquire.h"

/** What items tell as their origin. */
#define KP_RUNNING_ORIGIN "configz"

/**
 * kp_configz_inquire().
 * @param[in] question its program is found here
 * @return as it; KP_ERR_NOENT if the directory of the plugin cannot be told
 */
enum kp_status kp_running_ask(const struct kp_configz_question *question,
			      const struct kp_kubelet *kubelet, struct rusage *ret_usage,
			      struct kp_configz_reply **ret_reply, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
