/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "shell_word.h"

#include <string.h>

/** Characters that mean themselves outside of quotes, wherever in a word they stand. */
static const char bare[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			   "-_=+:,./@%";

/** Read what is behind a backslash in $'...'. @param[in,out] at moved behind it */
static bool read_escape(const char **at, char **out)
{
	unsigned value = 0;
	size_t digits = 0;

	if (**at == '\'' || **at == '\\') {
		*(*out)++ = *(*at)++;
		return true;
	}
	while (digits < 3 && **at >= '0' && **at <= '7') {
		value = value * 8 + (unsigned)(*(*at)++ - '0');
		digits++;
	}
	/* A NUL would end the word, more than a byte is not defined, and fewer digits depend on
	 * what follows. */
	if (digits != 3 || value == 0 || value > 0xFF) {
		return false;
	}
	*(*out)++ = (char)(unsigned char)value;
	return true;
}

/** Read up to the closing quote. @param[in,out] at moved behind it */
static bool read_quoted(const char **at, bool escapes, char **out)
{
	while (**at != '\'') {
		if (**at == '\0') {
			return false;
		}
		if (escapes && **at == '\\') {
			++*at;
			if (!read_escape(at, out)) {
				return false;
			}
		} else {
			*(*out)++ = *(*at)++;
		}
	}
	++*at;
	return true;
}

bool shell_word_read(const char **line, char *word)
{
	const char *at = *line;

	while (*at != '\0' && *at != ' ') {
		bool ansi_c = at[0] == '$' && at[1] == '\'';

		if (ansi_c || *at == '\'') {
			at += ansi_c ? 2 : 1;
			if (!read_quoted(&at, ansi_c, &word)) {
				return false;
			}
		} else if (strchr(bare, *at) != NULL) {
			*word++ = *at++;
		} else {
			return false;
		}
	}
	*word = '\0';
	if (at == *line) {
		return false;
	}
	*line = at;
	return true;
}
