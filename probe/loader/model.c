/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/model.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "loader/say.h"
#include "loader/tree.h"
#include "loader/types.h"

#define NAMESPACE "http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"

static void adopt_test(struct oval_definition_model *model, const char *id, oval_subtype_t subtype)
{
	struct oval_test *test = oval_definition_model_get_test(model, id);

	if (test != NULL) {
		oval_test_set_subtype(test, subtype);
	}
}

static void adopt_object(struct oval_definition_model *model, const char *id,
			 oval_subtype_t subtype)
{
	struct oval_object *object = oval_definition_model_get_object(model, id);

	if (object != NULL) {
		oval_object_set_subtype(object, subtype);
	}
}

static void adopt_state(struct oval_definition_model *model, const char *id, oval_subtype_t subtype)
{
	struct oval_state *state = oval_definition_model_get_state(model, id);

	if (state != NULL) {
		oval_state_set_subtype(state, subtype);
	}
}

static const struct {
	const char *suffix;
	void (*adopt)(struct oval_definition_model *model, const char *id, oval_subtype_t subtype);
} kinds[] = {
	{ "_test", adopt_test },
	{ "_object", adopt_object },
	{ "_state", adopt_state },
};

/** @return the id of an element, borrowed from it; NULL if it has none */
static const char *find_id(const xmlNode *element)
{
	for (const xmlAttr *attribute = element->properties; attribute != NULL;
	     attribute = attribute->next) {
		const xmlNode *text = attribute->children;

		if (attribute->ns == NULL && strcmp((const char *)attribute->name, "id") == 0) {
			return text != NULL && text->next == NULL && text->type == XML_TEXT_NODE
				       ? (const char *)text->content
				       : NULL;
		}
	}
	return NULL;
}

/** Adopt an element, if it is one of ours. */
static void adopt_element(struct oval_definition_model *model, const xmlNode *element)
{
	const char *name = (const char *)element->name;
	const char *underscore = strrchr(name, '_');
	const char *id = find_id(element);
	const struct kp_type *type;

	if (underscore == NULL || id == NULL || element->ns == NULL || element->ns->href == NULL ||
	    strcmp((const char *)element->ns->href, NAMESPACE) != 0) {
		return;
	}
	type = kp_types_find_name(name, (size_t)(underscore - name));
	for (size_t i = 0; type != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(underscore, kinds[i].suffix) == 0) {
			kinds[i].adopt(model, id, type->subtype);
		}
	}
}

/** Adopt what is ours of definitions: oval_definitions / tests, objects or states / x_test ... */
static void adopt_all(struct oval_definition_model *model, const xmlDoc *document)
{
	const xmlNode *root = kp_tree_element(document->children);

	for (const xmlNode *part = root != NULL ? kp_tree_element(root->children) : NULL;
	     part != NULL; part = kp_tree_element(part->next)) {
		for (const xmlNode *element = kp_tree_element(part->children); element != NULL;
		     element = kp_tree_element(element->next)) {
			adopt_element(model, element);
		}
	}
}

/** Adopt what is ours of definitions that came from memory. libopenscap keeps a document that was
 * compressed with bzip2 compressed there. Such ones, which are feeds of vulnerabilities, are silently
 * without our types. */
static void adopt_text(struct oval_definition_model *model, const char *text, size_t size)
{
	xmlDoc *document;

	if (size > INT_MAX || memmem(text, size, "kubelet", strlen("kubelet")) == NULL) {
		return;
	}
	document = xmlReadMemory(text, (int)size, NULL, NULL,
				 XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR |
					 XML_PARSE_NOWARNING);
	if (document == NULL) {
		kp_loader_say("OVAL definitions cannot be read again: results of kubelet tests in "
			      "them may be \"unknown\"");
		return;
	}
	adopt_all(model, document);
	xmlFreeDoc(document);
}

void kp_model_adopt(struct oval_definition_model *model, struct oscap_source *source)
{
	const xmlDoc *document = kp_tree_of(source);
	char *text = NULL;
	size_t size = 0;

	if (document != NULL) {
		adopt_all(model, document);
	} else if (oscap_source_get_raw_memory(source, &text, &size) == 0 && text != NULL) {
		adopt_text(model, text, size);
		free(text);
	}
}
