/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/config.h"

#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/field_value.h"
#include "document/envelope.h"

/** Longest path of a field, `logging.options.json.infoBufferSize`, and room to see a longer one. */
#define PATH_SIZE 128

/** Room for a place in a message; a longer path is cut there. */
#define WHERE_SIZE 300

struct kp_config {
	const struct kp_config_type *type;
	struct kp_said *said; /* by the index of the field's row, or packed */
	uint8_t *packed;      /* by the same, which of them it is, from 1 on; NULL: not packed */
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
		free(config->packed);
		free(config->said);
		free(config);
	}
}

void kp_config_freep(struct kp_config **config)
{
	kp_config_free(*config);
}

enum kp_status kp_config_new(const struct kp_config_type *type, struct kp_config **ret_config,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_config_freep) struct kp_config *config = calloc(1, sizeof(*config));

	if (config != NULL) {
		config->type = type;
		config->said = calloc(type->count, sizeof(*config->said));
	}
	if (config == NULL || config->said == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	*ret_config = kp_steal(&config);
	return KP_OK;
}

enum kp_status kp_config_copy(const struct kp_config *config, struct kp_config **ret_copy,
			      struct kp_error *reterr)
{
	enum kp_status status = kp_config_new(config->type, ret_copy, reterr);

	if (status == KP_OK) {
		memcpy((*ret_copy)->said, config->said,
		       config->type->count * sizeof(*config->said));
	}
	return status;
}

/** Where a member stands, as messages say it; of a merged object the file too. */
static const char *where(const struct decoder *decoder, const struct kp_member *member,
			 char text[WHERE_SIZE])
{
	bool merged = decoder->rules.folds_case && member->place != NULL;

	if (merged) {
		kp_place_print(member->place, member->line, text, WHERE_SIZE);
	} else {
		(void)snprintf(text, WHERE_SIZE, "line %ld", member->line);
	}
	return text;
}

/** A null: pointers, lists and maps are cleared, plain fields mostly left alone. */
static enum kp_status set_null(struct decoder *decoder, const struct kp_field *field,
			       const struct kp_member *member)
{
	struct kp_said *said = &decoder->config->said[kp_field_index(decoder->rules.type, field)];
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
	struct kp_said *said = &decoder->config->said[kp_field_index(decoder->rules.type, field)];
	struct kp_field_fault fault = { 0 };
	enum kp_status status;
	char text[WHERE_SIZE];

	if (member->value->kind == KP_NODE_NULL) {
		return set_null(decoder, field, member);
	}
	status = kp_field_check(decoder->rules.type, field, member->value, &fault, decoder->reterr);
	if (status != KP_OK) {
		const struct kp_member *bad = fault.member == NULL ? member : fault.member;

		status = kp_wrap(decoder->reterr, status, "%s: %s%s", where(decoder, bad, text),
				 field->path, fault.path);
		if (decoder->reterr != NULL) {
			decoder->reterr->line = bad->line;
		}
		return status;
	}
	if (decoder->rules.repeats_merge && said->node != NULL && kp_field_is_map(field)) {
		status = merge_maps(decoder, said, member->value);
	} else {
		decoder->owned[kp_field_index(decoder->rules.type, field)] = false;
		said->node = member->value;
	}
	said->place = member->place;
	said->line = member->line;
	return status;
}

static enum kp_status decode_object(struct decoder *decoder, const char *prefix,
				    const struct kp_node *object);

/**
 * What a path of keys means.
 * @param[out] ret_is_object whether it is an object, and no field
 * @return the field that it is; NULL if it is none
 */
static const struct kp_field *look(const struct decoder *decoder, const char *path,
				   bool *ret_is_object)
{
	const struct kp_decoding *rules = &decoder->rules;
	const struct kp_field *field;

	if (!rules->folds_case) {
		return kp_field_look(rules->type, path, rules->minor, ret_is_object);
	}
	field = rules->is_internal ? kp_field_find_internal(rules->type, path, rules->minor)
				   : kp_field_find_fold(rules->type, path, rules->minor);
	*ret_is_object = field == NULL && kp_field_is_object_fold(rules->type, path, rules->minor);
	return field;
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
	size_t prefix_len = strlen(prefix);
	size_t len = strlen(key);
	char *end = path;

	/* A key with a dot is no path: `authorization.mode: x` is unknown. */
	if (prefix_len + 1 + len >= PATH_SIZE || memchr(key, '.', len) != NULL) {
		return false;
	}
	if (prefix_len > 0) {
		end = stpcpy(stpcpy(end, prefix), ".");
	}
	memcpy(end, key, len + 1);
	return true;
}

/** One member of an object. */
static enum kp_status decode_member(struct decoder *decoder, const char *prefix,
				    const struct kp_member *member)
{
	const struct kp_field *field;
	char path[PATH_SIZE];
	bool is_object;

	if (!make_path(path, prefix, member->key)) {
		return KP_OK;
	}
	field = look(decoder, path, &is_object);
	if (field == NULL && !is_object) {
		return KP_OK;
	}
	if (!decoder->rules.repeats_merge && member->replaced) {
		return KP_OK;
	}
	if (field == NULL) {
		return decode_nested(decoder, path, member);
	}
	return set_field(decoder, field, member);
}

static enum kp_status decode_object(struct decoder *decoder, const char *prefix,
				    const struct kp_node *object)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < object->count; i++) {
		status = decode_member(decoder, prefix, &object->members[i]);
	}
	return status;
}

enum kp_status kp_config_decode_object(const struct kp_node *object,
				       const struct kp_decoding *decoding,
				       struct kp_document *scratch, struct kp_config **ret_config,
				       struct kp_error *reterr)
{
	KP_CLEANUP(kp_config_freep) struct kp_config *config = NULL;
	KP_CLEANUP(kp_freep) bool *owned = calloc(decoding->type->count, sizeof(*owned));
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
	status = kp_config_new(decoding->type, &config, reterr);
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

enum kp_status kp_config_decode(const struct kp_config_type *type,
				const struct kp_document *document, int minor,
				struct kp_document *scratch, struct kp_config **ret_config,
				struct kp_error *reterr)
{
	const struct kp_decoding decoding = { .type = type,
					      .minor = minor,
					      .repeats_merge = document->is_json };
	enum kp_status status = kp_envelope_check(type->envelope, document, reterr);

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
	for (size_t i = 0; i < config->type->count; i++) {
		struct kp_said *said = &config->said[i];

		if (said->node != NULL && kp_field_is_unset(&config->type->rows[i], said->node)) {
			*said = (struct kp_said){ 0 };
		}
	}
}

/** Copy what is said, without what is not. @param[out] said, packed zeroed */
static void pack(const struct kp_config *config, struct kp_said *said, uint8_t *packed)
{
	uint8_t count = 0;

	for (size_t i = 0; i < config->type->count; i++) {
		if (config->said[i].node != NULL) {
			said[count++] = config->said[i];
			packed[i] = count;
		}
	}
}

enum kp_status kp_config_pack(struct kp_config *config, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) struct kp_said *said = NULL;
	KP_CLEANUP(kp_freep) uint8_t *packed = NULL;
	size_t count = 0;

	for (size_t i = 0; i < config->type->count; i++) {
		count += config->said[i].node != NULL ? 1 : 0;
	}
	if (config->packed != NULL || count >= UINT8_MAX || count > config->type->count / 2) {
		return KP_OK;
	}
	said = calloc(count + 1, sizeof(*said));
	packed = calloc(config->type->count + 1, sizeof(*packed));
	if (said == NULL || packed == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	pack(config, said, packed);
	free(config->said);
	config->said = kp_steal(&said);
	config->packed = kp_steal(&packed);
	return KP_OK;
}

const struct kp_said *kp_config_get(const struct kp_config *config, const struct kp_field *field)
{
	static const struct kp_said nothing = { 0 };
	size_t index = kp_field_index(config->type, field);

	if (config->packed == NULL) {
		return &config->said[index];
	}
	return config->packed[index] == 0 ? &nothing : &config->said[config->packed[index] - 1];
}

void kp_config_set(struct kp_config *config, const struct kp_field *field,
		   const struct kp_said *said)
{
	config->said[kp_field_index(config->type, field)] = *said;
}
