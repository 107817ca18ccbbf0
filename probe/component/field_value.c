/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/field_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quantity.h"
#include "base/text.h"
#include "component/object.h"

static enum kp_status check_type(enum kp_field_type type, const struct kp_node *node,
				 struct kp_field_fault *fault, struct kp_error *reterr);

/** Say that what does not fit is in a member of a node, from the innermost one on. */
static void blame(const struct kp_node *node, size_t index, struct kp_field_fault *fault)
{
	const struct kp_member *member = &node->members[index];
	char path[sizeof(fault->path)];
	char place[32];
	const char *name = member->key;

	if (name == NULL) {
		(void)snprintf(place, sizeof(place), "[%zu]", index);
		name = place;
	}
	/* What is too long is cut, so that its length means nothing. */
	if (snprintf(path, sizeof(path), "%s%s%s", name == place ? "" : ".", name, fault->path) >
	    0) {
		memcpy(fault->path, path, sizeof(path));
	}
	if (fault->member == NULL) {
		fault->member = member;
	}
}

/** Say that a node is of the wrong kind, unless it fits. */
static enum kp_status want(bool fits, const struct kp_node *node, const char *wanted,
			   struct kp_error *reterr)
{
	if (fits) {
		return KP_OK;
	}
	return kp_fail(reterr, KP_ERR_SYNTAX, "%s where %s is wanted", kp_node_kind_str(node->kind),
		       wanted);
}

static enum kp_status check_int(const struct kp_node *node, int64_t min, int64_t max,
				struct kp_error *reterr)
{
	enum kp_status status = want(node->kind == KP_NODE_INT, node, "an integer", reterr);

	if (status == KP_OK && (node->integer < min || node->integer > max)) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "an integer out of range");
	}
	return status;
}

static enum kp_status check_duration(const struct kp_node *node, struct kp_error *reterr)
{
	enum kp_status status = want(node->kind == KP_NODE_STRING, node, "a duration", reterr);
	int64_t nanoseconds;

	if (status == KP_OK && !kp_go_duration(node->text, &nanoseconds)) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "invalid duration");
	}
	return status;
}

/** Check the members of a list or map. A null member is the zero value. */
static enum kp_status check_members(enum kp_node_kind kind, enum kp_field_type type,
				    const struct kp_node *node, struct kp_field_fault *fault,
				    struct kp_error *reterr)
{
	enum kp_status status =
		want(node->kind == kind, node, kind == KP_NODE_LIST ? "a list" : "a map", reterr);

	for (size_t i = 0; status == KP_OK && i < node->count; i++) {
		if (node->members[i].value->kind != KP_NODE_NULL) {
			status = check_type(type, node->members[i].value, fault, reterr);
		}
		if (status != KP_OK) {
			blame(node, i, fault);
		}
	}
	return status;
}

static enum kp_status check_type(enum kp_field_type type, const struct kp_node *node,
				 struct kp_field_fault *fault, struct kp_error *reterr)
{
	bool is_number = node->kind == KP_NODE_INT || node->kind == KP_NODE_FLOAT;

	switch (type) {
	case KP_FIELD_STRING:
		return want(node->kind == KP_NODE_STRING, node, "a string", reterr);
	case KP_FIELD_BOOL:
		return want(node->kind == KP_NODE_BOOL, node, "a boolean", reterr);
	case KP_FIELD_INT32:
		return check_int(node, INT32_MIN, INT32_MAX, reterr);
	case KP_FIELD_UINT32:
		return check_int(node, 0, UINT32_MAX, reterr);
	case KP_FIELD_INT64:
	case KP_FIELD_LIMIT:
		return check_int(node, INT64_MIN, INT64_MAX, reterr);
	case KP_FIELD_FLOAT64:
		return want(is_number, node, "a number", reterr);
	case KP_FIELD_DURATION:
		return check_duration(node, reterr);
	case KP_FIELD_FLUSH:
		return node->kind == KP_NODE_INT ? KP_OK : check_duration(node, reterr);
	case KP_FIELD_QUANTITY:
		return want(is_number ||
				    (node->kind == KP_NODE_STRING && kp_quantity_is(node->text)),
			    node, "a quantity", reterr);
	case KP_FIELD_STRINGS:
		return check_members(KP_NODE_LIST, KP_FIELD_STRING, node, fault, reterr);
	case KP_FIELD_INTS:
		return check_members(KP_NODE_LIST, KP_FIELD_INT32, node, fault, reterr);
	case KP_FIELD_STRING_MAP:
		return check_members(KP_NODE_MAP, KP_FIELD_STRING, node, fault, reterr);
	case KP_FIELD_BOOL_MAP:
		return check_members(KP_NODE_MAP, KP_FIELD_BOOL, node, fault, reterr);
	case KP_FIELD_LIST_MAP:
		return check_members(KP_NODE_MAP, KP_FIELD_STRINGS, node, fault, reterr);
	case KP_FIELD_QUANTITY_MAP:
		return check_members(KP_NODE_MAP, KP_FIELD_QUANTITY, node, fault, reterr);
	case KP_FIELD_OBJECTS:
	case KP_FIELD__COUNT:
		break;
	}
	return want(node->kind == KP_NODE_LIST, node, "a list", reterr);
}

/** Check one object of a list of objects. */
static enum kp_status check_object(const struct kp_config_type *type, const struct kp_field *field,
				   const struct kp_node *object, struct kp_field_fault *fault,
				   struct kp_error *reterr)
{
	enum kp_status status = want(object->kind == KP_NODE_MAP, object, "an object", reterr);

	for (size_t i = 0; status == KP_OK && i < object->count; i++) {
		const struct kp_member *member = &object->members[i];
		enum kp_field_type element;

		if (kp_field_find_element(type, field, member->key, &element) &&
		    member->value->kind != KP_NODE_NULL) {
			status = check_type(element, member->value, fault, reterr);
		}
		if (status != KP_OK) {
			blame(object, i, fault);
		}
	}
	return status;
}

enum kp_status kp_field_check(const struct kp_config_type *type, const struct kp_field *field,
			      const struct kp_node *node, struct kp_field_fault *fault,
			      struct kp_error *reterr)
{
	enum kp_status status = kp_node_check_opaque(node, reterr);

	if (status == KP_OK) {
		status = check_type(field->type, node, fault, reterr);
	}
	for (size_t i = 0; status == KP_OK && field->type == KP_FIELD_OBJECTS && i < node->count;
	     i++) {
		if (node->members[i].value->kind != KP_NODE_NULL) {
			status = check_object(type, field, node->members[i].value, fault, reterr);
		}
		if (status != KP_OK) {
			blame(node, i, fault);
		}
	}
	return status;
}

bool kp_field_is_unset(const struct kp_field *field, const struct kp_node *node)
{
	int64_t nanoseconds = 1;
	double real;

	if (field->unset != KP_UNSET_ZERO) {
		return false;
	}
	switch (node->kind) {
	case KP_NODE_STRING:
		if (field->type == KP_FIELD_DURATION || field->type == KP_FIELD_FLUSH) {
			return kp_go_duration(node->text, &nanoseconds) && nanoseconds == 0;
		}
		return node->text[0] == '\0';
	case KP_NODE_INT:
		return node->integer == 0;
	case KP_NODE_FLOAT:
		return kp_go_float(node->text, &real) && real == 0;
	case KP_NODE_NULL:
	case KP_NODE_BOOL:
	case KP_NODE_LIST:
	case KP_NODE_MAP:
	case KP_NODE__COUNT:
		break;
	}
	return false;
}

/** Add a value inside a list or map as compact JSON. */
static void add_json(struct kp_text *out, const struct kp_node *node)
{
	switch (node->kind) {
	case KP_NODE_NULL:
	case KP_NODE__COUNT:
		kp_text_add_str(out, "null");
		return;
	case KP_NODE_BOOL:
		kp_text_add_str(out, node->boolean ? "true" : "false");
		return;
	case KP_NODE_INT:
		kp_text_addf(out, "%lld", (long long)node->integer);
		return;
	case KP_NODE_FLOAT:
		kp_text_add_str(out, node->text);
		return;
	case KP_NODE_STRING:
		kp_text_add_json(out, node->text);
		return;
	case KP_NODE_LIST:
	case KP_NODE_MAP:
		break;
	}
	kp_text_add_char(out, node->kind == KP_NODE_MAP ? '{' : '[');
	for (size_t i = 0; i < node->count; i++) {
		kp_text_add_str(out, i == 0 ? "" : ",");
		if (node->kind == KP_NODE_MAP) {
			kp_text_add_json(out, node->members[i].key);
			kp_text_add_char(out, ':');
		}
		add_json(out, node->members[i].value);
	}
	kp_text_add_char(out, node->kind == KP_NODE_MAP ? '}' : ']');
}

/** Add a scalar as the component prints it; what is no scalar as JSON. */
static void add_plain(struct kp_text *out, enum kp_field_type type, const struct kp_node *node)
{
	int64_t nanoseconds = 0;

	if (node->kind == KP_NODE_STRING && (type == KP_FIELD_DURATION || type == KP_FIELD_FLUSH) &&
	    kp_go_duration(node->text, &nanoseconds)) {
		kp_go_format_duration(out, nanoseconds);
	} else if (node->kind == KP_NODE_INT && type == KP_FIELD_FLUSH) {
		kp_go_format_duration(out, node->integer);
	} else if (type == KP_FIELD_QUANTITY && node->kind != KP_NODE_INT) {
		kp_quantity_format(out, node->text);
	} else if (node->kind == KP_NODE_STRING) {
		kp_text_add_str(out, node->text);
	} else {
		add_json(out, node);
	}
}

/** The zero value that a null member of a list or map stands for. */
static const char *null_member(enum kp_field_type type)
{
	return type == KP_FIELD_BOOL_MAP ? "false" : type == KP_FIELD_INTS ? "0" : "";
}

/** One member as text. */
static enum kp_status format_member(const struct kp_config_type *type, const struct kp_field *field,
				    const struct kp_node *node, char **ret_text,
				    struct kp_error *reterr)
{
	struct kp_text text = { 0 };
	enum kp_status status = KP_OK;
	enum kp_status finished;

	if (field->type == KP_FIELD_OBJECTS) {
		status = kp_object_format(type, field, node, &text, reterr);
	} else if (node->kind == KP_NODE_NULL) {
		kp_text_add_str(&text, null_member(field->type));
	} else {
		add_plain(&text, field->type, node);
	}
	finished = kp_text_finish(&text, ret_text, reterr);
	return status == KP_OK ? finished : status;
}

static enum kp_status format_members(const struct kp_config_type *type,
				     const struct kp_field *field, const struct kp_node *node,
				     struct kp_value *value, struct kp_error *reterr)
{
	bool is_map = kp_field_is_map(field);
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < node->count; i++) {
		const struct kp_member *member = &node->members[i];
		KP_CLEANUP(kp_freep) char *text = NULL;

		status = format_member(type, field, member->value, &text, reterr);
		if (status == KP_OK && is_map) {
			status = kp_value_put(value, member->key, text, reterr);
		} else if (status == KP_OK) {
			status = kp_strings_add(&value->elements, text, strlen(text), reterr);
		}
	}
	if (status != KP_OK) {
		return status;
	}
	return is_map ? kp_value_finish_map(value, reterr) : kp_value_finish_list(value, reterr);
}

/** A member of a map alone that is null: of a map itself null is nothing said. */
static enum kp_status format_null(const struct kp_field *field, struct kp_value *value,
				  struct kp_error *reterr)
{
	const char *text = null_member(field->type);

	return text[0] == '\0' ? KP_OK : kp_text_dup(text, &value->text, reterr);
}

enum kp_status kp_field_format(const struct kp_config_type *type, const struct kp_field *field,
			       const struct kp_node *node, struct kp_value *value,
			       struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	if (node->kind == KP_NODE_LIST || node->kind == KP_NODE_MAP) {
		return format_members(type, field, node, value, reterr);
	}
	if (node->kind == KP_NODE_NULL && kp_field_is_map(field)) {
		return format_null(field, value, reterr);
	}
	if (node->kind == KP_NODE_STRING && node->text[0] == '\0') {
		return KP_OK; /* an empty string is nothing set */
	}
	if (node->kind == KP_NODE_INT && node->integer < 0 && field->type == KP_FIELD_LIMIT) {
		kp_text_add_str(&text, "-1");
	} else {
		add_plain(&text, field->type, node);
	}
	return kp_text_finish(&text, &value->text, reterr);
}
