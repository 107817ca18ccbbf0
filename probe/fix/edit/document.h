/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * One value of a configuration file set in its text, of which all else stays byte for byte.
 */
#ifndef KP_FIX_EDIT_DOCUMENT_H
#define KP_FIX_EDIT_DOCUMENT_H

#include "base/bytes.h"
#include "document/document.h"
#include "fix/edit/value.h"

/**
 * Set the value at a path of a configuration, as bytes: in a YAML or JSON text, in the style that
 * its surroundings have. Of equal keys the last is meant, which counts for every kubelet.
 *
 * The result is what kp_document_parse() reads as the same tree but for that value, or there is
 * none: what cannot be set so (through an alias, say) is KP_ERR_UNSUPPORTED, with the line and the
 * reason. No comment is lost: one inside of what has to be replaced, such as between the members of a
 * list, is a reason.
 * @param[in] path the keys, with dots between them: `authorization.mode`; those that are not there
 * are added
 * @param[out] ret_text caller-owned, release with kp_buffer_done(); the same bytes if the value is there
 * already; untouched on failure
 * @param[out] ret_line line of the value's key in the new text
 * @return KP_OK; KP_ERR_INVAL for a path or value that is none; KP_ERR_SYNTAX if the text is no
 * configuration; KP_ERR_UNSUPPORTED; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_document_set(const struct kp_bytes *bytes, const struct kp_limits *limits,
			       const char *path, const struct kp_new_value *value,
			       struct kp_buffer *ret_text, long *ret_line, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
