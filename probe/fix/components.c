/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/components.h"

#include <string.h>

#include "kubelet/component.h"
#include "kubeproxy/component.h"

const struct kp_component *const kp_fix_components[] = {
	&kp_kubelet_component,
	&kp_kubeproxy_component,
	NULL,
};

const struct kp_component *kp_fix_component_find(const char *name)
{
	const struct kp_component *const *at = kp_fix_components;

	while (*at != NULL && strcmp((*at)->name, name) != 0) {
		at++;
	}
	return *at;
}
