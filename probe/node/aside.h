/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Processes that are named as a component is and are none of the node's: who may run a program in a pod, or
 * as a user, could else decide what is said of the node.
 */
#ifndef KP_NODE_ASIDE_H
#define KP_NODE_ASIDE_H

#include "component/component.h"
#include "node/identity.h"
#include "process/process.h"

/** Such a process. */
struct kp_aside {
	struct kp_identity who;
	const char *why; /**< a static text */
};

/**
 * Why a process is set aside, by component.foreign. What cannot be told is no reason.
 * @param[in] process being visited
 * @return a static text; NULL if it is the node's, or may be
 */
const char *kp_aside_reason(const struct kp_component *component, const struct kp_process *process);

#endif
