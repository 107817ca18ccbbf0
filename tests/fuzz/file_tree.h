/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * For targets whose input is several files: its parts, and a root directory to put them in.
 */
#ifndef FILE_TREE_H
#define FILE_TREE_H

#include <stddef.h>

/** One part of the input, borrowed from it. */
struct fuzz_part {
	const char *bytes; /**< NULL if it is missing */
	size_t len;
};

/**
 * Split an input at its lines `%%`.
 * @param[in,out] parts `{ 0 }`
 * @param[in] count how many there are at most; the last one has the rest
 */
void fuzz_split(const char *text, size_t len, struct fuzz_part *parts, size_t count);

/**
 * Make the directory, unless it is there; it goes away with the process.
 * @param[in] directories in it, the outer ones first; ends with NULL
 * @return it, O_PATH; not to be closed
 */
int fuzz_tree_make(const char *const *directories);

/** @return the path of the directory */
const char *fuzz_tree_path(void);

/** Make a file in it; without bytes there is none. */
void fuzz_tree_write(const char *file, const char *bytes, size_t len);

#endif
