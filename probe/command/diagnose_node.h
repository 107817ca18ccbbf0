/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Checks of the node.
 */
#ifndef KP_COMMAND_DIAGNOSE_NODE_H
#define KP_COMMAND_DIAGNOSE_NODE_H

#include "command/diagnosis.h"

kp_check_function kp_check_kubelets;

#endif
