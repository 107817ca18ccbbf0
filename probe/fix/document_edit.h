/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * One value of a configuration file set in its text, of which all else stays byte for byte.
 */
#ifndef KP_DOCUMENT_EDIT_H
#define KP_DOCUMENT_EDIT_H

#include "core/document.h"

/** A value to be written. */
struct kp_new_value {
	enum kp_node_kind kind;   /**< KP_NODE_BOOL, _INT, _STRING, or _LIST of strings */
	const char *text;         /**< of a scalar: `true` or `false`, decimal digits, the string */
	const char *const *items; /**< of a list */
	size_t count;
};

/**
 * Set the value at a path of a configuration, as bytes: in a YAML or JSON text, in the style that
 * its surroundings have. Of equal keys the last is meant, which counts for every kubelet.
 *
 * The result is what kp_document_parse() reads as the same tree but for that value, or there is
 * none: what cannot be set so (through an alias, say) is KP_ERR_UNSUPPORTED, with the line and the
 * reason. Comments between the members of a list that is replaced go with them.
 * @param[in] path the keys, with dots between them: `authorization.mode`; those that are not there
 * are added
 * @param[out] ret_buf caller-owned, free with free(); the same bytes if the value is there already
 * @param[out] ret_line line of the value's key in the new text
 * @return KP_OK; KP_ERR_INVAL for a path or value that is none; KP_ERR_SYNTAX if the text is no
 * configuration; KP_ERR_UNSUPPORTED; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_document_set(const uint8_t *buf, size_t len, const struct kp_limits *limits,
			       const char *path, const struct kp_new_value *value,
			       uint8_t **ret_buf, size_t *ret_len, long *ret_line,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
