/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The OVAL types that the plugin adds to OpenSCAP, one row each.
 */
#ifndef KP_LOADER_TYPES_H
#define KP_LOADER_TYPES_H

#include <stddef.h>

#include "oval/openscap_abi.h"

/** One OVAL type: its tests, objects, states and items, and the probe that collects it. */
struct kp_type {
	oval_subtype_t subtype;
	const char *name; /**< `x` of x_test, x_object, x_state and x_item */
	probe_main_function_t main;
	probe_init_function_t init; /**< may be NULL */
	probe_fini_function_t fini; /**< may be NULL */
	probe_offline_mode_function_t offline_mode;
};

/** The family of all of them, as OpenSCAP names it. */
#define KP_TYPES_FAMILY "linux"

size_t kp_types_count(void);

/** @return the row with that index, a static object; NULL past the end */
const struct kp_type *kp_types_get(size_t index);

/** @return the row of a subtype, a static object; NULL if it is none of ours */
const struct kp_type *kp_types_find(oval_subtype_t subtype);

/** @return the row of a name of the given length, a static object; NULL if it is none of ours */
const struct kp_type *kp_types_find_name(const char *name, size_t length);

#endif
