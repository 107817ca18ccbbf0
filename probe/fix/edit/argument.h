/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Changing an argument in the text of the file that says it.
 */
#ifndef KP_FIX_EDIT_ARGUMENT_H
#define KP_FIX_EDIT_ARGUMENT_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/status.h"

enum kp_argument_change {
	KP_ARGUMENT_REPLACE, /**< by another */
	KP_ARGUMENT_ADD,     /**< another one behind it */
	KP_ARGUMENT_REMOVE,  /**< with the blanks around it */
	KP_ARGUMENT__COUNT   /**< not a valid value */
};

/** A change of an argument. Borrows all that it points to. */
struct kp_argument_edit {
	enum kp_argument_change change;
	const uint8_t *buf;
	size_t len;
	long line;       /**< at which the argument is said, from 1 */
	const char *was; /**< the argument, as the program gets it */
	const char *now; /**< the other one; it needs no quoting anywhere. NULL to remove */
};

/**
 * Make one of the texts that a change may mean.
 *
 * Units, environment files and arguments files split and quote in ways of their own, and only a reader
 * of the file tells which text says what was meant. So a caller tries them in turn, the likeliest first,
 * and takes the first whose arguments are the right ones.
 * An argument that is not written literally (escaped, or put together of variables) is not found.
 * @param[in] number from 0
 * @param[out] ret_text caller-owned, release with kp_buffer_done(); untouched on failure
 * @return KP_OK; KP_ERR_END when there are no more; KP_ERR_NOMEM
 */
enum kp_status kp_argument_try(const struct kp_argument_edit *edit, size_t number,
			       struct kp_buffer *ret_text, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
