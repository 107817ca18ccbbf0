/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What says a setting too, but without effect.
 */
#ifndef KP_COMPONENT_OVERRIDDEN_H
#define KP_COMPONENT_OVERRIDDEN_H

#include "component/config_files.h"
#include "component/finding.h"

/** What each file says by itself, each decoded once for all settings. Start as `{ 0 }`. */
struct kp_overridden_files {
	struct kp_config **configs;  /**< of the drop-in files, then of the main one; NULL: none */
	struct kp_document *scratch; /**< owns values that no file has */
	size_t count;
};

/** Release what was decoded. */
void kp_overridden_files_done(struct kp_overridden_files *files);

/**
 * Add the overridden places to a setting: earlier occurrences of a flag, drop-in files, the main
 * file. Maps, to which each place adds, have none; a feature gate, which is a member of one, has.
 * @param[in,out] files of this view and these sources; filled at the first call
 * @param[in,out] setting as found in the view
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_overridden_add(const struct kp_view *view, const struct kp_sources *sources,
				 struct kp_overridden_files *files, struct kp_setting *setting,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
