/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The parsed document behind a source of libopenscap, which it keeps to itself.
 */
#ifndef KP_LOADER_TREE_H
#define KP_LOADER_TREE_H

#include <stdbool.h>

#include "oval/openscap_abi.h"

/**
 * Find the tree that libopenscap has parsed, or now parses, a source into.
 * @return borrowed from source; NULL if it cannot be parsed, or came from memory rather than a file
 *         or another document. libopenscap may have set its error then.
 */
xmlDoc *kp_tree_of(struct oscap_source *source) __attribute__((warn_unused_result));

/** What the hook of xmlDocDumpMemory() asks. @return whether kp_tree_of() wanted the document, so
 * that it is not to be written */
bool kp_tree_take(xmlDoc *document);

/** What kp_tree_each_element() is given. @return false to end */
typedef bool kp_tree_visit(void *data, const xmlNode *element);

/**
 * Visit all elements of a document in their order.
 * @return whether each visit returned true, and the document is made of elements, texts, comments and
 *         processing instructions alone: a document type, or a reference to an entity, may hide anything
 */
bool kp_tree_each_element(const xmlDoc *document, kp_tree_visit *visit, void *data)
	__attribute__((warn_unused_result));

/** @return the first element of a list of nodes, such as the children of a document; NULL if there is none */
const xmlNode *kp_tree_element(const xmlNode *node) __attribute__((warn_unused_result));

/** @return the node behind another one in document order; NULL behind the last */
const xmlNode *kp_tree_next(const xmlNode *node) __attribute__((warn_unused_result));

#endif
