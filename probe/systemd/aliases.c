/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/aliases.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "systemd/unit_name.h"

enum {
	ALIASES_MAX = 64, /* each of them has drop-in directories, and specifiers */
};

static int compare_pointers(const struct kp_unit_entry *left, const struct kp_unit_entry *right)
{
	return (left > right) - (left < right);
}

/** Compare aliases by what they are names of; those of each instance come before those of one. */
static int compare_owners(const struct kp_alias *left, const struct kp_alias *right)
{
	int order = compare_pointers(left->file, right->file);

	if (order != 0 || left->own == NULL || right->own == NULL) {
		return order != 0 ? order : (left->own != NULL) - (right->own != NULL);
	}
	return strcmp(left->own, right->own);
}

static int compare_aliases(const void *left, const void *right)
{
	const struct kp_alias *l = left;
	const struct kp_alias *r = right;
	int order = compare_owners(l, r);

	return order != 0 ? order : compare_pointers(l->name, r->name);
}

void kp_aliases_done(struct kp_aliases *aliases)
{
	for (size_t i = 0; i < aliases->count; i++) {
		free(aliases->items[i].own);
	}
	free(aliases->items);
	*aliases = (struct kp_aliases){ 0 };
}

enum kp_status kp_aliases_add(struct kp_aliases *aliases, const struct kp_alias *alias,
			      struct kp_error *reterr)
{
	enum kp_status status = kp_array_reserve(&aliases->items, aliases->count, &aliases->size,
						 sizeof(*aliases->items), reterr);

	if (status != KP_OK) {
		free(alias->own);
		return status;
	}
	aliases->items[aliases->count++] = *alias;
	return KP_OK;
}

void kp_aliases_sort(struct kp_aliases *aliases)
{
	if (aliases->count > 1) {
		qsort(aliases->items, aliases->count, sizeof(*aliases->items), compare_aliases);
	}
}

/** @return the first of the aliases of an owner that is not before it */
static size_t first_alias(const struct kp_aliases *aliases, const struct kp_alias *owner)
{
	size_t low = 0;
	size_t high = aliases->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_owners(&aliases->items[middle], owner) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

/** @return the alias at a place, if it is one of an owner; else NULL */
static const struct kp_alias *alias_of(const struct kp_aliases *aliases, size_t at,
				       const struct kp_alias *owner)
{
	return at < aliases->count && compare_owners(&aliases->items[at], owner) == 0
		       ? &aliases->items[at]
		       : NULL;
}

/** Add an alias to the names of a service. */
static enum kp_status take_alias(const struct kp_alias *alias, struct kp_strings *names,
				 struct kp_error *reterr)
{
	char *own = NULL;
	enum kp_status status =
		alias->own == NULL ? kp_unit_name_build(alias->name->name,
							kp_unit_name_prefix_len(alias->name->name),
							names->items[0], &own, reterr)
				   : kp_text_dup(alias->name->name, &own, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (names->count > ALIASES_MAX) {
		free(own);
		return kp_fail(reterr, KP_ERR_LIMIT, "%s has more than the limit of %d aliases",
			       names->items[0], ALIASES_MAX);
	}
	return kp_strings_take(names, own, reterr);
}

enum kp_status kp_aliases_take(const struct kp_aliases *aliases, const struct kp_unit_entry *file,
			       struct kp_strings *names, struct kp_error *reterr)
{
	const struct kp_alias any = { .file = file };
	const struct kp_alias own = { .file = file, .own = names->items[0] };
	size_t of_any = first_alias(aliases, &any);
	size_t of_own = first_alias(aliases, &own);
	enum kp_status status = KP_OK;

	while (status == KP_OK) {
		const struct kp_alias *left = alias_of(aliases, of_any, &any);
		const struct kp_alias *right = alias_of(aliases, of_own, &own);
		bool is_left = left != NULL && (right == NULL || left->name < right->name);

		if (left == NULL && right == NULL) {
			break;
		}
		status = take_alias(is_left ? left : right, names, reterr);
		of_any += is_left ? 1 : 0;
		of_own += is_left ? 0 : 1;
	}
	return status;
}
