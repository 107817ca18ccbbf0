/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

static enum kp_status append(struct kp_node *map, const struct kp_member *member,
			     struct kp_error *reterr)
{
	return kp__node_append(map, member, &kp_no_limits, reterr);
}

/** A member on its way through qsort(), which need not keep the order of equal ones. */
struct sorted {
	struct kp_member member;
	size_t index;
};

static int compare_sorted(const void *left, const void *right)
{
	const struct sorted *l = left;
	const struct sorted *r = right;
	int order = strcmp(l->member.key, r->member.key);

	return order != 0 ? order : (l->index > r->index) - (l->index < r->index);
}

/** Sort members by key; equal ones stay in their order. */
static enum kp_status sort_members(struct kp_node *map, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) struct sorted *sorted = NULL;

	if (map->count < 2) {
		return KP_OK;
	}
	sorted = calloc(map->count, sizeof(*sorted));
	if (sorted == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < map->count; i++) {
		sorted[i] = (struct sorted){ map->members[i], i };
	}
	qsort(sorted, map->count, sizeof(*sorted), compare_sorted);
	for (size_t i = 0; i < map->count; i++) {
		map->members[i] = sorted[i].member;
	}
	return KP_OK;
}

/** Refuse a sorted map in which a key is repeated. */
static enum kp_status check_unique(struct kp_node *map, struct kp_error *reterr)
{
	for (size_t i = 1; i < map->count; i++) {
		const struct kp_member *member = &map->members[i];

		if (strcmp(member->key, member[-1].key) == 0) {
			return kp_fail_line(reterr, KP_ERR_SYNTAX, member->line,
					    "line %ld: key \"%s\" already set in map", member->line,
					    member->key);
		}
	}
	return KP_OK;
}

/** Keep the last of equal keys of a sorted map. */
static enum kp_status keep_last(struct kp_node *map, struct kp_error *reterr)
{
	size_t kept = 0;

	(void)reterr;
	for (size_t i = 0; i < map->count; i++) {
		if (kept > 0 && strcmp(map->members[kept - 1].key, map->members[i].key) == 0) {
			kept--;
		}
		map->members[kept++] = map->members[i];
	}
	map->count = kept;
	return KP_OK;
}

/** What is done about repeated keys in a sorted map. */
typedef enum kp_status finish_fn(struct kp_node *map, struct kp_error *reterr);

/** Copy an object, sorting its maps. Otherwise as kp_tree_sort() */
static enum kp_status copy_sorted(const struct kp_node *object, finish_fn *finish,
				  struct kp_document *scratch, struct kp_node **ret_sorted,
				  struct kp_error *reterr)
{
	struct kp_node *copy;
	enum kp_status status =
		kp__document_add(scratch, object->kind, object->line, &copy, reterr);

	for (size_t i = 0; status == KP_OK && i < object->count; i++) {
		struct kp_member member = object->members[i];

		if (member.value->kind == KP_NODE_MAP || member.value->kind == KP_NODE_LIST) {
			status = copy_sorted(member.value, finish, scratch, &member.value, reterr);
		}
		if (status == KP_OK) {
			status = append(copy, &member, reterr);
		}
	}
	if (status == KP_OK && object->kind == KP_NODE_MAP) {
		status = sort_members(copy, reterr);
	}
	if (status == KP_OK && object->kind == KP_NODE_MAP) {
		status = finish(copy, reterr);
	}
	if (status == KP_OK) {
		*ret_sorted = copy;
	}
	return status;
}

enum kp_status kp_tree_sort(const struct kp_node *object, struct kp_document *scratch,
			    struct kp_node **ret_sorted, struct kp_error *reterr)
{
	return copy_sorted(object, check_unique, scratch, ret_sorted, reterr);
}

enum kp_status kp_tree_sort_last(const struct kp_node *object, struct kp_document *scratch,
				 struct kp_node **ret_sorted, struct kp_error *reterr)
{
	return copy_sorted(object, keep_last, scratch, ret_sorted, reterr);
}

enum kp_status kp_tree_sort_members(const struct kp_node *map, struct kp_document *scratch,
				    struct kp_node **ret_sorted, struct kp_error *reterr)
{
	struct kp_node *copy;
	enum kp_status status = kp__document_add(scratch, KP_NODE_MAP, map->line, &copy, reterr);

	for (size_t i = 0; status == KP_OK && i < map->count; i++) {
		status = append(copy, &map->members[i], reterr);
	}
	if (status == KP_OK) {
		status = sort_members(copy, reterr);
	}
	if (status == KP_OK) {
		status = keep_last(copy, reterr);
	}
	if (status == KP_OK) {
		*ret_sorted = copy;
	}
	return status;
}

enum kp_status kp_tree_sort_in_place(struct kp_node *object, struct kp_error *reterr)
{
	enum kp_status status = sort_members(object, reterr);

	for (size_t i = 0; status == KP_OK && i < object->count; i++) {
		if (object->members[i].value->kind == KP_NODE_MAP) {
			status = kp_tree_sort_in_place(object->members[i].value, reterr);
		}
	}
	return status;
}

/** Add a member of a patch to a merged map. @param[in] old member of the target with its key */
static enum kp_status apply_member(struct kp_node *merged, const struct kp_member *old,
				   const struct kp_member *patch, struct kp_document *scratch,
				   struct kp_error *reterr)
{
	struct kp_member member = *patch;
	bool merges = old != NULL && old->value->kind == KP_NODE_MAP;

	if (patch->value->kind == KP_NODE_NULL) {
		return KP_OK;
	}
	if (patch->value->kind == KP_NODE_MAP) {
		enum kp_status status = kp_tree_merge(merges ? old->value : NULL, patch->value,
						      scratch, &member.value, reterr);

		if (status != KP_OK) {
			return status;
		}
	}
	return append(merged, &member, reterr);
}

enum kp_status kp_tree_merge(const struct kp_node *target, const struct kp_node *patch,
			     struct kp_document *scratch, struct kp_node **ret_merged,
			     struct kp_error *reterr)
{
	static const struct kp_node empty = { .kind = KP_NODE_MAP };
	const struct kp_node *was = target == NULL ? &empty : target;
	struct kp_node *merged;
	enum kp_status status =
		kp__document_add(scratch, KP_NODE_MAP, patch->line, &merged, reterr);
	size_t old = 0;
	size_t new = 0;

	while (status == KP_OK && (old < was->count || new < patch->count)) {
		const struct kp_member *o = old < was->count ? &was->members[old] : NULL;
		const struct kp_member *n = new < patch->count ? &patch->members[new] : NULL;
		int order = n == NULL ? -1 : o == NULL ? 1 : strcmp(o->key, n->key);

		if (order < 0) {
			status = append(merged, o, reterr);
		} else {
			status = apply_member(merged, order == 0 ? o : NULL, n, scratch, reterr);
		}
		old += order <= 0 ? 1 : 0;
		new += order >= 0 ? 1 : 0;
	}
	if (status == KP_OK) {
		*ret_merged = merged;
	}
	return status;
}
