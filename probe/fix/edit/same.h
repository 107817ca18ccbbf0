/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Whether two documents are the same but for one value.
 */
#ifndef KP_FIX_EDIT_SAME_H
#define KP_FIX_EDIT_SAME_H

#include "document/document.h"
#include "fix/edit/value.h"

/** Whether a node has just that value. */
bool kp_document_is_value(const struct kp_node *node, const struct kp_new_value *value);

/** @return the last member with a key of a map, which is the one that counts; NULL if none has it */
const struct kp_member *kp_document_last(const struct kp_node *map, const char *key, size_t len);

/**
 * Whether a document is another one in which the value at a path was set: the members of each map
 * in their order, the last one with the path's key replaced, or one appended behind all others.
 * @param[out] ret_line of the value's key in the new document; untouched if not
 */
bool kp_document_is_set(const struct kp_document *old, const struct kp_document *changed,
			const char *path, const struct kp_new_value *value, long *ret_line);

#endif
