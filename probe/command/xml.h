/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Looking around in a document that oscap has written. Names are local names: what is read here has no
 * two elements of one name in different namespaces.
 */
#ifndef KP_COMMAND_XML_H
#define KP_COMMAND_XML_H

#include <libxml/tree.h>
#include <libxml/xmlmemory.h>
#include <stdbool.h>

#include "base/bytes.h"
#include "base/status.h"

/** Cleanup function for a document. */
void kp_xml_freep(xmlDoc **document);

/**
 * Parse a document. Nothing is fetched for it.
 * @param[in] name of the file, for errors
 * @param[out] ret_document caller-owned, free with xmlFreeDoc()
 * @return KP_OK; KP_ERR_SYNTAX where it is not well-formed, or has a document type; KP_ERR_LIMIT
 */
enum kp_status kp_xml_parse(const char *name, const struct kp_bytes *bytes, xmlDoc **ret_document,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

/** Whether a node is an element of that name; of any, if it is NULL. */
bool kp_xml_is(const xmlNode *node, const char *name);

/** @return the first child element of that name (of any, if NULL), borrowed; NULL, also of NULL */
xmlNode *kp_xml_child(const xmlNode *parent, const char *name);

/** @return the next sibling element of that name (of any, if NULL), borrowed; NULL */
xmlNode *kp_xml_next(const xmlNode *node, const char *name);

/** @return the node behind another in document order, below `top`; borrowed; NULL at the end */
xmlNode *kp_xml_walk(const xmlNode *top, const xmlNode *node);

/** @return the next element of that name behind `node`, below `top`; borrowed; NULL */
xmlNode *kp_xml_find(const xmlNode *top, const xmlNode *node, const char *name);

/** @return an attribute, borrowed; NULL without it, also of NULL */
const char *kp_xml_attribute(const xmlNode *node, const char *name);

/** Whether an attribute is there, and is that. */
bool kp_xml_has(const xmlNode *node, const char *name, const char *value);

/** Whether the text of an element without others in it is that. */
bool kp_xml_says(const xmlNode *node, const char *text);

/**
 * The text in an element, without blanks at its ends, and one between words (XPath's normalize-space()).
 * @param[out] ret_text caller-owned, free with free(); of a NULL element it is empty
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_xml_text(const xmlNode *node, char **ret_text, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
