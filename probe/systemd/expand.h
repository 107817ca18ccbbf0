/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The variables in a command line (systemd.service(5) "COMMAND LINES"): from its words to arguments.
 */
#ifndef KP_SYSTEMD_EXPAND_H
#define KP_SYSTEMD_EXPAND_H

#include "process/argv.h"
#include "systemd/command.h"
#include "systemd/environment.h"

/**
 * Put in the variables.
 * @param[in] path of the file with the command
 * @param[out] ret_argv caller-owned, free with kp_argv_free(); untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED: a variable whose value cannot be known; KP_ERR_LIMIT;
 *         KP_ERR_NOMEM
 */
enum kp_status kp_command_expand(const struct kp_command *command, const char *path,
				 const struct kp_environment *environment,
				 const struct kp_limits *limits, struct kp_argv **ret_argv,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
