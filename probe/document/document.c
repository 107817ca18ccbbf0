/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document/document.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

const char *kp_node_kind_str(enum kp_node_kind kind)
{
	static const char *const names[KP_NODE__COUNT] = {
		[KP_NODE_NULL] = "null",   [KP_NODE_BOOL] = "bool",     [KP_NODE_INT] = "int",
		[KP_NODE_FLOAT] = "float", [KP_NODE_STRING] = "string", [KP_NODE_LIST] = "list",
		[KP_NODE_MAP] = "map",
	};

	return names[kind];
}

enum kp_status kp_node_check_opaque(const struct kp_node *node, struct kp_error *reterr)
{
	return node->opaque
		       ? kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "a value contains a NUL character, or bytes that are no UTF-8")
		       : KP_OK;
}

void kp_document_free(struct kp_document *document)
{
	if (document == NULL) {
		return;
	}
	if (document->room != NULL) {
		document->room->left += document->taken;
	}
	while (document->nodes != NULL) {
		struct kp_node *node = document->nodes;

		document->nodes = node->next;
		free(node->members);
		free(node->text);
		free(node);
	}
	free(document);
}

void kp_document_freep(struct kp_document **document)
{
	kp_document_free(*document);
}

/** Count something that is made against what all documents together may take. */
static enum kp_status take_room(struct kp_document *document, struct kp_error *reterr)
{
	if (document->room == NULL) {
		return KP_OK;
	}
	if (document->room->left == 0) {
		return kp_fail(
			reterr, KP_ERR_LIMIT,
			"the configuration files of all %s have more than the limit of values",
			document->room->whose);
	}
	document->room->left--;
	document->taken++;
	return KP_OK;
}

enum kp_status kp__document_add(struct kp_document *document, enum kp_node_kind kind, long line,
				struct kp_node **ret_node, struct kp_error *reterr)
{
	struct kp_node *node;
	enum kp_status status = take_room(document, reterr);

	if (status != KP_OK) {
		return status;
	}
	node = calloc(1, sizeof(*node));
	if (node == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	node->kind = kind;
	node->line = line;
	node->weight = 1;
	node->height = 1;
	node->document = document;
	node->next = document->nodes;
	document->nodes = node;
	*ret_node = node;
	return KP_OK;
}

enum kp_status kp__node_append(struct kp_node *node, const struct kp_member *member,
			       const struct kp_limits *limits, struct kp_error *reterr)
{
	enum kp_status status;

	/* Each weight is within the limit, so that the sum of two cannot overflow. */
	if (node->weight + member->value->weight > limits->document_nodes) {
		return kp_fail_line(reterr, KP_ERR_LIMIT, member->line,
				    "line %ld: more than the limit of %zu values, aliases expanded",
				    member->line, limits->document_nodes);
	}
	if (member->value->height >= limits->document_depth) {
		return kp_fail_line(reterr, KP_ERR_LIMIT, member->line,
				    "line %ld: nested deeper than the limit of %zu levels, aliases "
				    "expanded",
				    member->line, limits->document_depth);
	}
	status = take_room(node->document, reterr);
	if (status == KP_OK) {
		status = kp_array_reserve(&node->members, node->count, &node->size,
					  sizeof(*node->members), reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	node->members[node->count++] = *member;
	node->opaque = node->opaque || member->opaque || member->value->opaque;
	node->weight += member->value->weight;
	if (member->value->height >= node->height) {
		node->height = member->value->height + 1;
	}
	return KP_OK;
}

/** Compare the keys of members, and of equal ones their places. */
static int compare_members(const void *left, const void *right)
{
	const struct kp_member *l = *(struct kp_member *const *)left;
	const struct kp_member *r = *(struct kp_member *const *)right;
	int order = strcmp(l->key, r->key);

	return order != 0 ? order : (l > r) - (l < r);
}

enum kp_status kp__node_mark_replaced(struct kp_node *map, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) struct kp_member **sorted = NULL;

	if (map->count == 0) {
		return KP_OK;
	}
	sorted = calloc(map->count, sizeof(struct kp_member *));
	if (sorted == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < map->count; i++) {
		sorted[i] = &map->members[i];
	}
	qsort(sorted, map->count, sizeof(struct kp_member *), compare_members);
	for (size_t i = 0; i < map->count; i++) {
		sorted[i]->replaced =
			i + 1 < map->count && strcmp(sorted[i]->key, sorted[i + 1]->key) == 0;
	}
	return KP_OK;
}

enum kp_status kp_document_new(const struct kp_place *place, struct kp_room *room,
			       struct kp_document **ret_document, struct kp_error *reterr)
{
	struct kp_document *document = calloc(1, sizeof(*document));

	if (document == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	document->place = place;
	document->room = room;
	*ret_document = document;
	return KP_OK;
}
