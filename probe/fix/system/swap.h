/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A finished file takes the place of another in one step with the check that the other one still is
 * what it was, so that nothing that somebody else wrote meanwhile is lost.
 */
#ifndef KP_FIX_SYSTEM_SWAP_H
#define KP_FIX_SYSTEM_SWAP_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/status.h"
#include "fix/system/scratch.h"
#include "fix/system/spot.h"

/** What takes whose place. Borrows all that it points to. */
struct kp_swap {
	struct kp_scratch *scratch;  /**< the finished file */
	const struct kp_bytes *now;  /**< its content */
	const struct kp_spot *place; /**< of the file that it replaces */
	const struct kp_bytes *was;  /**< that one's content */
	const char *path;            /**< what it is called in messages */
};

/**
 * Put the finished file in place: both exchange their names, and what came out is compared with what
 * was to be replaced. If it is something else, they are exchanged back. Where the file system cannot
 * do that the file is looked at and then replaced, and an edit in the moment between is lost.
 * @param[out] ret_in_one_step false where it could not; untouched on failure
 * @return KP_OK; KP_ERR_GONE if the file was edited or replaced meanwhile; the message names the file
 *         that keeps one of two versions of others, if there are two; the errno of what failed as a
 *         status, with the old file in place
 */
enum kp_status kp_swap(const struct kp_swap *swap, bool *ret_in_one_step, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
