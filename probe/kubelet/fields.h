/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The fields of KubeletConfiguration.
 */
#ifndef KP_KUBELET_FIELDS_H
#define KP_KUBELET_FIELDS_H

#include "component/field.h"

extern const struct kp_config_type kp_kubelet_type;

#endif
