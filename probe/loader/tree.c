/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/tree.h"

#include <stdlib.h>

/* What this thread's kp_tree_of() waits for. */
static _Thread_local bool is_wanted;
static _Thread_local xmlDoc *wanted;

/* No public function of libopenscap returns the tree. oscap_source_get_raw_memory() writes it, with
 * xmlDocDumpMemory() of libxml2 (OpenSCAP 1.3.7 to 1.4.4, src/source/oscap_source.c), and that one is
 * ours. To write it and look into the text costs as much as to parse it. */
xmlDoc *kp_tree_of(struct oscap_source *source)
{
	xmlDoc *document;
	char *text = NULL;
	size_t size = 0;

	is_wanted = true;
	wanted = NULL;
	if (oscap_source_get_raw_memory(source, &text, &size) == 0) {
		free(text);
	}
	is_wanted = false;
	document = wanted;
	wanted = NULL;
	return document;
}

bool kp_tree_take(xmlDoc *document)
{
	if (!is_wanted) {
		return false;
	}
	wanted = document;
	return true;
}

const xmlNode *kp_tree_element(const xmlNode *node)
{
	while (node != NULL && node->type != XML_ELEMENT_NODE) {
		node = node->next;
	}
	return node;
}

const xmlNode *kp_tree_next(const xmlNode *node)
{
	/* What is below a reference to an entity belongs to the entity. */
	if (node->type == XML_ELEMENT_NODE && node->children != NULL) {
		return node->children;
	}
	while (node->next == NULL) {
		node = node->parent;
		if (node == NULL || node->type != XML_ELEMENT_NODE) {
			return NULL;
		}
	}
	return node->next;
}

bool kp_tree_each_element(const xmlDoc *document, kp_tree_visit *visit, void *data)
{
	for (const xmlNode *node = document->children; node != NULL; node = kp_tree_next(node)) {
		switch ((int)node->type) {
		case XML_ELEMENT_NODE:
			if (!visit(data, node)) {
				return false;
			}
			break;
		case XML_TEXT_NODE:
		case XML_CDATA_SECTION_NODE:
		case XML_COMMENT_NODE:
		case XML_PI_NODE:
			break;
		default:
			return false;
		}
	}
	return true;
}
