/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Who gets to see a credential: a kubelet of this node, and nobody who only says so.
 */
#ifndef KP_CONFIGZ_TARGET_H
#define KP_CONFIGZ_TARGET_H

#include "configz/job.h"
#include "files/ctx.h"

/**
 * Open the process of a kubelet, and make sure that it is the node's and the one that a connection leads to:
 * its users are all root in the user namespace of process 1, it is in no pod, its network is that of who
 * asks, and it has each socket that listens at the address.
 * @param[out] ret_pid_fd its directory in /proc, caller-owned; untouched on failure
 * @return KP_OK; KP_ERR_GONE if it has ended; KP_ERR_UNSUPPORTED with what it is not; KP_ERR_PERM if that
 *         cannot be seen; the errno of reading /proc as a status
 */
enum kp_status kp_configz_target_open(const struct kp_ctx *ctx, const struct kp_configz_job *job,
				      int *ret_pid_fd, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
