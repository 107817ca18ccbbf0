/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A list of strings that grows.
 */
#ifndef KP_BASE_STRINGS_H
#define KP_BASE_STRINGS_H

#include <stddef.h>

#include "base/status.h"

/** A list of strings; start as `{ 0 }`. */
struct kp_strings {
	char **items;
	size_t count;
	size_t size;
};

/** Free the strings and make the list empty. */
void kp_strings_done(struct kp_strings *strings);

/** Append a copy of `len` bytes. @return KP_OK; KP_ERR_NOMEM */
enum kp_status kp_strings_add(struct kp_strings *strings, const char *bytes, size_t len,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/** Append a string. @param[in] string consumed, also on failure */
enum kp_status kp_strings_take(struct kp_strings *strings, char *string, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Join with a separator. @param[out] ret_string caller-owned, free with free() */
enum kp_status kp_strings_join(const struct kp_strings *strings, const char *separator,
			       char **ret_string, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
