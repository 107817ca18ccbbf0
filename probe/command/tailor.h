/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A tailoring file that gives a Value of the content another value.
 */
#ifndef KP_COMMAND_TAILOR_H
#define KP_COMMAND_TAILOR_H

#include <libxml/tree.h>

#include "base/bytes.h"
#include "base/status.h"

/** What is set, and where. */
struct kp_tailor {
	const xmlDoc
		*tailoring;  /**< the file of the user, which stays as it is; NULL: there is none */
	const char *profile; /**< id of one of it, or else of the content */
	const char *value;   /**< id of the Value */
	const char *text;
};

/**
 * Write a tailoring file. A profile of the content keeps its id there.
 * @param[out] ret_bytes caller-owned, release with kp_buffer_done(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_tailor_write(const struct kp_tailor *tailor, struct kp_buffer *ret_bytes,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
