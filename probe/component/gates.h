/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The feature gates of Kubernetes, which all components that run on nodes have alike.
 */
#ifndef KP_COMPONENT_GATES_H
#define KP_COMPONENT_GATES_H

#include "component/gate.h"

extern const struct kp_gates kp_kubernetes_gates;

#endif
