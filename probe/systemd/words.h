/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * How systemd splits a line into words (systemd.syntax(7) "Quoting"): at whitespace, with '...' and
 * "..." around all or parts of a word, and with escapes in and outside of quotes.
 */
#ifndef KP_SYSTEMD_WORDS_H
#define KP_SYSTEMD_WORDS_H

#include <stddef.h>

#include "base/status.h"

/** What separates words, and is cut off around settings. */
#define KP_UNIT_BLANKS " \t\n\r"

/** What to make of a backslash, and of a quote without its end. */
enum kp_words {
	KP_WORDS_COMMAND,  /**< C escapes; an unknown one stays as it is */
	KP_WORDS_STRICT,   /**< C escapes; an unknown one is an error */
	KP_WORDS_VARIABLE, /**< takes the next byte as it is; quotes may lack their end */
};

/**
 * Take the next word.
 * @param[in,out] position where to go on; on success behind the word and the blanks that follow
 * @param[in] systemd version of systemd, for which some escapes hold only
 * @param[out] ret_word caller-owned, free with free(); untouched on failure
 * @param[out] ret_start where the word began in the text; untouched on failure
 * @return KP_OK; KP_ERR_END; KP_ERR_SYNTAX: a quote without its end, or an unknown escape;
 *         KP_ERR_UNSUPPORTED: an escape that versions of systemd read differently; KP_ERR_NOMEM
 */
enum kp_status kp_word_next(const char *text, size_t *position, enum kp_words words, int systemd,
			    char **ret_word, size_t *ret_start, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
