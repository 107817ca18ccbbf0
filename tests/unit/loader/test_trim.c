/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Schemas that are trimmed, by constraints too. */
#include <stdlib.h>
#include <string.h>

#include "loader/keys.h"
#include "loader/tree.h"
#include "loader/trim.h"
#include "memory.h"
#include "table.h"

#define XSD "xmlns:xsd='http://www.w3.org/2001/XMLSchema'"
#define BEGIN              \
	"<xsd:schema " XSD \
	" xmlns:t='urn:t' targetNamespace='urn:t' elementFormDefault='qualified'>"
#define END "</xsd:schema>"

/** Note the names of all elements. @return false without memory */
static bool note_names(const xmlDoc *document, struct kp_names *names)
{
	for (const xmlNode *node = document->children; node != NULL; node = kp_tree_next(node)) {
		if (node->type == XML_ELEMENT_NODE &&
		    !kp_names_add(names, (const char *)node->name)) {
			return false;
		}
	}
	return true;
}

/** @return what is left of a schema, with a NUL behind it; NULL without memory for the names */
static char *trimmed(const char *schema, const xmlDoc *document, bool is_family, bool has_keys)
{
	size_t size = strlen(schema);
	struct kp_names names = { .size = 0 };
	char *text = NULL;

	if (note_names(document, &names)) {
		text = malloc(size + 1);
	}
	if (text != NULL) {
		memcpy(text, schema, size + 1);
		size = kp_trim_schema(text, size,
				      &(struct kp_trim_use){ .document = document,
							     .elements = &names,
							     .is_family = is_family,
							     .has_keys = has_keys });
		text[size] = '\0';
	}
	kp_names_done(&names);
	return text;
}

static xmlDoc *read_document(const char *text)
{
	xmlDoc *document = xmlReadMemory(text, (int)strlen(text), NULL, NULL, 0);

	assert_non_null(document);
	return document;
}

struct trim_row {
	const char *name;
	const char *schema;
	const char *wanted; /* NULL if it stays as it is */
	bool is_family;
};

static struct trim_row trim_rows[] = {
	{ "trim: nothing", "", NULL, true },
	{ "trim: no schema", "<a/>", NULL, true },
	{ "trim: an empty schema", "<xsd:schema " XSD "/>", NULL, true },
	{ "trim: blanks", BEGIN "<a/>\n\t<xsd:import/>\n" END, BEGIN "<a/><xsd:import/>" END,
	  false },
	{ "trim: an annotation", BEGIN "<xsd:annotation><b/>t</xsd:annotation><xsd:import/>" END,
	  BEGIN "<xsd:import/>" END, false },
	{ "trim: an empty annotation", BEGIN "<xsd:annotation/><xsd:import/>" END,
	  BEGIN "<xsd:import/>" END, false },
	{ "trim: an annotation that does not end", BEGIN "<xsd:annotation><b/>" END, NULL, false },
	{ "trim: elements of a family",
	  BEGIN "<xsd:element name='used'/><xsd:element name='other'><a/></xsd:element>" END,
	  BEGIN "<xsd:element name='used'/>" END, true },
	{ "trim: elements of no family", BEGIN "<xsd:element name='other'/>" END, NULL, false },
	{ "trim: elements that are not global",
	  BEGIN "<xsd:group><xsd:element name='other'/></xsd:group>" END, NULL, true },
	{ "trim: a global element behind another",
	  BEGIN "<xsd:group><a></a></xsd:group><xsd:element name='other'/>" END,
	  BEGIN "<xsd:group><a></a></xsd:group>" END, true },
	{ "trim: an element with a reference in its name", BEGIN "<xsd:element name='&#111;'/>" END,
	  NULL, true },
	{ "trim: attributes and types",
	  BEGIN "<xsd:attribute name='o'/><xsd:complexType name='o'/>" END, NULL, true },
	{ "trim: in UTF-8", "<?xml version='1.0' encoding='UTF-8'?>" BEGIN "<xsd:annotation/>" END,
	  "<?xml version='1.0' encoding='UTF-8'?>" BEGIN END, true },
	{ "trim: in another encoding",
	  "<?xml version='1.0' encoding='latin1'?>" BEGIN "<xsd:annotation/>" END, NULL, true },
	{ "trim: a document type", "<!DOCTYPE a>" BEGIN "<xsd:annotation/>" END, NULL, true },
	{ "trim: something before it", " " BEGIN "<xsd:annotation/>" END, NULL, true },
	{ "trim: the prefix of another namespace",
	  "<xsd:schema xmlns:xsd='urn:x'><xsd:annotation/>" END, NULL, true },
	{ "trim: the prefix is declared again",
	  BEGIN "<a xmlns:xsd='urn:x'><xsd:annotation/></a>" END, NULL, true },
	{ "trim: what ends too early", BEGIN "<xsd:annotation/><a>t<b", BEGIN "<a>t<b", true },
};

static void test_trim(void **state)
{
	const struct trim_row *row = *state;
	xmlDoc *document = read_document("<used/>");
	char *text = trimmed(row->schema, document, row->is_family, false);

	assert_non_null(text);
	assert_string_equal(text, row->wanted != NULL ? row->wanted : row->schema);
	free(text);
	xmlFreeDoc(document);
}

static void test_nul(void **state)
{
	static const char schema[] = BEGIN "<xsd:element name='o\0'/>" END;
	struct kp_names names = { .size = 0 };
	char text[sizeof(schema)];

	(void)state;
	memcpy(text, schema, sizeof(schema));
	assert_int_equal(
		kp_trim_schema(text, sizeof(schema) - 1,
			       &(struct kp_trim_use){ .elements = &names, .is_family = true }),
		sizeof(schema) - 1);
}

#define CONSTRAINT(kind, rest, xpath, field)                                               \
	"<xsd:" kind " " rest "><xsd:selector xpath='" xpath "'/><xsd:field xpath='" field \
	"'/></xsd:" kind ">"
#define KEY                CONSTRAINT("key", "name='k'", ".//t:i", "@id")
#define REF                CONSTRAINT("keyref", "name='r' refer='t:k'", ".//*", "@ref")
#define UNIQUE             CONSTRAINT("unique", "name='u'", "t:i|t:j", ".")
#define ABOUT(constraints) BEGIN "<xsd:element name='r'>" constraints "</xsd:element>" END

#define ROOT(content) "<r xmlns='urn:t'>" content "</r>"

struct keys_row {
	const char *name;
	const char *schema;
	const char *document;
	const char *wanted; /* NULL if it stays as it is */
};

static struct keys_row keys_rows[] = {
	{ "keys: nothing is found", ABOUT(KEY REF UNIQUE), ROOT(""), ABOUT("") },
	{ "keys: another element", ABOUT(KEY), "<s xmlns='urn:t'><i id='1'/><i id='1'/></s>",
	  ABOUT("") },
	{ "keys: another namespace", ABOUT(KEY), "<r xmlns='urn:x'><i id='1'/><i id='1'/></r>",
	  ABOUT("") },
	{ "keys: different ones", ABOUT(KEY), ROOT("<i id='1'/><a><i id='2'/></a>"), ABOUT("") },
	{ "keys: two of them", ABOUT(KEY), ROOT("<i id='1'/><a><i id='1'/></a>"), NULL },
	{ "keys: the same in another scope", ABOUT(KEY),
	  "<a xmlns='urn:t'><r><i id='1'/></r><r><i id='1'/></r></a>", ABOUT("") },
	{ "keys: the second scope is bad", ABOUT(KEY),
	  "<a xmlns='urn:t'><r><i id='1'/></r><r><i id='1'/><i id='1'/></r></a>", NULL },
	{ "keys: one without", ABOUT(KEY), ROOT("<i/>"), NULL },
	{ "keys: blanks that a type may take away", ABOUT(KEY), ROOT("<i id=' 1'/>"), NULL },
	{ "keys: below what no schema looks at", ABOUT(KEY),
	  ROOT("<check-import><i id='1'/></check-import>"), NULL },
	{ "keys: below another namespace", ABOUT(KEY),
	  ROOT("<x:x xmlns:x='urn:x'><i id='1'/></x:x>"), NULL },
	{ "keys: a reference", ABOUT(KEY REF), ROOT("<i id='1'/><j ref='1'/>"), ABOUT("") },
	{ "keys: a reference before it", ABOUT(KEY REF), ROOT("<j ref='1'/><i id='1'/>"),
	  ABOUT("") },
	{ "keys: a reference to none", ABOUT(KEY REF), ROOT("<i id='1'/><j ref='2'/>"), NULL },
	{ "keys: a reference out of the scope", ABOUT(KEY REF),
	  "<a xmlns='urn:t'><r><i id='1'/></r><r><j ref='1'/></r></a>", NULL },
	{ "keys: a reference of another namespace", ABOUT(KEY REF),
	  ROOT("<i id='1'/><x:j xmlns:x='urn:x' ref='2'/>"), NULL },
	{ "keys: a good key is needed for a bad reference", ABOUT(UNIQUE KEY REF),
	  ROOT("<i id='1'>a</i><j ref='2'>b</j>"), ABOUT(KEY REF) },
	{ "keys: a reference to a key that is none", ABOUT(REF), ROOT("<j ref='1'/>"), NULL },
	{ "keys: unique contents", ABOUT(UNIQUE), ROOT("<i>1</i><j>2</j>"), ABOUT("") },
	{ "keys: a content twice", ABOUT(UNIQUE), ROOT("<i>1</i><j>1</j>"), NULL },
	{ "keys: a content that is not certain", ABOUT(UNIQUE), ROOT("<i/>"), NULL },
	{ "keys: a default",
	  ABOUT(CONSTRAINT("unique", "name='u'", "t:i",
			   "@a") "<xsd:attribute name='a' default='1'/>"),
	  ROOT("<i/>"), NULL },
	{ "keys: a default with a reference",
	  ABOUT(CONSTRAINT("unique", "name='u'", "t:i",
			   "@a") "<xsd:attribute name='a' default='&#49;'/>"),
	  ROOT("<i/>"), NULL },
	{ "keys: a default of another",
	  ABOUT(CONSTRAINT("unique", "name='u'", "t:i",
			   "@a") "<xsd:attribute name='b' fixed='1'/>"),
	  ROOT("<i/>"), ABOUT("<xsd:attribute name='b' fixed='1'/>") },
	{ "keys: two fields",
	  ABOUT("<xsd:unique name='u'><xsd:selector xpath='t:i'/><xsd:field xpath='@a'/>"
		"<xsd:field xpath='@b'/></xsd:unique>"),
	  ROOT(""), NULL },
	{ "keys: an XPath that is not known", ABOUT(CONSTRAINT("key", "name='k'", "i", "@id")),
	  ROOT(""), NULL },
	{ "keys: of no element", BEGIN KEY END, ROOT(""), NULL },
	{ "keys: no namespace",
	  "<xsd:schema " XSD "><xsd:element name='r'>" KEY "</xsd:element>" END, ROOT(""), NULL },
};

static void test_keys(void **state)
{
	const struct keys_row *row = *state;
	xmlDoc *document = read_document(row->document);
	char *text = trimmed(row->schema, document, false, true);

	assert_non_null(text);
	assert_string_equal(text, row->wanted != NULL ? row->wanted : row->schema);
	free(text);
	xmlFreeDoc(document);
}

/** Without memory constraints stay; nothing is left behind. */
static void test_memory(void **state)
{
	static const char schema[] = ABOUT(KEY REF UNIQUE);
	xmlDoc *document = read_document(ROOT("<i id='1'>a</i><i id='2'>b</i><j ref='2'>c</j>"));
	long before = memory.live;
	size_t count;
	char *text;

	(void)state;
	memory_fail_at(0);
	text = trimmed(schema, document, false, true);
	count = memory.count;
	assert_string_equal(text, ABOUT(""));
	free(text);
	assert_true(count > 4);
	for (size_t i = 1; i <= count; i++) {
		memory_fail_at(i);
		text = trimmed(schema, document, false, true);
		memory_fail_at(0);
		/* The first two are the test's own: the names, and the text. */
		assert_int_equal(text == NULL, i <= 2);
		if (text != NULL) {
			assert_string_not_equal(text, ABOUT(""));
		}
		free(text);
		assert_int_equal(memory.live, before);
	}
	xmlFreeDoc(document);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_trim, trim_rows),
		TABLE_ONE(test_nul),
		TABLE_ROWS(test_keys, keys_rows),
		TABLE_ONE(test_memory),
	};

	return TABLE_MAIN(tables);
}
