/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Where the elements of a document stand in its bytes, which libxml2 does not tell.
 */
#ifndef KP_COMMAND_MARKUP_H
#define KP_COMMAND_MARKUP_H

#include <stddef.h>

#include "base/bytes.h"

/** The bytes of an element. */
struct kp_span {
	size_t start; /**< of its start tag */
	size_t end;   /**< behind its end tag */
};

/** The elements of a document in document order. Start as `{ 0 }`. */
struct kp_markup {
	struct kp_span *elements;
	size_t count;
	size_t size;
};

void kp_markup_done(struct kp_markup *markup);

/**
 * Find the elements of a well-formed document in an encoding in which ASCII is ASCII.
 * @param[out] ret_markup caller-owned, release with kp_markup_done(); untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED where the document is not what this understands; KP_ERR_NOMEM
 */
enum kp_status kp_markup_read(const struct kp_bytes *document, struct kp_markup *ret_markup,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
