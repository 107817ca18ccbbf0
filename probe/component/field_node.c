/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/field_node.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

enum kp_status kp_field_default(const struct kp_field *field, bool with_config,
				struct kp_value *value, struct kp_error *reterr)
{
	const char *preset = !with_config && field->legacy != NULL ? field->legacy : field->preset;
	bool is_list = field->type == KP_FIELD_STRINGS || kp_field_is_map(field);

	if (preset == NULL || preset[0] == '\0') {
		return KP_OK;
	}
	while (is_list && *preset != '\0') {
		size_t len = strcspn(preset, ",");
		enum kp_status status = kp_strings_add(&value->elements, preset, len, reterr);

		if (status != KP_OK) {
			return status;
		}
		preset += len + strspn(preset + len, ", ");
	}
	return is_list ? kp_value_finish_list(value, reterr)
		       : kp_text_dup(preset, &value->text, reterr);
}

/** Make a scalar node of a text. */
static enum kp_status make_scalar(enum kp_field_type type, const char *text,
				  struct kp_document *scratch, struct kp_node **ret_node,
				  struct kp_error *reterr)
{
	struct kp_node *node;
	enum kp_status status = kp__document_add(scratch, KP_NODE_STRING, 0, &node, reterr);

	if (status == KP_OK) {
		status = kp_text_dup(text, &node->text, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	if (type == KP_FIELD_BOOL || type == KP_FIELD_BOOL_MAP) {
		node->kind = kp_go_bool(text, &node->boolean) ? KP_NODE_BOOL : KP_NODE_STRING;
	} else if (type == KP_FIELD_INT32 || type == KP_FIELD_UINT32 || type == KP_FIELD_INT64 ||
		   type == KP_FIELD_LIMIT) {
		node->kind = kp_go_int(text, 10, 64, &node->integer) ? KP_NODE_INT : KP_NODE_STRING;
	} else if (type == KP_FIELD_FLOAT64) {
		node->kind = kp_go_float(text, &node->real) ? KP_NODE_FLOAT : KP_NODE_STRING;
	}
	*ret_node = node;
	return KP_OK;
}

/** Make the value of one `key=text` element of a map, and its key. */
static enum kp_status make_pair(const struct kp_field *field, const char *element,
				struct kp_document *scratch, struct kp_member *member,
				struct kp_error *reterr)
{
	const char *text = strchr(element, '=') + 1;
	struct kp_node *key;
	struct kp_node *list;
	struct kp_member item = { .place = member->place };
	enum kp_status status = make_scalar(KP_FIELD_STRING, element, scratch, &key, reterr);

	if (status != KP_OK) {
		return status;
	}
	key->text[text - element - 1] = '\0';
	member->key = key->text;
	status = make_scalar(field->type, text, scratch, &member->value, reterr);
	if (status != KP_OK || field->type != KP_FIELD_LIST_MAP) {
		return status;
	}
	item.value = member->value;
	status = kp__document_add(scratch, KP_NODE_LIST, 0, &list, reterr);
	member->value = list;
	return status == KP_OK ? kp__node_append(list, &item, &kp_no_limits, reterr) : status;
}

/** Make a list or map node of the elements. */
static enum kp_status make_collection(const struct kp_field *field, const struct kp_value *value,
				      const struct kp_place *place, struct kp_document *scratch,
				      struct kp_node **ret_node, struct kp_error *reterr)
{
	bool is_map = kp_field_is_map(field);
	struct kp_node *node;
	enum kp_status status =
		kp__document_add(scratch, is_map ? KP_NODE_MAP : KP_NODE_LIST, 0, &node, reterr);

	for (size_t i = 0; status == KP_OK && i < value->elements.count; i++) {
		const char *element = value->elements.items[i];
		struct kp_member member = { .place = place };

		status = is_map ? make_pair(field, element, scratch, &member, reterr)
				: make_scalar(KP_FIELD_STRING, element, scratch, &member.value,
					      reterr);
		if (status == KP_OK) {
			status = kp__node_append(node, &member, &kp_no_limits, reterr);
		}
	}
	if (status == KP_OK) {
		*ret_node = node;
	}
	return status;
}

enum kp_status kp_field_to_node(const struct kp_field *field, const struct kp_value *value,
				const struct kp_place *place, struct kp_document *scratch,
				struct kp_node **ret_node, struct kp_error *reterr)
{
	*ret_node = NULL;
	if (field->type == KP_FIELD_OBJECTS || field->type == KP_FIELD_INTS) {
		return KP_OK;
	}
	if (field->type == KP_FIELD_STRINGS || kp_field_is_map(field)) {
		return make_collection(field, value, place, scratch, ret_node, reterr);
	}
	if (value->text == NULL) {
		return field->type == KP_FIELD_STRING && field->unset == KP_UNSET_ZERO
			       ? make_scalar(field->type, "", scratch, ret_node, reterr)
			       : KP_OK;
	}
	return make_scalar(field->type, value->text, scratch, ret_node, reterr);
}
