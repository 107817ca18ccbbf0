/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubeproxydrift_probe.h"

#include "kubeproxy/component.h"
#include "oval/kubeletdrift_probe.h"
#include "oval/unjudged.h"

int kubeproxydrift_probe_offline_mode_supported(void)
{
	return PROBE_OFFLINE_OWN;
}

int kubeproxydrift_probe_main(probe_ctx *ctx, void *arg)
{
	static const struct kp_drift_probe probe = {
		.subtype = OVAL_LINUX_KUBEPROXYDRIFT,
		.component = &kp_kubeproxy_component,
		.tell = kp_unjudged_tell,
	};

	return kp_drift_probe_main(ctx, &probe, arg);
}
