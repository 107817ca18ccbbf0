/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * When two keys are the same to a decoder that does not look at case.
 *
 * Go's encoding/json matches a key with the name of a field by Unicode's simple case folding (fold.go
 * in Go 1.15 to 1.26). The names are ASCII, so that two characters beyond it count: U+017F, the long
 * s, is an s, and U+212A, the Kelvin sign, is a k.
 */
#ifndef KP_BASE_FOLD_H
#define KP_BASE_FOLD_H

#include <stddef.h>

#include <stdbool.h>

/** Whether two keys are the same but for case. */
bool kp_fold_is_same(const char *left, const char *right);

/**
 * Step over what a text begins with, in any case.
 * @param[in] prefix of whole characters
 * @param[in] len bytes of it
 * @return what follows in text, borrowed from it; NULL if it begins with something else
 */
const char *kp_fold_skip(const char *text, const char *prefix, size_t len);

/** @return what the first character of a text folds to: a lower case letter, or its first byte */
char kp_fold_first(const char *text);

#endif
