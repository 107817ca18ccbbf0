/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The components that can be fixed.
 */
#ifndef KP_FIX_COMPONENTS_H
#define KP_FIX_COMPONENTS_H

#include "component/component.h"

/** Up to NULL; the first is the one that is meant where none is named. */
extern const struct kp_component *const kp_fix_components[];

/** @return the component of that name, static; NULL if there is none */
const struct kp_component *kp_fix_component_find(const char *name);

#endif
