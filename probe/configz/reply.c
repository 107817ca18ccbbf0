/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/reply.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/component.h"
#include "component/field_node.h"
#include "component/finding.h"
#include "component/raw.h"
#include "document/parse.h"

/** What its one member is called, in Kubernetes 1.20 to 1.37 (cmd/kubelet/app/server.go, initConfigz). */
#define ROOT_KEY "kubeletconfig"

/** The versions of the tables. */
enum {
	MINORS = KP_MINOR_LAST - KP_MINOR_FIRST + 1
};

struct kp_configz_reply {
	const struct kp_component *component;
	char *url;
	struct kp_place place; /* of all that stands in it */
	struct kp_document *document;
	struct kp_node *root;
	bool may_be[MINORS]; /* the versions that it may be of */
	int newest;          /* of them */
	struct kp_document *scratch;
	struct kp_config *config; /* as the newest of them decodes it */
	struct kp_cmdline *no_flags;
};

/** What a setting is where the reply has nothing of it. */
enum left_out {
	LEFT_OUT_NOTHING, /* nothing is set, or it is empty */
	LEFT_OUT_ZERO,    /* 0 */
	LEFT_OUT_FALSE,
	LEFT_OUT_NEVER, /* it would be there */
};

void kp_configz_reply_free(struct kp_configz_reply *reply)
{
	if (reply != NULL) {
		kp_cmdline_free(reply->no_flags);
		kp_config_free(reply->config);
		kp_document_free(reply->scratch);
		kp_document_free(reply->document);
		free(reply->url);
		free(reply);
	}
}

void kp_configz_reply_freep(struct kp_configz_reply **reply)
{
	kp_configz_reply_free(*reply);
}

const struct kp_node *kp_configz_reply_root(const struct kp_configz_reply *reply)
{
	return reply->root;
}

/** @return what stands at a path, null too; NULL if nothing does */
static const struct kp_node *follow(const struct kp_node *node, const char *path)
{
	while (node != NULL && *path != '\0') {
		size_t len = strcspn(path, ".");
		const struct kp_node *next = NULL;

		for (size_t i = 0; node->kind == KP_NODE_MAP && i < node->count; i++) {
			const char *key = node->members[i].key;

			if (strncmp(key, path, len) == 0 && key[len] == '\0') {
				next = node->members[i].value;
			}
		}
		node = next;
		path += len + (path[len] == '.' ? 1 : 0);
	}
	return node;
}

static bool is_number(const struct kp_field *field)
{
	return field->type == KP_FIELD_INT32 || field->type == KP_FIELD_UINT32 ||
	       field->type == KP_FIELD_INT64 || field->type == KP_FIELD_LIMIT ||
	       field->type == KP_FIELD_FLOAT64;
}

/**
 * Whether a version prints a field whatever its value is, as far as that can be told from its type: one
 * that is a pointer has its default at least.
 */
static bool is_always_there(const struct kp_field *field)
{
	bool is_set = field->unset == KP_UNSET_NIL && field->preset != NULL;

	return field->type == KP_FIELD_DURATION
		       ? is_set || field->unset != KP_UNSET_NIL
		       : is_set && (is_number(field) || field->type == KP_FIELD_BOOL);
}

/** Whether a version may have made the reply, by the fields that are there. */
static bool has_all(const struct kp_configz_reply *reply, int minor)
{
	const struct kp_config_type *type = reply->component->type;

	for (size_t i = 0; i < type->count; i++) {
		const char *path = type->rows[i].path;

		if (follow(reply->root, path) != NULL && kp_field_find(type, path, minor) == NULL) {
			return false;
		}
	}
	return true;
}

/** Whether a version has a field without which it would not answer. Gates take some of them away. */
static bool lacks_one(const struct kp_configz_reply *reply, int minor)
{
	const struct kp_config_type *type = reply->component->type;

	for (size_t i = 0; i < type->count; i++) {
		const struct kp_field *field = &type->rows[i];

		/* Those in objects may be behind a gate; those on top are not. */
		if (field->since <= minor && minor <= field->until && is_always_there(field) &&
		    strchr(field->path, '.') == NULL && follow(reply->root, field->path) == NULL) {
			return true;
		}
	}
	return false;
}

/** Keep those of the versions that pass. @return whether any does; else all are kept */
static bool narrow(struct kp_configz_reply *reply,
		   bool (*is_out)(const struct kp_configz_reply *reply, int minor))
{
	bool left[MINORS];
	bool any = false;

	for (int i = 0; i < MINORS; i++) {
		left[i] = reply->may_be[i] && !is_out(reply, KP_MINOR_FIRST + i);
		any = any || left[i];
	}
	if (any) {
		memcpy(reply->may_be, left, sizeof(left));
	}
	return any;
}

static bool lacks_field(const struct kp_configz_reply *reply, int minor)
{
	return !has_all(reply, minor);
}

/** Find out which versions it may be of. @param[in] minor 0: not known */
static void find_versions(struct kp_configz_reply *reply, int minor)
{
	int known = minor > KP_MINOR_LAST ? KP_MINOR_LAST : minor;

	for (int i = 0; i < MINORS; i++) {
		reply->may_be[i] = known == 0 || known == KP_MINOR_FIRST + i;
	}
	if (known == 0) {
		(void)narrow(reply, lacks_field);
		(void)narrow(reply, lacks_one);
	}
	for (int i = 0; i < MINORS; i++) {
		reply->newest = reply->may_be[i] ? KP_MINOR_FIRST + i : reply->newest;
	}
}

/** Take the object that is the configuration. */
static enum kp_status take_root(struct kp_configz_reply *reply, struct kp_error *reterr)
{
	struct kp_node *top = reply->document->root;

	if (top != NULL && top->kind == KP_NODE_MAP && top->count == 1 &&
	    strcmp(top->members[0].key, ROOT_KEY) == 0 &&
	    top->members[0].value->kind == KP_NODE_MAP) {
		reply->root = top->members[0].value;
		/* An object of an earlier version without anything is no reply of anybody. */
		if (reply->root->count > 0) {
			return KP_OK;
		}
	}
	return kp_fail(reterr, KP_ERR_SYNTAX,
		       "the answer is no JSON object of the shape {\"" ROOT_KEY "\": {...}}");
}

/** Read the text. */
static enum kp_status read_text(struct kp_configz_reply *reply, const uint8_t *buf, size_t len,
				const struct kp_limits *limits, struct kp_error *reterr)
{
	enum kp_status status;

	/* YAML is no answer of a kubelet. */
	if (len == 0 || buf[0] != '{') {
		return kp_fail(reterr, KP_ERR_SYNTAX, "the answer is no JSON object");
	}
	status = kp_document_parse(buf, len, limits, &reply->place, &reply->document, reterr);
	return status == KP_OK ? take_root(reply, reterr) : status;
}

/** Decode it as one of the versions that it may be of. */
static enum kp_status decode(struct kp_configz_reply *reply, struct kp_error *reterr)
{
	const struct kp_decoding decoding = { .type = reply->component->type,
					      .minor = reply->newest };
	enum kp_status status = kp_document_new(NULL, NULL, &reply->scratch, reterr);

	if (status == KP_OK) {
		status = kp_cmdline_new(&reply->no_flags, reterr);
	}
	return status == KP_OK ? kp_config_decode_object(reply->root, &decoding, reply->scratch,
							 &reply->config, reterr)
			       : status;
}

enum kp_status kp_configz_reply_parse(const struct kp_component *component, const uint8_t *buf,
				      size_t len, const struct kp_limits *limits, const char *url,
				      int minor, struct kp_configz_reply **ret_reply,
				      struct kp_error *reterr)
{
	KP_CLEANUP(kp_configz_reply_freep)
	struct kp_configz_reply *reply = calloc(1, sizeof(*reply));
	enum kp_status status;

	if (reply == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	reply->component = component;
	status = kp_text_dup(url, &reply->url, reterr);
	if (status == KP_OK) {
		reply->place = (struct kp_place){ .source = KP_SOURCE_RUNNING, .text = reply->url };
		status = read_text(reply, buf, len, limits, reterr);
	}
	if (status == KP_OK) {
		find_versions(reply, minor);
		status = decode(reply, reterr);
	}
	if (status != KP_OK) {
		return kp_wrap(reterr, status, "%s", url);
	}
	*ret_reply = kp_steal(&reply);
	return KP_OK;
}

/** What all is found in, where something has to be worked out of it. */
static struct kp_view view_of(const struct kp_configz_reply *reply, int minor)
{
	return (struct kp_view){ .component = reply->component,
				 .minor = minor,
				 .config = reply->config,
				 .with_config = true,
				 .first_parse = reply->no_flags,
				 .config_parse = reply->no_flags };
}

/** What it means that a field of one that is always there is left out: unless a gate takes it away. */
static enum kp_status mean_missing(const struct kp_configz_reply *reply,
				   const struct kp_field *field, int minor,
				   enum left_out *ret_meaning, struct kp_error *reterr)
{
	KP_CLEANUP(kp_value_done) struct kp_value value = { 0 };
	const struct kp_view view = view_of(reply, minor);
	enum kp_status status =
		reply->component->find_default == NULL
			? kp_field_default(field, view.with_config, &value, reterr)
			: reply->component->find_default(&view, field, &value, reterr);

	*ret_meaning = value.text == NULL ? LEFT_OUT_NOTHING : LEFT_OUT_NEVER;
	return status;
}

/** What a version means by leaving a field out. */
static enum kp_status mean(const struct kp_configz_reply *reply, const struct kp_field *field,
			   int minor, enum left_out *ret_meaning, struct kp_error *reterr)
{
	if (is_always_there(field)) {
		return mean_missing(reply, field, minor, ret_meaning, reterr);
	}
	*ret_meaning = LEFT_OUT_NOTHING;
	if (field->unset != KP_UNSET_NIL && is_number(field)) {
		*ret_meaning = LEFT_OUT_ZERO;
	} else if (field->unset != KP_UNSET_NIL && field->type == KP_FIELD_BOOL) {
		*ret_meaning = LEFT_OUT_FALSE;
	}
	return KP_OK;
}

/** Say that a setting is not in the reply, and what that means cannot be told. */
static enum kp_status refuse(const struct kp_configz_reply *reply, const char *name,
			     const char *why, struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s does not tell %s: %s", reply->url, name,
		       why);
}

/**
 * Find out what it means that a field is left out, to each version that it may be of but those that never
 * leave it out.
 * @param[out] ret_common LEFT_OUT_NEVER if there are only such
 */
static enum kp_status find_meaning(const struct kp_configz_reply *reply, const char *path,
				   enum left_out *ret_common, struct kp_error *reterr)
{
	enum left_out common = LEFT_OUT_NEVER;
	enum kp_status status = KP_OK;

	for (int i = 0; status == KP_OK && i < MINORS; i++) {
		int minor = KP_MINOR_FIRST + i;
		const struct kp_field *field = kp_field_find(reply->component->type, path, minor);
		enum left_out meaning = LEFT_OUT_NOTHING;

		if (reply->may_be[i] && field != NULL) {
			status = mean(reply, field, minor, &meaning, reterr);
		}
		if (status != KP_OK || !reply->may_be[i] || meaning == LEFT_OUT_NEVER) {
			continue;
		}
		if (common != LEFT_OUT_NEVER && meaning != common) {
			return refuse(reply, path,
				      "it is not there, and what that means depends on the version "
				      "(OSCAP_KUBELET_VERSION)",
				      reterr);
		}
		common = meaning;
	}
	*ret_common = common;
	return status;
}

/** Give a field that is left out the value that this means. */
static enum kp_status complete(const struct kp_configz_reply *reply, const char *path,
			       struct kp_value *value, struct kp_error *reterr)
{
	static const char *const texts[] = {
		[LEFT_OUT_ZERO] = "0",
		[LEFT_OUT_FALSE] = "false",
	};
	enum left_out meaning = LEFT_OUT_NOTHING;
	enum kp_status status = find_meaning(reply, path, &meaning, reterr);

	if (status != KP_OK || meaning == LEFT_OUT_NOTHING) {
		return status;
	}
	return meaning == LEFT_OUT_NEVER
		       ? refuse(reply, path, "it is not there, where kubelets always have it",
				reterr)
		       : kp_text_dup(texts[meaning], &value->text, reterr);
}

/** Take what the reply says of a field. */
static enum kp_status take_field(const struct kp_configz_reply *reply, const struct kp_field *field,
				 struct kp_finding *finding, struct kp_error *reterr)
{
	const struct kp_said *said = kp_config_get(reply->config, field);

	return said->node == NULL ? complete(reply, field->path, &finding->value, reterr)
				  : kp_field_format(reply->component->type, field, said->node,
						    &finding->value, reterr);
}

/** Take a member of a map, or what no table knows, as it stands there. */
static enum kp_status take_raw(const struct kp_configz_reply *reply, const char *name,
			       struct kp_finding *finding, struct kp_error *reterr)
{
	struct kp_document document = { .root = reply->root };
	const struct kp_sources sources = { .main.document = &document };
	enum kp_status status = kp_raw_find(&sources, name, finding, reterr);

	finding->said_count = 0;
	return status;
}

/** Take a feature gate: by its name, by the group of its stage, or by its default. */
static enum kp_status take_gate(const struct kp_configz_reply *reply, const char *name,
				struct kp_finding *finding, struct kp_error *reterr)
{
	const struct kp_view view = view_of(reply, reply->newest);
	enum kp_status status = kp_find_setting(&view, name, finding, reterr);

	finding->said_count = 0;
	return status;
}

/** Whether a name is that of an argument in one of the versions. */
static bool is_argument(const struct kp_configz_reply *reply, const char *name)
{
	bool found = false;

	for (int i = 0; !found && i < MINORS; i++) {
		const struct kp_flag *flag =
			reply->may_be[i] ? kp_flag_find(reply->component->flags, name, strlen(name),
							KP_MINOR_FIRST + i)
					 : NULL;

		found = flag != NULL && strcmp(flag->name, name) == 0;
	}
	return found;
}

/** Whether a name is that of a field in any version. */
static bool is_field(const struct kp_configz_reply *reply, const char *name)
{
	bool found = false;

	for (int minor = KP_MINOR_FIRST; !found && minor <= KP_MINOR_LAST; minor++) {
		found = kp_field_find(reply->component->type, name, minor) != NULL;
	}
	return found;
}

/** A name that is no field of the version. */
static enum kp_status take_other(const struct kp_configz_reply *reply, const char *name,
				 struct kp_finding *finding, struct kp_error *reterr)
{
	const char *key = NULL;
	const struct kp_field *map =
		kp_field_find_map(reply->component->type, name, reply->newest, &key);

	if (map != NULL && map->type == KP_FIELD_BOOL_MAP) {
		return take_gate(reply, name, finding, reterr);
	}
	if (map != NULL || follow(reply->root, name) != NULL) {
		return take_raw(reply, name, finding, reterr);
	}
	if (is_field(reply, name)) {
		return complete(reply, name, &finding->value, reterr);
	}
	return is_argument(reply, name)
		       ? refuse(reply, name, "it is an argument, and no part of the configuration",
				reterr)
		       : kp_fail(reterr, KP_ERR_INVAL, "no setting is named %s", name);
}

/** Say where it stands. */
static enum kp_status add_place(const struct kp_configz_reply *reply, const char *name,
				struct kp_finding *finding, char **path, struct kp_error *reterr)
{
	struct kp_text text = { 0 };
	bool is_there = follow(reply->root, name) != NULL;
	/* What is not there and has no value nobody has set, or set to nothing. */
	struct kp_said_at at = { .source = is_there || finding->value.text != NULL
						   ? KP_SOURCE_RUNNING
						   : KP_SOURCE_DEFAULT };
	enum kp_status status;

	kp_text_add_str(&text, reply->url);
	kp_text_add_str(&text, " $." ROOT_KEY ".");
	kp_text_add_str(&text, name);
	if (!is_there) {
		kp_text_add_str(&text, " (left out)");
	}
	status = kp_text_finish(&text, path, reterr);
	at.path = *path;
	return status == KP_OK ? kp_finding_add(finding, &at, reterr) : status;
}

enum kp_status kp_configz_reply_setting(const struct kp_configz_reply *reply, const char *name,
					struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	KP_CLEANUP(kp_finding_done) struct kp_finding finding = { 0 };
	const struct kp_field *field = kp_field_find(reply->component->type, name, reply->newest);
	enum kp_status status = field != NULL ? take_field(reply, field, &finding, reterr)
					      : take_other(reply, name, &finding, reterr);

	if (status == KP_OK) {
		status = add_place(reply, name, &finding, &path, reterr);
	}
	return status == KP_OK
		       ? kp_setting_new(reply->component, name, &finding, ret_setting, reterr)
		       : status;
}
