/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The verb `scan`: evaluate a node, print the verdicts, write reports.
 */
#ifndef KP_COMMAND_SCAN_H
#define KP_COMMAND_SCAN_H

#include "command/command.h"

/** @return the exit status: 0, 1 or 2 */
int kp_scan(const struct kp_command *command);

#endif
