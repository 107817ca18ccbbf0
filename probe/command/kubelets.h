/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The kubelets that a verb is about, and what they say of themselves.
 */
#ifndef KP_COMMAND_KUBELETS_H
#define KP_COMMAND_KUBELETS_H

#include <stdint.h>

#include <stdbool.h>

#include "command/command.h"
#include "configz/reply.h"
#include "node/instances.h"

/** Read the value of --pid. @param[out] ret_pid untouched on failure @return KP_OK; KP_ERR_INVAL */
enum kp_status kp_kubelets_read_pid(const char *text, int64_t *ret_pid, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Find the kubelets: those that run, or those of services where nothing can run. The version is that of
 * OSCAP_KUBELET_VERSION, if that is set.
 * @param[in] is_other_root whether ctx is of another root directory than that of this node
 * @param[out] ret_kubelets caller-owned, free with kp_kubelets_free(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL for another version than there is; as kp_kubelets_collect()
 */
enum kp_status kp_kubelets_find(const struct kp_ctx *ctx, bool is_other_root, bool with_unheeded,
				struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whether the operator names with what kubelets are asked. */
bool kp_kubelets_may_be_asked(void);

/**
 * Ask a running kubelet, with what OSCAP_KUBELET_CONFIGZ names.
 * @param[in] root path of the root directory of ctx
 * @param[out] ret_reply caller-owned, free with kp_configz_reply_free(); untouched on failure
 * @return as kp_configz_inquire(); KP_ERR_UNSUPPORTED for one that does not run
 */
enum kp_status kp_kubelets_ask(const struct kp_command *command, const struct kp_ctx *ctx,
			       const char *root, const struct kp_kubelet *kubelet,
			       struct kp_configz_reply **ret_reply, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
