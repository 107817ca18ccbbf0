/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The stylesheets that are installed are known, and with any change of what the others count on they are
 * not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loader/sheets.h"
#include "table.h"

#define STOCK      "/usr/share/openscap/xsl/"
#define MAIN       "xccdf-report.xsl"
#define IMPL       "xccdf-report-impl.xsl"
#define REFERENCES "xccdf-references.xsl"
#define DETAILS    "xccdf-report-oval-details.xsl"
#define SHARE      "xccdf-share.xsl"
#define RESOURCES  "xccdf-resources.xsl"

static const char *const names[KP_SHEETS_COUNT] = {
	MAIN, IMPL, REFERENCES, DETAILS, SHARE, RESOURCES, "xccdf-branding.xsl",
};

struct sheet_row {
	const char *name;
	const char *file;
	const char *from; /* NULL: the file is not there */
	const char *to;
	bool is_known;
};

#define NO_EDIT "</xsl:stylesheet>", "</xsl:stylesheet>"

static struct sheet_row rows[] = {
	{ "as they are installed", MAIN, NO_EDIT, true },
	{ "a file is missing", RESOURCES, NULL, NULL, false },
	{ "a comment more", SHARE, "</xsl:stylesheet>", "<!-- a --></xsl:stylesheet>", true },
	{ "another include", SHARE, "</xsl:stylesheet>", "<xsl:include href='a'/></xsl:stylesheet>",
	  false },
	{ "an import", SHARE, "</xsl:stylesheet>", "<xsl:import href='a'/></xsl:stylesheet>",
	  false },
	{ "another document", SHARE, "</xsl:stylesheet>", "document('a')</xsl:stylesheet>", false },
	{ "a key that is left out", SHARE, "</xsl:stylesheet>", "key('items', 1)</xsl:stylesheet>",
	  false },
	{ "another one", DETAILS, "</xsl:stylesheet>", "key(\"oval-variable\", 1)</xsl:stylesheet>",
	  false },
	{ "a key that is asked for once more", SHARE, "</xsl:stylesheet>",
	  "key('values', 1)</xsl:stylesheet>", true },
	{ "a key whose name is made up", SHARE, "</xsl:stylesheet>", "key($a, 1)</xsl:stylesheet>",
	  false },
	{ "a key whose name begins as one", SHARE, "</xsl:stylesheet>",
	  "key('value', 1)</xsl:stylesheet>", false },
	{ "a key at the end", SHARE, "</xsl:stylesheet>", "key(", false },
	{ "a name that does not end", SHARE, "</xsl:stylesheet>", "key('values", false },
	{ "another definition of a key", DETAILS, "contains(local-name(), \"_object\")]' use",
	  "contains(local-name(), \"object\")]' use", false },
	{ "another use of a key", DETAILS, "\"_test\")]' use='@id'", "\"_test\")]' use='@x'",
	  false },
	{ "the last result once more", MAIN, "</xsl:stylesheet>",
	  "//cdf:TestResult[@id=$final_result_id][last()]</xsl:stylesheet>", false },
	{ "no second index of references", REFERENCES, "match=\"//cdf:reference\"",
	  "match=\"/cdf:reference\"", false },
	{ "references of another item", IMPL,
	  "<xsl:call-template name=\"references-to-json\">\n                "
	  "<xsl:with-param name=\"item\" select=\"$item\"/>",
	  "<xsl:call-template name=\"references-to-json\">\n                "
	  "<xsl:with-param name=\"item\" select=\"$items\"/>",
	  false },
	{ "references in another place", IMPL, "</xsl:stylesheet>",
	  "<xsl:call-template name=\"references-to-json\"/></xsl:stylesheet>", false },
};

/** Copy a file that is installed, with a change. */
static void copy(const char *directory, const char *name, const char *from, const char *to)
{
	char path[4096];
	static char text[1 << 20];
	const char *at;
	size_t size;
	FILE *file;

	(void)snprintf(path, sizeof(path), STOCK "%s", name);
	file = fopen(path, "re");
	assert_non_null(file);
	size = fread(text, 1, sizeof(text) - 1, file);
	assert_int_equal(fclose(file), 0);
	text[size] = '\0';
	at = strstr(text, from);
	assert_non_null(at);
	(void)snprintf(path, sizeof(path), "%s%s", directory, name);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fprintf(file, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from)) > 0);
	assert_int_equal(fclose(file), 0);
}

static void make(const struct sheet_row *row, char *directory, size_t size)
{
	char made[] = "/tmp/sheets.XXXXXX";

	assert_non_null(mkdtemp(made));
	(void)snprintf(directory, size, "%s/", made);
	for (size_t i = 0; i < KP_SHEETS_COUNT; i++) {
		if (strcmp(names[i], row->file) != 0) {
			copy(directory, names[i], NO_EDIT);
		} else if (row->from != NULL) {
			copy(directory, names[i], row->from, row->to);
		}
	}
}

static void clear(const char *directory)
{
	char path[4096];

	for (size_t i = 0; i < KP_SHEETS_COUNT; i++) {
		(void)snprintf(path, sizeof(path), "%s%s", directory, names[i]);
		(void)unlink(path);
	}
	assert_int_equal(rmdir(directory), 0);
}

static void test_sheets(void **state)
{
	const struct sheet_row *row = *state;
	struct kp_sheets sheets = { .directory = NULL };
	char directory[64];
	char path[4096];
	bool is_known;

	make(row, directory, sizeof(directory));
	(void)snprintf(path, sizeof(path), "%s" MAIN, directory);
	is_known = kp_sheets_read(path, &sheets);
	assert_int_equal(is_known, row->is_known);
	if (is_known) {
		assert_non_null(kp_sheets_find(&sheets, path));
		assert_null(kp_sheets_find(&sheets, MAIN));
		(void)snprintf(path, sizeof(path), "%sxccdf-guide.xsl", directory);
		assert_null(kp_sheets_find(&sheets, path));
	}
	kp_sheets_done(&sheets);
	kp_sheets_done(&sheets);
	clear(directory);
}

struct section_row {
	const char *name;
	const char *text;
	const char *wanted;
};

static struct section_row section_rows[] = {
	{ "no section", "<a>b</a>", "<a>b</a>" },
	{ "a section", "<a>b<![CDATA[<c>&d\n]]>e</a>", "<a>b&lt;c>&amp;d\ne</a>" },
	{ "an empty one", "<a><![CDATA[]]></a>", "<a></a>" },
	{ "two of them", "<a><![CDATA[<]]></a><b><![CDATA[&]]></b>", "<a>&lt;</a><b>&amp;</b>" },
	{ "a bracket at its end", "<a><![CDATA[b]]]></a>", "<a><![CDATA[b]]]></a>" },
	{ "what begins behind it", "<a><![CDATA[b]]>></a>", "<a><![CDATA[b]]>></a>" },
	{ "one that does not end", "<a><![CDATA[b</a>", "<a><![CDATA[b</a>" },
	{ "one at the end", "<a><![CDATA[b]]>", "<a><![CDATA[b]]>" },
};

static void test_section(void **state)
{
	const struct section_row *row = *state;
	struct kp_sheet sheet = { strdup(row->text), strlen(row->text) };

	assert_non_null(sheet.text);
	assert_true(kp__sheets_open_sections(&sheet));
	assert_int_equal(sheet.size, strlen(row->wanted));
	assert_memory_equal(sheet.text, row->wanted, sheet.size);
	free(sheet.text);
}

static const struct table tables[] = {
	TABLE_ROWS(test_sheets, rows),
	TABLE_ROWS(test_section, section_rows),
};

int main(void)
{
	return TABLE_MAIN(tables);
}
