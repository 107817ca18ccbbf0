/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "field_value.h"

/** Longest path of a field, `logging.options.json.infoBufferSize`, and room to see a longer one. */
#define PATH_SIZE 128

/** Room for a place in a message; a longer path is cut there. */
#define WHERE_SIZE 300

struct kp_config {
	struct kp_said *said; /* by the index of the field's row */
};

/** A decoding under way. */
struct decoder {
	struct kp_decoding rules;
	struct kp_document *scratch;
	struct kp_config *config;
	bool *owned; /* by the index of the field's row: its map is one of ours, that may grow */
	struct kp_error *reterr;
};

void kp_config_free(struct kp_config *config)
{
	if (config != NULL) {
		free(config->said);
		free(config);
	}
}

void kp_config_freep(struct kp_config **config)
{
	kp_config_free(*config);
}

enum kp_status kp_config_new(struct kp_config **ret_config, struct kp_error *reterr)
{
	KP_CLEANUP(kp_config_freep) struct kp_config *config = calloc(1, sizeof(*config));

	if (config != NULL) {
		config->said = calloc(kp_field_count(), sizeof(*config->said));
	}
	if (config == NULL || config->said == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	*ret_config = kp_steal(&config);
	return KP_OK;
}

/** Whether a later member of the same object has the same key. */
static bool is_replaced(const struct kp_node *object, size_t index)
{
	for (size_t i = index + 1; i < object->count; i++) {
		if (strcmp(object->members[i].key, object->members[index].key) == 0) {
			return true;
		}
	}
	return false;
}

/**
 * Find a key of the envelope. encoding/json matches it in any case; YAML has become JSON with its
 * keys sorted by then, so that the last spelling in byte order wins there, and the last one in the
 * text in JSON.
 */
static const struct kp_member *find_envelope(const struct kp_document *document, const char *key)
{
	const struct kp_node *root = document->root;
	const struct kp_member *found = NULL;

	for (size_t i = 0; i < root->count; i++) {
		const struct kp_member *member = &root->members[i];

		if (strcasecmp(member->key, key) != 0 ||
		    (!document->is_json && is_replaced(root, i)) ||
		    member->value->kind == KP_NODE_NULL) {
			continue;
		}
		if (found == NULL || document->is_json || strcmp(member->key, found->key) >= 0) {
			found = member;
		}
	}
	return found;
}

/** Check that each spelling of a key of the envelope is a string: the decoder reads them all. */
static enum kp_status check_envelope_type(const struct kp_document *document, const char *key,
					  struct kp_error *reterr)
{
	const struct kp_node *root = document->root;

	for (size_t i = 0; i < root->count; i++) {
		const struct kp_member *member = &root->members[i];

		if (strcasecmp(member->key, key) == 0 &&
		    (document->is_json || !is_replaced(root, i)) &&
		    member->value->kind != KP_NODE_STRING && member->value->kind != KP_NODE_NULL) {
			return kp_fail_line(reterr, KP_ERR_SYNTAX, member->line,
					    "line %ld: %s: %s where a string is wanted",
					    member->line, member->key,
					    kp_node_kind_str(member->value->kind));
		}
	}
	return KP_OK;
}

/** Check one key of the envelope. */
static enum kp_status check_envelope_key(const struct kp_document *document, const char *key,
					 const char *wanted, struct kp_error *reterr)
{
	const struct kp_member *member = find_envelope(document, key);
	enum kp_status status = check_envelope_type(document, key, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (member == NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "%s is not set", key);
	}
	if (strcmp(member->value->text, wanted) != 0) {
		return kp_fail_line(reterr, KP_ERR_SYNTAX, member->line, "line %ld: %s is not %s",
				    member->line, key, wanted);
	}
	return KP_OK;
}

/** Check that a document is a map. */
static enum kp_status check_map(const struct kp_document *document, struct kp_error *reterr)
{
	if (document->root == NULL || document->root->kind == KP_NODE_NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX,
			       "kind is not set: the first document is empty");
	}
	if (document->root->kind != KP_NODE_MAP) {
		return kp_fail_line(reterr, KP_ERR_SYNTAX, document->root->line,
				    "line %ld: the document is a %s, not a map",
				    document->root->line, kp_node_kind_str(document->root->kind));
	}
	return KP_OK;
}

enum kp_status kp_config_check_envelope(const struct kp_document *document, struct kp_error *reterr)
{
	enum kp_status status = check_map(document, reterr);

	if (status == KP_OK) {
		status = check_envelope_key(document, "kind", "KubeletConfiguration", reterr);
	}
	if (status == KP_OK) {
		status = check_envelope_key(document, "apiVersion", "kubelet.config.k8s.io/v1beta1",
					    reterr);
	}
	return status;
}

enum kp_status kp_config_check_kind(const struct kp_document *document, struct kp_error *reterr)
{
	enum kp_status status = check_map(document, reterr);
	const struct kp_member *kind;

	if (status != KP_OK) {
		return status;
	}
	status = check_envelope_type(document, "kind", reterr);
	if (status == KP_OK) {
		status = check_envelope_type(document, "apiVersion", reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	kind = find_envelope(document, "kind");
	if (kind == NULL || kind->value->text[0] == '\0') {
		return kp_fail(reterr, KP_ERR_SYNTAX, "kind is not set");
	}
	return KP_OK;
}

/** Where a member stands, as messages say it; of a merged object the file too. */
static const char *where(const struct decoder *decoder, const struct kp_member *member,
			 char text[WHERE_SIZE])
{
	bool merged = decoder->rules.folds_case && member->place != NULL;

	if (merged && member->line > 0) {
		(void)snprintf(text, WHERE_SIZE, "%s:%ld", member->place->text, member->line);
	} else if (merged) {
		(void)snprintf(text, WHERE_SIZE, "%s", member->place->text);
	} else {
		(void)snprintf(text, WHERE_SIZE, "line %ld", member->line);
	}
	return text;
}

/** A null: pointers, lists and maps are cleared, plain fields mostly left alone. */
static enum kp_status set_null(struct decoder *decoder, const struct kp_field *field,
			       const struct kp_member *member)
{
	struct kp_said *said = &decoder->config->said[kp_field_index(field)];
	char text[WHERE_SIZE];
	bool is_duration = field->type == KP_FIELD_DURATION || field->type == KP_FIELD_FLUSH;

	if (is_duration && field->unset != KP_UNSET_NIL) {
		/* metav1.Duration's UnmarshalJSON parses the null as an empty text. */
		return kp_fail_line(decoder->reterr, KP_ERR_SYNTAX, member->line,
				    "%s: %s: null is no duration", where(decoder, member, text),
				    field->path);
	}
	/* jsoniter, the decoder up to 1.22, makes a string empty; encoding/json leaves it. */
	if (field->unset == KP_UNSET_NIL ||
	    (field->type == KP_FIELD_STRING && decoder->rules.minor <= 22)) {
		*said = (struct kp_said){ 0 };
	}
	return KP_OK;
}

/** Append the members of a map to one of ours. */
static enum kp_status append_members(struct kp_node *map, const struct kp_node *more,
				     struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < more->count; i++) {
		status = kp__node_append(map, &more->members[i], &kp_no_limits, reterr);
	}
	return status;
}

/** A repeated JSON key with a map: the decoder fills the same Go map twice. */
static enum kp_status merge_maps(struct decoder *decoder, struct kp_said *said,
				 const struct kp_node *more)
{
	struct kp_node *map = said->node;
	bool is_owned = decoder->owned[said - decoder->config->said];
	enum kp_status status = KP_OK;

	/* The first time into a map of our own, which grows then. */
	if (!is_owned) {
		status = kp__document_add(decoder->scratch, KP_NODE_MAP, more->line, &map,
					  decoder->reterr);
		if (status == KP_OK) {
			status = append_members(map, said->node, decoder->reterr);
		}
	}
	if (status == KP_OK) {
		status = append_members(map, more, decoder->reterr);
	}
	if (status == KP_OK) {
		decoder->owned[said - decoder->config->said] = true;
		said->node = map;
	}
	return status;
}

/** Take over the value of a field. */
static enum kp_status set_field(struct decoder *decoder, const struct kp_field *field,
				const struct kp_member *member)
{
	struct kp_said *said = &decoder->config->said[kp_field_index(field)];
	enum kp_status status;
	char text[WHERE_SIZE];

	if (member->value->kind == KP_NODE_NULL) {
		return set_null(decoder, field, member);
	}
	status = kp_field_check(field, member->value, decoder->reterr);
	if (status != KP_OK) {
		return kp_wrap(decoder->reterr, status, "%s: %s", where(decoder, member, text),
			       field->path);
	}
	if (decoder->rules.repeats_merge && said->node != NULL && kp_field_is_map(field)) {
		status = merge_maps(decoder, said, member->value);
	} else {
		decoder->owned[kp_field_index(field)] = false;
		said->node = member->value;
	}
	said->place = member->place;
	said->line = member->line;
	return status;
}

static enum kp_status decode_object(struct decoder *decoder, const char *prefix,
				    const struct kp_node *object);

/** @return the field that a path of keys means; NULL if it means none */
static const struct kp_field *find_field(const struct decoder *decoder, const char *path)
{
	const struct kp_decoding *rules = &decoder->rules;

	if (!rules->folds_case) {
		return kp_field_find(path, rules->minor);
	}
	/* The one field whose Go name is another word. */
	if (rules->is_internal && strcasecmp(path, "resolverConfig") == 0) {
		return kp_field_find("resolvConf", rules->minor);
	}
	if (rules->is_internal && strcasecmp(path, "resolvConf") == 0) {
		return NULL;
	}
	return kp_field_find_fold(path, rules->minor);
}

/** Whether a path of keys means an object. */
static bool is_object(const struct decoder *decoder, const char *path)
{
	return decoder->rules.folds_case ? kp_field_is_object_fold(path, decoder->rules.minor)
					 : kp_field_is_object(path, decoder->rules.minor);
}

/** A key that means an object. */
static enum kp_status decode_nested(struct decoder *decoder, const char *path,
				    const struct kp_member *member)
{
	char text[WHERE_SIZE];

	if (member->value->kind == KP_NODE_NULL) {
		return KP_OK;
	}
	if (member->value->kind != KP_NODE_MAP) {
		return kp_fail_line(decoder->reterr, KP_ERR_SYNTAX, member->line,
				    "%s: %s is a %s, not a map", where(decoder, member, text), path,
				    kp_node_kind_str(member->value->kind));
	}
	return decode_object(decoder, path, member->value);
}

/** The path of a key. @return false if it cannot be a field's */
static bool make_path(char path[PATH_SIZE], const char *prefix, const char *key)
{
	int len = snprintf(path, PATH_SIZE, "%s%s%s", prefix, prefix[0] == '\0' ? "" : ".", key);

	/* A key with a dot is no path: `authorization.mode: x` is unknown. */
	return len < PATH_SIZE && strchr(key, '.') == NULL;
}

/** One member of an object. */
static enum kp_status decode_member(struct decoder *decoder, const char *prefix,
				    const struct kp_node *object, size_t index)
{
	const struct kp_member *member = &object->members[index];
	const struct kp_field *field;
	enum kp_status status;
	char path[PATH_SIZE];

	if (!make_path(path, prefix, member->key)) {
		return KP_OK;
	}
	field = find_field(decoder, path);
	if (field == NULL && !is_object(decoder, path)) {
		return KP_OK;
	}
	if (!decoder->rules.repeats_merge && is_replaced(object, index)) {
		return KP_OK;
	}
	if (field == NULL) {
		return decode_nested(decoder, path, member);
	}
	status = set_field(decoder, field, member);
	if (status != KP_OK && decoder->reterr != NULL) {
		decoder->reterr->line = member->line;
	}
	return status;
}

static enum kp_status decode_object(struct decoder *decoder, const char *prefix,
				    const struct kp_node *object)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < object->count; i++) {
		status = decode_member(decoder, prefix, object, i);
	}
	return status;
}

enum kp_status kp_config_decode_object(const struct kp_node *object,
				       const struct kp_decoding *decoding,
				       struct kp_document *scratch, struct kp_config **ret_config,
				       struct kp_error *reterr)
{
	KP_CLEANUP(kp_config_freep) struct kp_config *config = NULL;
	KP_CLEANUP(kp_freep) bool *owned = calloc(kp_field_count(), sizeof(*owned));
	struct decoder decoder = {
		.rules = *decoding,
		.scratch = scratch,
		.owned = owned,
		.reterr = reterr,
	};
	enum kp_status status;

	if (owned == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	status = kp_config_new(&config, reterr);
	if (status != KP_OK) {
		return status;
	}
	decoder.config = config;
	status = decode_object(&decoder, "", object);
	if (status != KP_OK) {
		return status;
	}
	*ret_config = kp_steal(&config);
	return KP_OK;
}

enum kp_status kp_config_decode(const struct kp_document *document, int minor,
				struct kp_document *scratch, struct kp_config **ret_config,
				struct kp_error *reterr)
{
	const struct kp_decoding decoding = { .minor = minor, .repeats_merge = document->is_json };
	enum kp_status status = kp_config_check_envelope(document, reterr);

	if (status == KP_OK) {
		status = kp_config_decode_object(document->root, &decoding, scratch, ret_config,
						 reterr);
	}
	if (status == KP_OK) {
		kp_config_drop_unset(*ret_config);
	}
	return status;
}

void kp_config_drop_unset(struct kp_config *config)
{
	for (size_t i = 0; i < kp_field_count(); i++) {
		struct kp_said *said = &config->said[i];

		if (said->node != NULL && kp_field_is_unset(kp_field_get(i), said->node)) {
			*said = (struct kp_said){ 0 };
		}
	}
}

const struct kp_said *kp_config_get(const struct kp_config *config, const struct kp_field *field)
{
	return &config->said[kp_field_index(field)];
}

void kp_config_set(struct kp_config *config, const struct kp_field *field,
		   const struct kp_said *said)
{
	config->said[kp_field_index(field)] = *said;
}
