/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The programs that services start, and that start a kubelet in their turn.
 */
#ifndef KP_HOSTS_LAUNCHERS_H
#define KP_HOSTS_LAUNCHERS_H

#include <stdbool.h>

#include "base/status.h"
#include "base/text.h"
#include "files/ctx.h"
#include "process/process.h"

/** Where a command leads to. Start as `{ 0 }`. */
struct kp_launch {
	bool is_found; /**< whether the process runs the component, or contains it */
	bool is_known; /**< whether its arguments name the component, so that it may start it */
	struct kp_text variables; /**< what process.variables points to */
};

/** Release what a launch holds, once the process is not needed any more. */
void kp_launch_done(struct kp_launch *launch);

/**
 * Follow the command of a service to a component, if it starts one.
 * @param[in] component its name
 * @param[in,out] process of the service; becomes that of the kubelet
 * @param[in,out] launch empty; must live as long as the process
 * @return KP_OK; KP_ERR_UNSUPPORTED when it starts one, or may do so, with arguments that it
 *         makes up; the reason why its files cannot be read; KP_ERR_NOMEM
 */
enum kp_status kp_launch_follow(const char *component, const struct kp_ctx *ctx,
				struct kp_process *process, struct kp_launch *launch,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
