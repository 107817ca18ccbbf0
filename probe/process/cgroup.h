/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the path of a control group says of the unit and the container that a process belongs to.
 *
 * A container is known by its id of 64 hexadecimal digits, which Docker, containerd, CRI-O and Podman
 * put into the path, alone or as `RUNTIME-ID.scope` and the like, and one of LXC by its name. All of
 * this holds for version 1 and 2 of control groups.
 */
#ifndef KP_PROCESS_CGROUP_H
#define KP_PROCESS_CGROUP_H

#include <stdbool.h>

#include "base/status.h"

/**
 * Read the control group of a process of systemd's hierarchy, from which the unit or the container can be
 * seen.
 * @param[in] name of the file `cgroup`, from pid_fd
 * @return caller-owned; NULL if it cannot be told
 */
char *kp_cgroup_read(int pid_fd, const char *name);

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
 * @param[in] path absolute
 * @param[out] ret_unit its name, caller-owned, free with free(); NULL if there is none; untouched on
 *             failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_cgroup_unit(const char *path, char **ret_unit, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether a path leaves out directories that it begins with, such as the unit: the kernel shows it from
 * the root of the scanner's control group namespace (cgroup_namespaces(7)), and goes up by `..` only
 * as far as it has to. That of a process beside it shows how far it would be to the very root. One that goes
 * up farther is of another hierarchy or of an outer node, and its whole is not known either.
 * @param[in] path, of_init of a process, and of process 1, which is in no service; absolute
 */
bool kp_cgroup_is_cut(const char *path, const char *of_init);

/** Whether the unit is one of a user's own systemd, whose names say nothing of the system's units. */
bool kp_cgroup_is_of_user(const char *path);

/** Whether a process belongs to the session or the manager of a user, and so to no unit of the system. */
bool kp_cgroup_is_of_users(const char *path);

/**
 * Whether a process belongs to a pod of the node: a directory of pods (`kubepods`, `kubepods.slice`,
 * `kubelet-kubepods.slice`) stands below the control group of process 1, and in no unit, container or
 * user's slice: whoever is root there names directories as they like.
 * In a node that is a pod itself the group of process 1 is below those of the outer node.
 * @param[in] path, of_init absolute
 */
bool kp_cgroup_is_of_pod(const char *path, const char *of_init);

/** The same of a process by its directory in /proc; false also where that cannot be told. */
bool kp_cgroup_holds_in_pod(int pid_fd);

#endif
