/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/object.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/govalue.h"
#include "base/quantity.h"
#include "base/text.h"
#include "component/value.h"

/** Add a key, with what stands before it. */
static void add_key(struct kp_text *out, const char *before, const char *key)
{
	kp_text_add_str(out, before);
	kp_text_add_json(out, key);
	kp_text_add_char(out, ':');
}

/** Add a string behind its key. */
static void add_pair(struct kp_text *out, const char *before, const char *key, const char *string)
{
	add_key(out, before, key);
	kp_text_add_json(out, string);
}

/** The text of a quantity in a document. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status format_quantity(const struct kp_node *node, char **ret_text,
				      struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	if (node->kind == KP_NODE_INT) {
		kp_text_addf(&text, "%" PRId64, node->integer);
	} else {
		kp_text_add_str(&text, node->kind == KP_NODE_NULL ? "0" : node->text);
	}
	return kp_text_finish(&text, ret_text, reterr);
}

/** Add a map of quantities. @param[in,out] limits their `key=text` elements, to be sorted */
static enum kp_status add_quantities(struct kp_value *limits, struct kp_text *out,
				     struct kp_error *reterr)
{
	enum kp_status status = kp_value_finish_map(limits, reterr);

	kp_text_add_char(out, '{');
	for (size_t i = 0; status == KP_OK && i < limits->elements.count; i++) {
		char *key = limits->elements.items[i];
		char *text = key + strcspn(key, "=");

		if (*text != '\0') {
			*text++ = '\0';
		}
		add_key(out, i == 0 ? "" : ",", key);
		kp_text_add_char(out, '"');
		kp_quantity_format(out, text);
		kp_text_add_char(out, '"');
	}
	kp_text_add_char(out, '}');
	return status;
}

/** Add a map of quantities of a document. */
static enum kp_status add_map(const struct kp_node *map, struct kp_text *out,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_value_done) struct kp_value limits = { 0 };
	enum kp_status status = KP_OK;

	if (map == NULL) {
		kp_text_add_str(out, "null");
		return KP_OK;
	}
	for (size_t i = 0; status == KP_OK && i < map->count; i++) {
		KP_CLEANUP(kp_freep) char *text = NULL;

		status = format_quantity(map->members[i].value, &text, reterr);
		if (status == KP_OK) {
			status = kp_value_put(&limits, map->members[i].key, text, reterr);
		}
	}
	return status == KP_OK ? add_quantities(&limits, out, reterr) : status;
}

/** Add a value of an object. @param[in] value NULL if it is not said */
static enum kp_status add_value(enum kp_field_type type, const struct kp_node *value,
				struct kp_text *out, struct kp_error *reterr)
{
	if (type == KP_FIELD_QUANTITY_MAP) {
		return add_map(value, out, reterr);
	}
	if (type == KP_FIELD_STRING) {
		kp_text_add_json(out, value == NULL ? "" : value->text);
	} else {
		kp_text_addf(out, "%" PRId64, value == NULL ? 0 : value->integer);
	}
	return KP_OK;
}

/**
 * The value of a key. Drop-in files are decoded by encoding/json, for which case does not matter; that it
 * does in 1.28 is not seen here.
 * @return NULL if it is not said, or null
 */
static const struct kp_node *find_value(const struct kp_node *object, const char *key)
{
	for (size_t i = object->count; i > 0; i--) {
		const struct kp_member *member = &object->members[i - 1];
		bool folds = member->place != NULL && member->place->source == KP_SOURCE_DROPIN;

		if (folds ? kp_fold_is_same(member->key, key) : strcmp(member->key, key) == 0) {
			return member->value->kind == KP_NODE_NULL ? NULL : member->value;
		}
	}
	return NULL;
}

/** Whether a value is left out where that is the zero value. */
static bool is_empty(const struct kp_node *value)
{
	return value == NULL || (value->kind == KP_NODE_STRING && value->text[0] == '\0');
}

enum kp_status kp_object_format(const struct kp_config_type *type, const struct kp_field *field,
				const struct kp_node *object, struct kp_text *out,
				struct kp_error *reterr)
{
	const char *before = "{";
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < type->element_count; i++) {
		const struct kp_element *element = &type->elements[i];
		const struct kp_node *value;

		if (strcmp(element->path, field->path) != 0) {
			continue;
		}
		value = find_value(object, element->key);
		if (element->omits_empty && is_empty(value)) {
			continue;
		}
		add_key(out, before, element->key);
		status = add_value(element->type, value, out, reterr);
		before = ",";
	}
	kp_text_add_char(out, '}');
	return status;
}

/** Spell `KEY=VALUE:EFFECT`, of which the value or both may be missing (cloud-provider util/taints). */
static enum kp_status format_taint(char *part, struct kp_text *out, struct kp_error *reterr)
{
	char *effect = strchr(part, ':');
	char *value;

	(void)reterr;
	if (effect != NULL) {
		*effect++ = '\0';
	}
	value = strchr(part, '=');
	if (value != NULL) {
		*value++ = '\0';
	}
	add_pair(out, "{", "key", part);
	if (value != NULL && value[0] != '\0') {
		add_pair(out, ",", "value", value);
	}
	add_pair(out, ",", "effect", effect == NULL ? "" : effect);
	kp_text_add_char(out, '}');
	return KP_OK;
}

/** Spell `PATTERN=N` (component-base/logs/api/v1 pflags.go). */
static enum kp_status format_vmodule(char *part, struct kp_text *out, struct kp_error *reterr)
{
	char *number = strchr(part, '=');
	int64_t verbosity;

	(void)reterr;
	if (number == NULL || !kp_go_int(number + 1, 10, 32, &verbosity)) {
		kp_text_add_json(out, part);
		return KP_OK;
	}
	*number = '\0';
	add_pair(out, "{", "filePattern", part);
	kp_text_addf(out, ",\"verbosity\":%" PRId64 "}", verbosity);
	return KP_OK;
}

/** Spell `NODE:TYPE=QUANTITY,TYPE=QUANTITY` (pkg/kubelet/apis/config or util/flag ReservedMemoryVar). */
static enum kp_status format_reserved(char *part, struct kp_text *out, struct kp_error *reterr)
{
	KP_CLEANUP(kp_value_done) struct kp_value limits = { 0 };
	char *limit = strchr(part, ':');
	char *rest = NULL;
	enum kp_status status = KP_OK;
	int64_t node = 0;

	if (limit == NULL) {
		kp_text_add_json(out, part);
		return KP_OK;
	}
	*limit++ = '\0';
	(void)kp_go_int(part, 10, 32, &node);
	kp_text_addf(out, "{\"numaNode\":%" PRId64 ",\"limits\":", node);
	for (limit = strtok_r(limit, ",", &rest); status == KP_OK && limit != NULL;
	     limit = strtok_r(NULL, ",", &rest)) {
		char *quantity = strchr(limit, '=');

		if (quantity != NULL) {
			*quantity++ = '\0';
		}
		status = kp_value_put(&limits, limit, quantity == NULL ? "" : quantity, reterr);
	}
	if (status == KP_OK) {
		status = add_quantities(&limits, out, reterr);
	}
	kp_text_add_char(out, '}');
	return status;
}

static const struct {
	enum kp_flag_kind kind;
	const char *separator;
	enum kp_status (*format)(char *part, struct kp_text *out, struct kp_error *reterr);
} kinds[] = {
	{ KP_KIND_TAINTS, ",", format_taint },
	{ KP_KIND_RESERVED_MEMORY, ";", format_reserved },
	{ KP_KIND_VMODULE, ",", format_vmodule },
};

const char *kp_object_separator(enum kp_flag_kind kind)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].kind == kind) {
			return kinds[i].separator;
		}
	}
	return NULL;
}

enum kp_status kp_object_format_part(enum kp_flag_kind kind, char *part, struct kp_text *out,
				     struct kp_error *reterr)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].kind == kind) {
			return kinds[i].format(part, out, reterr);
		}
	}
	return KP_OK;
}
