/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The ports that a process listens on, as its network namespace and that of process 1 show them.
 */
#ifndef KP_PROCESS_PORTS_H
#define KP_PROCESS_PORTS_H

#include <stdint.h>

#include "process/owner.h"
#include "process/process.h"

/**
 * Whether a process listens on one of some TCP ports, of its own network or of the node's: by a socket that
 * one of its users has made, or that it has, whoever made it.
 * @param[in] ports up to 0
 * @param[in] owner of the process
 */
enum kp_known kp_ports_are_listened_on(int pid_fd, const int *ports, const struct kp_owner *owner);

/** An address with a port. */
struct kp_ports_address {
	int family;        /**< AF_INET or AF_INET6 */
	uint8_t bytes[16]; /**< in the order of the network; 4 of them with AF_INET */
	int port;
};

/**
 * Whether whoever connects to an address in a process's own network comes to that process: it has each
 * socket that listens there, or at that port of all addresses, and there is one. With IPv4, what listens
 * at all addresses of IPv6 counts, too.
 * @return KP_KNOWN_NO also if another process has one of them, or none listens
 */
enum kp_known kp_ports_lead_to(int pid_fd, const struct kp_ports_address *address);

#endif
