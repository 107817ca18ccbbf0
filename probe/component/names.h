/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The names of all settings that the tables know.
 */
#ifndef KP_COMPONENT_NAMES_H
#define KP_COMPONENT_NAMES_H

#include <stddef.h>

struct kp_component;

/**
 * Walk the names: the paths of the configuration, then the flags that were never part of it.
 * @param[in,out] position 0 at first
 * @return a name, static, each once; NULL at the end
 */
const char *kp_names_next(const struct kp_component *component, size_t *position);

#endif
