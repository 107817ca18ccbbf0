/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/edit/document.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "document/envelope.h"
#include "document/parse.h"
#include "fix/edit/same.h"
#include "fix/edit/splice.h"

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
static enum kp_status check_encoding(const struct kp_edit *edit)
{
	const struct kp_bytes *bytes = &edit->bytes;

	if (bytes->len >= 2 && ((bytes->at[0] == 0xFE && bytes->at[1] == 0xFF) ||
				(bytes->at[0] == 0xFF && bytes->at[1] == 0xFE))) {
		return kp_edit_refuse(edit, 1, "the text is UTF-16");
	}
	return KP_OK;
}

/**
 * Check that no key is the path's in other letters: the file of --config ignores it, a drop-in file
 * is read with it.
 */
static enum kp_status check_case(const struct kp_edit *edit, const struct kp_node *map,
				 const char *key, size_t len)
{
	for (size_t i = 0; i < map->count; i++) {
		const char *other = map->members[i].key;
		const char *rest = kp_fold_skip(other, key, len);

		if (rest != NULL && *rest == '\0' && strncmp(other, key, len) != 0) {
			return kp_edit_refuse(edit, map->members[i].line,
					      "a key differs by case alone");
		}
	}
	return KP_OK;
}

/** Check that the map of a member can be gone into. */
static enum kp_status check_nested(const struct kp_edit *edit, const struct kp_member *member)
{
	if (member->value->kind != KP_NODE_MAP) {
		return kp_edit_refuse(edit, member->line, "it is inside of what is not a map");
	}
	if (member->start == KP_NOWHERE) {
		return kp_edit_refuse(edit, member->line,
				      "it is inside of what a merge key brings");
	}
	return kp_edit_is_alias(member)
		       ? kp_edit_refuse(edit, member->line, "it is inside of an alias")
		       : KP_OK;
}

/** Go down the path as far as there is something. */
static enum kp_status find(struct kp_edit *edit)
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

/** Whether the value is there already. */
static bool is_there(const struct kp_edit *edit)
{
	/* A null on the way to it, which ends the search too, is no value that is wanted. */
	return edit->member != NULL && kp_document_is_value(edit->member->value, edit->value);
}

/** Put the new text together. */
static enum kp_status join(const struct kp_edit *edit, struct kp_buffer *ret_text)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	const char *bytes = (const char *)edit->bytes.at;
	char *joined = NULL;
	size_t len;

	kp_text_add(&text, bytes, edit->from);
	kp_text_add(&text, edit->text.bytes == NULL ? "" : edit->text.bytes, edit->text.len);
	kp_text_add(&text, bytes + edit->to, edit->bytes.len - edit->to);
	text.failed = text.failed || edit->text.failed;
	len = text.len;
	if (kp_text_finish(&text, &joined, edit->reterr) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	*ret_text = (struct kp_buffer){ (uint8_t *)joined, len };
	return KP_OK;
}

/** Read the new text, and see that it is the old one but for the value. */
static enum kp_status verify(const struct kp_edit *edit, const struct kp_limits *limits,
			     const struct kp_buffer *text, long *ret_line)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *changed = NULL;
	enum kp_status status = kp_document_parse(text->at, text->len, limits,
						  edit->document->place, &changed, edit->reterr);

	if (status == KP_ERR_NOMEM || status == KP_ERR_LIMIT) {
		return status;
	}
	if (status != KP_OK) {
		return kp_edit_refuse(edit, edit->line, "there is something unusual around it");
	}
	return kp_document_is_set(edit->document, changed, edit->path, edit->value, ret_line)
		       ? KP_OK
		       : kp_edit_refuse(edit, edit->line, "something else would change with it");
}

/** Set the value in a document that was read. */
static enum kp_status set(struct kp_edit *edit, const struct kp_limits *limits,
			  struct kp_buffer *ret_text, long *ret_line)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	long line = 0;
	enum kp_status status = find(edit);
	bool is_unchanged = status == KP_OK && is_there(edit);

	if (status == KP_OK && !is_unchanged) {
		status = kp_edit_splice(edit);
	}
	if (status == KP_OK) {
		status = join(edit, &text);
	}
	if (status != KP_OK) {
		return status;
	}
	if (is_unchanged) {
		line = edit->member->line;
	} else if (text.len > limits->file_bytes) {
		return kp_fail(edit->reterr, KP_ERR_LIMIT,
			       "with the change the file is larger than the limit of %zu bytes",
			       limits->file_bytes);
	} else {
		status = verify(edit, limits, &text, &line);
	}
	if (status != KP_OK) {
		return status;
	}
	*ret_text = kp_buffer_steal(&text);
	*ret_line = line;
	return KP_OK;
}

enum kp_status kp_document_set(const struct kp_bytes *bytes, const struct kp_limits *limits,
			       const char *path, const struct kp_new_value *value,
			       struct kp_buffer *ret_text, long *ret_line, struct kp_error *reterr)
{
	KP_CLEANUP(kp_document_freep) struct kp_document *document = NULL;
	struct kp_edit edit = {
		.bytes = *bytes,
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
		status = kp_document_parse(bytes->at, bytes->len, limits, /* place= */ NULL,
					   &document, reterr);
	}
	if (status == KP_OK) {
		status = kp_envelope_check_kind(document, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	edit.document = document;
	edit.line = document->root->line;
	status = set(&edit, limits, ret_text, ret_line);
	kp_text_done(&edit.text);
	return status;
}
