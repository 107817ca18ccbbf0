/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The syntax of Go values, as flags and configuration files use it. The functions are pure, and
 * consume all of their input or fail.
 */
#ifndef KP_BASE_GOVALUE_H
#define KP_BASE_GOVALUE_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "base/status.h"
#include "base/strings.h"
#include "base/text.h"

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
