/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Whether a process has anything of root: its users, its capabilities, and who it is in a user namespace.
 */
#ifndef KP_PROCESS_OWNER_H
#define KP_PROCESS_OWNER_H

#include <stdint.h>

#include <stdbool.h>

/** The users of a process (proc_pid_status(5)), and what they may do. */
struct kp_owner {
	int64_t users[4]; /**< real, effective, saved, of files */
	bool is_plain; /**< not root in any user namespace, and without capabilities, in use or not */
};

/** @return whether it can be told; ret_owner is untouched if not */
bool kp_owner_read(int pid_fd, struct kp_owner *ret_owner);

#endif
