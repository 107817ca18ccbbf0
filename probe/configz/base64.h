/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Base64 (RFC 4648), as PEM and kubeconfigs have it.
 */
#ifndef KP_CONFIGZ_BASE64_H
#define KP_CONFIGZ_BASE64_H

#include <stddef.h>

#include "base/bytes.h"

/**
 * Decode. Blanks and line ends count for nothing.
 * @param[in] text of that length
 * @param[out] ret_bytes caller-owned, release with kp_buffer_done(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX; KP_ERR_NOMEM
 */
enum kp_status kp_base64_decode(const char *text, size_t len, struct kp_buffer *ret_bytes,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
