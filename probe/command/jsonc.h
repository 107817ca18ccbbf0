/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Making JSON by json-c, with every failure remembered.
 */
#ifndef KP_COMMAND_JSONC_H
#define KP_COMMAND_JSONC_H

#include <stdint.h>

#include <json-c/json.h>
#include <stdbool.h>

#include "base/text.h"

/** Start as `{ 0 }`. */
struct kp_jsonc {
	bool has_failed; /**< memory ran out: the tree is not whole */
};

/** @return a new object, a new array; NULL where memory ran out, which all functions here take */
json_object *kp_jsonc_object(struct kp_jsonc *json);
json_object *kp_jsonc_array(struct kp_jsonc *json);

/** Add a member. @param[in] value consumed; NULL where making it failed */
void kp_jsonc_add(struct kp_jsonc *json, json_object *object, const char *name, json_object *value);

/** Add a member that is a text; of NULL none. */
void kp_jsonc_add_text(struct kp_jsonc *json, json_object *object, const char *name,
		       const char *text);

void kp_jsonc_add_number(struct kp_jsonc *json, json_object *object, const char *name,
			 int64_t number);

void kp_jsonc_add_bool(struct kp_jsonc *json, json_object *object, const char *name, bool value);

/** Add an element. @param[in] value consumed; NULL where making it failed */
void kp_jsonc_append(struct kp_jsonc *json, json_object *array, json_object *value);

/** Add an element that is a text. */
void kp_jsonc_append_text(struct kp_jsonc *json, json_object *array, const char *text);

/**
 * Write a tree down.
 * @param[in] root consumed
 * @return KP_OK; KP_ERR_NOMEM if this or anything before failed
 */
enum kp_status kp_jsonc_finish(struct kp_jsonc *json, json_object *root, struct kp_text *out,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
