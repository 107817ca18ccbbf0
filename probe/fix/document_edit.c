/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document_edit.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/cleanup.h"
#include "core/config.h"
#include "document_bytes.h"
#include "document_same.h"
#include "document_write.h"

/** An edit under way. */
struct edit {
	struct kp_bytes bytes;
	const struct kp_document *document;
	const char *path;
	const struct kp_new_value *value;
	const struct kp_node *map;      /* the last map of the path that is there */
	const struct kp_member *member; /* what is replaced in it; NULL: something is added to it */
	const char *rest;               /* what is left of the path: its first key is in the map */
	long line;                      /* of what is there, for messages */
	size_t from;                    /* what is cut out ... */
	size_t to;
	struct kp_text text; /* ... and put in its place */
	struct kp_error *reterr;
};

/** The edit cannot be made. */
static enum kp_status refuse(const struct edit *edit, long line, const char *why)
{
	return kp_fail_line(edit->reterr, KP_ERR_UNSUPPORTED, line,
			    "line %ld: %s cannot be set: %s: change it by hand", line, edit->path,
			    why);
}

/** Check that a value can be one. */
static enum kp_status check_value(const struct kp_new_value *value, struct kp_error *reterr)
{
	bool is_digits = value->text != NULL && value->text[0] != '\0' &&
			 value->text[strspn(value->text, "0123456789")] == '\0';

	if ((value->kind == KP_NODE_STRING && value->text != NULL) || value->kind == KP_NODE_LIST ||
	    (value->kind == KP_NODE_INT && is_digits) ||
	    (value->kind == KP_NODE_BOOL && value->text != NULL &&
	     (strcmp(value->text, "true") == 0 || strcmp(value->text, "false") == 0))) {
		return KP_OK;
	}
	return kp_fail(reterr, KP_ERR_INVAL, "no value that can be written");
}

/** Check that a path has keys, none of them empty. */
static enum kp_status check_path(const char *path, struct kp_error *reterr)
{
	size_t len = strlen(path);

	if (len == 0 || path[0] == '.' || path[len - 1] == '.' || strstr(path, "..") != NULL) {
		return kp_fail(reterr, KP_ERR_INVAL, "no path of a setting: %s", path);
	}
	return KP_OK;
}

/** Check that a text is one whose bytes are looked at here. */
static enum kp_status check_encoding(const struct edit *edit)
{
	const struct kp_bytes *bytes = &edit->bytes;

	if (bytes->len >= 2 && ((bytes->at[0] == 0xFE && bytes->at[1] == 0xFF) ||
				(bytes->at[0] == 0xFF && bytes->at[1] == 0xFE))) {
		return refuse(edit, 1, "the text is UTF-16");
	}
	return KP_OK;
}

/**
 * Check that no key is the path's in other letters: the file of --config ignores it, a drop-in file
 * is read with it.
 */
static enum kp_status check_case(const struct edit *edit, const struct kp_node *map,
				 const char *key, size_t len)
{
	for (size_t i = 0; i < map->count; i++) {
		const char *other = map->members[i].key;

		if (strncasecmp(other, key, len) == 0 && other[len] == '\0' &&
		    strncmp(other, key, len) != 0) {
			return refuse(edit, map->members[i].line, "a key differs by case alone");
		}
	}
	return KP_OK;
}

/** Whether a member's value is an alias: its node stands before its key. */
static bool is_alias(const struct kp_member *member)
{
	return member->value->start <= member->start;
}

/** Check that the map of a member can be gone into. */
static enum kp_status check_nested(const struct edit *edit, const struct kp_member *member)
{
	if (member->value->kind != KP_NODE_MAP) {
		return refuse(edit, member->line, "it is inside of what is not a map");
	}
	if (member->start == KP_NOWHERE) {
		return refuse(edit, member->line, "it is inside of what a merge key brings");
	}
	return is_alias(member) ? refuse(edit, member->line, "it is inside of an alias") : KP_OK;
}

/** Go down the path as far as there is something. */
static enum kp_status find(struct edit *edit)
{
	const struct kp_node *map = edit->document->root;
	const char *rest = edit->path;

	for (;;) {
		size_t len = strcspn(rest, ".");
		const struct kp_member *member = kp_document_last(map, rest, len);
		enum kp_status status = check_case(edit, map, rest, len);

		edit->map = map;
		edit->member = member;
		edit->rest = rest;
		edit->line = member == NULL ? edit->line : member->line;
		if (status != KP_OK || member == NULL || rest[len] == '\0' ||
		    member->value->kind == KP_NODE_NULL) {
			return status;
		}
		status = check_nested(edit, member);
		if (status != KP_OK) {
			return status;
		}
		map = member->value;
		rest += len + 1;
	}
}

/** What stands before an offset in its line. @return whether it is all among some characters */
static bool get_indent(const struct edit *edit, size_t offset, const char *characters,
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
static struct kp_form form_at(const struct edit *edit, size_t offset)
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
static bool is_compact(const struct edit *edit, const struct kp_node *node)
{
	size_t offset = kp_bytes_offset(&edit->bytes, node->start);

	return edit->document->is_json && offset > 0 && edit->bytes.at[offset - 1] == ':';
}

/** Replace the text behind `|` or `>`, but not a comment behind that. */
static void replace_block_scalar(struct edit *edit, struct kp_form *form)
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
	form->style = KP_STYLE_PLAIN;
	kp_write_value(&edit->text, edit->value, form);
	kp_text_add(&edit->text, (const char *)at + comment, header_end - comment);
	kp_text_add_str(&edit->text, form->line_break);
}

/** Replace the members of a list that stand each in a line of its own, behind `- ` or not. */
static bool replace_lines(struct edit *edit, const struct kp_node *list, struct kp_form *form)
{
	bool is_flow = list->style == KP_STYLE_FLOW;
	struct kp_text separator = { 0 };

	if (!get_indent(edit, edit->from, is_flow ? " \t" : " -", form)) {
		return false;
	}
	kp_text_add_str(&separator, is_flow ? "," : "");
	kp_text_add_str(&separator, form->line_break);
	kp_text_add(&separator, form->indent, form->indent_len);
	kp_write_items(&edit->text, edit->value, separator.bytes, separator.len, form);
	edit->text.failed = edit->text.failed || separator.failed;
	kp_text_done(&separator);
	return true;
}

/** Replace the members of a list by others. */
static enum kp_status replace_items(struct edit *edit, const struct kp_node *list,
				    struct kp_form *form)
{
	const struct kp_member *first = &list->members[0];
	const struct kp_member *last = &list->members[list->count - 1];

	edit->from = kp_bytes_offset(&edit->bytes, first->start);
	edit->to = kp_bytes_offset(&edit->bytes, last->value->end);
	form->is_flow = list->style == KP_STYLE_FLOW;
	form->style = first->value->style == KP_STYLE_BLOCK ? KP_STYLE_PLAIN : first->value->style;
	if (!form->is_flow) {
		/* A comment behind the last member is about that one. */
		edit->to = kp_bytes_line_end(&edit->bytes, edit->to);
		return replace_lines(edit, list, form)
			       ? KP_OK
			       : refuse(edit, list->line, "a list is written in another way");
	}
	if (!replace_lines(edit, list, form)) {
		kp_write_items(&edit->text, edit->value, ", ", form->is_compact ? 1 : 2, form);
	}
	return KP_OK;
}

/** Replace a list. */
static enum kp_status replace_list(struct edit *edit, const struct kp_node *list,
				   struct kp_form *form)
{
	const struct kp_member *last = list->count == 0 ? NULL : &list->members[list->count - 1];
	bool is_last_here = last != NULL && last->value->start == last->start;

	if (is_last_here && edit->value->count > 0) {
		return replace_items(edit, list, form);
	}
	if (list->style != KP_STYLE_FLOW) {
		return refuse(edit, list->line,
			      "a list that ends with an alias or has to be empty");
	}
	kp_write_value(&edit->text, edit->value, form);
	return KP_OK;
}

/** Put lines behind the one in which something ends. */
static void add_lines(struct edit *edit, size_t end, const char *path, const struct kp_form *form)
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
static enum kp_status replace_null(struct edit *edit, const char *path, struct kp_form *form)
{
	size_t key = kp_bytes_offset(&edit->bytes, edit->member->start);

	if (edit->from == edit->to && !form->is_flow) {
		if (!get_indent(edit, key, " ", form)) {
			return refuse(edit, edit->line, "its key does not begin a line");
		}
		form->depth = 1;
		add_lines(edit, edit->from, path, form);
		return KP_OK;
	}
	form->is_flow = true;
	kp_text_add_char(&edit->text, '{');
	kp_write_flow(&edit->text, path, edit->value, form);
	kp_text_add_char(&edit->text, '}');
	return KP_OK;
}

/** Put a value in the place of a scalar that has or has not quotes, or of nothing. */
static void replace_scalar(struct edit *edit, const struct kp_node *node, struct kp_form *form)
{
	if (edit->from == edit->to && edit->from > 0 && edit->bytes.at[edit->from - 1] == ':') {
		kp_text_add_char(&edit->text, ' ');
	}
	form->style = node->style;
	kp_write_value(&edit->text, edit->value, form);
}

/** Replace the value of the member. */
static enum kp_status replace(struct edit *edit)
{
	const struct kp_node *node = edit->member->value;
	const char *nested = edit->rest + strcspn(edit->rest, ".");
	bool is_list = edit->value->kind == KP_NODE_LIST;
	struct kp_form form;

	if (is_alias(edit->member)) {
		return refuse(edit, edit->line, "its value is an alias");
	}
	edit->from = kp_bytes_offset(&edit->bytes, node->start);
	edit->to = kp_bytes_offset(&edit->bytes, node->end);
	form = form_at(edit, edit->from);
	form.is_compact = is_compact(edit, node);
	if (*nested != '\0') {
		return replace_null(edit, nested + 1, &form);
	}
	if (node->kind != KP_NODE_NULL && (node->kind == KP_NODE_LIST) != is_list) {
		return refuse(edit, edit->line, "its value is of another kind");
	}
	if (node->kind == KP_NODE_LIST) {
		return replace_list(edit, node, &form);
	}
	if (node->style == KP_STYLE_BLOCK) {
		replace_block_scalar(edit, &form);
	} else {
		replace_scalar(edit, node, &form);
	}
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
static enum kp_status add_to_block(struct edit *edit)
{
	const struct kp_member *last = last_here(edit->map);
	size_t key = last == NULL ? edit->map->start : last->start;
	size_t end = kp_bytes_offset(&edit->bytes, edit->map->end);
	struct kp_form form = form_at(edit, end);

	if (!get_indent(edit, kp_bytes_offset(&edit->bytes, key), " ", &form)) {
		return refuse(edit, edit->line, "its neighbours do not begin lines");
	}
	add_lines(edit, end, edit->rest, &form);
	return KP_OK;
}

/** What JSON puts before the members of its outermost object is how far each level is further in. */
static void get_step(const struct edit *edit, struct kp_form *form)
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
static enum kp_status add_behind(struct edit *edit, const struct kp_member *last, size_t close)
{
	struct kp_form form;

	if (last->start == KP_NOWHERE || is_alias(last)) {
		return refuse(edit, edit->line, "its map ends with an alias");
	}
	edit->from = kp_bytes_offset(&edit->bytes, last->value->end);
	edit->to = edit->from;
	if (close > edit->from && memchr(edit->bytes.at + edit->from, '#', close - edit->from)) {
		return refuse(edit, edit->line, "there is a comment before the closing bracket");
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
static enum kp_status add_to_flow(struct edit *edit)
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

/** Work out what is cut out and what is put in its place. */
static enum kp_status make_splice(struct edit *edit)
{
	bool is_there = edit->member != NULL && edit->member->start != KP_NOWHERE;

	if (is_there) {
		return replace(edit);
	}
	return edit->map->style == KP_STYLE_FLOW ? add_to_flow(edit) : add_to_block(edit);
}

/** Whether the value is there already. */
static bool is_there(const struct edit *edit)
{
	return edit->member != NULL && strchr(edit->rest, '.') == NULL &&
	       kp_document_is_value(edit->member->value, edit->value);
}

/** Put the new text together. */
static enum kp_status join(const struct edit *edit, char **ret_bytes, size_t *ret_len)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	const char *bytes = (const char *)edit->bytes.at;
	size_t len;

	kp_text_add(&text, bytes, edit->from);
	kp_text_add(&text, edit->text.bytes == NULL ? "" : edit->text.bytes, edit->text.len);
	kp_text_add(&text, bytes + edit->to, edit->bytes.len - edit->to);
	text.failed = text.failed || edit->text.failed;
	len = text.len;
	if (kp_text_finish(&text, ret_bytes, edit->reterr) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	*ret_len = len;
	return KP_OK;
}

/** Read the new text, and see that it is the old one but for the value. */
static enum kp_status verify(const struct edit *edit, const struct kp_limits *limits,
			     const char *bytes, size_t len, long *ret_line)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *changed = NULL;
	enum kp_status status = kp_document_parse((const uint8_t *)bytes, len, limits,
						  edit->document->place, &changed, edit->reterr);

	if (status == KP_ERR_NOMEM || status == KP_ERR_LIMIT) {
		return status;
	}
	if (status != KP_OK) {
		return refuse(edit, edit->line, "there is something unusual around it");
	}
	return kp_document_is_set(edit->document, changed, edit->path, edit->value, ret_line)
		       ? KP_OK
		       : refuse(edit, edit->line, "something else would change with it");
}

/** Set the value in a document that was read. */
static enum kp_status set(struct edit *edit, const struct kp_limits *limits, uint8_t **ret_buf,
			  size_t *ret_len, long *ret_line)
{
	KP_CLEANUP(kp_freep) char *bytes = NULL;
	size_t len;
	long line = 0;
	enum kp_status status = find(edit);
	bool is_unchanged = status == KP_OK && is_there(edit);

	if (status == KP_OK && !is_unchanged) {
		status = make_splice(edit);
	}
	if (status == KP_OK) {
		status = join(edit, &bytes, &len);
	}
	if (status != KP_OK) {
		return status;
	}
	if (is_unchanged) {
		line = edit->member->line;
	} else if (len > limits->file_bytes) {
		return kp_fail(edit->reterr, KP_ERR_LIMIT,
			       "with the change the file is larger than the limit of %zu bytes",
			       limits->file_bytes);
	} else {
		status = verify(edit, limits, bytes, len, &line);
	}
	if (status != KP_OK) {
		return status;
	}
	*ret_buf = kp_steal(&bytes);
	*ret_len = len;
	*ret_line = line;
	return KP_OK;
}

enum kp_status kp_document_set(const uint8_t *buf, size_t len, const struct kp_limits *limits,
			       const char *path, const struct kp_new_value *value,
			       uint8_t **ret_buf, size_t *ret_len, long *ret_line,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *document = NULL;
	struct edit edit = {
		.bytes = { buf, len },
		.path = path,
		.value = value,
		.reterr = reterr,
	};
	enum kp_status status = check_value(value, reterr);

	if (status == KP_OK) {
		status = check_path(path, reterr);
	}
	if (status == KP_OK) {
		status = check_encoding(&edit);
	}
	if (status == KP_OK) {
		status = kp_document_parse(buf, len, limits, /* place= */ NULL, &document, reterr);
	}
	if (status == KP_OK) {
		status = kp_config_check_kind(document, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	edit.document = document;
	edit.line = document->root->line;
	status = set(&edit, limits, ret_buf, ret_len, ret_line);
	kp_text_done(&edit.text);
	return status;
}
