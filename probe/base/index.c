/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/index.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/** A name and its number. */
struct numbered {
	const void *name; /* of one that is kept: what is behind it in memory */
	size_t len;
	size_t number;
};

static int compare(const void *left, const void *right)
{
	const struct numbered *l = left;
	const struct numbered *r = right;

	return l->len == r->len ? memcmp(l->name, r->name, l->len) : l->len < r->len ? -1 : 1;
}

void kp_index_done(struct kp_index *index)
{
	tdestroy(kp_steal(&index->root), free);
}

enum kp_status kp_index_put(struct kp_index *index, const void *name, size_t len, size_t number,
			    struct kp_error *reterr)
{
	struct numbered *entry = malloc(sizeof(*entry) + len);
	struct numbered **found;

	if (entry == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	*entry = (struct numbered){ memcpy(entry + 1, name, len), len, number };
	found = tsearch(entry, &index->root, compare);
	if (found == NULL || *found != entry) {
		free(entry);
	}
	if (found == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	(*found)->number = number;
	return KP_OK;
}

bool kp_index_find(const struct kp_index *index, const void *name, size_t len, size_t *ret_number)
{
	const struct numbered wanted = { name, len, 0 };
	struct numbered *const *found = tfind(&wanted, &index->root, compare);

	if (found != NULL) {
		*ret_number = (*found)->number;
	}
	return found != NULL;
}
