/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Comparison of a value with an entity of the object that is asked for.
 */
#ifndef KP_OVAL_ENTITY_H
#define KP_OVAL_ENTITY_H

#include <stdbool.h>

#include "oval/memo.h"
#include "oval/openscap_abi.h"

/** An entity of the object that is asked for. */
struct kp_entity {
	oval_subtype_t subtype; /**< of the object's items */
	const char *name;
	struct kp_memo *memo;
	SEXP_t *sexp;
	oval_operation_t operation;
	char *text;        /**< its value, if that is one string; else NULL */
	bool takes_own;    /**< whether each of the values that it holds satisfies it */
	SEXP_t *including; /**< filters made of it, once they are needed */
	SEXP_t *excluding;
};

/**
 * Read an entity.
 * @param[in] subtype of the object
 * @param[in] name static
 * @param[in] memo borrowed until kp_entity_done()
 * @param[out] ret_entity to be given to kp_entity_done() in every case
 * @return whether the object has it
 */
bool kp_entity_init(oval_subtype_t subtype, const SEXP_t *object, const char *name,
		    struct kp_memo *memo, struct kp_entity *ret_entity);

void kp_entity_done(struct kp_entity *entity);

/**
 * Whether what satisfies an entity is what the values of its variable are not: `none satisfy`, or `none
 * exist`, which oscap reads as that.
 */
bool kp_entity_is_inverted(const SEXP_t *entity);

/**
 * Whether a value satisfies an entity, with every operation, data type and variable.
 *
 * libopenscap does not export the comparator that its own probes use. It exports the filter, which
 * is a complete one: a state made of the very entity, as a filter that excludes, removes an item
 * exactly if the item's value satisfies the entity, and as one that includes, exactly if it does
 * not. That two strings are the same is seen without it.
 */
enum kp_match kp_entity_match(struct kp_entity *entity, const char *value);

/** The same of a value that the entity itself holds: of a variable libopenscap would look at all of them. */
enum kp_match kp_entity_match_own(struct kp_entity *entity, const char *value);

#endif
