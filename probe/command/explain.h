/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The verb `explain`: why a setting of the kubelets of this node is what it is.
 */
#ifndef KP_COMMAND_EXPLAIN_H
#define KP_COMMAND_EXPLAIN_H

#include "command/command.h"

/** @return the exit status: 0 if the value is known of each kubelet, else 1 */
int kp_explain(const struct kp_command *command);

#endif
