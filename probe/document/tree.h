/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * JSON objects as trees of nodes whose maps are sorted by key, each key once: what Go's
 * encoding/json makes of a map, and what a merge patch works on.
 */
#ifndef KP_DOCUMENT_TREE_H
#define KP_DOCUMENT_TREE_H

#include "document/document.h"

/**
 * Copy an object, sorting its maps.
 * @param[in,out] scratch owns the copy; what is no map or list is shared with the original
 * @param[out] ret_sorted borrowed from scratch
 * @return KP_OK; KP_ERR_SYNTAX with the line when a key is repeated; KP_ERR_NOMEM
 */
enum kp_status kp_tree_sort(const struct kp_node *object, struct kp_document *scratch,
			    struct kp_node **ret_sorted, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Copy an object, sorting its maps; of repeated keys the last stays.
 * @param[in,out] scratch owns the copy; what is no map or list is shared with the original
 * @param[out] ret_sorted borrowed from scratch
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_tree_sort_last(const struct kp_node *object, struct kp_document *scratch,
				 struct kp_node **ret_sorted, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Copy a map, sorting its members but not those of its values; of repeated keys the last stays.
 * @param[in,out] scratch owns the copy; its values are shared with the original
 * @param[out] ret_sorted borrowed from scratch
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_tree_sort_members(const struct kp_node *map, struct kp_document *scratch,
				    struct kp_node **ret_sorted, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Sort an object itself: its maps, also those in each other, but not those in lists. Repeated keys
 * stay, in their order.
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_tree_sort_in_place(struct kp_node *object, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Apply a JSON merge patch (RFC 7386): objects are merged, null deletes, all else replaces.
 * @param[in] target sorted, or NULL for an empty object
 * @param[in] patch sorted
 * @param[out] ret_merged sorted, borrowed from scratch
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_tree_merge(const struct kp_node *target, const struct kp_node *patch,
			     struct kp_document *scratch, struct kp_node **ret_merged,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
