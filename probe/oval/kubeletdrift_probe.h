/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The probe of kubeletdrift_object: what the next start of running kubelets would change.
 */
#ifndef KP_OVAL_KUBELETDRIFT_PROBE_H
#define KP_OVAL_KUBELETDRIFT_PROBE_H

#include "oval/openscap_abi.h"
#include "oval/session.h"

/** What differs from one component's drift to another's. */
struct kp_drift_probe {
	oval_subtype_t subtype;
	const struct kp_component *component;
	/** As in struct kp_session. */
	int (*tell)(struct kp_session *session, const struct kp_kubelets *kubelets);
};

/**
 * Collect one item per running instance of a component and setting that the object asks for.
 * @return as kubeletdrift_probe_main()
 */
int kp_drift_probe_main(probe_ctx *ctx, const struct kp_drift_probe *probe, void *arg);

/** @return PROBE_OFFLINE_OWN: the probe honours OSCAP_PROBE_ROOT itself */
int kubeletdrift_probe_offline_mode_supported(void);

/**
 * Collect one kubeletdrift_item per running kubelet and setting that the object asks for.
 * @param[in] ctx the object to evaluate, and where its items go
 * @param[in,out] arg what kp_kept_init() returned
 * @return 0; PROBE_ENOENT if the object lacks an entity; PROBE_ENOMEM
 */
int kubeletdrift_probe_main(probe_ctx *ctx, void *arg);

#endif
