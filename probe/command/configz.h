/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The verb `configz`: the configuration of a kubelet as it shows it at /configz.
 */
#ifndef KP_COMMAND_CONFIGZ_H
#define KP_COMMAND_CONFIGZ_H

#include "command/command.h"

/** @return the exit status: 0 if it is written, else 1 */
int kp_configz(const struct kp_command *command);

#endif
