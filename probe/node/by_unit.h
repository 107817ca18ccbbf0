/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A component that the scan may not look into, known by its unit all the same.
 *
 * Without CAP_SYS_PTRACE (a scanner's pod that has but CAP_SYS_CHROOT, and the node at /host) neither the
 * executable nor the root directory of a process can be seen. Its arguments, control group, parent and
 * mounts can (fs/proc/base.c, fs/proc_namespace.c): nobody but root could make another process that has all
 * of them as the main process of a service of the node.
 */
#ifndef KP_NODE_BY_UNIT_H
#define KP_NODE_BY_UNIT_H

#include "base/status.h"
#include "files/ctx.h"
#include "node/query.h"
#include "process/process.h"

/**
 * Let a process whose root directory may not be opened have the one that is scanned, if it is certain that it
 * is the same: the process is the main process of its unit, its mounts are those of process 1, entry by
 * entry, it started when it did and stayed in its control group meanwhile, and the scan has that root.
 * @param[in,out] process being visited; if that is not so, its error says what is missing. Of one that may be
 *                looked into, and of one without arguments, nothing is changed
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_by_unit_enter(const struct kp_query *query, const struct kp_ctx *ctx,
				struct kp_process *process, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
