/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * How much a name looks like another that may have been meant.
 */
#ifndef KP_BASE_LIKENESS_H
#define KP_BASE_LIKENESS_H

#include <stddef.h>

#include <stdbool.h>

/** Longest name that is compared; a longer one is like no other. */
enum {
	KP_LIKENESS_MAX = 127
};

/**
 * How many letters have to be put in, left out, replaced or exchanged with their neighbours to make
 * one of the other (Damerau and Levenshtein, each letter once). ASCII letters are the same in any case.
 * @return KP_LIKENESS_MAX + 1 if one of them is longer than KP_LIKENESS_MAX
 */
size_t kp_likeness_steps(const char *left, const char *right);

/** Whether a name is so much like another that it may be meant: one step in four letters, at most three. */
bool kp_likeness_is_close(const char *left, const char *right);

#endif
