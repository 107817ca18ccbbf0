/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Characters of UTF-8 (RFC 3629).
 */
#ifndef KP_BASE_UTF8_H
#define KP_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "base/text.h"

/**
 * @param[in] bytes at least one; a NUL among them ends a character that is cut off
 * @param[in] len how many there are; any number of 4 or more, if a NUL ends them
 * @return the length of the well-formed character of two bytes or more that they begin with; 0 if
 *         there is none
 */
size_t kp_utf8_len(const uint8_t *bytes, size_t len);

/** @return the character of that length, well-formed, that bytes begin with */
uint32_t kp_utf8_get(const uint8_t *bytes, size_t len);

/** Whether a number is of a noncharacter: U+FDD0 to U+FDEF, and the last two of each plane (Unicode 23.7). */
bool kp_utf8_is_noncharacter(uint32_t c);

/** Add a character, also half of a pair of surrogates. */
void kp_utf8_add(struct kp_text *out, uint32_t c);

#endif
