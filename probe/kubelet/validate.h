/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The checks of effective settings that make a kubelet refuse to start.
 */
#ifndef KP_KUBELET_VALIDATE_H
#define KP_KUBELET_VALIDATE_H

#include "component/finding.h"

/**
 * Check as pkg/kubelet/apis/config/validation ValidateKubeletConfiguration does in the version of the
 * view, and then as cmd/kubelet/app/auth.go BuildAuthz does.
 * @return KP_OK; KP_ERR_SYNTAX with the kubelet's reason; KP_ERR_NOMEM
 */
enum kp_status kp_validate(const struct kp_view *view, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
