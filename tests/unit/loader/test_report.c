/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents of which a report may be made with other stylesheets, and what becomes of the others. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loader/report.h"
#include "table.h"

#define DEFINITIONS     "http://oval.mitre.org/XMLSchema/oval-definitions-5"
#define CHARACTERISTICS "http://oval.mitre.org/XMLSchema/oval-system-characteristics-5"
#define ROOT(content)                                                                            \
	"<r xmlns:d='" DEFINITIONS "' xmlns:l='" DEFINITIONS "#linux' xmlns:c='" CHARACTERISTICS \
	"' xmlns:x='urn:x'>" content "</r>"

struct document_row {
	const char *name;
	const char *document;
	bool is_regular;
};

static struct document_row document_rows[] = {
	{ "nothing", ROOT(""), true },
	{ "a test where tests are", ROOT("<d:tests><l:kubelet_test id='1'/></d:tests>"), true },
	{ "a test of no family", ROOT("<d:tests><d:unknown_test id='1'/></d:tests>"), true },
	{ "a test elsewhere", ROOT("<d:objects><l:kubelet_test id='1'/></d:objects>"), false },
	{ "a test in the tests of another namespace",
	  ROOT("<x:tests><l:kubelet_test id='1'/></x:tests>"), false },
	{ "a test in the tests of a family", ROOT("<l:tests><l:kubelet_test id='1'/></l:tests>"),
	  false },
	{ "a test further below", ROOT("<d:tests><x:x><l:kubelet_test id='1'/></x:x></d:tests>"),
	  false },
	{ "a test without id elsewhere", ROOT("<l:kubelet_test/>"), true },
	{ "a test with the id of a namespace elsewhere", ROOT("<l:kubelet_test x:id='1'/>"), true },
	{ "a test of another namespace elsewhere", ROOT("<x:kubelet_test id='1'/>"), true },
	{ "a test in a namespace that begins so", "<t_test id='1' xmlns='" DEFINITIONS "0'/>",
	  false },
	{ "an object where objects are", ROOT("<d:objects><l:a_object id='1'/></d:objects>"),
	  true },
	{ "an object elsewhere", ROOT("<d:tests><l:a_object id='1'/></d:tests>"), false },
	{ "an object with more to its name elsewhere", ROOT("<l:a_objects id='1'/>"), false },
	{ "a state elsewhere, which no report looks for", ROOT("<l:a_state id='1'/>"), true },
	{ "a collected object",
	  ROOT("<c:collected_objects><c:object id='1'/></c:collected_objects>"), true },
	{ "a collected object elsewhere", ROOT("<c:system_data><c:object id='1'/></c:system_data>"),
	  false },
	{ "the second is elsewhere",
	  ROOT("<d:tests><l:a_test id='1'/></d:tests><l:a_test id='2'/>"), false },
	{ "facts of one parent", ROOT("<x:x><x:fact/><x:y/><x:fact/></x:x>"), true },
	{ "facts of two parents", ROOT("<x:x><x:fact/></x:x><x:x><x:fact/></x:x>"), false },
	{ "a fact in a fact", ROOT("<x:fact><x:fact/></x:fact>"), false },
	{ "addresses of one parent, facts of another",
	  ROOT("<target-address/><target-address/><x:x><fact/></x:x>"), true },
	{ "addresses of two parents", ROOT("<target-address/><x:x><target-address/></x:x>"),
	  false },
	{ "comments, texts, sections and instructions", ROOT("<!-- a -->t<![CDATA[<]]><?p i?>"),
	  true },
	{ "a document type", "<!DOCTYPE r><r/>", false },
	{ "a reference to an entity", "<!DOCTYPE r [<!ENTITY e 'e'>]><r>&e;</r>", false },
};

static xmlDoc *read_document(const char *text)
{
	xmlDoc *document = xmlReadMemory(text, (int)strlen(text), NULL, NULL, 0);

	assert_non_null(document);
	return document;
}

static void test_document(void **state)
{
	const struct document_row *row = *state;
	xmlDoc *document = read_document(row->document);

	assert_int_equal(kp_report_is_regular(document), row->is_regular);
	xmlFreeDoc(document);
}

/* Stand-ins for libxslt: a stylesheet is the number of files that were read for it. */
static struct kp_xslt_stylesheet {
	size_t opened;
} parsed[4];

static size_t parses;
static size_t frees;
static const xsltStylesheet *applied;
static const char *const *opens; /* the files that are read, below the directory; ends in NULL */

static xsltStylesheet *parse(const xmlChar *path)
{
	xsltStylesheet *sheet = &parsed[parses++];
	const unsigned char *text = NULL;
	size_t size = 0;

	sheet->opened = 0;
	for (size_t i = 0; opens[i] != NULL; i++) {
		char file[4096];

		(void)snprintf(file, sizeof(file), "%.*s%s",
			       (int)(strrchr((const char *)path, '/') + 1 - (const char *)path),
			       (const char *)path, opens[i]);
		if (kp_report_serves(file)) {
			assert_true(kp_report_open(file, &text, &size));
			assert_true(size > 0);
			sheet->opened++;
		}
	}
	return sheet;
}

static xmlDocPtr apply(xsltStylesheet *sheet, xmlDocPtr document, const char **parameters)
{
	(void)parameters;
	applied = sheet;
	return document;
}

static void free_sheet(xsltStylesheet *sheet)
{
	(void)sheet;
	frees++;
}

static const char *const all[] = { "xccdf-report.xsl",
				   "xccdf-report-impl.xsl",
				   "xccdf-branding.xsl",
				   "xccdf-references.xsl",
				   "xccdf-resources.xsl",
				   "xccdf-share.xsl",
				   "xccdf-report-oval-details.xsl",
				   NULL };

#define STOCK "/usr/share/openscap/xsl/xccdf-report.xsl"

struct use_row {
	const char *name;
	const char *path;
	const char *own; /* OSCAP_XSLT_PATH */
	const char *const *opens;
	const char *parameters[5];
	const char *document;
	size_t parses; /* how often a stylesheet is parsed */
	size_t frees;  /* of these are freed before it is used, or with the one that is used */
	size_t opened; /* how many of ours are in the one that is used */
};

static struct use_row use_rows[] = {
	{ "a report", STOCK, NULL, all, { NULL }, "<r/>", 1, 0, 7 },
	{ "no files of results",
	  STOCK,
	  NULL,
	  all,
	  { "a", "'b'", "oval-template", "''" },
	  "<r/>",
	  1,
	  0,
	  7 },
	{ "nothing is said of files",
	  STOCK,
	  NULL,
	  all,
	  { "oval-template", NULL },
	  "<r/>",
	  1,
	  0,
	  7 },
	{ "files of results",
	  STOCK,
	  NULL,
	  all,
	  { "a", "'b'", "oval-template", "'%'" },
	  "<r/>",
	  2,
	  1,
	  0 },
	{ "a document that is not regular",
	  STOCK,
	  NULL,
	  all,
	  { NULL },
	  "<!DOCTYPE r><r/>",
	  2,
	  1,
	  0 },
	{ "a user's own stylesheets",
	  STOCK,
	  "/usr/share/openscap/xsl",
	  all,
	  { NULL },
	  "<r/>",
	  1,
	  0,
	  0 },
	{ "no stylesheets of the user", STOCK, "", all, { NULL }, "<r/>", 1, 0, 7 },
	{ "another stylesheet",
	  "/usr/share/openscap/xsl/xccdf-guide.xsl",
	  NULL,
	  all,
	  { NULL },
	  "<r/>",
	  1,
	  0,
	  0 },
	{ "one that is not there",
	  "/nowhere/xccdf-report.xsl",
	  NULL,
	  all,
	  { NULL },
	  "<r/>",
	  1,
	  0,
	  0 },
	{ "no directory", "xccdf-report.xsl", NULL, all, { NULL }, "<r/>", 1, 0, 0 },
	{ "libxslt does not read all", STOCK, NULL, all + 1, { NULL }, "<r/>", 2, 1, 0 },
};

static void test_use(void **state)
{
	struct use_row *row = *state;
	xmlDoc *document = read_document(row->document);
	xsltStylesheet *sheet;

	parses = frees = 0;
	opens = row->opens;
	assert_int_equal(row->own != NULL ? setenv("OSCAP_XSLT_PATH", row->own, 1)
					  : unsetenv("OSCAP_XSLT_PATH"),
			 0);
	sheet = kp_report_parse(parse, free_sheet, (const xmlChar *)row->path);
	assert_ptr_equal(kp_report_apply(apply, sheet, document, row->parameters), document);
	assert_int_equal(parses, row->parses);
	assert_int_equal(applied->opened, row->opened);
	kp_report_forget(sheet);
	assert_int_equal(frees, row->frees);
	/* From here on it may be the address of another. */
	assert_ptr_equal(kp_report_apply(apply, sheet, document, row->parameters), document);
	assert_ptr_equal(applied, sheet);
	assert_int_equal(parses, row->parses);
	xmlFreeDoc(document);
}

static const struct table tables[] = {
	TABLE_ROWS(test_document, document_rows),
	TABLE_ROWS(test_use, use_rows),
};

int main(void)
{
	return TABLE_MAIN(tables);
}
