/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document/envelope.h"

#include <string.h>

#include "base/fold.h"

/**
 * Find a key of the envelope. encoding/json matches it in any case; YAML has become JSON with its
 * keys sorted by then, so that the last spelling in byte order wins there, and the last one in the
 * text in JSON.
 */
static const struct kp_member *find_key(const struct kp_document *document, const char *key)
{
	const struct kp_node *root = document->root;
	const struct kp_member *found = NULL;

	for (size_t i = 0; i < root->count; i++) {
		const struct kp_member *member = &root->members[i];

		if (!kp_fold_is_same(member->key, key) || member->replaced ||
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
static enum kp_status check_type(const struct kp_document *document, const char *key,
				 struct kp_error *reterr)
{
	const struct kp_node *root = document->root;

	for (size_t i = 0; i < root->count; i++) {
		const struct kp_member *member = &root->members[i];

		if (kp_fold_is_same(member->key, key) && !member->replaced &&
		    member->value->kind != KP_NODE_STRING && member->value->kind != KP_NODE_NULL) {
			return kp_fail_line(reterr, KP_ERR_SYNTAX, member->line,
					    "line %ld: %s: %s where a string is wanted",
					    member->line, member->key,
					    kp_node_kind_str(member->value->kind));
		}
	}
	return KP_OK;
}

/**
 * Whether a text may be a kind, or a version of a group. Any file may be meant by mistake, and what stands
 * in it may be a secret.
 */
static bool may_be_told(const char *text)
{
	static const char lower[] = "abcdefghijklmnopqrstuvwxyz";
	static const char other[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./-";
	bool has_lower = false;
	size_t len = 0;

	while (text[len] != '\0' &&
	       (strchr(lower, text[len]) != NULL || strchr(other, text[len]) != NULL)) {
		has_lower = has_lower || strchr(lower, text[len]) != NULL;
		len++;
	}
	return has_lower && text[len] == '\0' && len <= 63;
}

/** Refuse the value of a key of the envelope. */
static enum kp_status refuse_value(const struct kp_member *member, const char *key,
				   const char *wanted, struct kp_error *reterr)
{
	const char *text = member->value->text;

	return may_be_told(text)
		       ? kp_fail_line(reterr, KP_ERR_SYNTAX, member->line,
				      "line %ld: %s is %s, not %s", member->line, key, text, wanted)
		       : kp_fail_line(reterr, KP_ERR_SYNTAX, member->line, "line %ld: %s is not %s",
				      member->line, key, wanted);
}

/** Check one key of the envelope. */
static enum kp_status check_key(const struct kp_document *document, const char *key,
				const char *wanted, struct kp_error *reterr)
{
	const struct kp_member *member = find_key(document, key);
	enum kp_status status = check_type(document, key, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (member == NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "%s is not set", key);
	}
	if (strcmp(member->value->text, wanted) != 0) {
		return refuse_value(member, key, wanted, reterr);
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

enum kp_status kp_envelope_check(const struct kp_envelope *envelope,
				 const struct kp_document *document, struct kp_error *reterr)
{
	enum kp_status status = check_map(document, reterr);

	if (status == KP_OK) {
		status = check_key(document, "kind", envelope->kind, reterr);
	}
	if (status == KP_OK) {
		status = check_key(document, "apiVersion", envelope->api_version, reterr);
	}
	return status;
}

enum kp_status kp_envelope_check_kind(const struct kp_document *document, struct kp_error *reterr)
{
	enum kp_status status = check_map(document, reterr);
	const struct kp_member *kind;

	if (status != KP_OK) {
		return status;
	}
	status = check_type(document, "kind", reterr);
	if (status == KP_OK) {
		status = check_type(document, "apiVersion", reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	kind = find_key(document, "kind");
	if (kind == NULL || kind->value->text[0] == '\0') {
		return kp_fail(reterr, KP_ERR_SYNTAX, "kind is not set");
	}
	return KP_OK;
}
