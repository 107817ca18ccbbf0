/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/lean.h"

#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loader/tree.h"

/* A family of OVAL has a schema for definitions, and one for what is found on a system:
 *
 *	windows-definitions-schema.xsd  http://oval.mitre.org/XMLSchema/oval-definitions-5#windows
 *
 * In 5.11 to 5.11.3 each imports the common schemas of OVAL, and no other family's. */
#define OVAL     "http://oval.mitre.org/XMLSchema/oval-"
#define FRAGMENT "-5#"
#define SCHEMA   "-schema.xsd"

static const char *const kinds[] = { "definitions", "system-characteristics" };

static const struct {
	const char *file;
	const char *fragment;
} families[] = {
	{ "aix", "aix" },         { "android", "android" },
	{ "apache", "apache" },   { "apple-ios", "apple_ios" },
	{ "asa", "asa" },         { "catos", "catos" },
	{ "esx", "esx" },         { "freebsd", "freebsd" },
	{ "hpux", "hpux" },       { "independent", "independent" },
	{ "ios", "ios" },         { "iosxe", "iosxe" },
	{ "junos", "junos" },     { "linux", "linux" },
	{ "macos", "macos" },     { "netconf", "netconf" },
	{ "pixos", "pixos" },     { "sharepoint", "sharepoint" },
	{ "solaris", "solaris" }, { "unix", "unix" },
	{ "windows", "windows" },
};

#define KINDS    (sizeof(kinds) / sizeof(kinds[0]))
#define FAMILIES (sizeof(families) / sizeof(families[0]))

_Static_assert(KINDS *FAMILIES <= 64, "the families fit the bits of a number");

/* A document that is validated. */
struct lean {
	uint64_t present;  /**< a bit for each kind of each family whose namespace is in it */
	const xmlNs *last; /**< the namespace that was looked at last */
	bool said;         /**< whether the schemas had anything to say */
};

/* What this thread validates with reduced schemas, if anything. */
static _Thread_local const struct lean *current;

static uint64_t bit(size_t kind, size_t family)
{
	return UINT64_C(1) << (kind * FAMILIES + family);
}

/** @return what follows a prefix; NULL if the text, which may be NULL, does not begin with it */
static const char *behind(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return text != NULL && strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

static void note(struct lean *lean, const xmlNs *ns)
{
	const char *rest;

	if (ns == NULL || ns == lean->last) {
		return;
	}
	lean->last = ns;
	rest = behind((const char *)ns->href, OVAL);
	for (size_t kind = 0; rest != NULL && kind < KINDS; kind++) {
		const char *fragment = behind(behind(rest, kinds[kind]), FRAGMENT);

		for (size_t i = 0; fragment != NULL && i < FAMILIES; i++) {
			if (strcmp(fragment, families[i].fragment) == 0) {
				lean->present |= bit(kind, i);
			}
		}
	}
}

static void note_element(struct lean *lean, const xmlNode *element)
{
	for (const xmlNs *ns = element->nsDef; ns != NULL; ns = ns->next) {
		note(lean, ns);
	}
	note(lean, element->ns);
	for (const xmlAttr *attribute = element->properties; attribute != NULL;
	     attribute = attribute->next) {
		note(lean, attribute->ns);
	}
}

/**
 * Note the families of a document.
 * @return whether it is made of elements, texts, comments and processing instructions alone: one
 *         with a document type or references to entities is for the stock schemas
 */
static bool note_all(struct lean *lean, const xmlDoc *document)
{
	for (const xmlNode *node = document->children; node != NULL; node = kp_tree_next(node)) {
		switch ((int)node->type) {
		case XML_ELEMENT_NODE:
			note_element(lean, node);
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

/* Whose schemas they are is the user's affair. An empty value counts as none, as for libopenscap. */
static bool has_own_schemas(void)
{
	const char *path = getenv("OSCAP_SCHEMA_PATH");

	return path != NULL && path[0] != '\0';
}

/** Whether a source can be validated with reduced schemas; no error of libopenscap is new then, nor
 * one that it would not find again. */
static bool prepare(struct lean *lean, struct oscap_source *source)
{
	const xmlDoc *document;

	if (has_own_schemas() || oscap_err()) {
		return false;
	}
	document = kp_tree_of(source);
	if (document == NULL) {
		oscap_clearerr();
		return false;
	}
	return !oscap_err() && note_all(lean, document);
}

static int take_message(const char *file, int line, const char *message, void *user)
{
	struct lean *lean = user;

	(void)file;
	(void)line;
	(void)message;
	lean->said = true;
	return 0;
}

/*
 * Nothing is accepted that the stock schemas refuse. libxml2 validates the tree that we have looked
 * at, in which character references and encodings are no more: a declaration of a family, which is
 * global and in the family's namespace, is found by the name of an element, of an attribute, or by a
 * QName (xsi:type), and each of these needs the namespace to be declared in that tree. With none
 * there, only references from schema to schema are left, which no family makes to another; one that
 * did would be unresolved, and the schema refused. Hints of xsi:schemaLocation are not followed, since
 * libopenscap hands a schema over (libxml2 2.9 to 2.15, xmlSchemaPreRun() in xmlschemas.c).
 * What is refused, or only spoken of, is validated once more, as if there had been nothing before.
 */
int kp_lean_validate(kp_validate_t validate, struct oscap_source *source, xml_reporter reporter,
		     void *user)
{
	struct lean lean = { .present = 0 };
	int result;

	if (!prepare(&lean, source)) {
		return validate(source, reporter, user);
	}
	current = &lean;
	result = validate(source, take_message, &lean);
	current = NULL;
	if (result == 0 && !lean.said && !oscap_err()) {
		return result;
	}
	oscap_clearerr();
	return validate(source, reporter, user);
}

bool kp_lean_schema(const char *name, char *ret_text)
{
	for (size_t i = 0; current != NULL && i < KINDS * FAMILIES; i++) {
		size_t kind = i / FAMILIES;
		size_t family = i % FAMILIES;
		const char *rest = behind(behind(name, families[family].file), "-");

		rest = behind(rest, kinds[kind]);
		if (rest != NULL && strcmp(rest, SCHEMA) == 0 &&
		    (current->present & bit(kind, family)) == 0) {
			(void)snprintf(ret_text, KP_LEAN_SCHEMA_SIZE,
				       "<xsd:schema xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "
				       "targetNamespace=\"" OVAL "%s" FRAGMENT "%s\"/>",
				       kinds[kind], families[family].fragment);
			return true;
		}
	}
	return false;
}
