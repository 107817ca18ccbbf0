/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Positions in the text of a document, which is UTF-8: of what the parser tells in characters, and of
 * lines.
 */
#ifndef KP_FIX_EDIT_BYTES_H
#define KP_FIX_EDIT_BYTES_H

#include <stddef.h>

#include <stdbool.h>

#include "base/bytes.h"

/** @return how many bytes a byte order mark at the begin of a text has; 0 if there is none */
size_t kp_bytes_mark(const struct kp_bytes *bytes);

/** @return the offset of a character that struct kp_node names; at most the text's length */
size_t kp_bytes_offset(const struct kp_bytes *bytes, size_t character);

/** @return the offset of the character that is so many behind the one at an offset; likewise */
size_t kp_bytes_advance(const struct kp_bytes *bytes, size_t offset, size_t characters);

/** @return the number of the line of an offset, from 1; `\n`, `\r\n` and `\r` end one */
long kp_bytes_line(const struct kp_bytes *bytes, size_t offset);

/** @return the offset at which the line of an offset begins */
size_t kp_bytes_line_begin(const struct kp_bytes *bytes, size_t offset);

/** @return the offset at which the line of an offset ends: that of its line end, or the length */
size_t kp_bytes_line_end(const struct kp_bytes *bytes, size_t offset);

/**
 * The line end that belongs at an offset: the next one of the text, or its first, or `\n`.
 * @return a static text
 */
const char *kp_bytes_line_break(const struct kp_bytes *bytes, size_t offset);

/** Whether all bytes from one offset to another are among the given characters. */
bool kp_bytes_are_all(const struct kp_bytes *bytes, size_t from, size_t to, const char *characters);

#endif
