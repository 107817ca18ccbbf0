/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a kubelet refuses once its configuration is valid.
 */
#ifndef KP_KUBELET_START_H
#define KP_KUBELET_START_H

#include "component/finding.h"

/**
 * Check as cmd/kubelet/app BuildAuth and pkg/kubelet NewMainKubelet do, before a kubelet works.
 * @param[in] is_known whether the version is: cloud providers and container runtimes went with one
 * @return KP_OK; KP_ERR_SYNTAX with the kubelet's reason; KP_ERR_NOMEM
 */
enum kp_status kp_start_check(const struct kp_view *view, bool is_known, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
