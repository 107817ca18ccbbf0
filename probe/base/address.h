/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Addresses of the Internet as Go reads them: alone, with a port, and blocks of them.
 */
#ifndef KP_BASE_ADDRESS_H
#define KP_BASE_ADDRESS_H

#include <stddef.h>

#include <stdbool.h>

/** Room for the longest address that is one, with the NUL behind it (INET6_ADDRSTRLEN), and some more. */
enum {
	KP_ADDRESS_SIZE = 64
};

/** net.ParseIP: without a zone, and without leading zeros. */
bool kp_address_is_ip(const char *text);

/** Whether a text is an address of version 4: also one that is written as a mapped one of version 6. */
bool kp_address_is_ipv4(const char *text);

/** net.ParseCIDR. */
bool kp_address_is_block(const char *text);

/**
 * net.SplitHostPort, where the host is an address.
 * @param[out] ret_port what stands behind the last colon, borrowed from text; untouched if that fails
 * @return whether the text can be split, and the host is an address
 */
bool kp_address_split(const char *text, const char **ret_port);

/** Whether a text is a decimal port. @param[in] min 0 or 1 */
bool kp_address_is_port(const char *text, int min);

/** Whether a text is a range of ports (k8s.io/apimachinery/pkg/util/net ParsePortRange); empty is one. */
bool kp_address_is_port_range(const char *text);

#endif
