/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The environment of a process, as the Go program in it finds and expands variables.
 */
#ifndef KP_PROCESS_GOENV_H
#define KP_PROCESS_GOENV_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

/** The content of /proc/PID/environ. */
struct kp_goenv {
	const uint8_t *block; /**< with one NUL more than len; NULL if it could not be read */
	size_t len;
};

/**
 * Look a variable up (os.Getenv): of two with one name the first counts.
 * @param[in] name_len bytes of the name
 * @return its value, borrowed from env; NULL if it is not set
 */
const char *kp_goenv_find(const struct kp_goenv *env, const char *name, size_t name_len);

/**
 * Replace `$NAME` and `${NAME}` in a text by their values, which are empty where nothing is set
 * (os.ExpandEnv).
 * @param[in] limit bytes that out may have in the end
 * @param[in,out] out gets the result added
 * @return KP_OK; KP_ERR_LIMIT; KP_ERR_UNSUPPORTED when a variable is wanted and env could not be
 *         read
 */
enum kp_status kp_goenv_expand(const struct kp_goenv *env, const char *text, size_t limit,
			       struct kp_text *out, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
