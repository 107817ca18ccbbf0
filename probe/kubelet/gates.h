/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The feature gates of the kubelet that something asks for.
 */
#ifndef KP_KUBELET_GATES_H
#define KP_KUBELET_GATES_H

#include "component/gate.h"

extern const struct kp_gates kp_kubelet_gates;

#endif
