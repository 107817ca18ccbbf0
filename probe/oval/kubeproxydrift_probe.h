/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The probe of kubeproxydrift_object: what kubeletdrift_object is for kubelets, for kube-proxies.
 */
#ifndef KP_OVAL_KUBEPROXYDRIFT_PROBE_H
#define KP_OVAL_KUBEPROXYDRIFT_PROBE_H

#include "oval/openscap_abi.h"

/** @return PROBE_OFFLINE_OWN: the probe honours OSCAP_PROBE_ROOT itself */
int kubeproxydrift_probe_offline_mode_supported(void);

/**
 * Collect one kubeproxydrift_item per running kube-proxy and setting that the object asks for. One in a pod has
 * none, unless a file of it was changed since its start: then its items are errors.
 * @param[in] ctx the object to evaluate, and where its items go
 * @param[in,out] arg what kp_kept_init() returned
 * @return 0; PROBE_ENOENT if the object lacks an entity; PROBE_ENOMEM
 */
int kubeproxydrift_probe_main(probe_ctx *ctx, void *arg);

#endif
