/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <libxml/parser.h>
#include <stdlib.h>
#include <string.h>

#include "command/tailor.h"
#include "table.h"

#define XCCDF   "http://checklists.nist.gov/xccdf/1.2"
#define PROFILE "xccdf_io.github.oscap-kubelet_profile_p"
#define VALUE   "xccdf_io.github.oscap-kubelet_value_v"
#define HEAD    "<?xml version=\"1.0\"?>\n"
#define BEGIN   "<Tailoring xmlns=\"" XCCDF "\" id=\"t\"><version time=\"x\">1</version>"
#define END     "</Tailoring>\n"
#define OWN     "<Profile id=\"" PROFILE "\">"
#define SET     "\n    <set-value idref=\"" VALUE "\">both</set-value>"

/** A tailoring, and what is written. */
struct row {
	const char *name;
	const char *before; /* NULL: there is none */
	const char *wanted;
};

static struct row rows[] = {
	{ "none", NULL,
	  HEAD "<Tailoring xmlns=\"" XCCDF "\" id=\"xccdf_io.github.oscap-kubelet_tailoring_scan\">"
	       "<version time=\"2026-01-01T00:00:00\">1</version><Profile id=\"" PROFILE
	       "\" extends=\"" PROFILE "\"><title>p</title>" SET "</Profile>" END },
	{ "a profile of the content", BEGIN "<Profile id=\"q\"/>" END,
	  HEAD BEGIN "<Profile id=\"q\"/><Profile id=\"" PROFILE "\" extends=\"" PROFILE
		     "\"><title>p</title>" SET "</Profile>" END },
	{ "an empty profile", BEGIN "<Profile id=\"" PROFILE "\"/>" END,
	  HEAD BEGIN OWN SET "</Profile>" END },
	{ "one with a title and choices",
	  BEGIN OWN "<title>t</title><select idref=\"r\" selected=\"false\"/></Profile>" END,
	  HEAD BEGIN OWN "<title>t</title><select idref=\"r\" selected=\"false\"/>" SET
			 "</Profile>" END },
	{ "the Value again",
	  BEGIN OWN "<set-value idref=\"" VALUE "\">computed</set-value></Profile>" END,
	  HEAD BEGIN OWN "<set-value idref=\"" VALUE "\">both</set-value></Profile>" END },
	{ "another Value", BEGIN OWN "<set-value idref=\"w\">x</set-value></Profile>" END,
	  HEAD BEGIN OWN "<set-value idref=\"w\">x</set-value>" SET "</Profile>" END },
	{ "in front of metadata", BEGIN OWN "<title>t</title><metadata/></Profile>" END,
	  HEAD BEGIN OWN "<title>t</title>" SET "<metadata/></Profile>" END },
	{ "in front of a signature", BEGIN OWN "<signature/></Profile>" END,
	  HEAD BEGIN OWN SET "<signature/></Profile>" END },
	{ "another profile's Value stays",
	  BEGIN "<Profile id=\"q\"><set-value idref=\"" VALUE
		"\">x</set-value></Profile><Profile id=\"" PROFILE "\"/>" END,
	  HEAD BEGIN "<Profile id=\"q\"><set-value idref=\"" VALUE
		     "\">x</set-value></Profile>" OWN SET "</Profile>" END },
};

static xmlDoc *parse(const char *text)
{
	xmlDoc *document = text == NULL ? NULL
					: xmlReadMemory(text, (int)strlen(text), "tailoring.xml",
							NULL, XML_PARSE_NONET);

	assert_true((document == NULL) == (text == NULL));
	return document;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	xmlDoc *document = parse(row->before);
	const struct kp_tailor tailor = {
		.tailoring = document,
		.profile = PROFILE,
		.value = VALUE,
		.text = "both",
	};
	struct kp_buffer bytes = { 0 };
	struct kp_error error;
	xmlChar *after = NULL;
	int len = 0;

	table_error_prepare(&error);
	table_assert_ok(kp_tailor_write(&tailor, &bytes, &error), &error);
	assert_int_equal(bytes.len, strlen(row->wanted));
	assert_memory_equal(bytes.at, row->wanted, bytes.len);
	/* What the user has stays as it is. */
	if (document != NULL) {
		xmlDocDumpMemory(document, &after, &len);
		assert_string_equal((const char *)after + strlen(HEAD), row->before);
		xmlFree(after);
	}
	kp_buffer_done(&bytes);
	xmlFreeDoc(document);
}

/** What a text has in it is text there, too. */
static void test_markup(void **state)
{
	const struct kp_tailor tailor = { .profile = PROFILE, .value = VALUE, .text = "<&\"" };
	struct kp_buffer bytes = { 0 };
	struct kp_error error;
	xmlDoc *document;
	xmlChar *content;

	(void)state;
	table_error_prepare(&error);
	table_assert_ok(kp_tailor_write(&tailor, &bytes, &error), &error);
	document =
		xmlReadMemory((const char *)bytes.at, (int)bytes.len, "x", NULL, XML_PARSE_NONET);
	assert_non_null(document);
	content = xmlNodeGetContent(xmlDocGetRootElement(document));
	assert_string_equal((const char *)content, "1p\n    <&\"");
	xmlFree(content);
	xmlFreeDoc(document);
	kp_buffer_done(&bytes);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_markup),
	};

	return TABLE_MAIN(tables);
}
