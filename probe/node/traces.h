/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What is left on an image of a component that no unit starts, or of a way to start one that is not
 * read.
 */
#ifndef KP_NODE_TRACES_H
#define KP_NODE_TRACES_H

#include <stdbool.h>

#include "base/status.h"
#include "component/component.h"
#include "systemd/units.h"

/**
 * Find the first trace (kp_component.traces). What cannot be looked at may be one.
 * @param[in] has_units whether a unit starts the component: then most of what there is belongs to it
 * @param[out] ret_path caller-owned, free with free(); NULL if there is none
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_traces_find(const struct kp_component *component, const struct kp_units *units,
			      bool has_units, char **ret_path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
