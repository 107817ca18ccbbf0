/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/types.h"

#include <string.h>

#include "oval/kept.h"
#include "oval/kubelet_probe.h"
#include "oval/kubeletdrift_probe.h"
#include "oval/kubeletsetting_probe.h"
#include "oval/kubeproxydrift_probe.h"
#include "oval/kubeproxysetting_probe.h"

static const struct kp_type types[] = {
	{
		.subtype = OVAL_LINUX_KUBELET,
		.name = "kubelet",
		.main = kubelet_probe_main,
		.init = kp_kept_init,
		.fini = kp_kept_fini,
		.offline_mode = kubelet_probe_offline_mode_supported,
	},
	{
		.subtype = OVAL_LINUX_KUBELETSETTING,
		.name = "kubeletsetting",
		.main = kubeletsetting_probe_main,
		.init = kp_kept_init,
		.fini = kp_kept_fini,
		.offline_mode = kubeletsetting_probe_offline_mode_supported,
	},
	{
		.subtype = OVAL_LINUX_KUBELETDRIFT,
		.name = "kubeletdrift",
		.main = kubeletdrift_probe_main,
		.init = kp_kept_init,
		.fini = kp_kept_fini,
		.offline_mode = kubeletdrift_probe_offline_mode_supported,
	},
	{
		.subtype = OVAL_LINUX_KUBEPROXYSETTING,
		.name = "kubeproxysetting",
		.main = kubeproxysetting_probe_main,
		.init = kp_kept_init,
		.fini = kp_kept_fini,
		.offline_mode = kubeproxysetting_probe_offline_mode_supported,
	},
	{
		.subtype = OVAL_LINUX_KUBEPROXYDRIFT,
		.name = "kubeproxydrift",
		.main = kubeproxydrift_probe_main,
		.init = kp_kept_init,
		.fini = kp_kept_fini,
		.offline_mode = kubeproxydrift_probe_offline_mode_supported,
	},
};

size_t kp_types_count(void)
{
	return sizeof(types) / sizeof(types[0]);
}

const struct kp_type *kp_types_get(size_t index)
{
	return index < kp_types_count() ? &types[index] : NULL;
}

const struct kp_type *kp_types_find(oval_subtype_t subtype)
{
	for (size_t i = 0; i < kp_types_count(); i++) {
		if (types[i].subtype == subtype) {
			return &types[i];
		}
	}
	return NULL;
}

const struct kp_type *kp_types_find_name(const char *name, size_t length)
{
	for (size_t i = 0; i < kp_types_count(); i++) {
		if (strlen(types[i].name) == length && memcmp(types[i].name, name, length) == 0) {
			return &types[i];
		}
	}
	return NULL;
}
