/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a kubelet refuses of the control groups and CPUs that it shall keep for others.
 */
#ifndef KP_KUBELET_RESERVATIONS_H
#define KP_KUBELET_RESERVATIONS_H

#include "component/finding.h"

/**
 * A part of kp_rules_check().
 * @return KP_OK; KP_ERR_SYNTAX with the kubelet's reason; KP_ERR_NOMEM
 */
enum kp_status kp_reservations_check(const struct kp_view *view, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
