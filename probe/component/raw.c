/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/raw.h"

#include <string.h>

#include "base/cleanup.h"
#include "document/tree.h"

/** Merge all files. @param[out] ret_object NULL if there are none */
static enum kp_status merge_files(const struct kp_sources *sources, struct kp_document *scratch,
				  struct kp_node **ret_object, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	*ret_object = NULL;
	if (sources->main.document != NULL) {
		status = kp_tree_sort_last(sources->main.document->root, scratch, ret_object,
					   reterr);
	}
	for (size_t i = 0; status == KP_OK && i < sources->dropin_count; i++) {
		struct kp_node *patch;

		status = kp_tree_sort_last(sources->dropins[i].document->root, scratch, &patch,
					   reterr);
		if (status == KP_OK) {
			status = kp_tree_merge(*ret_object, patch, scratch, ret_object, reterr);
		}
	}
	return status;
}

/** @return the member of a map with a key, the last one; NULL if there is none */
static const struct kp_member *find_member(const struct kp_node *map, const char *key, size_t len)
{
	for (size_t i = map->count; i > 0; i--) {
		const char *name = map->members[i - 1].key;

		if (strncmp(name, key, len) == 0 && name[len] == '\0') {
			return &map->members[i - 1];
		}
	}
	return NULL;
}

/** @return the member that a path leads to; NULL if there is none */
static const struct kp_member *follow_path(const struct kp_node *object, const char *path)
{
	const struct kp_member *member = NULL;

	while (*path != '\0') {
		size_t len = strcspn(path, ".");

		if (object->kind != KP_NODE_MAP) {
			return NULL;
		}
		member = find_member(object, path, len);
		if (member == NULL) {
			return NULL;
		}
		object = member->value;
		path += len + (path[len] == '.' ? 1 : 0);
	}
	return member;
}

/** The type whose values look most like a node. */
static enum kp_field_type type_of(const struct kp_node *node)
{
	if (node->kind == KP_NODE_MAP) {
		return KP_FIELD_STRING_MAP;
	}
	return node->kind == KP_NODE_LIST ? KP_FIELD_STRINGS : KP_FIELD_STRING;
}

enum kp_status kp_raw_find(const struct kp_sources *sources, const char *path,
			   struct kp_finding *finding, struct kp_error *reterr)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *scratch = NULL;
	struct kp_field field = { .path = path };
	struct kp_said_at at;
	const struct kp_member *member = NULL;
	struct kp_node *object = NULL;
	enum kp_status status = kp_document_new(NULL, sources->room, &scratch, reterr);

	if (status == KP_OK) {
		status = merge_files(sources, scratch, &object, reterr);
	}
	if (status == KP_OK && object != NULL) {
		member = follow_path(object, path);
	}
	if (member == NULL || member->value->kind == KP_NODE_NULL) {
		return status;
	}
	status = kp_node_check_opaque(member->value, reterr);
	if (status != KP_OK) {
		return status;
	}
	field.type = type_of(member->value);
	at = (struct kp_said_at){ member->place->source, member->place->text, member->line, 0 };
	status = kp_finding_add(finding, &at, reterr);
	return status == KP_OK
		       ? kp_field_format(NULL, &field, member->value, &finding->value, reterr)
		       : status;
}
