/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The ports that a process listens on, as its network namespace and that of process 1 show them.
 */
#ifndef KP_PROCESS_PORTS_H
#define KP_PROCESS_PORTS_H

#include "process/owner.h"
#include "process/process.h"

/**
 * Whether a process listens on one of some TCP ports, of its own network or of the node's: by a socket that
 * one of its users has made, or that it has, whoever made it.
 * @param[in] ports up to 0
 * @param[in] owner of the process
 */
enum kp_known kp_ports_are_listened_on(int pid_fd, const int *ports, const struct kp_owner *owner);

#endif
