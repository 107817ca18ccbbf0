/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/edit/comment.h"

#include <stdbool.h>
#include <string.h>

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/** Look into what is no text of a scalar, where each `#` begins a comment. */
static long look_into_gap(const struct kp_bytes *bytes, size_t from, size_t to)
{
	const uint8_t *found = from < to ? memchr(bytes->at + from, '#', to - from) : NULL;

	return found == NULL ? 0 : kp_bytes_line(bytes, (size_t)(found - bytes->at));
}

/** Look behind the tag and the anchor that a text begins with. */
static long look_behind_tag(const struct kp_bytes *bytes, size_t from, size_t to)
{
	const uint8_t *at = bytes->at;

	while (from < to && (at[from] == '!' || at[from] == '&')) {
		while (from < to && !is_blank(at[from])) {
			from++;
		}
		while (from < to && is_blank(at[from])) {
			from++;
		}
	}
	return from < to && at[from] == '#' ? kp_bytes_line(bytes, from) : 0;
}

/** Whether what a value takes up is text, which can have a `#` that is no comment. */
static bool is_text(const struct kp_node *value)
{
	return value->kind != KP_NODE_LIST && value->kind != KP_NODE_MAP &&
	       value->style != KP_STYLE_BLOCK;
}

long kp_comment_in_list(const struct kp_bytes *bytes, const struct kp_node *list, size_t from,
			size_t to)
{
	size_t character = list->start; /* that at is the offset of */
	size_t at = kp_bytes_offset(bytes, character);
	long line = 0;

	for (size_t i = 0; line == 0 && i < list->count; i++) {
		const struct kp_node *value = list->members[i].value;

		/* An alias has no text here, and into others it is looked. */
		if (value->start == list->members[i].start && is_text(value)) {
			size_t begin = kp_bytes_advance(bytes, at, value->start - character);

			at = kp_bytes_advance(bytes, begin, value->end - value->start);
			character = value->end;
			line = look_into_gap(bytes, from, begin);
			line = line == 0 ? look_behind_tag(bytes, begin, at) : line;
			from = at;
		}
	}
	return line == 0 ? look_into_gap(bytes, from, to) : line;
}

long kp_comment_in_scalar(const struct kp_bytes *bytes, const struct kp_node *scalar, size_t from,
			  size_t to)
{
	return is_text(scalar) ? look_behind_tag(bytes, from, to) : 0;
}
