/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/xml.h"

#include <libxml/parser.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Without a document type there are no entities but XML's own, which NOENT makes plain text. */
#define OPTIONS                                                                   \
	(XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_HUGE | XML_PARSE_NOERROR | \
	 XML_PARSE_NOWARNING)

void kp_xml_freep(xmlDoc **document)
{
	xmlFreeDoc(*document);
	*document = NULL;
}

enum kp_status kp_xml_parse(const char *name, const struct kp_bytes *bytes, xmlDoc **ret_document,
			    struct kp_error *reterr)
{
	xmlDoc *document;

	if (bytes->len > INT_MAX) {
		return kp_fail(reterr, KP_ERR_LIMIT, "%s is larger than 2 GiB", name);
	}
	document = xmlReadMemory((const char *)bytes->at, (int)bytes->len, name, NULL, OPTIONS);
	if (document == NULL || xmlDocGetRootElement(document) == NULL) {
		xmlFreeDoc(document);
		return kp_fail(reterr, KP_ERR_SYNTAX, "%s is no XML document", name);
	}
	if (document->intSubset != NULL) {
		xmlFreeDoc(document);
		return kp_fail(reterr, KP_ERR_SYNTAX, "%s has a document type", name);
	}
	*ret_document = document;
	return KP_OK;
}

bool kp_xml_is(const xmlNode *node, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE &&
	       (name == NULL || strcmp((const char *)node->name, name) == 0);
}

/** @return the first of some siblings that is an element of a name */
static xmlNode *first(xmlNode *node, const char *name)
{
	while (node != NULL && !kp_xml_is(node, name)) {
		node = node->next;
	}
	return node;
}

xmlNode *kp_xml_child(const xmlNode *parent, const char *name)
{
	return parent == NULL ? NULL : first(parent->children, name);
}

xmlNode *kp_xml_next(const xmlNode *node, const char *name)
{
	return first(node->next, name);
}

xmlNode *kp_xml_walk(const xmlNode *top, const xmlNode *node)
{
	if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
		return node->children;
	}
	while (node != top && node->next == NULL) {
		node = node->parent;
	}
	return node == top ? NULL : node->next;
}

xmlNode *kp_xml_find(const xmlNode *top, const xmlNode *node, const char *name)
{
	xmlNode *next = kp_xml_walk(top, node);

	while (next != NULL && !kp_xml_is(next, name)) {
		next = kp_xml_walk(top, next);
	}
	return next;
}

const char *kp_xml_attribute(const xmlNode *node, const char *name)
{
	const xmlAttr *attribute = node == NULL ? NULL : node->properties;

	while (attribute != NULL && strcmp((const char *)attribute->name, name) != 0) {
		attribute = attribute->next;
	}
	if (attribute == NULL) {
		return NULL;
	}
	return attribute->children == NULL || attribute->children->content == NULL
		       ? ""
		       : (const char *)attribute->children->content;
}

bool kp_xml_has(const xmlNode *node, const char *name, const char *value)
{
	const char *found = kp_xml_attribute(node, name);

	return found != NULL && strcmp(found, value) == 0;
}

bool kp_xml_says(const xmlNode *node, const char *text)
{
	return node != NULL && node->children != NULL && node->children->content != NULL &&
	       strcmp((const char *)node->children->content, text) == 0;
}

/** Whether a byte is white space of XML. */
static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/** Leave one blank between words, in place. */
static void squeeze(char *text)
{
	char *out = text;

	for (const char *in = text; *in != '\0'; in++) {
		if (!is_blank(*in)) {
			*out++ = *in;
		} else if (out != text && out[-1] != ' ') {
			*out++ = ' ';
		}
	}
	if (out != text && out[-1] == ' ') {
		out--;
	}
	*out = '\0';
}

enum kp_status kp_xml_text(const xmlNode *node, char **ret_text, struct kp_error *reterr)
{
	xmlChar *content = node == NULL ? xmlStrdup((const xmlChar *)"") : xmlNodeGetContent(node);
	enum kp_status status;

	if (content == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	squeeze((char *)content);
	status = kp_text_dup((const char *)content, ret_text, reterr);
	xmlFree(content);
	return status;
}
