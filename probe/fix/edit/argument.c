/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/edit/argument.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/** A part of the text, and what stands before the new argument in its place. */
struct cut {
	size_t begin;
	size_t end;
	const char *before;
};

/** @return the cut of an occurrence in one form; one that cannot be is empty at the text's end */
typedef struct cut (*make_cut)(const struct kp_argument_edit *edit, size_t begin, size_t end);

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

static bool is_quote(uint8_t byte)
{
	return byte == '"' || byte == '\'';
}

/** A form that an occurrence does not have. */
static struct cut none(const struct kp_argument_edit *edit)
{
	return (struct cut){ edit->len, edit->len, NULL };
}

/** @return where the blanks before a position begin */
static size_t skip_back(const struct kp_argument_edit *edit, size_t position)
{
	while (position > 0 && is_blank(edit->buf[position - 1])) {
		position--;
	}
	return position;
}

static struct cut itself(const struct kp_argument_edit *edit, size_t begin, size_t end)
{
	(void)edit;
	return (struct cut){ begin, end, "" };
}

static struct cut behind(const struct kp_argument_edit *edit, size_t begin, size_t end)
{
	(void)edit;
	(void)begin;
	return (struct cut){ end, end, " " };
}

/** Behind the quote that ends the argument. */
static struct cut behind_quote(const struct kp_argument_edit *edit, size_t begin, size_t end)
{
	(void)begin;
	return end < edit->len && is_quote(edit->buf[end]) ? (struct cut){ end + 1, end + 1, " " }
							   : none(edit);
}

/** On a line of its own, as in arguments files. */
static struct cut next_line(const struct kp_argument_edit *edit, size_t begin, size_t end)
{
	(void)begin;
	while (end < edit->len && is_blank(edit->buf[end])) {
		end++;
	}
	return end == edit->len || edit->buf[end] == '\n' ? (struct cut){ end, end, "\n" }
							  : none(edit);
}

/** As the last one of continued lines: with the backslash that leads to it. */
static struct cut with_continuation(const struct kp_argument_edit *edit, size_t begin, size_t end)
{
	size_t from = skip_back(edit, begin);

	if (from < 2 || edit->buf[from - 1] != '\n' || edit->buf[from - 2] != '\\' ||
	    (end < edit->len && edit->buf[end] != '\n')) {
		return none(edit);
	}
	return (struct cut){ skip_back(edit, from - 2), end, "" };
}

static struct cut with_blanks(const struct kp_argument_edit *edit, size_t begin, size_t end)
{
	size_t from = skip_back(edit, begin);

	return from < begin ? (struct cut){ from, end, "" } : none(edit);
}

/** With the quotes around it and the blanks before those. */
static struct cut with_quotes(const struct kp_argument_edit *edit, size_t begin, size_t end)
{
	if (begin == 0 || end == edit->len || !is_quote(edit->buf[begin - 1]) ||
	    edit->buf[begin - 1] != edit->buf[end]) {
		return none(edit);
	}
	return (struct cut){ skip_back(edit, begin - 1), end + 1, "" };
}

/** With the blanks behind it: the first one of a variable. */
static struct cut with_next_blanks(const struct kp_argument_edit *edit, size_t begin, size_t end)
{
	while (end < edit->len && is_blank(edit->buf[end])) {
		end++;
	}
	return (struct cut){ begin, end, "" };
}

/** With its line, which has nothing else but what continues it. */
static struct cut with_line(const struct kp_argument_edit *edit, size_t begin, size_t end)
{
	begin = skip_back(edit, begin);
	end = with_next_blanks(edit, begin, end).end;
	if (end < edit->len && edit->buf[end] == '\\') {
		end++;
	}
	if ((begin > 0 && edit->buf[begin - 1] != '\n') ||
	    (end < edit->len && edit->buf[end] != '\n')) {
		return none(edit);
	}
	return (struct cut){ begin, end < edit->len ? end + 1 : end, "" };
}

#define FORMS_MAX 5

/** The forms of each change, the likeliest first. */
static const make_cut forms[KP_ARGUMENT__COUNT][FORMS_MAX] = {
	[KP_ARGUMENT_REPLACE] = { itself },
	[KP_ARGUMENT_ADD] = { next_line, behind, behind_quote },
	[KP_ARGUMENT_REMOVE] = { with_continuation, with_line, with_quotes, with_blanks,
				 with_next_blanks },
};

/** @return the position of a line's first byte; the text's length if there is no such line */
static size_t find_line(const struct kp_argument_edit *edit, long line)
{
	size_t position = 0;

	while (line > 1 && position < edit->len) {
		const uint8_t *newline = memchr(edit->buf + position, '\n', edit->len - position);

		position = newline == NULL ? edit->len : (size_t)(newline - edit->buf) + 1;
		line--;
	}
	return position;
}

/** @return the end of a line together with those that it is continued on, by a backslash */
static size_t find_end(const struct kp_argument_edit *edit, size_t position)
{
	for (; position < edit->len; position++) {
		if (edit->buf[position] == '\n' &&
		    (position == 0 || edit->buf[position - 1] != '\\')) {
			return position;
		}
	}
	return position;
}

/**
 * Find an occurrence of the argument.
 * @param[in,out] position where to search from; behind the begin of what was found
 * @param[out] ret_begin untouched if there is none
 */
static bool find_next(const struct kp_argument_edit *edit, size_t end, size_t *position,
		      size_t *ret_begin)
{
	size_t len = strlen(edit->was);

	for (; len > 0 && *position + len <= end; (*position)++) {
		if (memcmp(edit->buf + *position, edit->was, len) == 0) {
			*ret_begin = (*position)++;
			return true;
		}
	}
	return false;
}

/** Find the cut with a number among those of all occurrences and forms. */
static bool find_cut(const struct kp_argument_edit *edit, size_t number, struct cut *ret_cut)
{
	size_t position = find_line(edit, edit->line);
	size_t end = find_end(edit, position);
	size_t begin = 0;

	while (find_next(edit, end, &position, &begin)) {
		for (size_t i = 0; i < FORMS_MAX && forms[edit->change][i] != NULL; i++) {
			*ret_cut = forms[edit->change][i](edit, begin, begin + strlen(edit->was));
			if (ret_cut->before != NULL && number-- == 0) {
				return true;
			}
		}
	}
	return false;
}

/** Append bytes. @return where they end */
static uint8_t *put(uint8_t *to, const void *from, size_t len)
{
	if (len > 0) {
		memcpy(to, from, len);
	}
	return to + len;
}

enum kp_status kp_argument_try(const struct kp_argument_edit *edit, size_t number,
			       struct kp_buffer *ret_text, struct kp_error *reterr)
{
	const char *now = edit->now == NULL ? "" : edit->now;
	struct cut cut;
	uint8_t *buf;
	uint8_t *end;

	if (!find_cut(edit, number, &cut)) {
		return kp_fail(reterr, KP_ERR_END, "there is no other way to write it");
	}
	buf = malloc(edit->len + strlen(cut.before) + strlen(now) + 1);
	if (buf == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	end = put(buf, edit->buf, cut.begin);
	end = put(end, cut.before, strlen(cut.before));
	end = put(end, now, strlen(now));
	end = put(end, edit->buf + cut.end, edit->len - cut.end);
	*end = '\0';
	*ret_text = (struct kp_buffer){ buf, (size_t)(end - buf) };
	return KP_OK;
}
