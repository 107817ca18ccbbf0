/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The probe of kubeletsetting_object: the effective value of settings, and where each was said.
 */
#ifndef KP_OVAL_KUBELETSETTING_PROBE_H
#define KP_OVAL_KUBELETSETTING_PROBE_H

#include "oval/openscap_abi.h"
#include "oval/session.h"

/** What differs from one component's settings to another's. */
struct kp_setting_probe {
	oval_subtype_t subtype;
	const struct kp_component *component;
	bool can_be_asked; /**< whether one that runs can be asked what it has in force */
	/** As in struct kp_session. */
	int (*tell)(struct kp_session *session, const struct kp_kubelets *kubelets);
};

/**
 * Collect one item per instance of a component and setting that the object asks for.
 * @return as kubeletsetting_probe_main()
 */
int kp_setting_probe_main(probe_ctx *ctx, const struct kp_setting_probe *probe, void *arg);

/** @return PROBE_OFFLINE_OWN: the probe honours OSCAP_PROBE_ROOT itself */
int kubeletsetting_probe_offline_mode_supported(void);

/**
 * Collect one kubeletsetting_item per kubelet and setting that the object asks for.
 * @param[in] ctx the object to evaluate, and where its items go
 * @param[in,out] arg what kp_kept_init() returned
 * @return 0; PROBE_ENOENT if the object lacks an entity; PROBE_ENOMEM
 */
int kubeletsetting_probe_main(probe_ctx *ctx, void *arg);

#endif
