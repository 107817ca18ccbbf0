/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/sheets.h"

#include <stdint.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Larger stylesheets are left to libxslt; those of OpenSCAP 1.3.7 to 1.4.2 have 230 KB at most. */
#define SIZE_MAX_SHEET ((size_t)4 << 20)

#define MAIN       "xccdf-report.xsl"
#define IMPL       "xccdf-report-impl.xsl"
#define REFERENCES "xccdf-references.xsl"
#define DETAILS    "xccdf-report-oval-details.xsl"
#define RESOURCES  "xccdf-resources.xsl"

static const char *const names[KP_SHEETS_COUNT] = {
	MAIN, IMPL, REFERENCES, DETAILS, "xccdf-share.xsl", "xccdf-branding.xsl", RESOURCES,
};

#define OVAL        "http://oval.mitre.org/XMLSchema/oval-"
#define DEFINITIONS OVAL "definitions"

/* A key of the elements of OVAL whose name ends as that of its kind, wherever they are. */
#define KEY(name, space, word, use)                                               \
	"<xsl:key name='" name "' match='*[starts-with(namespace-uri(), \"" space \
	"\") and contains(local-name(), \"" word "\")]' use='" use "' />"
/* The same of those below one element alone, where report.c has found all of them to be. */
#define KEY_BELOW(name, space, word, use, parent)                                           \
	"<xsl:key xmlns:below='" space "-5' name='" name "' match='below:" parent           \
	"/*[starts-with(namespace-uri(), \"" space "\") and contains(local-name(), \"" word \
	"\")]' use='" use "' />"

#define LAST_RESULT(test) "//cdf:TestResult[" test "][last()]"
#define LAST_SIBLING(test) \
	"/descendant::cdf:TestResult[" test "][not(following-sibling::cdf:TestResult[" test "])]"

/*
 * What is written another way. libxml2 looks at each node of a document for a path with // and a
 * predicate, with a node-set of its own, and at each node of the document before one for preceding::; and
 * libxslt makes the index of all keys with the first that is asked for.
 *
 *	no key                   none asks for it; of references there is a second one, which is the same
 *	KEY_BELOW                holds the same elements where there are none elsewhere
 *	/descendant::X[P]        is //X[P], if P does not count positions
 *	LAST_SIBLING             is what [last()] means behind //: the last one of each parent
 *	preceding-sibling::      is preceding:: if all of that name have one parent
 *	string(@href)            compares as the attribute does, which is there: that is asked first
 *	.|following-sibling::    has all with that href where none is before, and item is one rule
 *
 * None of it has a line more or less, so that messages name the same ones.
 */
static const struct edit {
	const char *file;
	const char *from;
	const char *to; /**< NULL: it only has to be there */
	size_t count;   /**< how often it is there */
} edits[] = {
	{ MAIN, "<xsl:key name=\"items\" match=\"cdf:Group|cdf:Rule|cdf:Value\" use=\"@id\"/>", "",
	  1 },
	{ MAIN, "<xsl:key name=\"profiles\" match=\"cdf:Profile\" use=\"@id\"/>", "", 1 },
	{ MAIN, LAST_RESULT("@end-time=$last_test_time"), LAST_SIBLING("@end-time=$last_test_time"),
	  1 },
	{ MAIN, LAST_RESULT("@id=$final_result_id"), LAST_SIBLING("@id=$final_result_id"), 2 },
	{ MAIN, "\"//cdf:TestResult[@id=$final_result_id]\"",
	  "\"/descendant::cdf:TestResult[@id=$final_result_id]\"", 1 },
	{ MAIN, "\"//cdf:Benchmark[@id=$final_benchmark_id]\"",
	  "\"/descendant::cdf:Benchmark[@id=$final_benchmark_id]\"", 1 },
	{ IMPL, "<xsl:key name=\"references\" match=\"//cdf:reference\" use=\"@href\"/>", "", 1 },
	{ IMPL, "[not(. = preceding::cdf:target-address)]",
	  "[not(. = preceding-sibling::cdf:target-address)]", 1 },
	{ IMPL, "[not(. = preceding::cdf:fact)]", "[not(. = preceding-sibling::cdf:fact)]", 1 },
	{ IMPL,
	  "<xsl:variable name=\"href\" select=\"@href\"/>\n        "
	  "<xsl:if test=\"not(preceding-sibling::cdf:reference[@href=$href]) and @href\">",
	  "<xsl:variable name=\"href\" select=\"string(@href)\"/>\n        "
	  "<xsl:if test=\"not(@href = preceding-sibling::cdf:reference/@href) and @href\">",
	  1 },
	{ IMPL, "<xsl:for-each select=\"$item/cdf:reference[@href=$href]\">",
	  "<xsl:for-each select=\".|following-sibling::cdf:reference[@href=$href]\">", 1 },
	{ IMPL, "references-to-json", NULL, 2 },
	{ IMPL,
	  "<xsl:call-template name=\"references-to-json\">\n                "
	  "<xsl:with-param name=\"item\" select=\"$item\"/>",
	  NULL, 1 },
	{ IMPL, "name=\"rule-overview-leaf-table-row\"", NULL, 2 },
	{ IMPL,
	  "<xsl:call-template name=\"rule-overview-leaf-table-row\">\n                "
	  "<xsl:with-param name=\"item\" select=\"$item\"/>",
	  NULL, 1 },
	{ IMPL, "name=\"rule-overview-leaf\"", NULL, 2 },
	{ IMPL,
	  "<xsl:for-each select=\"$item/cdf:Rule\">\n        "
	  "<xsl:call-template name=\"rule-overview-leaf\">\n            "
	  "<xsl:with-param name=\"testresult\" select=\"$testresult\"/>\n            "
	  "<xsl:with-param name=\"item\" select=\".\"/>",
	  NULL, 1 },
	{ REFERENCES, "<xsl:key name=\"references\" match=\"//cdf:reference\" use=\"@href\"/>",
	  NULL, 1 },
	{ REFERENCES,
	  "$benchmark//cdf:reference[generate-id(.) = generate-id(key('references',@href)[1])]",
	  "$benchmark/descendant::cdf:reference"
	  "[generate-id(.) = generate-id(key('references',@href)[1])]",
	  1 },
	{ DETAILS, KEY("oval-testdef", DEFINITIONS, "_test", "@id"),
	  KEY_BELOW("oval-testdef", DEFINITIONS, "_test", "@id", "tests"), 1 },
	{ DETAILS, KEY("oval-objectdef", DEFINITIONS, "_object", "@id"),
	  KEY_BELOW("oval-objectdef", DEFINITIONS, "_object", "@id", "objects"), 1 },
	{ DETAILS, KEY("oval-statedef", DEFINITIONS, "_state", "@id"), "", 1 },
	{ DETAILS, KEY("oval-variable", OVAL "results-5", "tested_variable", "@variable_id"), "",
	  1 },
	{ DETAILS, KEY("ovalsys-object", OVAL "system-characteristics-5", "object", "@id"),
	  "<xsl:key xmlns:below='" OVAL "system-characteristics-5' name='ovalsys-object' "
	  "match='below:collected_objects/*[starts-with(namespace-uri(), \"" OVAL
	  "system-characteristics-5\") and contains(local-name(), \"object\")]' use='@id' />",
	  1 },
};

/* The keys that are asked for. */
static const char *const asked[] = {
	"oval-definition",        "oval-items",     "oval-objectdef",  "oval-test",
	"oval-testdef",           "ovalsys-object", "reference_names", "references",
	"testresult_ruleresults", "values",
};

/* How often these are in all of them together: nothing else is included, and document() is called for
 * files that a parameter names, of which report.c wants none that is asked for keys. */
static const struct {
	const char *text;
	size_t count;
} totals[] = { { "document(", 3 }, { "xsl:include", KP_SHEETS_COUNT - 1 }, { "xsl:import", 0 } };

#define EDITS  (sizeof(edits) / sizeof(edits[0]))
#define ASKED  (sizeof(asked) / sizeof(asked[0]))
#define TOTALS (sizeof(totals) / sizeof(totals[0]))

static char *find(const char *text, size_t size, const char *part)
{
	return memmem(text, size, part, strlen(part));
}

static size_t count(const struct kp_sheet *sheet, const char *part)
{
	const char *end = sheet->text + sheet->size;
	size_t number = 0;

	for (const char *at = find(sheet->text, sheet->size, part); at != NULL;
	     at = find(at, (size_t)(end - at), part)) {
		at += strlen(part);
		number++;
	}
	return number;
}

/** Replace a text as often as it is there. @return false without memory, which leaves it as it is */
static bool replace(struct kp_sheet *sheet, const struct edit *edit)
{
	size_t from = strlen(edit->from);
	size_t to = strlen(edit->to);
	const char *rest = sheet->text;
	size_t left = sheet->size;
	char *text = malloc(sheet->size + edit->count * to + 1);
	char *end = text;

	if (text == NULL) {
		return false;
	}
	for (const char *at = find(rest, left, edit->from); at != NULL;
	     at = find(rest, left, edit->from)) {
		end = mempcpy(end, rest, (size_t)(at - rest));
		end = mempcpy(end, edit->to, to);
		left -= (size_t)(at - rest) + from;
		rest = at + from;
	}
	end = mempcpy(end, rest, left);
	free(sheet->text);
	sheet->text = text;
	sheet->size = (size_t)(end - text);
	return true;
}

static bool is_asked(const char *name, size_t length)
{
	for (size_t i = 0; i < ASKED; i++) {
		if (strlen(asked[i]) == length && strncmp(asked[i], name, length) == 0) {
			return true;
		}
	}
	return false;
}

/** Whether all the keys that a stylesheet asks for are known, by names that are literals. */
static bool asks_for_known(const struct kp_sheet *sheet)
{
	static const char call[] = "key(";
	const char *end = sheet->text + sheet->size;

	for (const char *at = find(sheet->text, sheet->size, call); at != NULL;
	     at = find(at, (size_t)(end - at), call)) {
		const char *name = at + strlen(call) + 1;
		const char *behind = name < end && (name[-1] == '\'' || name[-1] == '"')
					     ? memchr(name, name[-1], (size_t)(end - name))
					     : NULL;

		if (behind == NULL || !is_asked(name, (size_t)(behind - name))) {
			return false;
		}
		at = behind;
	}
	return true;
}

static bool are_known(const struct kp_sheets *sheets)
{
	size_t counts[TOTALS] = { 0 };

	for (size_t i = 0; i < KP_SHEETS_COUNT; i++) {
		if (!asks_for_known(&sheets->sheets[i])) {
			return false;
		}
		for (size_t j = 0; j < TOTALS; j++) {
			counts[j] += count(&sheets->sheets[i], totals[j].text);
		}
	}
	for (size_t j = 0; j < TOTALS; j++) {
		if (counts[j] != totals[j].count) {
			return false;
		}
	}
	return true;
}

static bool apply_edits(struct kp_sheets *sheets)
{
	for (size_t i = 0; i < EDITS; i++) {
		for (size_t j = 0; j < KP_SHEETS_COUNT; j++) {
			struct kp_sheet *sheet = &sheets->sheets[j];

			if (strcmp(names[j], edits[i].file) == 0 &&
			    (count(sheet, edits[i].from) != edits[i].count ||
			     (edits[i].to != NULL && !replace(sheet, &edits[i])))) {
				return false;
			}
		}
	}
	return true;
}

/** Copy what is in a CDATA section, as a text without one has it. @return the end */
static char *escape(char *to, const char *from, const char *end)
{
	for (; from < end; from++) {
		if (*from == '&') {
			to = stpcpy(to, "&amp;");
		} else if (*from == '<') {
			to = stpcpy(to, "&lt;");
		} else {
			*to++ = *from;
		}
	}
	return to;
}

bool kp__sheets_open_sections(struct kp_sheet *sheet)
{
	static const char begin[] = "<![CDATA[";
	static const char close[] = "]]>";
	const char *end = sheet->text + sheet->size;
	const char *rest = sheet->text;
	char *text = malloc(sheet->size * strlen("&amp;") + 1);
	char *to = text;

	if (text == NULL) {
		return false;
	}
	for (const char *at = find(rest, sheet->size, begin); at != NULL;
	     at = find(rest, (size_t)(end - rest), begin)) {
		const char *inside = at + strlen(begin);
		const char *behind = find(inside, (size_t)(end - inside), close);

		/* A text may not have "]]>": no bracket before what follows can make one with it. */
		if (behind == NULL || behind + strlen(close) == end || behind[-1] == ']' ||
		    behind[strlen(close)] == '>') {
			break;
		}
		to = mempcpy(to, rest, (size_t)(at - rest));
		to = escape(to, inside, behind);
		rest = behind + strlen(close);
	}
	to = mempcpy(to, rest, (size_t)(end - rest));
	free(sheet->text);
	sheet->text = text;
	sheet->size = (size_t)(to - text);
	return true;
}

/** Read a file. @return false if it is not there, too large, or there is no memory */
static bool read_sheet(const char *directory, const char *name, struct kp_sheet *ret_sheet)
{
	char path[4096];
	int length = snprintf(path, sizeof(path), "%s%s", directory, name);
	FILE *file = length > 0 && (size_t)length < sizeof(path) ? fopen(path, "re") : NULL;
	struct stat status;
	size_t size = SIZE_MAX_SHEET;
	char *text;

	if (file == NULL) {
		return false;
	}
	if (fstat(fileno(file), &status) == 0 && status.st_size >= 0 &&
	    (uintmax_t)status.st_size < SIZE_MAX_SHEET) {
		size = (size_t)status.st_size;
	}
	text = size < SIZE_MAX_SHEET ? malloc(size + 1) : NULL;
	ret_sheet->text = text;
	ret_sheet->size = text != NULL ? fread(text, 1, size + 1, file) : 0;
	(void)fclose(file);
	return text != NULL && ret_sheet->size == size;
}

bool kp_sheets_read(const char *path, struct kp_sheets *ret_sheets)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL || strcmp(slash + 1, MAIN) != 0) {
		return false;
	}
	ret_sheets->directory = strndup(path, (size_t)(slash + 1 - path));
	if (ret_sheets->directory == NULL) {
		return false;
	}
	for (size_t i = 0; i < KP_SHEETS_COUNT; i++) {
		if (!read_sheet(ret_sheets->directory, names[i], &ret_sheets->sheets[i])) {
			return false;
		}
	}
	return are_known(ret_sheets) && apply_edits(ret_sheets) &&
	       kp__sheets_open_sections(&ret_sheets->sheets[KP_SHEETS_COUNT - 1]);
}

const struct kp_sheet *kp_sheets_find(const struct kp_sheets *sheets, const char *path)
{
	size_t length = strlen(sheets->directory);

	if (strncmp(path, sheets->directory, length) != 0) {
		return NULL;
	}
	for (size_t i = 0; i < KP_SHEETS_COUNT; i++) {
		if (strcmp(path + length, names[i]) == 0) {
			return &sheets->sheets[i];
		}
	}
	return NULL;
}

void kp_sheets_done(struct kp_sheets *sheets)
{
	free(sheets->directory);
	for (size_t i = 0; i < KP_SHEETS_COUNT; i++) {
		free(sheets->sheets[i].text);
	}
	*sheets = (struct kp_sheets){ .directory = NULL };
}
