/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Whether what runs before a service (ExecStartPre=, ExecCondition=) leaves the files alone that the
 * service will read.
 */
#ifndef KP_SYSTEMD_HARMLESS_H
#define KP_SYSTEMD_HARMLESS_H

#include <stdbool.h>

#include "systemd/command.h"

/**
 * Whether a command is known to write no file that a service reads as its configuration, nor to
 * change who may. That a name stands for the usual program is taken for granted.
 * @return false for whatever is not known
 */
bool kp_command_is_harmless(const struct kp_command *command);

#endif
