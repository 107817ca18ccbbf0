/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A reader of shell words, independent of what writes them: bare characters, '...' and $'...' as
 * POSIX.1-2024 has them, and no more than that.
 */
#ifndef SHELL_WORD_H
#define SHELL_WORD_H

#include <stddef.h>

#include <stdbool.h>

/**
 * Read one word.
 * @param[in,out] line moved behind the word: to a blank or to the end
 * @param[out] word what it means, NUL-terminated; as long as the line at most, with its NUL
 * @return false if a shell would not read it, or would do anything more than read it
 */
bool shell_word_read(const char **line, char *word);

#endif
