/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the files of a component say of a setting without effect: keys that decoding drops, values that
 * count as not set, and files that are not read at all.
 */
#ifndef KP_COMPONENT_UNHEEDED_H
#define KP_COMPONENT_UNHEEDED_H

#include "base/unheeded.h"
#include "component/config_files.h"

struct kp_component;

/**
 * Look for them.
 * @param[in] name of the setting
 * @param[in] sources with the unread files (kp_sources_read_unread()), where these are wanted
 * @param[in,out] list gets what is found, in the order of the files; what is not set in a drop-in file is
 *                not told, since it may take back what another file says
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_unheeded_find(const struct kp_component *component, const char *name,
				const struct kp_sources *sources, struct kp_unheeded_list *list,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
