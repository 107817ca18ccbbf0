/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/model.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "loader/loader.h"
#include "loader/types.h"

#define NAMESPACE "http://oval.mitre.org/XMLSchema/oval-definitions-5#linux"

/* oval_definitions / tests, objects or states / x_test, x_object or x_state */
#define DEPTH 2

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

/** Adopt the element that the reader is at, if it is one of ours. */
static void adopt_element(struct oval_definition_model *model, xmlTextReaderPtr reader)
{
	const char *name = (const char *)xmlTextReaderConstLocalName(reader);
	const char *underscore = name != NULL ? strrchr(name, '_') : NULL;
	const struct kp_type *type;

	if (underscore == NULL) {
		return;
	}
	type = kp_types_find_name(name, (size_t)(underscore - name));
	for (size_t i = 0; type != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(underscore, kinds[i].suffix) == 0 &&
		    xmlTextReaderMoveToAttribute(reader, (const xmlChar *)"id") == 1) {
			kinds[i].adopt(model, (const char *)xmlTextReaderConstValue(reader),
				       type->subtype);
			return;
		}
	}
}

/** Read definitions, and adopt what is ours of them. */
static void adopt_all(struct oval_definition_model *model, const char *text, size_t size)
{
	xmlTextReaderPtr reader;
	int more = -1;

	reader = xmlReaderForMemory(text, (int)size, NULL, NULL,
				    XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR |
					    XML_PARSE_NOWARNING);
	while (reader != NULL && (more = xmlTextReaderRead(reader)) == 1) {
		const char *uri = (const char *)xmlTextReaderConstNamespaceUri(reader);

		if (xmlTextReaderNodeType(reader) == XML_READER_TYPE_ELEMENT &&
		    xmlTextReaderDepth(reader) == DEPTH && uri != NULL &&
		    strcmp(uri, NAMESPACE) == 0) {
			adopt_element(model, reader);
		}
	}
	if (reader != NULL) {
		xmlFreeTextReader(reader);
	}
	if (more != 0) {
		kp_loader_say("OVAL definitions cannot be read again: results of kubelet tests in "
			      "them may be \"unknown\"");
	}
}

/* libopenscap keeps a document that was compressed with bzip2 in memory compressed. Such ones, which
 * are feeds of vulnerabilities, are silently without our types. */
void kp_model_adopt(struct oval_definition_model *model, struct oscap_source *source)
{
	char *text = NULL;
	size_t size = 0;

	if (oscap_source_get_raw_memory(source, &text, &size) != 0 || text == NULL) {
		return;
	}
	if (size <= INT_MAX && memmem(text, size, "kubelet", strlen("kubelet")) != NULL) {
		adopt_all(model, text, size);
	}
	free(text);
}
