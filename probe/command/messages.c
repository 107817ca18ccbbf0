/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/messages.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "base/text.h"
#include "base/utf8.h"
#include "command/format.h"
#include "command/markup.h"
#include "command/verdicts.h"
#include "command/xml.h"

#define SIGNATURE "http://www.w3.org/2000/09/xmldsig#"

#define CUT "..."

/** Behind which elements of a rule-result a message stands (XCCDF 1.2, 7.6.6). */
static const char *const before[] = { "result", "override", "ident", "message" };

/** A document that gets messages. */
struct edit {
	const struct kp_bytes *document;
	const struct kp_verdicts *verdicts;
	const struct kp_markup *markup;
	struct kp_text out;
	size_t copied; /**< bytes of the document that are in `out` */
};

/** Whether an element is a message of ours. */
static bool is_ours(const xmlNode *node)
{
	return kp_xml_is(node, "message") && node->children != NULL &&
	       node->children->content != NULL &&
	       strncmp((const char *)node->children->content, KP_MESSAGE_BEGIN,
		       strlen(KP_MESSAGE_BEGIN)) == 0;
}

/** @return the number of bytes of the character that a text begins with; 0 at its end */
static size_t character(const char *text)
{
	size_t len = kp_utf8_len((const uint8_t *)text, 4);

	return *text == '\0' ? 0 : len == 0 ? 1 : len;
}

/** @return the length of the first `count` characters, or of all; ret_has_more: whether there are more */
static size_t length_of(const char *text, size_t count, bool *ret_has_more)
{
	size_t len = 0;

	while (count > 0 && text[len] != '\0') {
		len += character(text + len);
		count--;
	}
	*ret_has_more = text[len] != '\0';
	return len;
}

/** Add a text as XML has it. Of plain characters only these are markup. */
static void add_escaped(struct kp_text *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		switch (text[i]) {
		case '&':
			kp_text_add_str(out, "&amp;");
			break;
		case '<':
			kp_text_add_str(out, "&lt;");
			break;
		case '>':
			kp_text_add_str(out, "&gt;");
			break;
		default:
			kp_text_add_char(out, text[i]);
			break;
		}
	}
}

/** What the findings of a verdict say. @param[out] ret_text caller-owned, free with free() */
static enum kp_status make_text(const struct kp_verdict *verdict, char **ret_text,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *lines = NULL;
	enum kp_status status;

	kp_format_add_lines(&text, verdict, "; ", kp_verdict_has_reason(verdict));
	status = kp_text_finish(&text, &lines, reterr);
	if (status != KP_OK) {
		return status;
	}
	kp_text_add_str(&text, KP_MESSAGE_BEGIN);
	kp_quote_message(&text, lines);
	return kp_text_finish(&text, ret_text, reterr);
}

/** Add the element. @param[in] name as it is written in the document, with its prefix */
static enum kp_status add_message(struct edit *edit, const struct kp_verdict *verdict,
				  const xmlNode *parent, struct kp_error *reterr)
{
	const char *prefix = parent->ns == NULL ? NULL : (const char *)parent->ns->prefix;
	const char *colon = prefix == NULL ? "" : ":";
	KP_CLEANUP(kp_freep) char *text = NULL;
	enum kp_status status = make_text(verdict, &text, reterr);
	bool is_cut = false;
	size_t len;

	if (status != KP_OK) {
		return status;
	}
	prefix = prefix == NULL ? "" : prefix;
	len = length_of(text, KP_MESSAGE_MAX, &is_cut);
	if (is_cut) {
		len = length_of(text, KP_MESSAGE_MAX - strlen(CUT), &is_cut);
	}
	kp_text_add_char(&edit->out, '<');
	kp_text_add_str(&edit->out, prefix);
	kp_text_add_str(&edit->out, colon);
	kp_text_add_str(&edit->out, "message severity=\"");
	kp_text_add_str(&edit->out, kp_verdict_is_open(verdict) ? "error" : "info");
	kp_text_add_str(&edit->out, "\">");
	add_escaped(&edit->out, text, len);
	kp_text_add_str(&edit->out, is_cut ? CUT : "");
	kp_text_add_str(&edit->out, "</");
	kp_text_add_str(&edit->out, prefix);
	kp_text_add_str(&edit->out, colon);
	kp_text_add_str(&edit->out, "message>");
	return KP_OK;
}

/** Copy the document up to a place. */
static void copy_to(struct edit *edit, size_t end)
{
	kp_text_add(&edit->out, (const char *)edit->document->at + edit->copied,
		    end - edit->copied);
	edit->copied = end;
}

/** Add the white space before an element, so that what follows stands below it. */
static void add_indent(struct edit *edit, size_t start)
{
	const uint8_t *bytes = edit->document->at;
	size_t from = start;

	while (from > 0 && strchr(" \t\n", bytes[from - 1]) != NULL) {
		from--;
	}
	kp_text_add(&edit->out, (const char *)bytes + from, start - from);
}

/** Whether a message stands behind such an element. */
static bool is_before(const xmlNode *node)
{
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		if (kp_xml_is(node, before[i])) {
			return true;
		}
	}
	return false;
}

/** @return the child of a rule-result that its message stands behind; borrowed; NULL */
static const xmlNode *find_anchor(const xmlNode *result)
{
	const xmlNode *anchor = NULL;

	for (const xmlNode *node = kp_xml_child(result, NULL); node != NULL && is_before(node);
	     node = kp_xml_next(node, NULL)) {
		anchor = node;
	}
	return anchor;
}

/** @return the verdict whose message belongs behind an element; borrowed; NULL */
static const struct kp_verdict *verdict_behind(const struct edit *edit, const xmlNode *run,
					       const xmlNode *node)
{
	const xmlNode *result = node->parent;
	const struct kp_verdict *verdict;

	if (!kp_xml_is(result, "rule-result") || result->parent != run ||
	    find_anchor(result) != node) {
		return NULL;
	}
	verdict = kp_verdicts_find(edit->verdicts, kp_xml_attribute(result, "idref"));
	return verdict != NULL && verdict->count > 0 &&
			       kp_xml_says(kp_xml_child(result, "result"), verdict->result)
		       ? verdict
		       : NULL;
}

/** Copy the document, with the messages. */
static enum kp_status add_all(struct edit *edit, const xmlDoc *tree, struct kp_error *reterr)
{
	const xmlNode *root = xmlDocGetRootElement(tree);
	const xmlNode *run = kp_verdicts_run(tree);
	enum kp_status status = KP_OK;
	size_t index = 0;

	for (const xmlNode *node = root; node != NULL && status == KP_OK;
	     node = kp_xml_find(root, node, NULL), index++) {
		const struct kp_verdict *verdict =
			node == root ? NULL : verdict_behind(edit, run, node);

		if (index >= edit->markup->count) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED, "its markup is not understood");
		}
		if (verdict != NULL) {
			copy_to(edit, edit->markup->elements[index].end);
			add_indent(edit, edit->markup->elements[index].start);
			status = add_message(edit, verdict, node->parent, reterr);
		}
	}
	copy_to(edit, edit->document->len);
	return status;
}

/** Take our messages out of a tree, with the white space before each. */
static void take_out(xmlDoc *tree)
{
	xmlNode *root = xmlDocGetRootElement(tree);
	xmlNode *node = kp_xml_find(root, root, "message");

	while (node != NULL) {
		xmlNode *next = kp_xml_find(root, node, "message");
		xmlNode *blank = node->prev;

		if (is_ours(node)) {
			if (blank != NULL && xmlIsBlankNode(blank)) {
				xmlUnlinkNode(blank);
				xmlFreeNode(blank);
			}
			xmlUnlinkNode(node);
			xmlFreeNode(node);
		}
		node = next;
	}
}

/** Whether two trees are the same, as libxml2 writes them. */
static bool is_same(xmlDoc *left, xmlDoc *right)
{
	xmlChar *left_text = NULL;
	xmlChar *right_text = NULL;
	int left_len = 0;
	int right_len = 0;
	bool same;

	xmlDocDumpMemory(left, &left_text, &left_len);
	xmlDocDumpMemory(right, &right_text, &right_len);
	same = left_text != NULL && right_text != NULL && left_len == right_len &&
	       memcmp(left_text, right_text, (size_t)left_len) == 0;
	xmlFree(left_text);
	xmlFree(right_text);
	return same;
}

/** Whether a document is one that messages may be added to. */
static enum kp_status check(const xmlDoc *tree, struct kp_error *reterr)
{
	const xmlNode *root = xmlDocGetRootElement(tree);
	const char *encoding = (const char *)tree->encoding;

	if (encoding != NULL && strcasecmp(encoding, "UTF-8") != 0) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "it is written in %s", encoding);
	}
	for (const xmlNode *node = root; node != NULL; node = kp_xml_find(root, node, NULL)) {
		if (kp_xml_is(node, "Signature") && node->ns != NULL &&
		    strcmp((const char *)node->ns->href, SIGNATURE) == 0) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED, "it is signed");
		}
		if (is_ours(node)) {
			return kp_fail(reterr, KP_ERR_UNSUPPORTED, "it has messages already");
		}
	}
	return KP_OK;
}

/** Make the bytes, and look whether they are the document and nothing but messages more. */
static enum kp_status make(const char *name, struct edit *edit, xmlDoc *tree, char **ret_text,
			   struct kp_bytes *ret_bytes, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *text = NULL;
	KP_CLEANUP(kp_xml_freep) xmlDoc *after = NULL;
	struct kp_bytes bytes;
	enum kp_status status = add_all(edit, tree, reterr);

	bytes.len = edit->out.len;
	if (status == KP_OK) {
		status = kp_text_finish(&edit->out, &text, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	bytes.at = (const uint8_t *)text;
	status = kp_xml_parse(name, &bytes, &after, reterr);
	if (status != KP_OK) {
		return status;
	}
	take_out(after);
	if (!is_same(tree, after)) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "its markup is not understood");
	}
	*ret_text = kp_steal(&text);
	*ret_bytes = bytes;
	return KP_OK;
}

enum kp_status kp_messages_add(const char *name, const struct kp_bytes *document,
			       const struct kp_verdicts *verdicts, struct kp_buffer *ret_bytes,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_xml_freep) xmlDoc *tree = NULL;
	KP_CLEANUP(kp_markup_done) struct kp_markup markup = { 0 };
	struct edit edit = { .document = document, .verdicts = verdicts, .markup = &markup };
	struct kp_bytes bytes = { 0 };
	char *text = NULL;
	enum kp_status status = kp_xml_parse(name, document, &tree, reterr);

	if (status == KP_OK) {
		status = check(tree, reterr);
	}
	if (status == KP_OK) {
		status = kp_markup_read(document, &markup, reterr);
	}
	if (status == KP_OK) {
		status = make(name, &edit, tree, &text, &bytes, reterr);
	}
	kp_text_done(&edit.out);
	if (status == KP_OK) {
		*ret_bytes = (struct kp_buffer){ (uint8_t *)text, bytes.len };
	}
	return status;
}
