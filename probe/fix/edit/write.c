/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/edit/write.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "document/scalar.h"

/** What any string without quotes begins with here; letters and digits do too. */
#define PLAIN_FIRST "_./"
/** What else it consists of. The comma ends it in a flow. */
#define PLAIN_REST  "_./=@+-"

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_among(char c, const char *characters)
{
	return c != '\0' && strchr(characters, c) != NULL;
}

/** Whether a string without quotes is a string, or a number, a boolean and the like. */
static bool is_string(struct kp_text *text, const char *string)
{
	const struct kp_scalar scalar = { .text = string, .plain = true };
	struct kp_node node = { .kind = KP_NODE_NULL };
	enum kp_status status = kp_yaml_resolve(&scalar, &node, /* reterr= */ NULL);

	free(node.text);
	text->failed = text->failed || status == KP_ERR_NOMEM;
	return status == KP_OK && node.kind == KP_NODE_STRING;
}

/** Whether a string can stand without quotes, for any reader of YAML. */
static bool is_plain(struct kp_text *text, const char *string, const struct kp_form *form)
{
	if (form->is_json || (!is_alnum(string[0]) && !is_among(string[0], PLAIN_FIRST))) {
		return false;
	}
	for (const char *at = string; *at != '\0'; at++) {
		/* yaml.v2 refuses a colon within a flow, where libyaml since 0.2 takes it. */
		bool is_punctuation = !form->is_flow && is_among(*at, ":,") && at[1] != '\0';

		if (!is_alnum(*at) && !is_among(*at, PLAIN_REST) && !is_punctuation) {
			return false;
		}
	}
	return is_string(text, string);
}

/** Write a string in quotes, as JSON and YAML have them. */
static void write_double(struct kp_text *text, const char *string)
{
	kp_text_add_char(text, '"');
	for (; *string != '\0'; string++) {
		unsigned char c = (unsigned char)*string;

		if (c < 0x20 || c == 0x7F) {
			kp_text_addf(text, "\\u%04x", c);
			continue;
		}
		if (c == '"' || c == '\\') {
			kp_text_add_char(text, '\\');
		}
		kp_text_add_char(text, *string);
	}
	kp_text_add_char(text, '"');
}

/** Write a string in apostrophes. */
static void write_single(struct kp_text *text, const char *string)
{
	kp_text_add_char(text, '\'');
	for (; *string != '\0'; string++) {
		if (*string == '\'') {
			kp_text_add_char(text, '\'');
		}
		kp_text_add_char(text, *string);
	}
	kp_text_add_char(text, '\'');
}

/** Whether apostrophes can hold a string: ASCII that is printed. */
static bool is_printable(const char *string)
{
	for (; *string != '\0'; string++) {
		if (*string < ' ' || *string > '~') {
			return false;
		}
	}
	return true;
}

void kp_write_string(struct kp_text *text, const char *string, const struct kp_form *form)
{
	if (form->style == KP_STYLE_SINGLE && is_printable(string)) {
		write_single(text, string);
	} else if (form->style != KP_STYLE_DOUBLE && is_plain(text, string, form)) {
		kp_text_add_str(text, string);
	} else {
		write_double(text, string);
	}
}

void kp_write_items(struct kp_text *text, const struct kp_new_value *value, const char *separator,
		    size_t separator_len, const struct kp_form *form)
{
	for (size_t i = 0; i < value->count; i++) {
		if (i > 0) {
			kp_text_add(text, separator, separator_len);
		}
		kp_write_string(text, value->items[i], form);
	}
}

void kp_write_value(struct kp_text *text, const struct kp_new_value *value,
		    const struct kp_form *form)
{
	struct kp_form inside = *form;

	if (value->kind == KP_NODE_STRING) {
		kp_write_string(text, value->text, form);
		return;
	}
	if (value->kind != KP_NODE_LIST) {
		kp_text_add_str(text, value->text);
		return;
	}
	inside.is_flow = true;
	kp_text_add_char(text, '[');
	kp_write_items(text, value, ", ", form->is_compact ? 1 : 2, &inside);
	kp_text_add_char(text, ']');
}

/** Begin a line that is so many steps further in. */
static void begin_line(struct kp_text *text, size_t steps, const struct kp_form *form)
{
	kp_text_add(text, form->indent, form->indent_len);
	for (size_t i = 0; i < form->depth + steps; i++) {
		kp_text_add(text, form->step, form->step_len);
	}
}

/** Write the first key of a path and its colon. @return its length */
static size_t write_key(struct kp_text *text, const char *path, const struct kp_form *form)
{
	size_t len = strcspn(path, ".");
	KP_CLEANUP(kp_freep) char *key = strndup(path, len);

	if (key == NULL) {
		text->failed = true;
		return len;
	}
	kp_write_string(text, key, form);
	kp_text_add_char(text, ':');
	return len;
}

void kp_write_flow(struct kp_text *text, const char *path, const struct kp_new_value *value,
		   const struct kp_form *form)
{
	size_t depth = 0;

	for (;;) {
		path += write_key(text, path, form);
		if (!form->is_compact) {
			kp_text_add_char(text, ' ');
		}
		if (*path == '\0') {
			break;
		}
		path++;
		depth++;
		kp_text_add_char(text, '{');
		if (form->indent != NULL) {
			kp_text_add_str(text, form->line_break);
			begin_line(text, depth, form);
		}
	}
	kp_write_value(text, value, form);
	while (depth > 0) {
		depth--;
		if (form->indent != NULL) {
			kp_text_add_str(text, form->line_break);
			begin_line(text, depth, form);
		}
		kp_text_add_char(text, '}');
	}
}

/** Write the value of the last key of some lines. */
static void write_last(struct kp_text *text, const struct kp_new_value *value, size_t depth,
		       const struct kp_form *form)
{
	if (value->kind != KP_NODE_LIST || value->count == 0) {
		kp_text_add_char(text, ' ');
		kp_write_value(text, value, form);
		return;
	}
	/* As deep as their key, which is how kubeadm writes lists. */
	for (size_t i = 0; i < value->count; i++) {
		kp_text_add_str(text, form->line_break);
		begin_line(text, depth, form);
		kp_text_add_str(text, "- ");
		kp_write_string(text, value->items[i], form);
	}
}

void kp_write_lines(struct kp_text *text, const char *path, const struct kp_new_value *value,
		    const struct kp_form *form)
{
	size_t depth = 0;

	for (;;) {
		begin_line(text, depth, form);
		path += write_key(text, path, form);
		if (*path == '\0') {
			break;
		}
		path++;
		depth++;
		kp_text_add_str(text, form->line_break);
	}
	write_last(text, value, depth, form);
}
