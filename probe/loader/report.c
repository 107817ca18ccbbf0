/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/report.h"

#include <stdlib.h>
#include <string.h>

#include "loader/sheets.h"
#include "loader/tree.h"

#define OVAL            "http://oval.mitre.org/XMLSchema/oval-"
#define DEFINITIONS     OVAL "definitions"
#define CHARACTERISTICS OVAL "system-characteristics-5"

/* The elements that a key of the report is made of, and where sheets.c looks for them: in a namespace
 * that begins so, with a part in their names, and an attribute. */
static const struct {
	const char *space;
	const char *part;
	const char *parent_space;
	const char *parent;
} keyed[] = {
	{ DEFINITIONS, "_test", DEFINITIONS "-5", "tests" },
	{ DEFINITIONS, "_object", DEFINITIONS "-5", "objects" },
	{ CHARACTERISTICS, "object", CHARACTERISTICS, "collected_objects" },
};

#define USED "id"

/* Elements that are looked for among siblings alone. */
static const char *const siblings[] = { "target-address", "fact" };

#define KEYED    (sizeof(keyed) / sizeof(keyed[0]))
#define SIBLINGS (sizeof(siblings) / sizeof(siblings[0]))

/* The reports of this thread. */
static _Thread_local struct {
	const struct kp_sheets *served; /**< while it parses */
	size_t opened;                  /**< how many of them it has opened */
	const xsltStylesheet *lean;     /**< what was made of them last; not to be looked into */
	xmlChar *path;                  /**< the one on disk in its place */
	kp_parse_sheet_t parse;
	kp_free_sheet_t free_sheet;
	xsltStylesheet *whole; /**< what was made of that, if it was: a report may refer to it */
} current;

static const struct kp_sheet *find_served(const char *path)
{
	return current.served != NULL ? kp_sheets_find(current.served, path) : NULL;
}

bool kp_report_serves(const char *path)
{
	return find_served(path) != NULL;
}

bool kp_report_open(const char *path, const unsigned char **ret_text, size_t *ret_size)
{
	const struct kp_sheet *sheet = find_served(path);

	if (sheet == NULL) {
		return false;
	}
	*ret_text = (const unsigned char *)sheet->text;
	*ret_size = sheet->size;
	current.opened++;
	return true;
}

/* Whose stylesheets they are is the user's affair. An empty value counts as none, as for libopenscap. */
static bool has_own_sheets(void)
{
	const char *path = getenv("OSCAP_XSLT_PATH");

	return path != NULL && path[0] != '\0';
}

/** Parse what sheets hold. @return NULL if libxslt does not, or has read any other file */
static xsltStylesheet *parse_lean(kp_parse_sheet_t parse, kp_free_sheet_t free_sheet,
				  const xmlChar *path, const struct kp_sheets *sheets)
{
	xsltStylesheet *sheet;

	current.served = sheets;
	current.opened = 0;
	sheet = parse(path);
	current.served = NULL;
	if (sheet == NULL) {
		return NULL;
	}
	current.path =
		current.opened == KP_SHEETS_COUNT ? (xmlChar *)strdup((const char *)path) : NULL;
	if (current.path == NULL) {
		free_sheet(sheet);
		return NULL;
	}
	return sheet;
}

void kp_report_forget(const xsltStylesheet *sheet)
{
	if (sheet == NULL || sheet != current.lean) {
		return;
	}
	if (current.whole != NULL) {
		current.free_sheet(current.whole);
		current.whole = NULL;
	}
	free(current.path);
	current.path = NULL;
	current.lean = NULL;
}

xsltStylesheet *kp_report_parse(kp_parse_sheet_t parse, kp_free_sheet_t free_sheet,
				const xmlChar *path)
{
	struct kp_sheets sheets = { .directory = NULL };
	xsltStylesheet *sheet = NULL;

	/* One that was never freed. */
	kp_report_forget(current.lean);
	if (!has_own_sheets() && kp_sheets_read((const char *)path, &sheets)) {
		sheet = parse_lean(parse, free_sheet, path, &sheets);
	}
	kp_sheets_done(&sheets);
	if (sheet == NULL) {
		return parse(path);
	}
	current.lean = sheet;
	current.parse = parse;
	current.free_sheet = free_sheet;
	return sheet;
}

static bool is_named(const xmlNode *node, const char *space, const char *name)
{
	return node != NULL && node->type == XML_ELEMENT_NODE && node->ns != NULL &&
	       strcmp((const char *)node->name, name) == 0 &&
	       strcmp((const char *)node->ns->href, space) == 0;
}

/** Whether an element has an attribute that is in no namespace. */
static bool has_attribute(const xmlNode *element, const char *name)
{
	for (const xmlAttr *attribute = element->properties; attribute != NULL;
	     attribute = attribute->next) {
		if (attribute->ns == NULL && strcmp((const char *)attribute->name, name) == 0) {
			return true;
		}
	}
	return false;
}

/* What is_regular() has seen. */
struct seen {
	const xmlNs *space;               /**< the namespace that was looked at last */
	bool is_keyed[KEYED];             /**< for which keys it counts */
	const xmlNode *parents[SIBLINGS]; /**< NULL as long as there is none of that name */
};

static void look_at(struct seen *seen, const xmlNs *space)
{
	if (space == seen->space) {
		return;
	}
	seen->space = space;
	for (size_t i = 0; i < KEYED; i++) {
		seen->is_keyed[i] =
			space != NULL && strncmp((const char *)space->href, keyed[i].space,
						 strlen(keyed[i].space)) == 0;
	}
}

static bool is_keyed_well(struct seen *seen, const xmlNode *element)
{
	look_at(seen, element->ns);
	for (size_t i = 0; i < KEYED; i++) {
		if (seen->is_keyed[i] &&
		    strstr((const char *)element->name, keyed[i].part) != NULL &&
		    !is_named(element->parent, keyed[i].parent_space, keyed[i].parent) &&
		    has_attribute(element, USED)) {
			return false;
		}
	}
	return true;
}

/** Whether an element has the parent of the others of its name. */
static bool is_sibling(struct seen *seen, const xmlNode *element)
{
	const xmlNode **parents = seen->parents;

	for (size_t i = 0; i < SIBLINGS; i++) {
		if (strcmp((const char *)element->name, siblings[i]) == 0) {
			if (parents[i] == NULL) {
				parents[i] = element->parent;
			}
			return parents[i] == element->parent;
		}
	}
	return true;
}

/** Whether an element is where it is looked for (kp_tree_visit). */
static bool is_regular(void *data, const xmlNode *element)
{
	struct seen *seen = data;

	return is_keyed_well(seen, element) && is_sibling(seen, element);
}

bool kp_report_is_regular(const xmlDoc *document)
{
	struct seen seen = { .space = NULL };

	return kp_tree_each_element(document, is_regular, &seen);
}

/** Whether no other document is looked for, in which keys would be asked for. */
static bool is_alone(const char **parameters)
{
	for (size_t i = 0; parameters != NULL && parameters[i] != NULL; i += 2) {
		if (strcmp(parameters[i], "oval-template") == 0) {
			return parameters[i + 1] == NULL || strcmp(parameters[i + 1], "''") == 0;
		}
	}
	return true;
}

xmlDocPtr kp_report_apply(kp_apply_sheet_t apply, xsltStylesheet *sheet, xmlDocPtr document,
			  const char **parameters)
{
	if (sheet == NULL || sheet != current.lean ||
	    (is_alone(parameters) && kp_report_is_regular(document))) {
		return apply(sheet, document, parameters);
	}
	if (current.whole == NULL) {
		current.whole = current.parse(current.path);
	}
	return current.whole != NULL ? apply(current.whole, document, parameters) : NULL;
}
