/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The probe of kubeletdrift_object: what the next start of running kubelets would change.
 */
#ifndef KP_OVAL_KUBELETDRIFT_PROBE_H
#define KP_OVAL_KUBELETDRIFT_PROBE_H

#include "oval/openscap_abi.h"

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
