/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The components that there are probes for.
 */
#ifndef KP_OVAL_COMPONENTS_H
#define KP_OVAL_COMPONENTS_H

#include "component/component.h"

/** Up to NULL. */
extern const struct kp_component *const kp_components[];

#endif
