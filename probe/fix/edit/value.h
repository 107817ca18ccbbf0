/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A value that a document gets.
 */
#ifndef KP_FIX_EDIT_VALUE_H
#define KP_FIX_EDIT_VALUE_H

#include <stddef.h>

#include "document/document.h"

/** A value to be written. */
struct kp_new_value {
	enum kp_node_kind kind;   /**< KP_NODE_BOOL, _INT, _STRING, or _LIST of strings */
	const char *text;         /**< of a scalar: `true` or `false`, decimal digits, the string */
	const char *const *items; /**< of a list */
	size_t count;
};

#endif
