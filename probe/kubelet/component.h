/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The kubelet as a component.
 */
#ifndef KP_KUBELET_COMPONENT_H
#define KP_KUBELET_COMPONENT_H

#include "component/component.h"

extern const struct kp_component kp_kubelet_component;

#endif
