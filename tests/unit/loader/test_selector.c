/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "loader/selector.h"
#include "table.h"

#define ROOT "<s xmlns:a='urn:a' xmlns:b='urn:b'>"

#define DOCUMENT                                                                                \
	"<r xmlns='urn:a' xmlns:b='urn:b'><x id='1'><y id='2'><x id='3'/></y></x><b:x id='4'/>" \
	"<n xmlns='' id='5'/></r>"

/** The first tag of a schema. */
static struct kp_tag root_tag(void)
{
	struct kp_markup markup = { .at = ROOT, .end = markup.at + strlen(ROOT) };
	struct kp_tag tag;

	assert_true(kp_markup_next(&markup, &tag));
	return tag;
}

static struct kp_span span(const char *text)
{
	return (struct kp_span){ .text = text, .length = strlen(text) };
}

struct finds_row {
	const char *name;
	const char *xpath;
	const char *wanted; /* the ids of what is found; NULL if the XPath is not understood */
};

static struct finds_row finds_rows[] = {
	{ "finds: a child", "a:x", "1" },
	{ "finds: a child, from here", "./a:x", "1" },
	{ "finds: of another namespace", "b:x", "4" },
	{ "finds: two steps", "a:x/a:y", "2" },
	{ "finds: three steps", "./a:x/a:y/a:x", "3" },
	{ "finds: four steps", "a:x/a:y/a:x/a:x", NULL },
	{ "finds: at any depth", ".//a:x", "13" },
	{ "finds: two steps at any depth", ".//a:y/a:x", "3" },
	{ "finds: any child", "*", "145" },
	{ "finds: anything", ".//*", "12345" },
	{ "finds: any below", "a:x/*", "2" },
	{ "finds: either", "a:x|b:x", "14" },
	{ "finds: either, with blanks", " a:x |\n\t.//a:y ", "12" },
	{ "finds: nothing", "a:n", "" },
	{ "finds: a name that is longer", "a:xx", "" },
	{ "finds: without prefix", "x", NULL },
	{ "finds: a prefix that is not declared", "c:x", NULL },
	{ "finds: all of a namespace", "a:*", NULL },
	{ "finds: an attribute", "@id", NULL },
	{ "finds: an axis", "child::a:x", NULL },
	{ "finds: the element itself", ".", NULL },
	{ "finds: a condition", "a:x[1]", NULL },
	{ "finds: no XPath", "", NULL },
	{ "finds: too many", "*|*|*|*|*|*|*|*|*|*|*|*|*|*|*|*|*", NULL },
};

static void test_finds(void **state)
{
	const struct finds_row *row = *state;
	xmlDoc *document = xmlReadMemory(DOCUMENT, (int)strlen(DOCUMENT), NULL, NULL, 0);
	struct kp_selector selector;
	struct kp_tag root = root_tag();
	bool is_known = kp_selector_parse(span(row->xpath), &root, &selector);
	char found[8] = "";

	assert_int_equal(is_known, row->wanted != NULL);
	assert_non_null(document);
	/* Each element below the root has an id of one letter. */
	for (const xmlNode *node = document->children->children; is_known && node != NULL;) {
		if (kp_selector_finds(&selector, document->children, node)) {
			const char *id = NULL;

			assert_int_equal(kp_field_of(span("@id"), node, &id), KP_FIELD_FOUND);
			(void)strncat(found, id, 1);
		}
		if (node->children != NULL) {
			node = node->children;
			continue;
		}
		while (node != document->children && node->next == NULL) {
			node = node->parent;
		}
		node = node->next;
	}
	assert_true(!is_known || strcmp(found, row->wanted) == 0);
	xmlFreeDoc(document);
}

struct field_row {
	const char *name;
	const char *xpath;
	const char *document;
	enum kp_selector_field wanted;
	const char *text;
};

static struct field_row field_rows[] = {
	{ "field: an attribute", "@a", "<r b='1' a='2'/>", KP_FIELD_FOUND, "2" },
	{ "field: no attribute", "@a", "<r b='1'/>", KP_FIELD_ABSENT, NULL },
	{ "field: of a namespace", "@a", "<r xmlns:x='urn:x' x:a='1'/>", KP_FIELD_ABSENT, NULL },
	{ "field: empty", "@a", "<r a=''/>", KP_FIELD_UNKNOWN, NULL },
	{ "field: a blank before it", "@a", "<r a=' b'/>", KP_FIELD_UNKNOWN, NULL },
	{ "field: a blank behind it", "@a", "<r a='b '/>", KP_FIELD_UNKNOWN, NULL },
	{ "field: a blank in it", "@a", "<r a='b c'/>", KP_FIELD_FOUND, "b c" },
	{ "field: two blanks in it", "@a", "<r a='b  c'/>", KP_FIELD_UNKNOWN, NULL },
	{ "field: a tabulator in it", "@a", "<r a='b&#9;c'/>", KP_FIELD_UNKNOWN, NULL },
	{ "field: a character reference in it", "@a", "<r a='&#98;'/>", KP_FIELD_FOUND, "b" },
	{ "field: the content", ".", "<r>b</r>", KP_FIELD_FOUND, "b" },
	{ "field: no content", ".", "<r/>", KP_FIELD_UNKNOWN, NULL },
	{ "field: content with a comment", ".", "<r>b<!-- c --></r>", KP_FIELD_UNKNOWN, NULL },
	{ "field: characters", ".", "<r><![CDATA[b]]></r>", KP_FIELD_UNKNOWN, NULL },
	{ "field: an element", ".", "<r><b/></r>", KP_FIELD_UNKNOWN, NULL },
};

static void test_field(void **state)
{
	const struct field_row *row = *state;
	xmlDoc *document = xmlReadMemory(row->document, (int)strlen(row->document), NULL, NULL, 0);
	const char *text = NULL;

	assert_non_null(document);
	assert_true(kp_field_is_known(span(row->xpath)));
	assert_int_equal(kp_field_of(span(row->xpath), document->children, &text), row->wanted);
	if (row->text != NULL) {
		assert_string_equal(text, row->text);
	} else {
		assert_null(text);
	}
	xmlFreeDoc(document);
}

static void test_unknown_fields(void **state)
{
	static const char *const fields[] = { "", "@", "@a:b", "@*", "a", "a:b/@c", "..", " @a" };

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (kp_field_is_known(span(fields[i]))) {
			fail_msg("\"%s\" is known", fields[i]);
		}
	}
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_finds, finds_rows),
		TABLE_ROWS(test_field, field_rows),
		TABLE_ONE(test_unknown_fields),
	};

	return TABLE_MAIN(tables);
}
