/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "field_value.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

void kp_value_done(struct kp_value *value)
{
	free(value->text);
	kp_strings_done(&value->elements);
	value->text = NULL;
}

static enum kp_status check_type(enum kp_field_type type, const struct kp_node *node,
				 struct kp_error *reterr);

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
				    const struct kp_node *node, struct kp_error *reterr)
{
	enum kp_status status =
		want(node->kind == kind, node, kind == KP_NODE_LIST ? "a list" : "a map", reterr);

	for (size_t i = 0; status == KP_OK && i < node->count; i++) {
		if (node->members[i].value->kind != KP_NODE_NULL) {
			status = check_type(type, node->members[i].value, reterr);
		}
	}
	return status;
}

static enum kp_status check_type(enum kp_field_type type, const struct kp_node *node,
				 struct kp_error *reterr)
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
		return check_int(node, INT64_MIN, INT64_MAX, reterr);
	case KP_FIELD_FLOAT64:
		return want(is_number, node, "a number", reterr);
	case KP_FIELD_DURATION:
		return check_duration(node, reterr);
	case KP_FIELD_FLUSH:
		return node->kind == KP_NODE_INT ? KP_OK : check_duration(node, reterr);
	case KP_FIELD_QUANTITY:
		return want(node->kind == KP_NODE_STRING || is_number, node, "a quantity", reterr);
	case KP_FIELD_STRINGS:
		return check_members(KP_NODE_LIST, KP_FIELD_STRING, node, reterr);
	case KP_FIELD_INTS:
		return check_members(KP_NODE_LIST, KP_FIELD_INT32, node, reterr);
	case KP_FIELD_STRING_MAP:
		return check_members(KP_NODE_MAP, KP_FIELD_STRING, node, reterr);
	case KP_FIELD_BOOL_MAP:
		return check_members(KP_NODE_MAP, KP_FIELD_BOOL, node, reterr);
	case KP_FIELD_LIST_MAP:
		return check_members(KP_NODE_MAP, KP_FIELD_STRINGS, node, reterr);
	case KP_FIELD_OBJECTS:
	case KP_FIELD__COUNT:
		break;
	}
	return want(node->kind == KP_NODE_LIST, node, "a list", reterr);
}

/** Check one object of a list of objects. */
static enum kp_status check_object(const struct kp_field *field, const struct kp_node *object,
				   struct kp_error *reterr)
{
	enum kp_status status = want(object->kind == KP_NODE_MAP, object, "an object", reterr);

	for (size_t i = 0; status == KP_OK && i < object->count; i++) {
		const struct kp_member *member = &object->members[i];
		enum kp_field_type type;

		if (kp_field_find_element(field, member->key, &type) &&
		    member->value->kind != KP_NODE_NULL) {
			status = check_type(type, member->value, reterr);
		}
	}
	return status;
}

enum kp_status kp_field_check(const struct kp_field *field, const struct kp_node *node,
			      struct kp_error *reterr)
{
	enum kp_status status = check_type(field->type, node, reterr);

	for (size_t i = 0; status == KP_OK && field->type == KP_FIELD_OBJECTS && i < node->count;
	     i++) {
		if (node->members[i].value->kind != KP_NODE_NULL) {
			status = check_object(field, node->members[i].value, reterr);
		}
	}
	return status;
}

bool kp_field_is_unset(const struct kp_field *field, const struct kp_node *node)
{
	int64_t nanoseconds = 1;

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
	case KP_NODE_NULL:
	case KP_NODE_BOOL:
	case KP_NODE_FLOAT:
	case KP_NODE_LIST:
	case KP_NODE_MAP:
	case KP_NODE__COUNT:
		break;
	}
	return false;
}

/** Add a JSON string without more escapes than it needs. */
static void add_json_string(struct kp_text *out, const char *string)
{
	kp_text_add_char(out, '"');
	for (; *string != '\0'; string++) {
		if (*string == '"' || *string == '\\') {
			kp_text_add_char(out, '\\');
			kp_text_add_char(out, *string);
		} else if ((unsigned char)*string < 0x20) {
			kp_text_addf(out, "\\u%04x", (unsigned)*string);
		} else {
			kp_text_add_char(out, *string);
		}
	}
	kp_text_add_char(out, '"');
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
		add_json_string(out, node->text);
		return;
	case KP_NODE_LIST:
	case KP_NODE_MAP:
		break;
	}
	kp_text_add_char(out, node->kind == KP_NODE_MAP ? '{' : '[');
	for (size_t i = 0; i < node->count; i++) {
		kp_text_add_str(out, i == 0 ? "" : ",");
		if (node->kind == KP_NODE_MAP) {
			add_json_string(out, node->members[i].key);
			kp_text_add_char(out, ':');
		}
		add_json(out, node->members[i].value);
	}
	kp_text_add_char(out, node->kind == KP_NODE_MAP ? '}' : ']');
}

/** Add a scalar as the kubelet prints it; what is no scalar as JSON. */
static void add_plain(struct kp_text *out, enum kp_field_type type, const struct kp_node *node)
{
	int64_t nanoseconds = 0;

	if (node->kind == KP_NODE_STRING && (type == KP_FIELD_DURATION || type == KP_FIELD_FLUSH) &&
	    kp_go_duration(node->text, &nanoseconds)) {
		kp_go_format_duration(out, nanoseconds);
	} else if (node->kind == KP_NODE_INT && type == KP_FIELD_FLUSH) {
		kp_go_format_duration(out, node->integer);
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
static enum kp_status format_member(enum kp_field_type type, const struct kp_node *node,
				    char **ret_text, struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	if (node->kind == KP_NODE_NULL) {
		kp_text_add_str(&text, null_member(type));
	} else {
		add_plain(&text, type, node);
	}
	return kp_text_finish(&text, ret_text, reterr);
}

static enum kp_status format_members(const struct kp_field *field, const struct kp_node *node,
				     struct kp_value *value, struct kp_error *reterr)
{
	bool is_map = kp_field_is_map(field);
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < node->count; i++) {
		const struct kp_member *member = &node->members[i];
		KP_CLEANUP(kp_freep) char *text = NULL;

		status = format_member(field->type, member->value, &text, reterr);
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

enum kp_status kp_field_format(const struct kp_field *field, const struct kp_node *node,
			       struct kp_value *value, struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	if (node->kind == KP_NODE_LIST || node->kind == KP_NODE_MAP) {
		return format_members(field, node, value, reterr);
	}
	if (node->kind == KP_NODE_STRING && node->text[0] == '\0') {
		return KP_OK; /* an empty string is nothing set */
	}
	if (node->kind == KP_NODE_INT && node->integer < 0 &&
	    strcmp(field->path, "podPidsLimit") == 0) {
		/* v1beta1 defaults.go: each negative limit is -1. */
		kp_text_add_str(&text, "-1");
	} else {
		add_plain(&text, field->type, node);
	}
	return kp_text_finish(&text, &value->text, reterr);
}

/** An element on its way through qsort(), which need not keep the order of equal ones. */
struct sorted {
	char *text;
	size_t index;
};

/** Compare the keys of two `key=text` elements. */
static int compare_keys(const char *left, const char *right)
{
	size_t left_len = strcspn(left, "=");
	size_t right_len = strcspn(right, "=");
	int order = memcmp(left, right, left_len < right_len ? left_len : right_len);

	return order != 0 ? order : (left_len > right_len) - (left_len < right_len);
}

static int compare_sorted(const void *left, const void *right)
{
	const struct sorted *l = left;
	const struct sorted *r = right;
	int order = compare_keys(l->text, r->text);

	return order != 0 ? order : (l->index > r->index) - (l->index < r->index);
}

/** Sort elements by key; those of one key stay in their order. */
static enum kp_status sort_elements(struct kp_strings *elements, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) struct sorted *sorted = NULL;
	size_t count = elements->count;

	if (count < 2) {
		return KP_OK;
	}
	sorted = calloc(count, sizeof(*sorted));
	if (sorted == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < count; i++) {
		sorted[i] = (struct sorted){ elements->items[i], i };
	}
	qsort(sorted, count, sizeof(*sorted), compare_sorted);
	for (size_t i = 0; i < count; i++) {
		elements->items[i] = sorted[i].text;
	}
	return KP_OK;
}

/** Keep the last of the elements of each key. */
static void keep_last(struct kp_strings *elements)
{
	size_t kept = 0;

	for (size_t i = 0; i < elements->count; i++) {
		if (kept > 0 && compare_keys(elements->items[kept - 1], elements->items[i]) == 0) {
			free(elements->items[--kept]);
		}
		elements->items[kept++] = elements->items[i];
	}
	elements->count = kept;
}

/** Make one element of a key and its values: `key=["first","second"]`. */
static enum kp_status join_key(char **items, size_t count, struct kp_strings *joined,
			       struct kp_error *reterr)
{
	size_t len = strcspn(items[0], "=");
	KP_CLEANUP(kp_freep) char *element = NULL;
	struct kp_text text = { 0 };
	enum kp_status status;

	kp_text_add(&text, items[0], len);
	for (size_t i = 0; i < count; i++) {
		kp_text_add_str(&text, i == 0 ? "=[" : ",");
		add_json_string(&text, items[i] + len + 1);
	}
	kp_text_add_char(&text, ']');
	status = kp_text_finish(&text, &element, reterr);
	return status == KP_OK ? kp_strings_add(joined, element, strlen(element), reterr) : status;
}

/** Join the elements of each key to one. */
static enum kp_status join_keys(struct kp_strings *elements, struct kp_error *reterr)
{
	struct kp_strings joined = { 0 };
	enum kp_status status = KP_OK;
	size_t end = 0;

	for (size_t at = 0; status == KP_OK && at < elements->count; at = end) {
		for (end = at + 1; end < elements->count; end++) {
			if (compare_keys(elements->items[at], elements->items[end]) != 0) {
				break;
			}
		}
		status = join_key(elements->items + at, end - at, &joined, reterr);
	}
	kp_strings_done(elements);
	*elements = joined;
	return status;
}

enum kp_status kp_value_finish_list(struct kp_value *value, struct kp_error *reterr)
{
	if (value->elements.count == 0) {
		return KP_OK;
	}
	return kp_strings_join(&value->elements, ", ", &value->text, reterr);
}

enum kp_status kp_value_finish_map(struct kp_value *value, struct kp_error *reterr)
{
	enum kp_status status = sort_elements(&value->elements, reterr);

	keep_last(&value->elements);
	return status == KP_OK ? kp_value_finish_list(value, reterr) : status;
}

enum kp_status kp_value_finish_multimap(struct kp_value *value, struct kp_error *reterr)
{
	enum kp_status status = sort_elements(&value->elements, reterr);

	if (status == KP_OK) {
		status = join_keys(&value->elements, reterr);
	}
	return status == KP_OK ? kp_value_finish_list(value, reterr) : status;
}

enum kp_status kp_value_put(struct kp_value *value, const char *key, const char *text,
			    struct kp_error *reterr)
{
	struct kp_text element = { 0 };
	KP_CLEANUP(kp_freep) char *pair = NULL;
	enum kp_status status;

	kp_text_add_str(&element, key);
	kp_text_add_char(&element, '=');
	kp_text_add_str(&element, text);
	status = kp_text_finish(&element, &pair, reterr);
	if (status != KP_OK) {
		return status;
	}
	return kp_strings_add(&value->elements, pair, strlen(pair), reterr);
}

const char *kp_value_find(const struct kp_value *value, const char *key)
{
	size_t len = strlen(key);

	for (size_t i = value->elements.count; i > 0; i--) {
		const char *element = value->elements.items[i - 1];

		if (strncmp(element, key, len) == 0 && element[len] == '=') {
			return element + len + 1;
		}
	}
	return NULL;
}
