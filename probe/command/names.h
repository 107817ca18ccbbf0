/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The ids of profiles and rules, and their short names.
 */
#ifndef KP_COMMAND_NAMES_H
#define KP_COMMAND_NAMES_H

#include <libxml/tree.h>

#include "base/status.h"

/** Of the ids of our content. */
#define KP_NAMESPACE "io.github.oscap-kubelet"

/** @return an id without `xccdf_NAMESPACE_profile_` or the like; borrowed from id */
const char *kp_names_short(const char *id);

/**
 * Find the id that a name means: an id, or what one has behind `_profile_` or `_rule_`.
 * @param[in] document whose elements are looked at
 * @param[in] element Profile or Rule
 * @param[in] what the name is, for errors: `--profile`
 * @param[out] ret_id borrowed from document; untouched on failure
 * @return KP_OK; KP_ERR_NOENT with the short names that there are; KP_ERR_INVAL where several have it;
 *         KP_ERR_NOMEM
 */
enum kp_status kp_names_find(const xmlDoc *document, const char *element, const char *what,
			     const char *name, const char **ret_id, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
