/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Arbitrary bytes as text that XML can carry and that can be read back.
 */
#ifndef KP_BASE_QUOTE_H
#define KP_BASE_QUOTE_H

#include <stdbool.h>

#include "base/text.h"

/**
 * Whether a text can stand in an XML 1.0 document as it is: well-formed UTF-8 of characters that
 * XML allows, without the control characters that a reader may change (line ends, C1).
 */
bool kp_quote_is_plain(const char *bytes);

/**
 * Add one word of a shell command line: as it is where that is safe, in '...' where it is plain,
 * else in $'...'.
 */
void kp_quote_shell(struct kp_text *out, const char *bytes);

/**
 * Add bytes as they are if they are plain, else in $'...'. A text that itself starts with $' is
 * quoted too, so that different bytes never become the same text.
 */
void kp_quote_text(struct kp_text *out, const char *bytes);

/**
 * Add bytes of a message: plain characters as they are, the rest as octal escapes. Readable, but
 * not meant to be read back.
 */
void kp_quote_message(struct kp_text *out, const char *bytes);

#endif
