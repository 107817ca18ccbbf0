/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Arguments that are put together one by one, each with where it was written.
 */
#ifndef KP_ARGV_PARTS_H
#define KP_ARGV_PARTS_H

#include <stddef.h>

#include "argv.h"
#include "status.h"
#include "text.h"

/**
 * Arguments that are put together one by one. Start as `{ 0 }`. A failed addition is remembered and
 * told by kp_argv_parts_finish().
 */
struct kp_argv_parts {
	struct kp_text args;      /**< each with a NUL */
	struct kp_text locations; /**< likewise */
	size_t count;
};

/** Free what unfinished parts hold; for KP_CLEANUP. */
void kp_argv_parts_done(struct kp_argv_parts *parts);

/** @param[in] location as of kp_argv_set_location(); empty for `argv[N]` */
void kp_argv_parts_add(struct kp_argv_parts *parts, const char *arg, const char *location);

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
