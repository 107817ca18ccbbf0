/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the path of a control group says of the unit and the container that a process belongs to.
 *
 * A container is known by its id of 64 hexadecimal digits, which Docker, containerd, CRI-O and Podman
 * put into the path, alone or as `RUNTIME-ID.scope` and the like, and one of LXC by its name. All of
 * this holds for version 1 and 2 of control groups.
 */
#ifndef KP_CGROUP_H
#define KP_CGROUP_H

#include <stdbool.h>

#include "status.h"

/**
 * The innermost container.
 * @param[in] path absolute
 * @param[out] ret_container its id or name, caller-owned, free with free(); NULL if there is none;
 *             untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_cgroup_container(const char *path, char **ret_container, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The systemd unit, a service or a scope; of a process in a container the one inside of it.
 * @param[out] ret_unit likewise
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_cgroup_unit(const char *path, char **ret_unit, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whether the unit is one of a user's own systemd, whose names say nothing of the system's units. */
bool kp_cgroup_is_of_user(const char *path);

#endif
