/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document/json.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "base/utf8.h"
#include "document/scalar.h"

/** Go's unicode.IsSpace beyond ASCII, in UTF-8. U+2000..U+200A are looked at by their last byte. */
static const char *const wide_spaces[] = {
	"\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\xA8",
	"\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80",
};

/** @return the length of the white space character at `buf`; 0 if there is none */
static size_t space_len(const uint8_t *buf, size_t len)
{
	if (len == 0) {
		return 0;
	}
	if (buf[0] == ' ' || (buf[0] >= '\t' && buf[0] <= '\r')) {
		return 1;
	}
	for (size_t i = 0; i < sizeof(wide_spaces) / sizeof(wide_spaces[0]); i++) {
		size_t wide = strlen(wide_spaces[i]);

		if (wide <= len && memcmp(buf, wide_spaces[i], wide) == 0) {
			return wide;
		}
	}
	if (len >= 3 && buf[0] == 0xE2 && buf[1] == 0x80 && buf[2] >= 0x80 && buf[2] <= 0x8A) {
		return 3;
	}
	return 0;
}

bool kp_json_is_chosen(const uint8_t *buf, size_t len)
{
	size_t space;

	while ((space = space_len(buf, len)) > 0) {
		buf += space;
		len -= space;
	}
	return len > 0 && buf[0] == '{';
}

/** A reading under way. */
struct reader {
	const uint8_t *at;
	const uint8_t *end;
	/* Up to where lines and characters were counted, which need not be counted twice. */
	const uint8_t *counted;
	long line;
	size_t characters;
	size_t depth;
	const struct kp_limits *limits;
	struct kp_document *document;
	struct kp_error *reterr;
};

static uint8_t peek(const struct reader *reader)
{
	return reader->at < reader->end ? *reader->at : '\0';
}

/** Count the lines and characters up to where the reading is. */
static void count(struct reader *reader)
{
	for (; reader->counted < reader->at; reader->counted++) {
		uint8_t c = *reader->counted;
		bool has_more = c == '\r' && reader->counted + 1 < reader->end &&
				reader->counted[1] == '\n';

		reader->line += c == '\n' || (c == '\r' && !has_more) ? 1 : 0;
		reader->characters += (c & 0xC0) != 0x80 ? 1 : 0;
	}
}

static enum kp_status refuse(struct reader *reader, const char *expected)
{
	count(reader);
	return kp_fail_line(reader->reterr, KP_ERR_SYNTAX, reader->line,
			    "line %ld: not JSON: expected %s", reader->line, expected);
}

static void skip_space(struct reader *reader)
{
	while (peek(reader) == ' ' || peek(reader) == '\t' || peek(reader) == '\r' ||
	       peek(reader) == '\n') {
		reader->at++;
	}
}

static bool accept(struct reader *reader, uint8_t c)
{
	if (peek(reader) != c) {
		return false;
	}
	reader->at++;
	return true;
}

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool skip_digits(struct reader *reader)
{
	if (!is_digit(peek(reader))) {
		return false;
	}
	while (is_digit(peek(reader))) {
		reader->at++;
	}
	return true;
}

static enum kp_status skip_number(struct reader *reader)
{
	(void)accept(reader, '-');
	if (!accept(reader, '0') && !skip_digits(reader)) {
		return refuse(reader, "a value");
	}
	if (accept(reader, '.') && !skip_digits(reader)) {
		return refuse(reader, "a digit");
	}
	if (accept(reader, 'e') || accept(reader, 'E')) {
		if (!accept(reader, '+')) {
			(void)accept(reader, '-');
		}
		if (!skip_digits(reader)) {
			return refuse(reader, "a digit");
		}
	}
	return KP_OK;
}

static enum kp_status skip_word(struct reader *reader)
{
	static const char *const words[] = { "true", "false", "null" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t len = strlen(words[i]);

		if ((size_t)(reader->end - reader->at) >= len &&
		    memcmp(reader->at, words[i], len) == 0) {
			reader->at += len;
			return KP_OK;
		}
	}
	return skip_number(reader);
}

/** The value of four hexadecimal digits. @return false if they are not there */
static bool read_unit(struct reader *reader, uint32_t *ret_unit)
{
	*ret_unit = 0;
	for (int i = 0; i < 4; i++, reader->at++) {
		uint8_t letter = peek(reader) | 0x20;

		if (is_digit(peek(reader))) {
			*ret_unit = *ret_unit << 4 | (uint32_t)(peek(reader) - '0');
		} else if (letter >= 'a' && letter <= 'f') {
			*ret_unit = *ret_unit << 4 | (uint32_t)(letter - 'a' + 10);
		} else {
			return false;
		}
	}
	return true;
}

/** The low half of a pair of surrogates. @return the character; that of a lone half if there is none */
static uint32_t read_low_half(struct reader *reader, uint32_t high)
{
	const uint8_t *begin = reader->at;
	uint32_t low;

	if (high < 0xDC00 && accept(reader, '\\') && accept(reader, 'u') &&
	    read_unit(reader, &low) && low >= 0xDC00 && low <= 0xDFFF) {
		return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
	}
	reader->at = begin;
	return 0xFFFD;
}

/** What follows a backslash. @return false if it is no escape sequence */
static bool read_escape(struct reader *reader, struct kp_text *text, struct kp_node *node)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meanings[] = "\"\\/\b\f\n\r\t";
	uint8_t c = peek(reader);
	const char *letter = c == '\0' ? NULL : strchr(letters, c);
	uint32_t unit;

	if (letter != NULL) {
		reader->at++;
		kp_text_add_char(text, meanings[letter - letters]);
		return true;
	}
	if (!accept(reader, 'u') || !read_unit(reader, &unit)) {
		return false;
	}
	if (unit >= 0xD800 && unit <= 0xDFFF) {
		unit = read_low_half(reader, unit);
	}
	if (unit == 0) {
		node->opaque = true;
		kp_text_add_str(text, KP_OPAQUE_NUL);
	} else {
		kp_utf8_add(text, unit);
	}
	return true;
}

/** Characters up to the next quote, backslash or control character, as they are. */
static void read_plain(struct reader *reader, struct kp_text *text, struct kp_node *node)
{
	const uint8_t *begin = reader->at;

	while (peek(reader) >= 0x20 && peek(reader) != '"' && peek(reader) != '\\') {
		size_t len = 1;

		if (peek(reader) >= 0x80) {
			len = kp_utf8_len(reader->at, (size_t)(reader->end - reader->at));
			node->opaque = node->opaque || len == 0;
		}
		reader->at += len == 0 ? 1 : len;
	}
	kp_text_add(text, (const char *)begin, (size_t)(reader->at - begin));
}

/** The characters of a string up to behind the closing quote. */
static enum kp_status read_characters(struct reader *reader, struct kp_text *text,
				      struct kp_node *node)
{
	while (!accept(reader, '"')) {
		if (peek(reader) < 0x20) {
			return refuse(reader, "the end of a string");
		}
		if (!accept(reader, '\\')) {
			read_plain(reader, text, node);
		} else if (!read_escape(reader, text, node)) {
			return refuse(reader, "an escape sequence");
		}
	}
	return KP_OK;
}

/** Add a node that begins here. */
static enum kp_status add_node(struct reader *reader, enum kp_node_kind kind, enum kp_style style,
			       struct kp_node **ret_node)
{
	enum kp_status status;

	count(reader);
	status = kp__document_add(reader->document, kind, reader->line, ret_node, reader->reterr);
	if (status == KP_OK) {
		(*ret_node)->start = reader->characters;
		(*ret_node)->style = style;
	}
	return status;
}

/** Say that a node ends here. */
static void end_node(struct reader *reader, struct kp_node *node)
{
	count(reader);
	node->end = reader->characters;
}

/** A string, from its opening quote to behind the closing one. */
static enum kp_status read_string(struct reader *reader, struct kp_node **ret_node)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	enum kp_status status;

	if (peek(reader) != '"') {
		return refuse(reader, "a string");
	}
	status = add_node(reader, KP_NODE_STRING, KP_STYLE_DOUBLE, ret_node);
	reader->at++;
	if (status == KP_OK) {
		status = read_characters(reader, &text, *ret_node);
	}
	if (status != KP_OK) {
		return status;
	}
	end_node(reader, *ret_node);
	return kp_text_finish(&text, &(*ret_node)->text, reader->reterr);
}

/** A word or a number. */
static enum kp_status read_word(struct reader *reader, struct kp_node **ret_node)
{
	const uint8_t *begin = reader->at;
	struct kp_text text = { 0 };
	enum kp_status status = add_node(reader, KP_NODE_NULL, KP_STYLE_PLAIN, ret_node);

	if (status == KP_OK) {
		status = skip_word(reader);
	}
	if (status != KP_OK) {
		return status;
	}
	end_node(reader, *ret_node);
	kp_text_add(&text, (const char *)begin, (size_t)(reader->at - begin));
	status = kp_text_finish(&text, &(*ret_node)->text, reader->reterr);
	if (status == KP_OK) {
		kp_json_resolve(*ret_node);
	}
	return status;
}

static enum kp_status read_value(struct reader *reader, struct kp_node **ret_node);

/** The key of a member, and the colon behind it. */
static enum kp_status read_key(struct reader *reader, struct kp_member *member)
{
	struct kp_node *key;
	enum kp_status status = read_string(reader, &key);

	if (status != KP_OK) {
		return status;
	}
	member->key = key->text;
	member->opaque = key->opaque;
	skip_space(reader);
	return accept(reader, ':') ? KP_OK : refuse(reader, "a colon");
}

/** A member of a list or map. */
static enum kp_status read_member(struct reader *reader, struct kp_node *node)
{
	struct kp_member member = { .place = reader->document->place };
	enum kp_status status = KP_OK;

	skip_space(reader);
	count(reader);
	member.line = reader->line;
	member.start = reader->characters;
	if (node->kind == KP_NODE_MAP) {
		status = read_key(reader, &member);
	}
	if (status == KP_OK) {
		status = read_value(reader, &member.value);
	}
	return status == KP_OK ? kp__node_append(node, &member, reader->limits, reader->reterr)
			       : status;
}

/** A list or a map, from its opening bracket to behind the closing one. */
static enum kp_status read_members(struct reader *reader, enum kp_node_kind kind,
				   struct kp_node **ret_node)
{
	uint8_t close = kind == KP_NODE_MAP ? '}' : ']';
	enum kp_status status = add_node(reader, kind, KP_STYLE_FLOW, ret_node);

	if (status != KP_OK) {
		return status;
	}
	reader->at++;
	skip_space(reader);
	if (!accept(reader, close)) {
		do {
			status = read_member(reader, *ret_node);
			skip_space(reader);
		} while (status == KP_OK && accept(reader, ','));
		if (status == KP_OK && !accept(reader, close)) {
			return refuse(reader, "a comma or a closing bracket");
		}
	}
	end_node(reader, *ret_node);
	return status;
}

static enum kp_status read_value(struct reader *reader, struct kp_node **ret_node)
{
	enum kp_status status;

	if (++reader->depth > reader->limits->document_depth) {
		count(reader);
		return kp_fail_line(reader->reterr, KP_ERR_LIMIT, reader->line,
				    "line %ld: nested deeper than the limit of %zu levels",
				    reader->line, reader->limits->document_depth);
	}
	skip_space(reader);
	switch (peek(reader)) {
	case '{':
		status = read_members(reader, KP_NODE_MAP, ret_node);
		break;
	case '[':
		status = read_members(reader, KP_NODE_LIST, ret_node);
		break;
	case '"':
		status = read_string(reader, ret_node);
		break;
	default:
		status = read_word(reader, ret_node);
		break;
	}
	reader->depth--;
	return status;
}

enum kp_status kp_json_build(const uint8_t *buf, size_t len, const struct kp_limits *limits,
			     struct kp_document *document, struct kp_error *reterr)
{
	struct reader reader = {
		.at = buf,
		.end = buf + len,
		.counted = buf,
		.line = 1,
		.limits = limits,
		.document = document,
		.reterr = reterr,
	};
	struct kp_node *root;
	enum kp_status status = read_value(&reader, &root);

	if (status != KP_OK) {
		return status;
	}
	skip_space(&reader);
	if (reader.at != reader.end) {
		return refuse(&reader, "the end of the file");
	}
	document->root = root;
	return KP_OK;
}
