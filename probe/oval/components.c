/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/components.h"

#include "kubelet/component.h"
#include "kubeproxy/component.h"

const struct kp_component *const kp_components[] = {
	&kp_kubelet_component,
	&kp_kubeproxy_component,
	NULL,
};
