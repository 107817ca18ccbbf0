/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A number for each of many names: where in a list the one of that name is. A look costs the logarithm of
 * how many there are, whoever chose the names.
 */
#ifndef KP_BASE_INDEX_H
#define KP_BASE_INDEX_H

#include <stddef.h>

#include <stdbool.h>

#include "base/status.h"

/** Start as `{ 0 }`. */
struct kp_index {
	void *root; /* of tsearch(3) */
};

/** Forget all names. */
void kp_index_done(struct kp_index *index);

/**
 * Set the number of a name.
 * @param[in] name copied; any bytes
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_index_put(struct kp_index *index, const void *name, size_t len, size_t number,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Look for a name.
 * @param[out] ret_number untouched if it has none
 * @return whether it has one
 */
bool kp_index_find(const struct kp_index *index, const void *name, size_t len, size_t *ret_number);

#endif
