/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Values of fields: whether a node fits a field's Go type, and the value as text.
 */
#ifndef KP_FIELD_VALUE_H
#define KP_FIELD_VALUE_H

#include "document.h"
#include "fields.h"
#include "govalue.h"

/** A value as text. Start as `{ 0 }`. */
struct kp_value {
	char *text; /**< NULL when nothing is set */
	struct kp_strings elements;
};

/** Free what a value holds; for KP_CLEANUP. */
void kp_value_done(struct kp_value *value);

/**
 * Whether the JSON decoder accepts a node for a field.
 * @param[in] node not null
 * @return KP_OK; KP_ERR_SYNTAX with what does not fit
 */
enum kp_status kp_field_check(const struct kp_field *field, const struct kp_node *node,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/** Whether defaulting takes an accepted value for unset. */
bool kp_field_is_unset(const struct kp_field *field, const struct kp_node *node);

/**
 * The value of an accepted node as the kubelet would print it: durations as Go does, lists and
 * maps joined with `, `, maps sorted by key.
 * @param[in,out] value empty; to be released with kp_value_done() also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_field_format(const struct kp_field *field, const struct kp_node *node,
			       struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** @return the text behind `key=` among the elements, borrowed from value; NULL if there is none */
const char *kp_value_find(const struct kp_value *value, const char *key);

/**
 * The default of a field as a value.
 * @param[in] with_config which of the two default sets
 * @param[in,out] value empty, and stays so where there is no default; to be released also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_field_default(const struct kp_field *field, bool with_config,
				struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The other way round: a node for a value, as a document would have it.
 * @param[in] place of the members, if it has some
 * @param[in,out] scratch owns the node
 * @param[out] ret_node borrowed from scratch; an empty string, list or map for one that is not
 *             set; NULL for another value that is not set, or whose form in a document is not known
 *             (objects given by a flag)
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_field_to_node(const struct kp_field *field, const struct kp_value *value,
				const struct kp_place *place, struct kp_document *scratch,
				struct kp_node **ret_node, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Sort `key=text` elements by key, keep the last of equal keys, and join them to the text. */
enum kp_status kp_value_finish_map(struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The same, but join the texts of equal keys to a JSON list: `key=["first","second"]`. */
enum kp_status kp_value_finish_multimap(struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Join elements to the text; no elements are nothing set. */
enum kp_status kp_value_finish_list(struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Add `key=text` to the elements, to be followed by kp_value_finish_map(). */
enum kp_status kp_value_put(struct kp_value *value, const char *key, const char *text,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
