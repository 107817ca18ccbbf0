/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Whether the command of a service executes a kubelet: by a shell, or by another program like env.
 */
#ifndef KP_HOSTS_COMMANDS_H
#define KP_HOSTS_COMMANDS_H

#include <stdbool.h>

#include "process/argv.h"

/**
 * Whether a program that is no component itself may start one, by what its arguments say.
 * @param[in] component its name
 * @param[in] exe of the program
 */
bool kp_command_may_start(const char *component, const char *exe, const struct kp_argv *argv);

#endif
