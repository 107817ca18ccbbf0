/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Where a text has to be cut for a value that is set in it, and what is put in the gap.
 */
#ifndef KP_FIX_EDIT_SPLICE_H
#define KP_FIX_EDIT_SPLICE_H

#include "base/text.h"
#include "document/document.h"
#include "fix/edit/bytes.h"
#include "fix/edit/value.h"

/** An edit under way. */
struct kp_edit {
	struct kp_bytes bytes;
	const struct kp_document *document;
	const char *path;
	const struct kp_new_value *value;
	const struct kp_node *map;      /* the last map of the path that is there */
	const struct kp_member *member; /* what is replaced in it; NULL: something is added to it */
	const char *rest;               /* what is left of the path: its first key is in the map */
	long line;                      /* of what is there, for messages */
	size_t from;                    /* what is cut out ... */
	size_t to;
	struct kp_text text; /* ... and put in its place */
	struct kp_error *reterr;
};

/** Say that the edit cannot be made. @return KP_ERR_UNSUPPORTED */
enum kp_status kp_edit_refuse(const struct kp_edit *edit, long line, const char *why)
	__attribute__((warn_unused_result));

/** Whether a member's value is an alias, or merged: its node stands before its key. */
bool kp_edit_is_alias(const struct kp_member *member);

/**
 * Work out what is cut out and what is put in its place.
 * @param[in,out] edit of which all but these is filled in; gets from, to and text
 * @return KP_OK; KP_ERR_UNSUPPORTED with the line
 */
enum kp_status kp_edit_splice(struct kp_edit *edit) __attribute__((warn_unused_result));

#endif
