/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/aside.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "files/procfs.h"
#include "process/cgroup.h"
#include "process/owner.h"
#include "process/ports.h"

/** Whether a process is in another network namespace than process 1, the node's. */
static bool has_own_network(int pid_fd)
{
	char own[64];
	char of_init[64];

	return kp_procfs_peek_link(pid_fd, "ns/net", own, sizeof(own), NULL) == KP_OK &&
	       kp_procfs_peek_link(pid_fd, "../1/ns/net", of_init, sizeof(of_init), NULL) ==
		       KP_OK &&
	       strcmp(own, of_init) != 0;
}

/** Whether a control group is in no unit of the system, and in no container. */
static bool is_in_no_unit(const char *group)
{
	KP_CLEANUP(kp_freep) char *container = NULL;
	KP_CLEANUP(kp_freep) char *unit = NULL;

	return kp_cgroup_container(group, &container, NULL) == KP_OK && container == NULL &&
	       (kp_cgroup_is_of_users(group) ||
		(kp_cgroup_unit(group, &unit, NULL) == KP_OK && unit == NULL));
}

static bool is_of_plain_user(const struct kp_foreign *foreign, int pid_fd)
{
	struct kp_owner owner;

	return kp_owner_read(pid_fd, &owner) && owner.is_plain &&
	       kp_ports_are_listened_on(pid_fd, foreign->ports, &owner) == KP_KNOWN_NO;
}

const char *kp_aside_reason(const struct kp_component *component, const struct kp_process *process)
{
	const struct kp_foreign *foreign = component->foreign;
	KP_CLEANUP(kp_freep) char *of_init = NULL;
	KP_CLEANUP(kp_freep) char *group = NULL;

	if (foreign == NULL || process->pid_fd < 0) {
		return NULL;
	}
	/* Not what was read before: a process whose arguments are too long has no more than a pid. */
	group = kp_cgroup_read(process->pid_fd, "cgroup");
	of_init = kp_cgroup_read(process->pid_fd, "../1/cgroup");
	if (group == NULL || of_init == NULL || kp_cgroup_is_cut(group, of_init)) {
		return NULL;
	}
	if (foreign->of_pods && kp_cgroup_is_of_pod(group, of_init) &&
	    has_own_network(process->pid_fd)) {
		return "it runs in a pod with a network of its own";
	}
	if (foreign->of_users && is_in_no_unit(group) &&
	    is_of_plain_user(foreign, process->pid_fd)) {
		return "it is a user's, in no unit of the system, without any rights of root, and "
		       "does not listen on the ports of the node's";
	}
	return NULL;
}
