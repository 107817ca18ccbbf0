/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Settings of components newer than the tables: what the files say, as it stands there.
 */
#ifndef KP_COMPONENT_RAW_H
#define KP_COMPONENT_RAW_H

#include "component/config_files.h"
#include "component/finding.h"

/**
 * Look a path up in the files, the drop-in files merged into the main one (RFC 7386).
 * @param[in] path keys joined with dots
 * @param[in,out] finding empty; to be released also on failure. Stays without a place if no file
 *                says the path
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_raw_find(const struct kp_sources *sources, const char *path,
			   struct kp_finding *finding, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
