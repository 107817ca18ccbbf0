/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What takes libyaml much more time than it is long.
 */
#ifndef KP_DOCUMENT_YAML_SLOW_H
#define KP_DOCUMENT_YAML_SLOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "base/status.h"

/**
 * Refuse a text with more blanks in a row, or more directives before its first document, than the limits
 * are. libyaml 0.2.5 grows a buffer with a run of blanks in a scalar, and clears all of it at each
 * later one of that scalar (scanner.c, CLEAR()); each %TAG is compared with all before it
 * (parser.c, yaml_parser_append_tag_directive()). A file within its limit would take a minute.
 * @return KP_OK, also for what is no YAML; KP_ERR_LIMIT with the line; KP_ERR_NOMEM
 */
enum kp_status kp_yaml_check_slow(const uint8_t *buf, size_t len, const struct kp_limits *limits,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
