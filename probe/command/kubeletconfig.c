/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/kubeletconfig.h"

#include <stdint.h>

#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/utf8.h"
#include "command/jsonc.h"
#include "component/field_node.h"
#include "component/secret.h"
#include "configz/running.h"
#include "document/envelope.h"
#include "kubelet/component.h"
#include "kubelet/encode.h"
#include "kubelet/fields.h"
#include "node/told.h"

#define ROOT_KEY "kubeletconfig"

/** The one plain field that is no `omitempty` (component-base/logs/api/v1 types.go). */
#define PLAIN "logging.verbosity"

/** Since when a kubelet says at /configz what that is. */
enum {
	ENVELOPE_SINCE = 36
};

/** A document while it is put together. */
struct making {
	struct kp_jsonc json;
	json_object *root; /**< what is below ROOT_KEY */
	const struct kp_kubelet *kubelet;
	int minor;
	struct kp_document *scratch;
};

/** Objects that are there whatever is in them: structs of Go, which `omitempty` does not leave out. */
static const struct {
	const char *path;
	int since;
} always[] = {
	{ "authentication.x509", KP_MINOR_FIRST },
	{ "memorySwap", 22 },
	{ "crashLoopBackOff", 32 },
};

/**
 * Find the object that a path is in.
 * @param[in] makes whether those that are missing are made
 * @param[out] ret_last key of the path in it
 * @return NULL where there is none, or memory ran out
 */
static json_object *enter(struct making *making, const char *path, bool makes,
			  const char **ret_last)
{
	json_object *object = making->root;
	char key[64];
	size_t len = strcspn(path, ".");

	for (; object != NULL && path[len] != '\0' && len < sizeof(key); len = strcspn(path, ".")) {
		json_object *next = NULL;

		memcpy(key, path, len);
		key[len] = '\0';
		if (!json_object_object_get_ex(object, key, &next) && makes) {
			next = kp_jsonc_object(&making->json);
			kp_jsonc_add(&making->json, object, key, next);
		}
		object = json_object_is_type(next, json_type_object) ? next : NULL;
		path += len + 1;
	}
	*ret_last = path;
	return object;
}

/** Put a value at a path. @param[in] value consumed; NULL where making it failed */
static void put(struct making *making, const char *path, json_object *value)
{
	const char *last;
	json_object *object = enter(making, path, true, &last);

	kp_jsonc_add(&making->json, object, last, value);
}

static json_object *make_node(struct kp_jsonc *json, const struct kp_node *node);

/** Make a list or an object. */
static json_object *make_members(struct kp_jsonc *json, const struct kp_node *node)
{
	bool is_map = node->kind == KP_NODE_MAP;
	json_object *made = is_map ? kp_jsonc_object(json) : kp_jsonc_array(json);

	for (size_t i = 0; i < node->count; i++) {
		const struct kp_node *value = node->members[i].value;

		if (value->kind == KP_NODE_NULL) {
			/* Which json-c has no object for. */
			json->has_failed =
				json->has_failed ||
				(is_map ? json_object_object_add(made, node->members[i].key, NULL)
					: json_object_array_add(made, NULL)) != 0;
		} else if (is_map) {
			kp_jsonc_add(json, made, node->members[i].key, make_node(json, value));
		} else {
			kp_jsonc_append(json, made, make_node(json, value));
		}
	}
	return made;
}

/** Make what a node is, which is not null. Numbers are spelled as they were. */
static json_object *make_node(struct kp_jsonc *json, const struct kp_node *node)
{
	switch (node->kind) {
	case KP_NODE_BOOL:
		return json_object_new_boolean(node->boolean);
	case KP_NODE_INT:
		return json_object_new_int64(node->integer);
	case KP_NODE_FLOAT:
		return json_object_new_double_s(node->real, node->text);
	case KP_NODE_LIST:
	case KP_NODE_MAP:
		return make_members(json, node);
	case KP_NODE_STRING:
		return json_object_new_string(node->text);
	case KP_NODE_NULL:
	case KP_NODE__COUNT:
		break;
	}
	return NULL;
}

/** Make something of the type of a field that says no more than that it is hidden. */
static json_object *make_hidden(struct kp_jsonc *json, const struct kp_field *field)
{
	json_object *made = json_object_new_string(KP_SECRET_MARKER);
	json_object *list;

	if (field->type == KP_FIELD_STRINGS || field->type == KP_FIELD_LIST_MAP) {
		list = kp_jsonc_array(json);
		kp_jsonc_append(json, list, made);
		made = list;
	}
	if (kp_field_is_map(field)) {
		list = made;
		made = kp_jsonc_object(json);
		kp_jsonc_add(json, made, KP_SECRET_MARKER, list);
	}
	return made;
}

/** Make a list or map of elements that are JSON themselves, as they are for objects and lists in maps. */
static json_object *make_elements(struct kp_jsonc *json, const struct kp_field *field,
				  const struct kp_setting *setting)
{
	bool is_map = kp_field_is_map(field);
	json_object *made = is_map ? kp_jsonc_object(json) : kp_jsonc_array(json);

	for (size_t i = 0; i < setting->element_count; i++) {
		char *element = setting->elements[i];
		char *value = is_map ? strchr(element, '=') : element;
		KP_CLEANUP(kp_freep) char *key = NULL;

		if (is_map) {
			key = value == NULL ? NULL : strndup(element, (size_t)(value - element));
			value += value == NULL ? 0 : 1;
		}
		if (value == NULL || (is_map && key == NULL)) {
			json->has_failed = true;
		} else if (is_map) {
			kp_jsonc_add(json, made, key, json_tokener_parse(value));
		} else {
			kp_jsonc_append(json, made, json_tokener_parse(value));
		}
	}
	return made;
}

/** Whether a text is UTF-8, as JSON has to be: of other bytes a kubelet shows something else. */
static bool is_utf8(const char *text)
{
	while (text != NULL && *text != '\0') {
		size_t len = (unsigned char)*text < 0x80
				     ? 1
				     : kp_utf8_len((const uint8_t *)text, strlen(text));

		if (len == 0) {
			return false;
		}
		text += len;
	}
	return true;
}

/** Put a value that is set where it belongs, unless it is one that is left out. */
static enum kp_status put_setting(struct making *making, const struct kp_field *field,
				  struct kp_setting *setting, struct kp_error *reterr)
{
	/* The text and the elements stay those of the setting. */
	const struct kp_value value = {
		.text = setting->value,
		.elements = { .items = setting->elements, .count = setting->element_count },
	};
	struct kp_node *node = NULL;
	int64_t nanoseconds = 0;
	enum kp_status status;

	if (!is_utf8(setting->value)) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s has bytes that are no UTF-8",
			       field->path);
	}
	if (setting->secret != NULL) {
		put(making, field->path, make_hidden(&making->json, field));
		return KP_OK;
	}
	if (field->type == KP_FIELD_OBJECTS || field->type == KP_FIELD_INTS ||
	    field->type == KP_FIELD_LIST_MAP) {
		put(making, field->path, make_elements(&making->json, field, setting));
		return KP_OK;
	}
	/* TimeOrMetaDuration of component-base: the flag of it makes it one that is printed as a number. */
	if (field->type == KP_FIELD_FLUSH && setting->source == KP_SOURCE_FLAG &&
	    kp_go_duration(setting->value, &nanoseconds)) {
		put(making, field->path, json_object_new_int64(nanoseconds));
		return KP_OK;
	}
	status = kp_field_to_node(field, &value, NULL, making->scratch, &node, reterr);
	if (status == KP_OK && node != NULL &&
	    (strcmp(field->path, PLAIN) == 0 || !kp_encode_is_omitted(field, node))) {
		put(making, field->path, make_node(&making->json, node));
	}
	return status;
}

/** Add what is known of a field. */
static enum kp_status add_field(struct making *making, const struct kp_field *field,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	struct kp_error error;
	enum kp_status status = kp_kubelet_setting(making->kubelet, field->path, &setting, &error);

	if (status == KP_ERR_INVAL) {
		return KP_OK;
	}
	if (status != KP_OK) {
		if (reterr != NULL) {
			*reterr = error;
		}
		return kp_wrap(reterr, status, "%s cannot be told", field->path);
	}
	return setting->is_absent || setting->value == NULL
		       ? KP_OK
		       : put_setting(making, field, setting, reterr);
}

/** Put what is there whatever it holds. */
static void add_always(struct making *making)
{
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++) {
		const char *last;
		json_object *object;

		if (making->minor < always[i].since) {
			continue;
		}
		object = enter(making, always[i].path, true, &last);
		if (object != NULL && !json_object_object_get_ex(object, last, NULL)) {
			kp_jsonc_add(&making->json, object, last, kp_jsonc_object(&making->json));
		}
	}
}

/** Put the envelope and every field. */
static enum kp_status add_all(struct making *making, struct kp_error *reterr)
{
	const struct kp_config_type *type = &kp_kubelet_type;
	enum kp_status status = KP_OK;

	if (making->minor >= ENVELOPE_SINCE) {
		put(making, "kind", json_object_new_string(type->envelope->kind));
		put(making, "apiVersion", json_object_new_string(type->envelope->api_version));
	}
	for (size_t i = 0; status == KP_OK && i < type->count; i++) {
		const struct kp_field *field = &type->rows[i];

		/* One row of each path: that of the version, or else the last one. */
		if (kp_field_find(type, field->path, making->minor) == field ||
		    (kp_field_find(type, field->path, making->minor) == NULL &&
		     (i + 1 == type->count || strcmp(field[1].path, field->path) != 0))) {
			status = add_field(making, field, reterr);
		}
	}
	if (status == KP_OK) {
		add_always(making);
	}
	return status;
}

/** Write the document down, if nothing failed. @param[in,out] making its tree is released */
static enum kp_status finish(struct making *making, enum kp_status status, struct kp_text *out,
			     struct kp_error *reterr)
{
	json_object *top = kp_jsonc_object(&making->json);

	kp_jsonc_add(&making->json, top, ROOT_KEY, making->root);
	if (status != KP_OK) {
		(void)json_object_put(top);
		return status;
	}
	return kp_jsonc_finish(&making->json, top, out, reterr);
}

enum kp_status kp_kubeletconfig_compute(const struct kp_kubelet *kubelet, struct kp_text *out,
					struct kp_error *reterr)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *scratch = NULL;
	struct making making = { .kubelet = kubelet };
	int minor = kp_told_version(kp_kubelet_told(kubelet), &(const char *){ NULL });
	enum kp_status status = kp_document_new(NULL, NULL, &scratch, reterr);

	if (status != KP_OK) {
		return status;
	}
	making.minor = minor == 0 || minor > KP_MINOR_LAST ? KP_MINOR_LAST : minor;
	making.scratch = scratch;
	making.root = kp_jsonc_object(&making.json);
	return finish(&making, add_all(&making, reterr), out, reterr);
}

/** Replace what a reply says of a setting, where that is not what may be told. */
static enum kp_status correct(struct making *making, const struct kp_configz_reply *reply,
			      const struct kp_field *field, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	const char *last;
	json_object *object = enter(making, field->path, false, &last);
	json_object *value = NULL;
	enum kp_status status;

	if (object == NULL || !json_object_object_get_ex(object, last, &value) || value == NULL) {
		return KP_OK;
	}
	status = kp_configz_running_setting(reply, making->kubelet, field->path, &setting, reterr);
	if (status != KP_OK) {
		return kp_wrap(reterr, status, "%s cannot be told", field->path);
	}
	if (setting->secret != NULL) {
		kp_jsonc_add(&making->json, object, last, make_hidden(&making->json, field));
	} else if (setting->value == NULL && json_object_is_type(value, json_type_string)) {
		json_object_object_del(object, last);
	}
	return KP_OK;
}

enum kp_status kp_kubeletconfig_copy(const struct kp_configz_reply *reply,
				     const struct kp_kubelet *kubelet, struct kp_text *out,
				     struct kp_error *reterr)
{
	const struct kp_config_type *type = &kp_kubelet_type;
	const struct kp_node *root = kp_configz_reply_root(reply);
	struct making making = { .kubelet = kubelet };
	enum kp_status status = kp_node_check_opaque(root, reterr);

	if (status != KP_OK) {
		return status;
	}
	making.root = make_node(&making.json, root);
	for (size_t i = 0; status == KP_OK && i < type->count; i++) {
		if (i + 1 == type->count ||
		    strcmp(type->rows[i + 1].path, type->rows[i].path) != 0) {
			status = correct(&making, reply, &type->rows[i], reterr);
		}
	}
	return finish(&making, status, out, reterr);
}
