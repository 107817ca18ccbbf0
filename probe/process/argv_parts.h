/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Arguments that are put together one by one, each with where it was written.
 */
#ifndef KP_PROCESS_ARGV_PARTS_H
#define KP_PROCESS_ARGV_PARTS_H

#include <stddef.h>

#include "base/place.h"
#include "base/status.h"
#include "base/text.h"
#include "process/argv.h"

/**
 * Arguments that are put together one by one. Start as `{ 0 }`. A failed addition is remembered and
 * told by kp_argv_parts_finish().
 */
struct kp_argv_parts {
	struct kp_text args;       /**< each with a NUL */
	struct kp_said_at *places; /**< where each was written */
	size_t count;
	size_t size;
};

/** Free what unfinished parts hold. */
void kp_argv_parts_done(struct kp_argv_parts *parts);

/**
 * Add an argument.
 * @param[in] at where it was written; its path must live until the parts are finished. NULL: on the
 *            command line, with the index that it has now
 */
void kp_argv_parts_add(struct kp_argv_parts *parts, const char *arg, const struct kp_said_at *at);

/** End an argument whose bytes were added to parts->args. @param[in] at as for kp_argv_parts_add() */
void kp_argv_parts_end(struct kp_argv_parts *parts, const struct kp_said_at *at);

/**
 * @param[in,out] parts become empty
 * @param[out] ret_argv caller-owned, free with kp_argv_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM if this or an earlier addition failed
 */
enum kp_status kp_argv_parts_finish(struct kp_argv_parts *parts, struct kp_argv **ret_argv,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Copy arguments, with where each was written.
 * @param[out] ret_argv caller-owned, free with kp_argv_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_argv_copy(const struct kp_argv *argv, struct kp_argv **ret_argv,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
