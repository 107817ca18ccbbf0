/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The flags of every kube-proxy.
 */
#ifndef KP_KUBEPROXY_FLAGS_H
#define KP_KUBEPROXY_FLAGS_H

#include "component/flag.h"

extern const struct kp_flags kp_kubeproxy_flags;

#endif
