/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A text that grows while it is written.
 */
#ifndef KP_BASE_TEXT_H
#define KP_BASE_TEXT_H

#include <stddef.h>

#include <stdbool.h>

#include "base/status.h"

/**
 * Start as `struct kp_text text = { 0 };`. A failed addition is remembered and told by
 * kp_text_finish(), so that callers check once.
 */
struct kp_text {
	char *bytes;
	size_t len;
	size_t size;
	bool failed;
};

/** Free what an unfinished text holds. */
void kp_text_done(struct kp_text *text);

void kp_text_add(struct kp_text *text, const char *bytes, size_t len);

/** Add a NUL-terminated string. */
void kp_text_add_str(struct kp_text *text, const char *string);

void kp_text_add_char(struct kp_text *text, char c);

/** Add a JSON string without more escapes than it needs. */
void kp_text_add_json(struct kp_text *text, const char *string);

/** Add formatted text of at most 63 bytes (numbers and the like). */
void kp_text_addf(struct kp_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * @param[in,out] text becomes empty
 * @param[out] ret_string caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM if this or an earlier addition failed
 */
enum kp_status kp_text_finish(struct kp_text *text, char **ret_string, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Copy a string.
 * @param[out] ret_string caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_text_dup(const char *string, char **ret_string, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whether two strings are the same; NULL is none. */
bool kp_text_is_same(const char *left, const char *right);

/** Whether a text ends with another. */
bool kp_text_has_end(const char *text, const char *end);

/** @return the part of a path after its last slash, borrowed from path */
const char *kp_text_basename(const char *path);

/**
 * Cut ASCII blanks off both ends (Go's strings.TrimSpace).
 * @param[in,out] text its end is cut off in place
 * @return its begin, borrowed from text
 */
char *kp_text_trim(char *text);

/**
 * Make room for one more element of an array that grows.
 * @param[in,out] array the array, NULL at first; moved as needed
 * @param[in,out] size elements that fit
 * @return KP_OK; KP_ERR_NOMEM, with everything as it was
 */
enum kp_status kp_array_reserve(void *array_address, size_t used, size_t *size, size_t element_size,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
