/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The verb `doctor`: what keeps scans of this machine from working, and what to do.
 */
#ifndef KP_COMMAND_DOCTOR_H
#define KP_COMMAND_DOCTOR_H

#include "command/command.h"

/** @return the exit status: 0 if there is no problem, else 1 */
int kp_doctor(const struct kp_command *command);

#endif
