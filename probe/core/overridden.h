/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What says a setting too, but without effect.
 */
#ifndef KP_OVERRIDDEN_H
#define KP_OVERRIDDEN_H

#include "finding.h"
#include "sources.h"

/**
 * Add the overridden places to a setting: earlier occurrences of a flag, drop-in files, the main
 * file. Maps, to which each place adds, have none.
 * @param[in,out] setting as found in the view
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_overridden_add(const struct kp_view *view, const struct kp_sources *sources,
				 struct kp_setting *setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
