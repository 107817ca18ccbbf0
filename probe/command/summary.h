/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The verb summary: the results of many nodes on one page.
 */
#ifndef KP_COMMAND_SUMMARY_H
#define KP_COMMAND_SUMMARY_H

#include "command/command.h"

/** @return exit status; returns only if the program that does it, content/fleet/summary, cannot be started */
int kp_summary(const struct kp_command *command);

#endif
