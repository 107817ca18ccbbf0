/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Comparisons that were made before, with their outcome.
 *
 * libopenscap takes some 200,000 instructions to compare one name with one pattern, and content asks
 * the same of each kubelet, in one object after the other.
 */
#ifndef KP_OVAL_MEMO_H
#define KP_OVAL_MEMO_H

#include <stddef.h>

#include <stdbool.h>

/** What a comparison can end with. */
enum kp_match {
	KP_MATCH_NO,
	KP_MATCH_YES,
	KP_MATCH_ERROR, /**< the entity cannot be compared: an invalid pattern */
};

/** Comparisons that are remembered at most: twenty patterns for all settings. */
enum {
	KP_MEMO_MAX = 4096
};

/** All zero when it is empty. */
struct kp_memo {
	void *tree; /**< for tsearch(3) */
	size_t count;
};

/** @param[out] ret_match untouched if it returns false */
bool kp_memo_find(const struct kp_memo *memo, const char *question, enum kp_match *ret_match);

/**
 * Remember an outcome, unless there are KP_MEMO_MAX of them.
 * @param[in] question that kp_memo_find() did not find
 * @return false if there is no memory
 */
bool kp_memo_add(struct kp_memo *memo, const char *question, enum kp_match match)
	__attribute__((warn_unused_result));

/** Free what is remembered, and be empty. */
void kp_memo_done(struct kp_memo *memo);

#endif
