/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * How a process is read.
 */
#ifndef KP_PROCESS_READ_H
#define KP_PROCESS_READ_H

#include "base/status.h"
#include "files/ctx.h"
#include "process/process.h"

/**
 * Read a process, again if it turns into another program meanwhile.
 * @param[in] variable of its environment, for has_variable; NULL for none
 * @param[in,out] process with its pid and pid_fd, which fails once it is gone, whoever gets the pid;
 *                gets all but exe, exe_replaced and host. Its root_fd is to be closed by the caller,
 *                also on failure
 * @return KP_OK, also if something is missing, as process.error says; why there are no arguments,
 *         which process.error says too
 */
enum kp_status kp_process_read(const struct kp_ctx *ctx, const char *variable,
			       struct kp_process *process) __attribute__((warn_unused_result));

#endif
