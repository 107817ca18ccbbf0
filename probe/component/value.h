/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Values as text: one, or the members of a list or map and what they are together.
 */
#ifndef KP_COMPONENT_VALUE_H
#define KP_COMPONENT_VALUE_H

#include "base/status.h"
#include "base/strings.h"

/** A value as text. Start as `{ 0 }`. */
struct kp_value {
	char *text; /**< NULL when nothing is set */
	struct kp_strings elements;
};

/** Free what a value holds. */
void kp_value_done(struct kp_value *value);

/** @return the text behind `key=` among the elements, borrowed from value; NULL if there is none */
const char *kp_value_find(const struct kp_value *value, const char *key);

/**
 * Sort `key=text` elements by key, keep the last of equal keys, and join them to the text.
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_value_finish_map(struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Sort `key=text` elements by key, join the texts of equal keys to a JSON list,
 * `key=["first","second"]`, and all of them to the text.
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_value_finish_multimap(struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Join elements to the text; no elements are nothing set. @return KP_OK; KP_ERR_NOMEM */
enum kp_status kp_value_finish_list(struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Add `key=text` to the elements, to be followed by kp_value_finish_map().
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_value_put(struct kp_value *value, const char *key, const char *text,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
