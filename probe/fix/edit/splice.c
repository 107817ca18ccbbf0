/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/edit/splice.h"

#include <string.h>

#include "fix/edit/comment.h"
#include "fix/edit/write.h"

enum kp_status kp_edit_refuse(const struct kp_edit *edit, long line, const char *why)
{
	return kp_fail_line(edit->reterr, KP_ERR_UNSUPPORTED, line,
			    "line %ld: %s cannot be set: %s: change it by hand", line, edit->path,
			    why);
}

bool kp_edit_is_alias(const struct kp_member *member)
{
	return member->value->start <= member->start;
}

/** Refuse if there is a comment in what is cut out of a list. */
static enum kp_status check_list(const struct kp_edit *edit, const struct kp_node *list)
{
	long line = kp_comment_in_list(&edit->bytes, list, edit->from, edit->to);

	return line == 0 ? KP_OK : kp_edit_refuse(edit, line, "a comment would be lost");
}

/** Refuse if there is a comment in a scalar. */
static enum kp_status check_scalar(const struct kp_edit *edit, const struct kp_node *scalar)
{
	long line = kp_comment_in_scalar(&edit->bytes, scalar, edit->from, edit->to);

	return line == 0 ? KP_OK : kp_edit_refuse(edit, line, "a comment would be lost");
}

/** What stands before an offset in its line. @return whether it is all among some characters */
static bool get_indent(const struct kp_edit *edit, size_t offset, const char *characters,
		       struct kp_form *form)
{
	size_t begin = kp_bytes_line_begin(&edit->bytes, offset);

	if (!kp_bytes_are_all(&edit->bytes, begin, offset, characters)) {
		return false;
	}
	form->indent = (const char *)edit->bytes.at + begin;
	form->indent_len = offset - begin;
	return true;
}

/** What the surroundings of an offset ask for. */
static struct kp_form form_at(const struct kp_edit *edit, size_t offset)
{
	return (struct kp_form){
		.is_json = edit->document->is_json,
		.is_flow = edit->map->style == KP_STYLE_FLOW,
		.line_break = kp_bytes_line_break(&edit->bytes, offset),
		.step = "  ",
		.step_len = 2,
	};
}

/** Whether there is no blank between the colon and a value of JSON. */
static bool is_compact(const struct kp_edit *edit, const struct kp_node *node)
{
	size_t offset = kp_bytes_offset(&edit->bytes, node->start);

	return edit->document->is_json && offset > 0 && edit->bytes.at[offset - 1] == ':';
}

/** Replace the text behind `|` or `>`, but not a comment behind that. */
static void replace_block_scalar(struct kp_edit *edit, const struct kp_form *form)
{
	const uint8_t *at = edit->bytes.at;
	size_t header_end = kp_bytes_line_end(&edit->bytes, edit->from);
	size_t comment = edit->from;

	while (comment < header_end &&
	       !(at[comment] == '#' && (at[comment - 1] == ' ' || at[comment - 1] == '\t'))) {
		comment++;
	}
	while (at[comment - 1] == ' ' || at[comment - 1] == '\t') {
		comment--;
	}
	kp_write_value(&edit->text, edit->value, form);
	kp_text_add(&edit->text, (const char *)at + comment, header_end - comment);
	kp_text_add_str(&edit->text, form->line_break);
}

/** Replace the members of a list that stand each in a line of its own, behind `- ` or not. */
static bool replace_lines(struct kp_edit *edit, const struct kp_node *list, struct kp_form *form)
{
	bool is_flow = list->style == KP_STYLE_FLOW;
	struct kp_text separator = { 0 };

	if (!get_indent(edit, edit->from, is_flow ? " \t" : " -", form)) {
		return false;
	}
	kp_text_add_str(&separator, is_flow ? "," : "");
	kp_text_add_str(&separator, form->line_break);
	kp_text_add(&separator, form->indent, form->indent_len);
	if (separator.failed) {
		edit->text.failed = true;
	} else {
		kp_write_items(&edit->text, edit->value, separator.bytes, separator.len, form);
	}
	kp_text_done(&separator);
	return true;
}

/** Replace the members of a list by others. */
static enum kp_status replace_items(struct kp_edit *edit, const struct kp_node *list,
				    struct kp_form *form)
{
	const struct kp_member *first = &list->members[0];
	const struct kp_member *last = &list->members[list->count - 1];
	enum kp_status status;

	edit->from = kp_bytes_offset(&edit->bytes, first->start);
	edit->to = kp_bytes_offset(&edit->bytes, last->value->end);
	form->is_flow = list->style == KP_STYLE_FLOW;
	form->style = first->value->style == KP_STYLE_BLOCK ? KP_STYLE_PLAIN : first->value->style;
	if (!form->is_flow) {
		/* A comment behind the last member is about that one. */
		edit->to = kp_bytes_line_end(&edit->bytes, edit->to);
	}
	status = check_list(edit, list);
	if (status != KP_OK) {
		return status;
	}
	if (!form->is_flow) {
		return replace_lines(edit, list, form)
			       ? KP_OK
			       : kp_edit_refuse(edit, list->line,
						"a list is written in another way");
	}
	if (!replace_lines(edit, list, form)) {
		kp_write_items(&edit->text, edit->value, ", ", form->is_compact ? 1 : 2, form);
	}
	return KP_OK;
}

/** Replace a list. */
static enum kp_status replace_list(struct kp_edit *edit, const struct kp_node *list,
				   struct kp_form *form)
{
	const struct kp_member *last = list->count == 0 ? NULL : &list->members[list->count - 1];
	bool is_last_here = last != NULL && last->value->start == last->start;

	if (is_last_here && edit->value->count > 0) {
		return replace_items(edit, list, form);
	}
	if (list->style != KP_STYLE_FLOW) {
		return kp_edit_refuse(edit, list->line,
				      "a list that ends with an alias or has to be empty");
	}
	kp_write_value(&edit->text, edit->value, form);
	return check_list(edit, list);
}

/** Put lines behind the one in which something ends. */
static void add_lines(struct kp_edit *edit, size_t end, const char *path,
		      const struct kp_form *form)
{
	bool is_behind =
		end > 0 && (edit->bytes.at[end - 1] == '\n' || edit->bytes.at[end - 1] == '\r');

	/* Behind a text of lines, the line of its end is the next already. */
	edit->from = is_behind ? end : kp_bytes_line_end(&edit->bytes, end);
	edit->to = edit->from;
	if (!is_behind) {
		kp_text_add_str(&edit->text, form->line_break);
	}
	kp_write_lines(&edit->text, path, edit->value, form);
	if (is_behind) {
		kp_text_add_str(&edit->text, form->line_break);
	}
}

/** Put keys and their value in the place of a null. */
static enum kp_status replace_null(struct kp_edit *edit, const char *path, struct kp_form *form)
{
	size_t key = kp_bytes_offset(&edit->bytes, edit->member->start);

	if (edit->from == edit->to && !form->is_flow) {
		if (!get_indent(edit, key, " ", form)) {
			return kp_edit_refuse(edit, edit->line, "its key does not begin a line");
		}
		form->depth = 1;
		add_lines(edit, edit->from, path, form);
		return KP_OK;
	}
	form->is_flow = true;
	kp_text_add_char(&edit->text, '{');
	kp_write_flow(&edit->text, path, edit->value, form);
	kp_text_add_char(&edit->text, '}');
	return check_scalar(edit, edit->member->value);
}

/** Put a value in the place of a scalar that has or has not quotes, or of nothing. */
static enum kp_status replace_scalar(struct kp_edit *edit, const struct kp_node *node,
				     struct kp_form *form)
{
	if (edit->from == edit->to && edit->from > 0 && edit->bytes.at[edit->from - 1] == ':') {
		kp_text_add_char(&edit->text, ' ');
	}
	form->style = node->style;
	kp_write_value(&edit->text, edit->value, form);
	return check_scalar(edit, node);
}

/** Replace the value of the member. */
static enum kp_status replace(struct kp_edit *edit)
{
	const struct kp_node *node = edit->member->value;
	const char *nested = edit->rest + strcspn(edit->rest, ".");
	bool is_list = edit->value->kind == KP_NODE_LIST;
	struct kp_form form;

	if (kp_edit_is_alias(edit->member)) {
		return kp_edit_refuse(edit, edit->line, "its value is an alias");
	}
	edit->from = kp_bytes_offset(&edit->bytes, node->start);
	edit->to = kp_bytes_offset(&edit->bytes, node->end);
	form = form_at(edit, edit->from);
	form.is_compact = is_compact(edit, node);
	if (*nested != '\0') {
		return replace_null(edit, nested + 1, &form);
	}
	if (node->kind == KP_NODE_MAP ||
	    (node->kind != KP_NODE_NULL && (node->kind == KP_NODE_LIST) != is_list)) {
		return kp_edit_refuse(edit, edit->line, "its value is of another kind");
	}
	if (node->kind == KP_NODE_LIST) {
		return replace_list(edit, node, &form);
	}
	if (node->style != KP_STYLE_BLOCK) {
		return replace_scalar(edit, node, &form);
	}
	replace_block_scalar(edit, &form);
	return KP_OK;
}

/** @return the last member of a map that stands there itself; NULL if there is none */
static const struct kp_member *last_here(const struct kp_node *map)
{
	for (size_t i = map->count; i > 0; i--) {
		if (map->members[i - 1].start != KP_NOWHERE) {
			return &map->members[i - 1];
		}
	}
	return NULL;
}

/** Add lines to a map that is written by indentation. */
static enum kp_status add_to_block(struct kp_edit *edit)
{
	const struct kp_member *last = last_here(edit->map);
	size_t key = last == NULL ? edit->map->start : last->start;
	size_t end = kp_bytes_offset(&edit->bytes, edit->map->end);
	struct kp_form form = form_at(edit, end);

	if (!get_indent(edit, kp_bytes_offset(&edit->bytes, key), " ", &form)) {
		return kp_edit_refuse(edit, edit->line, "its neighbours do not begin lines");
	}
	add_lines(edit, end, edit->rest, &form);
	return KP_OK;
}

/** What JSON puts before the members of its outermost object is how far each level is further in. */
static void get_step(const struct kp_edit *edit, struct kp_form *form)
{
	const struct kp_node *root = edit->document->root;
	const struct kp_member *first = root->count == 0 ? NULL : &root->members[0];
	struct kp_form outer = { 0 };

	if (root->style == KP_STYLE_FLOW && first != NULL && first->start != KP_NOWHERE &&
	    get_indent(edit, kp_bytes_offset(&edit->bytes, first->start), " \t", &outer)) {
		form->step = outer.indent;
		form->step_len = outer.indent_len;
	}
}

/** Add to a map in brackets behind its last member. */
static enum kp_status add_behind(struct kp_edit *edit, const struct kp_member *last, size_t close)
{
	struct kp_form form;

	if (kp_edit_is_alias(last)) {
		return kp_edit_refuse(edit, edit->line, "its map ends with an alias");
	}
	edit->from = kp_bytes_offset(&edit->bytes, last->value->end);
	edit->to = edit->from;
	if (close > edit->from && memchr(edit->bytes.at + edit->from, '#', close - edit->from)) {
		return kp_edit_refuse(edit, edit->line,
				      "there is a comment before the closing bracket");
	}
	form = form_at(edit, edit->from);
	form.is_compact = is_compact(edit, last->value);
	kp_text_add_char(&edit->text, ',');
	if (get_indent(edit, kp_bytes_offset(&edit->bytes, last->start), " \t", &form)) {
		get_step(edit, &form);
		kp_text_add_str(&edit->text, form.line_break);
		kp_text_add(&edit->text, form.indent, form.indent_len);
	} else if (!form.is_compact) {
		kp_text_add_char(&edit->text, ' ');
	}
	kp_write_flow(&edit->text, edit->rest, edit->value, &form);
	return KP_OK;
}

/** Add to a map in brackets. */
static enum kp_status add_to_flow(struct kp_edit *edit)
{
	const struct kp_node *map = edit->map;
	size_t close = kp_bytes_offset(&edit->bytes, map->end) - 1;
	struct kp_form form = form_at(edit, close);

	if (map->count > 0) {
		return add_behind(edit, &map->members[map->count - 1], close);
	}
	form.is_compact = is_compact(edit, map);
	edit->from = close;
	edit->to = close;
	kp_write_flow(&edit->text, edit->rest, edit->value, &form);
	return KP_OK;
}

enum kp_status kp_edit_splice(struct kp_edit *edit)
{
	bool is_there = edit->member != NULL && edit->member->start != KP_NOWHERE;

	if (is_there) {
		return replace(edit);
	}
	return edit->map->style == KP_STYLE_FLOW ? add_to_flow(edit) : add_to_block(edit);
}
