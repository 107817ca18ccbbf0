/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Which kubelet one is.
 */
#ifndef KP_NODE_IDENTITY_H
#define KP_NODE_IDENTITY_H

#include <stdint.h>

#include <stdbool.h>
#include <sys/types.h>

#include "process/process.h"

struct kp_identity {
	enum kp_origin origin;
	pid_t pid;
	int64_t start_ticks; /**< start of its process in clock ticks since boot; 0 if not known */
	char *executable;    /**< its path; NULL if that cannot be told */
	int64_t user_id;     /**< its effective user; -1 if that cannot be told */
	char *control_group; /**< NULL if that cannot be told */
	bool is_by_unit;     /**< as of struct kp_process */
	bool group_is_cut;   /**< as of kp_cgroup_is_cut() */
	char *unit;          /**< its systemd unit (cgroup.h); NULL if there is none to be seen */
	char *container;     /**< its id or name (cgroup.h); NULL if there is none to be seen */
};

/**
 * Find out who a process is.
 * @param[in,out] process its executable and control group are taken over
 * @param[out] who release with kp_identity_done() also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_identity_take(struct kp_process *process, struct kp_identity *who)
	__attribute__((warn_unused_result));

void kp_identity_done(struct kp_identity *who);

#endif
