/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The settings with which a kube-proxy refuses to start.
 */
#ifndef KP_KUBEPROXY_VALIDATE_H
#define KP_KUBEPROXY_VALIDATE_H

#include "component/finding.h"

/**
 * kube-proxy's kp_component.validate: pkg/proxy/apis/config/validation/validation.go of 1.20 to 1.37, as far
 * as it does not hang on the machine.
 */
enum kp_status kp_kubeproxy_validate(const struct kp_view *view, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kube-proxy's kp_component.check_start: flags that have it do something else, and end. */
enum kp_status kp_kubeproxy_check_start(const struct kp_view *view, bool is_known,
					struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
