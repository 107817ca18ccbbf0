/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The checks of effective settings that make a kubelet refuse to start.
 */
#ifndef KP_VALIDATE_H
#define KP_VALIDATE_H

#include "effective.h"

/**
 * Check as pkg/kubelet/apis/config/validation ValidateKubeletConfiguration does, and then as
 * cmd/kubelet/app/auth.go BuildAuthz does: what is the same in Kubernetes 1.20 to 1.36.
 * @return KP_OK; KP_ERR_SYNTAX with the kubelet's reason; KP_ERR_NOMEM
 */
enum kp_status kp_validate(const struct kp_effective *effective, int minor, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
