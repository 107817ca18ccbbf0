/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The flags of every kubelet.
 */
#ifndef KP_KUBELET_FLAGS_H
#define KP_KUBELET_FLAGS_H

#include "component/flag.h"

extern const struct kp_flags kp_kubelet_flags;

#endif
