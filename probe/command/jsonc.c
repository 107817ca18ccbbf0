/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/jsonc.h"

/** Note a failure. @return the value */
static json_object *made(struct kp_jsonc *json, json_object *value)
{
	json->has_failed = json->has_failed || value == NULL;
	return value;
}

json_object *kp_jsonc_object(struct kp_jsonc *json)
{
	return made(json, json_object_new_object());
}

json_object *kp_jsonc_array(struct kp_jsonc *json)
{
	return made(json, json_object_new_array());
}

void kp_jsonc_add(struct kp_jsonc *json, json_object *object, const char *name, json_object *value)
{
	if (object == NULL || value == NULL || json_object_object_add(object, name, value) != 0) {
		json->has_failed = true;
		(void)json_object_put(value);
	}
}

void kp_jsonc_add_text(struct kp_jsonc *json, json_object *object, const char *name,
		       const char *text)
{
	if (text != NULL) {
		kp_jsonc_add(json, object, name, json_object_new_string(text));
	}
}

void kp_jsonc_add_number(struct kp_jsonc *json, json_object *object, const char *name,
			 int64_t number)
{
	kp_jsonc_add(json, object, name, json_object_new_int64(number));
}

void kp_jsonc_add_bool(struct kp_jsonc *json, json_object *object, const char *name, bool value)
{
	kp_jsonc_add(json, object, name, json_object_new_boolean(value));
}

void kp_jsonc_append(struct kp_jsonc *json, json_object *array, json_object *value)
{
	if (array == NULL || value == NULL || json_object_array_add(array, value) != 0) {
		json->has_failed = true;
		(void)json_object_put(value);
	}
}

void kp_jsonc_append_text(struct kp_jsonc *json, json_object *array, const char *text)
{
	kp_jsonc_append(json, array, json_object_new_string(text));
}

enum kp_status kp_jsonc_finish(struct kp_jsonc *json, json_object *root, struct kp_text *out,
			       struct kp_error *reterr)
{
	const char *text =
		json->has_failed
			? NULL
			: json_object_to_json_string_ext(
				  root, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);

	if (text != NULL) {
		kp_text_add_str(out, text);
		kp_text_add_char(out, '\n');
	}
	(void)json_object_put(root);
	return text == NULL ? kp_fail(reterr, KP_ERR_NOMEM, "out of memory") : KP_OK;
}
