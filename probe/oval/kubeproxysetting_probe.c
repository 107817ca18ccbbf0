/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubeproxysetting_probe.h"

#include "kubeproxy/component.h"
#include "oval/kubeletsetting_probe.h"
#include "oval/unjudged.h"

int kubeproxysetting_probe_offline_mode_supported(void)
{
	return PROBE_OFFLINE_OWN;
}

int kubeproxysetting_probe_main(probe_ctx *ctx, void *arg)
{
	static const struct kp_setting_probe probe = {
		.subtype = OVAL_LINUX_KUBEPROXYSETTING,
		.component = &kp_kubeproxy_component,
		.tell = kp_unjudged_tell,
	};

	return kp_setting_probe_main(ctx, &probe, arg);
}
