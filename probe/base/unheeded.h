/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What somebody wrote about a setting, and who reads it does not heed.
 */
#ifndef KP_BASE_UNHEEDED_H
#define KP_BASE_UNHEEDED_H

#include <stddef.h>

#include "base/status.h"

/** A way to write without effect: rows of static tables. */
struct kp_unheeded_kind {
	const char *name; /**< for programs, in lower case with hyphens */
	const char *why;  /**< for people, what makes it have no effect */
};

/** A place that is not heeded. */
struct kp_unheeded {
	const struct kp_unheeded_kind *kind;
	char *path; /**< of the file */
	long line;  /**< from 1; 0 for the file as a whole */
	char *what; /**< the key, variable or flag as it is written there; never a value */
};

/** A list of them; start as `{ 0 }`. */
struct kp_unheeded_list {
	struct kp_unheeded *items;
	size_t count;
	size_t size;
};

/** Free what a list holds, and make it empty. */
void kp_unheeded_done(struct kp_unheeded_list *list);

/**
 * Add a place.
 * @param[in] kind static
 * @param[in] path copied
 * @param[in] what copied
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_unheeded_add(struct kp_unheeded_list *list, const struct kp_unheeded_kind *kind,
			       const char *path, long line, const char *what,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
