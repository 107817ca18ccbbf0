/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * kube-proxy as a component.
 */
#ifndef KP_KUBEPROXY_COMPONENT_H
#define KP_KUBEPROXY_COMPONENT_H

#include "component/component.h"

extern const struct kp_component kp_kubeproxy_component;

#endif
