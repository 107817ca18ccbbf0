/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "command/markup.h"
#include "table.h"

/** A document, and its elements as `[START,END)` in document order; NULL: refused. */
struct row {
	const char *name;
	const char *document;
	const char *wanted;
};

static struct row rows[] = {
	{ "nothing", "", "" },
	{ "text", "a", "" },
	{ "one", "<a/>", "<a/>;" },
	{ "around", "x<a>y</a>z", "<a>y</a>;" },
	{ "within", "<a><b/><c>d</c></a>", "<a><b/><c>d</c></a>;<b/>;<c>d</c>;" },
	{ "quotes", "<a b='>' c=\"'/>\"/>", "<a b='>' c=\"'/>\"/>;" },
	{ "slash in quotes", "<a b='/'></a>", "<a b='/'></a>;" },
	{ "blanks", "<a\n/><b ></b\t>", "<a\n/>;<b ></b\t>;" },
	{ "comment", "<!--<a>--><b/>", "<b/>;" },
	{ "comment of hyphens", "<!--><a>--><b/>", "<b/>;" },
	{ "CDATA", "<b><![CDATA[</b><a>]]]></b>", "<b><![CDATA[</b><a>]]]></b>;" },
	{ "instruction", "<?xml a='<c>'?><b/>", "<b/>;" },
	{ "document type", "<!DOCTYPE a><a/>", NULL },
	{ "cut off tag", "<a b='", NULL },
	{ "cut off element", "<a><b></b>", NULL },
	{ "cut off comment", "<!-- ", NULL },
	{ "end without start", "</a>", NULL },
	{ "angle alone", "<", NULL },
};

static void test_rows(void **state)
{
	const struct row *row = *state;
	const struct kp_bytes bytes = { (const uint8_t *)row->document, strlen(row->document) };
	struct kp_markup markup = { 0 };
	struct kp_error error;
	const char *at = row->wanted;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_markup_read(&bytes, &markup, &error);
	if (row->wanted == NULL) {
		assert_int_equal(status, KP_ERR_UNSUPPORTED);
		assert_null(markup.elements);
		return;
	}
	table_assert_ok(status, &error);
	for (size_t i = 0; i < markup.count; i++) {
		size_t len = markup.elements[i].end - markup.elements[i].start;

		assert_int_equal(strncmp(at, row->document + markup.elements[i].start, len), 0);
		assert_int_equal(at[len], ';');
		at += len + 1;
	}
	assert_string_equal(at, "");
	kp_markup_done(&markup);
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_rows, rows) };

	return TABLE_MAIN(tables);
}
