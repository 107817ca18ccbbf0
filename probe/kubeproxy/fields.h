/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The fields of KubeProxyConfiguration.
 */
#ifndef KP_KUBEPROXY_FIELDS_H
#define KP_KUBEPROXY_FIELDS_H

#include "component/field.h"

extern const struct kp_config_type kp_kubeproxy_type;

#endif
