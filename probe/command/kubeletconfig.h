/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The configuration of a kubelet as it shows it at /configz, where content made for others reads it:
 * `{"kubeletconfig": {...}}`.
 */
#ifndef KP_COMMAND_KUBELETCONFIG_H
#define KP_COMMAND_KUBELETCONFIG_H

#include "base/text.h"
#include "configz/reply.h"
#include "node/instance.h"

/**
 * Write down what follows from arguments, files and defaults, as the kubelet would show it: what is
 * `omitempty` and zero left out, durations there whatever they are, and since 1.36 what it is. Where the
 * version is not known, by the latest one. Credentials are hidden.
 * @return KP_OK; KP_ERR_NOMEM; else why a setting cannot be told, with its name
 */
enum kp_status kp_kubeletconfig_compute(const struct kp_kubelet *kubelet, struct kp_text *out,
					struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Write down what a kubelet says of itself, without the certificate that it made itself, and with
 * credentials hidden.
 * @return as kp_kubeletconfig_compute()
 */
enum kp_status kp_kubeletconfig_copy(const struct kp_configz_reply *reply,
				     const struct kp_kubelet *kubelet, struct kp_text *out,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
