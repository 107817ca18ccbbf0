/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The probe of kubelet_object: the kubelets of this node, and what each was told.
 */
#ifndef KP_OVAL_KUBELET_PROBE_H
#define KP_OVAL_KUBELET_PROBE_H

#include "oval/openscap_abi.h"

/** @return PROBE_OFFLINE_OWN: the probe honours OSCAP_PROBE_ROOT itself */
int kubelet_probe_offline_mode_supported(void);

/**
 * Collect one kubelet_item per kubelet. Problems are told by item status, object flag and messages.
 * @param[in] ctx the object to evaluate, and where its items go
 * @param[in,out] arg what kp_kept_init() returned
 * @return 0; PROBE_ENOENT if the object lacks an entity; PROBE_ENOMEM
 */
int kubelet_probe_main(probe_ctx *ctx, void *arg);

#endif
