/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Comments inside of what an edit would cut out: nobody shall lose one.
 */
#ifndef KP_FIX_EDIT_COMMENT_H
#define KP_FIX_EDIT_COMMENT_H

#include <stddef.h>

#include "document/document.h"
#include "fix/edit/bytes.h"

/**
 * Look for a comment among the members of a list, or beside them.
 * @param[in] from, to offsets of what is cut out: the list, or its members
 * @return the line of the first one; 0 if there is none
 */
long kp_comment_in_list(const struct kp_bytes *bytes, const struct kp_node *list, size_t from,
			size_t to);

/**
 * Look for a comment between the tag or anchor of a scalar and its text.
 * @param[in] from, to offsets of the scalar
 * @return as kp_comment_in_list()
 */
long kp_comment_in_scalar(const struct kp_bytes *bytes, const struct kp_node *scalar, size_t from,
			  size_t to);

#endif
