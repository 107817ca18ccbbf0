/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Bytes with their number, such as those of a file.
 */
#ifndef KP_BASE_BYTES_H
#define KP_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** Bytes that somebody else owns. */
struct kp_bytes {
	const uint8_t *at;
	size_t len;
};

/** Bytes that are owned, with one NUL more. Start as `{ 0 }`. */
struct kp_buffer {
	uint8_t *at;
	size_t len;
};

void kp_buffer_done(struct kp_buffer *buffer);

/**
 * Copy bytes.
 * @param[out] ret_buffer caller-owned, release with kp_buffer_done(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_buffer_copy(const struct kp_bytes *bytes, struct kp_buffer *ret_buffer,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/** Take bytes out of a variable, which is empty then: for handing over what it owns. */
struct kp_buffer kp_buffer_steal(struct kp_buffer *buffer);

/** @return the bytes, borrowed from buffer */
struct kp_bytes kp_buffer_bytes(const struct kp_buffer *buffer);

#endif
