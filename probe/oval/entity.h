/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Comparison of a value with an entity of the object that is asked for.
 */
#ifndef KP_ENTITY_H
#define KP_ENTITY_H

#include "oval/openscap_abi.h"

/** What a comparison can end with. */
enum kp_match {
	KP_MATCH_NO,
	KP_MATCH_YES,
	KP_MATCH_ERROR, /**< the entity cannot be compared: an invalid pattern */
};

/**
 * Whether a value satisfies an entity, with every operation, data type and variable.
 *
 * libopenscap does not export the comparator that its own probes use. It exports the filter, which
 * is a complete one: a state made of the very entity, as a filter that excludes, removes an item
 * exactly if the item's value satisfies the entity, and as one that includes, exactly if it does
 * not.
 * @param[in] subtype the item's type
 * @param[in] entity a reference to the object's entity
 * @param[in] name its name
 */
enum kp_match kp_entity_match(oval_subtype_t subtype, SEXP_t *entity, const char *name,
			      const char *value);

#endif
