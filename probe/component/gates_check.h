/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The feature gates that a version of a component refuses.
 */
#ifndef KP_COMPONENT_GATES_CHECK_H
#define KP_COMPONENT_GATES_CHECK_H

#include "component/finding.h"

/**
 * Check as k8s.io/component-base/featuregate SetFromMap does: gates that the version of the view does not
 * have, and those that it has locked.
 * @param[in] accepts_gates a vendor's component, which only warns of gates that it does not know
 * @return KP_OK; KP_ERR_SYNTAX with its reason; KP_ERR_NOMEM
 */
enum kp_status kp_gates_check(const struct kp_view *view, bool accepts_gates,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
