/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Whether a text is JSON. libyaml reads it afterwards, and would accept more than JSON.
 */
#ifndef KP_JSON_H
#define KP_JSON_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "ctx.h"
#include "status.h"

/** Whether the kubelet would take a text for JSON: its first character but white space is `{`. */
bool kp_json_is_chosen(const uint8_t *buf, size_t len);

/**
 * Check that a text is one JSON value (RFC 8259) and nothing else, as encoding/json does.
 * @return KP_OK; KP_ERR_SYNTAX with the line; KP_ERR_LIMIT
 */
enum kp_status kp_json_check(const uint8_t *buf, size_t len, const struct kp_limits *limits,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
