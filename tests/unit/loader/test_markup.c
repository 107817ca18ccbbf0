/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loader/markup.h"
#include "table.h"

/* A text in memory that ends with it, for sanitizers to see what reads beyond. */
static struct kp_markup begin(const char *text, char **ret_owned)
{
	size_t length = strlen(text);

	*ret_owned = malloc(length + 1);
	assert_non_null(*ret_owned);
	memcpy(*ret_owned, text, length);
	*ret_owned = realloc(*ret_owned, length > 0 ? length : 1);
	assert_non_null(*ret_owned);
	return (struct kp_markup){ .at = *ret_owned, .end = *ret_owned + length };
}

struct tags_row {
	const char *name;
	const char *text;
	const char
		*wanted; /* each name, `/` before that of an end, and behind that of an empty one */
};

static struct tags_row tags_rows[] = {
	{ "tags: none", "", "" },
	{ "tags: a text", "a > b", "" },
	{ "tags: one", "<a>", "a " },
	{ "tags: its end", "<a></a>", "a /a " },
	{ "tags: empty", "<a/><b />", "a/ b/ " },
	{ "tags: a prefix", "<x:a b='c'>d</x:a >", "x:a /x:a " },
	{ "tags: blanks of all kinds", "<a\tb='c'><d\n><e\r/>", "a d e/ " },
	{ "tags: a > in a value", "<a b='>' c=\"'>\">", "a " },
	{ "tags: a < in a value", "<a b='<c>'><d>", "a d " },
	{ "tags: a slash in a value", "<a b='/'>", "a " },
	{ "tags: a value that does not end", "<a b='>", "" },
	{ "tags: the second value does not end", "<a b='>' c='>", "" },
	{ "tags: a tag that does not end", "<a><b", "a " },
	{ "tags: nothing behind <", "<a><", "a " },
	{ "tags: no name", "<><a>", " a " },
	{ "tags: an end without name", "</>", "// " },
	{ "tags: comments", "<!-- <a> --><b><!----><c>", "b c " },
	{ "tags: a comment that seems to end at once", "<!--> <a> --><b>", "b " },
	{ "tags: a comment that does not end", "<a><!-- <b>", "a " },
	{ "tags: a declaration and an instruction", "<?xml a='>'?><?b <c> ?><d>", "d " },
	{ "tags: an instruction that does not end", "<?a <b>", "" },
	{ "tags: characters", "<![CDATA[<a>]] ><b>]]><c>", "c " },
	{ "tags: a document type", "<!DOCTYPE a><a>", "" },
};

static void test_tags(void **state)
{
	const struct tags_row *row = *state;
	char found[64] = "";
	char *owned = NULL;
	struct kp_markup markup = begin(row->text, &owned);
	struct kp_tag tag;

	while (kp_markup_next(&markup, &tag)) {
		size_t used = strlen(found);

		assert_int_equal(tag.all.text[0], '<');
		assert_int_equal(tag.all.text[tag.all.length - 1], '>');
		assert_ptr_equal(tag.all.text + tag.all.length, markup.at);
		(void)snprintf(found + used, sizeof(found) - used, "%s%.*s%s ",
			       tag.is_end ? "/" : "", (int)tag.name.length, tag.name.text,
			       tag.is_empty ? "/" : "");
	}
	assert_string_equal(found, row->wanted);
	free(owned);
}

struct skip_row {
	const char *name;
	const char *text;
	const char *wanted; /* what is left behind the first element; NULL if it does not end */
};

static struct skip_row skip_rows[] = {
	{ "skip: empty", "<a/><b/>", "<b/>" },
	{ "skip: with a text", "<a>t</a> t", " t" },
	{ "skip: one of the same name in it", "<a><a/><a></a></a><b>", "<b>" },
	{ "skip: an end in a comment", "<a><!-- </a> --></a>t", "t" },
	{ "skip: an end in a value", "<a><b c='</a>'/></a>t", "t" },
	{ "skip: no end", "<a><b></b>", NULL },
};

static void test_skip(void **state)
{
	const struct skip_row *row = *state;
	char *owned = NULL;
	struct kp_markup markup = begin(row->text, &owned);
	struct kp_tag tag;

	assert_true(kp_markup_next(&markup, &tag));
	assert_int_equal(kp_markup_skip(&markup, &tag), row->wanted != NULL);
	if (row->wanted != NULL) {
		assert_true(
			kp_span_is((struct kp_span){ markup.at, (size_t)(markup.end - markup.at) },
				   row->wanted));
	}
	free(owned);
}

struct pass_row {
	const char *name;
	const char *text;
	const char *wanted; /* what is left behind the first `</a>`; NULL if it does not come */
};

static struct pass_row pass_rows[] = {
	{ "pass: at once", "</a>t", "t" },
	{ "pass: the end of all", "t</a>", "" },
	{ "pass: others before it", "t<a><</b></ab></</a></a>", "</a>" },
	{ "pass: in a comment", "<!-- </a> -->", " -->" },
	{ "pass: none", "<a>t", NULL },
	{ "pass: it does not end", "<a>t</a", NULL },
	{ "pass: nothing", "", NULL },
};

static void test_pass(void **state)
{
	const struct pass_row *row = *state;
	char *owned = NULL;
	struct kp_markup markup = begin(row->text, &owned);

	assert_int_equal(kp_markup_pass(&markup, "</a>"), row->wanted != NULL);
	if (row->wanted != NULL) {
		assert_true(
			kp_span_is((struct kp_span){ markup.at, (size_t)(markup.end - markup.at) },
				   row->wanted));
	}
	free(owned);
}

struct attribute_row {
	const char *name;
	const char *text;
	const char *wanted; /* that of `a`; NULL if none is told */
};

static struct attribute_row attribute_rows[] = {
	{ "attribute: none", "<t>", NULL },
	{ "attribute: the only one", "<t a='b'>", "b" },
	{ "attribute: of an empty element", "<t a='b'/>", "b" },
	{ "attribute: empty", "<t a=\"\">", "" },
	{ "attribute: behind others", "<t b='a' ab='c' x:a='d'\n\ta = \"e\">", "e" },
	{ "attribute: the first of two", "<t a='b' a='c'>", "b" },
	{ "attribute: its name in a value", "<t b=\" a='c'\">", NULL },
	{ "attribute: of another name", "<t A='b' aa='c'>", NULL },
	{ "attribute: the other quote in it", "<t a='\"'>", "\"" },
	{ "attribute: a reference in it", "<t a='&#98;'>", NULL },
	{ "attribute: no quotes", "<t a=b>", NULL },
	{ "attribute: no value", "<t a>", NULL },
	{ "attribute: an end", "</t>", NULL },
};

static void test_attribute(void **state)
{
	const struct attribute_row *row = *state;
	struct kp_span value = { .text = NULL };
	char *owned = NULL;
	struct kp_markup markup = begin(row->text, &owned);
	struct kp_tag tag;

	assert_true(kp_markup_next(&markup, &tag));
	assert_int_equal(kp_tag_attribute(&tag, "a", &value), row->wanted != NULL);
	assert_true(row->wanted == NULL || kp_span_is(value, row->wanted));
	free(owned);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_tags, tags_rows),
		TABLE_ROWS(test_skip, skip_rows),
		TABLE_ROWS(test_pass, pass_rows),
		TABLE_ROWS(test_attribute, attribute_rows),
	};

	return TABLE_MAIN(tables);
}
