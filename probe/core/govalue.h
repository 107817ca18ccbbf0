/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The syntax of Go values, as flags and configuration files use it. The functions are pure, and
 * consume all of their input or fail.
 */
#ifndef KP_GOVALUE_H
#define KP_GOVALUE_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "status.h"
#include "text.h"

/** A list of strings; start as `{ 0 }`. */
struct kp_strings {
	char **items;
	size_t count;
	size_t size;
};

/** Free the strings and make the list empty; for KP_CLEANUP. */
void kp_strings_done(struct kp_strings *strings);

/** Append a copy of `len` bytes. @return KP_OK; KP_ERR_NOMEM */
enum kp_status kp_strings_add(struct kp_strings *strings, const char *bytes, size_t len,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/** Join with a separator. @param[out] ret_string caller-owned, free with free() */
enum kp_status kp_strings_join(const struct kp_strings *strings, const char *separator,
			       char **ret_string, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** strconv.ParseBool. @return false if the text is none; ret_value is untouched then */
bool kp_go_bool(const char *text, bool *ret_value);

/**
 * strconv.ParseInt.
 * @param[in] base 10, or 0 for a base told by a prefix, with `_` between digits
 * @param[in] bits 32 or 64
 */
bool kp_go_int(const char *text, int base, int bits, int64_t *ret_value);

/** strconv.ParseFloat, of decimal numbers. */
bool kp_go_float(const char *text, double *ret_value);

/** time.ParseDuration, in nanoseconds. */
bool kp_go_duration(const char *text, int64_t *ret_nanoseconds);

/** time.Duration.String. */
void kp_go_format_duration(struct kp_text *out, int64_t nanoseconds);

/**
 * One record of encoding/csv, as pflag's stringSlice reads it: later lines are ignored.
 * @param[in,out] fields the fields are appended
 * @return KP_OK; KP_ERR_SYNTAX; KP_ERR_NOMEM
 */
enum kp_status kp_go_csv(const char *text, struct kp_strings *fields, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
