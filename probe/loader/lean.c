/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/lean.h"

#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "loader/names.h"
#include "loader/tree.h"
#include "loader/trim.h"

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
#define OTHERS   (sizeof(others) / sizeof(others[0]))

/* What else is read for a data stream and is worth trimming, by the end of its path. */
static const struct {
	const char *end;
	bool has_keys;
} others[] = {
	{ "/oval-common-schema.xsd", false },
	{ "/oval-definitions-schema.xsd", true },
	{ "/xccdf/1.2/xccdf_1.2.xsd", true },
	{ "/ocil/2.0/ocil-2.0.xsd", true },
};

_Static_assert(KINDS *FAMILIES <= 64, "the families fit the bits of a number");

/* A document that is validated. */
struct lean {
	uint64_t present; /**< a bit for each kind of each family whose namespace is in it */
	const xmlDoc *document;
	struct kp_names elements; /**< the local names of its elements */
	const xmlNs *last;        /**< the namespace that was looked at last */
	bool said;                /**< whether the schemas had anything to say */
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

/** Note the families of an element (kp_tree_visit). @return false if there is no memory */
static bool note_element(void *data, const xmlNode *element)
{
	struct lean *lean = data;

	for (const xmlNs *ns = element->nsDef; ns != NULL; ns = ns->next) {
		note(lean, ns);
	}
	note(lean, element->ns);
	for (const xmlAttr *attribute = element->properties; attribute != NULL;
	     attribute = attribute->next) {
		note(lean, attribute->ns);
	}
	return kp_names_add(&lean->elements, (const char *)element->name);
}

/* Whose schemas they are is the user's affair. An empty value counts as none, as for libopenscap. */
static bool has_own_schemas(void)
{
	const char *path = getenv("OSCAP_SCHEMA_PATH");

	return path != NULL && path[0] != '\0';
}

/** Whether a source is read from what cannot be read again, such as a pipe, if it cannot be parsed. */
static bool is_read_once(const struct oscap_source *source)
{
	const char *path = oscap_source_readable_origin(source);
	struct stat status;

	return path != NULL && stat(path, &status) == 0 && !S_ISREG(status.st_mode);
}

/** Whether a source can be validated with reduced schemas; no error of libopenscap is new then, nor
 * one that it would not find again. */
static bool prepare(struct lean *lean, struct oscap_source *source)
{
	const xmlDoc *document;

	if (has_own_schemas() || oscap_err() || is_read_once(source)) {
		return false;
	}
	document = kp_tree_of(source);
	if (document == NULL) {
		oscap_clearerr();
		return false;
	}
	lean->document = document;
	return !oscap_err() && kp_tree_each_element(document, note_element, lean);
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
 * did would be unresolved, and the schema refused. The same goes for the declaration of an element by
 * a family whose local name no element has; those of attributes and types stay. What is taken out of
 * constraints is in keys.c. Hints of xsi:schemaLocation are not followed, since libopenscap hands a
 * schema over (libxml2 2.9 to 2.15, xmlSchemaPreRun() in xmlschemas.c).
 * What is refused, or only spoken of, is validated once more, as if there had been nothing before.
 */
int kp_lean_validate(kp_validate_t validate, struct oscap_source *source, xml_reporter reporter,
		     void *user)
{
	struct lean lean = { .present = 0 };
	int result = -1;
	bool is_sure = false;

	if (prepare(&lean, source)) {
		current = &lean;
		result = validate(source, take_message, &lean);
		current = NULL;
		is_sure = result == 0 && !lean.said && !oscap_err();
		if (!is_sure) {
			oscap_clearerr();
		}
	}
	kp_names_done(&lean.elements);
	return is_sure ? result : validate(source, reporter, user);
}

/** @return the index of the family and kind whose schema a file is; KINDS * FAMILIES if of none */
static size_t find_family(const char *name)
{
	size_t i;

	for (i = 0; i < KINDS * FAMILIES; i++) {
		const char *rest = behind(behind(name, families[i % FAMILIES].file), "-");

		rest = behind(rest, kinds[i / FAMILIES]);
		if (rest != NULL && strcmp(rest, SCHEMA) == 0) {
			break;
		}
	}
	return i;
}

bool kp_lean_schema(const char *name, char *ret_text)
{
	size_t i = current != NULL ? find_family(name) : KINDS * FAMILIES;

	if (i == KINDS * FAMILIES || (current->present & bit(i / FAMILIES, i % FAMILIES)) != 0) {
		return false;
	}
	(void)snprintf(ret_text, KP_LEAN_SCHEMA_SIZE,
		       "<xsd:schema xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "
		       "targetNamespace=\"" OVAL "%s" FRAGMENT "%s\"/>",
		       kinds[i / FAMILIES], families[i % FAMILIES].fragment);
	return true;
}

static bool is_of_family(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL && find_family(slash + 1) < KINDS * FAMILIES;
}

/** @return the index of the other schema that a file is; OTHERS if none */
static size_t find_other(const char *path)
{
	size_t i;

	for (i = 0; i < OTHERS; i++) {
		size_t length = strlen(others[i].end);

		if (strlen(path) >= length &&
		    strcmp(path + strlen(path) - length, others[i].end) == 0) {
			break;
		}
	}
	return i;
}

bool kp_lean_trims(const char *path)
{
	return current != NULL && (is_of_family(path) || find_other(path) < OTHERS);
}

size_t kp_lean_trim(const char *path, char *text, size_t size)
{
	size_t other = find_other(path);

	return kp_trim_schema(text, size,
			      &(struct kp_trim_use){
				      .document = current->document,
				      .elements = &current->elements,
				      .is_family = is_of_family(path),
				      .has_keys = other < OTHERS && others[other].has_keys,
			      });
}
