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

struct kp_config {
	struct kp_document *scratch; /* owns nodes that no document has: merged maps */
	struct kp_said *said;        /* by the index of the field's row */
};

/** A decoding under way. */
struct decoder {
	const struct kp_document *document;
	int minor;
	struct kp_config *config;
	struct kp_error *reterr;
};

void kp_config_free(struct kp_config *config)
{
	if (config != NULL) {
		kp_document_free(config->scratch);
		free(config->said);
		free(config);
	}
}

void kp_config_freep(struct kp_config **config)
{
	kp_config_free(*config);
}

static enum kp_status new_config(struct kp_config **ret_config, struct kp_error *reterr)
{
	KP_CLEANUP(kp_config_freep) struct kp_config *config = calloc(1, sizeof(*config));

	if (config != NULL) {
		config->scratch = calloc(1, sizeof(*config->scratch));
		config->said = calloc(kp_field_count(), sizeof(*config->said));
	}
	if (config == NULL || config->scratch == NULL || config->said == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	*ret_config = kp_steal(&config);
	return KP_OK;
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

		if (strcasecmp(member->key, key) != 0 || member->value->kind == KP_NODE_NULL) {
			continue;
		}
		if (found == NULL || document->is_json || strcmp(member->key, found->key) >= 0) {
			found = member;
		}
	}
	return found;
}

/** Check one key of the envelope. */
static enum kp_status check_envelope_key(const struct kp_document *document, const char *key,
                                         const char *wanted, struct kp_error *reterr)
{
	const struct kp_member *member = find_envelope(document, key);

	if (member == NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "%s is not set", key);
	}
	if (member->value->kind != KP_NODE_STRING || strcmp(member->value->text, wanted) != 0) {
		return kp_fail_line(reterr, KP_ERR_SYNTAX, member->line, "line %ld: %s is not %s",
		                    member->line, key, wanted);
	}
	return KP_OK;
}

/** Check that a document is a KubeletConfiguration at all. */
static enum kp_status check_envelope(const struct kp_document *document, struct kp_error *reterr)
{
	enum kp_status status;

	if (document->root == NULL || document->root->kind == KP_NODE_NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "kind is not set: the first document is empty");
	}
	if (document->root->kind != KP_NODE_MAP) {
		return kp_fail_line(reterr, KP_ERR_SYNTAX, document->root->line,
		                    "line %ld: the document is a %s, not a map",
		                    document->root->line, kp_node_kind_str(document->root->kind));
	}
	status = check_envelope_key(document, "kind", "KubeletConfiguration", reterr);
	if (status != KP_OK) {
		return status;
	}
	return check_envelope_key(document, "apiVersion", "kubelet.config.k8s.io/v1beta1", reterr);
}

/** A null: pointers, lists and maps are cleared, plain fields mostly left alone. */
static enum kp_status set_null(struct decoder *decoder, const struct kp_field *field,
                               const struct kp_member *member)
{
	struct kp_said *said = &decoder->config->said[kp_field_index(field)];
	bool is_duration = field->type == KP_FIELD_DURATION || field->type == KP_FIELD_FLUSH;

	if (is_duration && field->unset != KP_UNSET_NIL) {
		/* metav1.Duration's UnmarshalJSON parses the null as an empty text. */
		return kp_fail_line(decoder->reterr, KP_ERR_SYNTAX, member->line,
		                    "line %ld: %s: invalid duration \"\"", member->line,
		                    field->path);
	}
	/* jsoniter, the decoder up to 1.22, makes a string empty; encoding/json leaves it. */
	if (field->unset == KP_UNSET_NIL ||
	    (field->type == KP_FIELD_STRING && decoder->minor <= 22)) {
		*said = (struct kp_said){ 0 };
	}
	return KP_OK;
}

/** A repeated JSON key with a map: the decoder fills the same Go map twice. */
static enum kp_status merge_maps(struct decoder *decoder, struct kp_said *said,
                                 const struct kp_node *more)
{
	static const struct kp_limits no_limits = { .document_nodes = SIZE_MAX / 2 };
	const struct kp_node *parts[] = { said->node, more };
	struct kp_node *merged;
	enum kp_status status = kp__document_add(decoder->config->scratch, KP_NODE_MAP, more->line,
	                                         &merged, decoder->reterr);

	for (size_t part = 0; part < 2; part++) {
		for (size_t i = 0; status == KP_OK && i < parts[part]->count; i++) {
			status = kp__node_append(merged, &parts[part]->members[i], &no_limits,
			                         decoder->reterr);
		}
	}
	if (status == KP_OK) {
		said->node = merged;
	}
	return status;
}

/** Take over the value of a field. */
static enum kp_status set_field(struct decoder *decoder, const struct kp_field *field,
                                const struct kp_member *member)
{
	struct kp_said *said = &decoder->config->said[kp_field_index(field)];
	enum kp_status status;

	if (member->value->kind == KP_NODE_NULL) {
		return set_null(decoder, field, member);
	}
	status = kp_field_check(field, member->value, decoder->reterr);
	if (status != KP_OK) {
		return kp_wrap(decoder->reterr, status, "line %ld: %s", member->line, field->path);
	}
	if (decoder->document->is_json && said->node != NULL && kp_field_is_map(field)) {
		status = merge_maps(decoder, said, member->value);
	} else {
		said->node = member->value;
	}
	said->line = member->line;
	return status;
}

static enum kp_status decode_object(struct decoder *decoder, const char *prefix,
                                    const struct kp_node *object);

/** One key of an object, whose path is known. */
static enum kp_status decode_member(struct decoder *decoder, const char *path,
                                    const struct kp_member *member)
{
	const struct kp_field *field = kp_field_find(path, decoder->minor);
	enum kp_status status;

	if (field != NULL) {
		status = set_field(decoder, field, member);
		if (status != KP_OK && decoder->reterr != NULL) {
			decoder->reterr->line = member->line;
		}
		return status;
	}
	if (!kp_field_is_object(path, decoder->minor) || member->value->kind == KP_NODE_NULL) {
		return KP_OK;
	}
	if (member->value->kind != KP_NODE_MAP) {
		return kp_fail_line(decoder->reterr, KP_ERR_SYNTAX, member->line,
		                    "line %ld: %s is a %s, not a map", member->line, path,
		                    kp_node_kind_str(member->value->kind));
	}
	return decode_object(decoder, path, member->value);
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

static enum kp_status decode_object(struct decoder *decoder, const char *prefix,
                                    const struct kp_node *object)
{
	char path[PATH_SIZE];

	for (size_t i = 0; i < object->count; i++) {
		const struct kp_member *member = &object->members[i];
		const char *dot = prefix[0] == '\0' ? "" : ".";
		enum kp_status status;

		/* A path that does not fit is longer than any field's. */
		if (snprintf(path, sizeof(path), "%s%s%s", prefix, dot, member->key) >=
		    (int)sizeof(path)) {
			continue;
		}
		/* A key with a dot is no path: `authorization.mode: x` is unknown. */
		if (strchr(member->key, '.') != NULL) {
			continue;
		}
		if (kp_field_find(path, decoder->minor) == NULL &&
		    !kp_field_is_object(path, decoder->minor)) {
			continue;
		}
		/* In YAML the last of equal keys replaces the others whole; in JSON each counts. */
		if (!decoder->document->is_json && is_replaced(object, i)) {
			continue;
		}
		status = decode_member(decoder, path, member);
		if (status != KP_OK) {
			return status;
		}
	}
	return KP_OK;
}

/** Drop what defaulting would replace. */
static void drop_unset(struct kp_config *config)
{
	for (size_t i = 0; i < kp_field_count(); i++) {
		struct kp_said *said = &config->said[i];

		if (said->node != NULL && kp_field_is_unset(kp_field_get(i), said->node)) {
			*said = (struct kp_said){ 0 };
		}
	}
}

enum kp_status kp_config_decode(const struct kp_document *document, int minor,
                                struct kp_config **ret_config, struct kp_error *reterr)
{
	KP_CLEANUP(kp_config_freep) struct kp_config *config = NULL;
	struct decoder decoder = { .document = document, .minor = minor, .reterr = reterr };
	enum kp_status status = check_envelope(document, reterr);

	if (status == KP_OK) {
		status = new_config(&config, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	decoder.config = config;
	status = decode_object(&decoder, "", document->root);
	if (status != KP_OK) {
		return status;
	}
	drop_unset(config);
	*ret_config = kp_steal(&config);
	return KP_OK;
}

const struct kp_said *kp_config_get(const struct kp_config *config, const struct kp_field *field)
{
	return &config->said[kp_field_index(field)];
}
