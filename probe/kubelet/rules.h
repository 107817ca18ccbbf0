/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Settings that a kubelet refuses together, and those that need a feature gate.
 */
#ifndef KP_KUBELET_RULES_H
#define KP_KUBELET_RULES_H

#include "component/finding.h"

/**
 * Check as pkg/kubelet/apis/config/validation ValidateKubeletConfiguration does, what its checks of
 * single values (validate.h) leave.
 * @return KP_OK; KP_ERR_SYNTAX with the kubelet's reason; KP_ERR_NOMEM
 */
enum kp_status kp_rules_check(const struct kp_view *view, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
