/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/edit/same.h"

#include <string.h>

#include "base/text.h"

/** What was set, as the comparison goes down the path. */
struct change {
	const char *path; /* what is left of it */
	const struct kp_new_value *value;
	long line;
};

bool kp_document_is_value(const struct kp_node *node, const struct kp_new_value *value)
{
	if (node->kind != value->kind) {
		return false;
	}
	switch (node->kind) {
	case KP_NODE_BOOL:
		return node->boolean == (strcmp(value->text, "true") == 0);
	case KP_NODE_INT:
	case KP_NODE_STRING:
		return strcmp(node->text, value->text) == 0;
	case KP_NODE_LIST:
		break;
	case KP_NODE_NULL:
	case KP_NODE_FLOAT:
	case KP_NODE_MAP:
	case KP_NODE__COUNT:
		return false;
	}
	for (size_t i = 0; i < node->count && i < value->count; i++) {
		const struct kp_node *item = node->members[i].value;

		if (item->kind != KP_NODE_STRING || strcmp(item->text, value->items[i]) != 0) {
			return false;
		}
	}
	return node->count == value->count;
}

const struct kp_member *kp_document_last(const struct kp_node *map, const char *key, size_t len)
{
	for (size_t i = map->count; i > 0; i--) {
		const struct kp_member *member = &map->members[i - 1];

		if (strncmp(member->key, key, len) == 0 && member->key[len] == '\0') {
			return member;
		}
	}
	return NULL;
}

static bool is_same_node(const struct kp_node *old, const struct kp_node *changed);

static bool is_same_member(const struct kp_member *old, const struct kp_member *changed)
{
	return kp_text_is_same(old->key, changed->key) && is_same_node(old->value, changed->value);
}

/** Whether two nodes are the same. The text says all of a scalar of the same kind. */
static bool is_same_node(const struct kp_node *old, const struct kp_node *changed)
{
	if (old->kind != changed->kind || old->count != changed->count ||
	    !kp_text_is_same(old->text, changed->text)) {
		return false;
	}
	for (size_t i = 0; i < old->count; i++) {
		if (!is_same_member(&old->members[i], &changed->members[i])) {
			return false;
		}
	}
	return true;
}

/** Step over the first key of what is left of the path. @return its length */
static size_t next_key(struct change *change, const char **ret_key)
{
	size_t len = strcspn(change->path, ".");

	*ret_key = change->path;
	change->path += len + (change->path[len] == '.' ? 1 : 0);
	return len;
}

/** Whether a member that was added or set has the keys that are left, and at their end the value. */
static bool is_new(const struct kp_member *member, struct change *change)
{
	const struct kp_node *node = member->value;

	change->line = member->line;
	while (*change->path != '\0') {
		const char *key;
		size_t len = next_key(change, &key);

		if (node->kind != KP_NODE_MAP || node->count != 1 ||
		    kp_document_last(node, key, len) == NULL) {
			return false;
		}
		change->line = node->members[0].line;
		node = node->members[0].value;
	}
	return kp_document_is_value(node, change->value);
}

/** Whether a map is another one but for the change in it. */
static bool is_changed_map(const struct kp_node *old, const struct kp_node *changed,
			   struct change *change)
{
	const char *key;
	size_t len = next_key(change, &key);
	bool is_added = changed->count == old->count + 1;
	const struct kp_member *found = kp_document_last(changed, key, len);
	size_t index;

	if (changed->kind != KP_NODE_MAP || found == NULL ||
	    (!is_added && changed->count != old->count)) {
		return false;
	}
	index = (size_t)(found - changed->members);
	for (size_t i = 0; i < old->count; i++) {
		if (i != index && !is_same_member(&old->members[i], &changed->members[i])) {
			return false;
		}
	}
	if (is_added) {
		return index == old->count && is_new(found, change);
	}
	if (!kp_text_is_same(old->members[index].key, found->key)) {
		return false;
	}
	return *change->path != '\0' && old->members[index].value->kind == KP_NODE_MAP
		       ? is_changed_map(old->members[index].value, found->value, change)
		       : is_new(found, change);
}

bool kp_document_is_set(const struct kp_document *old, const struct kp_document *changed,
			const char *path, const struct kp_new_value *value, long *ret_line)
{
	struct change change = { .path = path, .value = value };

	if (old->is_json != changed->is_json || changed->root == NULL ||
	    !is_changed_map(old->root, changed->root, &change)) {
		return false;
	}
	*ret_line = change.line;
	return true;
}
