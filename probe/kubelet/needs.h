/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Settings that are of no use to a kubelet without another one.
 */
#ifndef KP_KUBELET_NEEDS_H
#define KP_KUBELET_NEEDS_H

#include <stddef.h>

/** A setting that needs another one. */
struct kp_need {
	const char *setting;
	const char
		*value; /**< that it has if it needs the other one; NULL: any but the empty one */
	const char *other; /**< which must not be empty */
	const char *reason;
	const char *source; /**< where Kubernetes has it so, 1.20 to 1.37 */
};

/** @param[out] ret_count of the needs @return static */
const struct kp_need *kp_needs(size_t *ret_count);

#endif
