/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/fold.h"

#include <string.h>

/** Step over a character. @return the ASCII letter in lower case that it folds to, or its byte */
static unsigned char next_folded(const char **at)
{
	const char *text = *at;
	unsigned char c = (unsigned char)*text;

	*at = text + 1;
	if (c < 0x80) {
		return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
	}
	if (strncmp(text, "\xC5\xBF", 2) == 0) {
		*at = text + 2;
		return 's';
	}
	if (strncmp(text, "\xE2\x84\xAA", 3) == 0) {
		*at = text + 3;
		return 'k';
	}
	return c;
}

char kp_fold_first(const char *text)
{
	return (char)next_folded(&text);
}

const char *kp_fold_skip(const char *text, const char *prefix, size_t len)
{
	const char *end = prefix + len;

	/* The end of the text differs from all that the prefix holds. */
	while (prefix < end) {
		if (next_folded(&text) != next_folded(&prefix)) {
			return NULL;
		}
	}
	return text;
}

bool kp_fold_is_same(const char *left, const char *right)
{
	while (*left != '\0' && *right != '\0') {
		if (next_folded(&left) != next_folded(&right)) {
			return false;
		}
	}
	return *left == *right;
}
