/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "document/tree.h"
#include "fixture.h"
#include "table.h"

/** The target is in line 1 and the patch in line 2, so that each member tells whose it is. */
struct merge_row {
	const char *name;
	const char *target;
	const char *patch;
	const char *wanted;
};

/* clang-format off */
static struct merge_row merge_rows[] = {
	/* The examples of RFC 7386, appendix A, that are about objects. */
	{ "a value is replaced", "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{a@2:'c'}" },
	{ "a member is added", "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{a@1:'b',b@2:'c'}" },
	{ "null deletes the only one", "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
	{ "null deletes one", "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{b@1:'c'}" },
	{ "a list is replaced by a value", "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{a@2:'c'}" },
	{ "a value is replaced by a list", "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{a@2:[@2:'b']}" },
	{ "objects are merged", "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}", "{a@2:{b@2:'d'}}" },
	{ "lists are replaced, whatever is in them", "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{a@2:[@2:1]}" },
	{ "null in the target stays", "{\"e\":null}", "{\"a\":1}", "{a@2:1,e@1:null}" },
	{ "null in a new object is nothing", "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{a@2:{bb@2:{}}}" },
	/* And more. */
	{ "an empty patch", "{\"a\":1}", "{}", "{a@1:1}" },
	{ "null for what is not there", "{\"a\":1}", "{\"b\":null}", "{a@1:1}" },
	{ "an object replaces a value", "{\"a\":1}", "{\"a\":{\"b\":2}}", "{a@2:{b@2:2}}" },
	{ "a value replaces an object", "{\"a\":{\"b\":2}}", "{\"a\":1}", "{a@2:1}" },
	{ "an empty object leaves an object", "{\"a\":{\"b\":2}}", "{\"a\":{}}", "{a@2:{b@1:2}}" },
	{ "deep inside", "{\"a\":{\"b\":{\"c\":1,\"d\":2}}}", "{\"a\":{\"b\":{\"d\":3,\"e\":4}}}", "{a@2:{b@2:{c@1:1,d@2:3,e@2:4}}}" },
	{ "the result is sorted", "{\"z\":1,\"m\":2}", "{\"n\":3,\"a\":4,\"B\":5}", "{B@2:5,a@2:4,m@1:2,n@2:3,z@1:1}" },
	{ "case matters", "{\"a\":1}", "{\"A\":2}", "{A@2:2,a@1:1}" },
};

/* clang-format on */

/** A sorted copy of a document's root. */
static struct kp_node *sorted(const struct kp_document *document, struct kp_document *scratch)
{
	struct kp_node *node = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_tree_sort(document->root, scratch, &node, &error), &error);
	return node;
}

static void assert_node(const struct kp_node *node, const char *wanted)
{
	struct kp_text out = { 0 };

	fixture_dump(&out, node);
	assert_string_equal(out.bytes, wanted);
	kp_text_done(&out);
}

/** A document whose text stands in its second line. */
static struct kp_document *in_line_2(const char *text)
{
	struct kp_text moved = { 0 };
	struct kp_document *document;

	kp_text_add_str(&moved, "\n");
	kp_text_add_str(&moved, text);
	document = fixture_document(moved.bytes);
	kp_text_done(&moved);
	return document;
}

static void test_merge(void **state)
{
	const struct merge_row *row = *state;
	struct kp_document *target = fixture_document(row->target);
	struct kp_document *patch = in_line_2(row->patch);
	struct kp_document *scratch = fixture_document("{}");
	struct kp_node *merged = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_tree_merge(sorted(target, scratch), sorted(patch, scratch), scratch,
				      &merged, &error),
			&error);
	assert_node(merged, row->wanted);
	kp_document_free(scratch);
	kp_document_free(patch);
	kp_document_free(target);
}

/** Without a target there is an empty one. */
static void test_merge_nothing(void **state)
{
	struct kp_document *patch = fixture_document("{\"a\":{\"b\":null},\"c\":null,\"d\":1}");
	struct kp_document *scratch = fixture_document("{}");
	struct kp_node *merged = NULL;

	(void)state;
	assert_int_equal(kp_tree_merge(NULL, sorted(patch, scratch), scratch, &merged, NULL),
			 KP_OK);
	assert_node(merged, "{a@1:{},d@1:1}");
	kp_document_free(scratch);
	kp_document_free(patch);
}

struct sort_row {
	const char *name;
	const char *text;
	const char *all;  /* kp_tree_sort(); NULL if a key is repeated */
	const char *some; /* kp_tree_sort_members() */
	long line;        /* of the key that is repeated */
};

/* clang-format off */
static struct sort_row sort_rows[] = {
	{ "sort: members", "b: 1\na: 2\n", "{a@2:2,b@1:1}", "{a@2:2,b@1:1}", 0 },
	{ "sort: nothing", "{}\n", "{}", "{}", 0 },
	{ "sort: members inside", "b: {d: 1, c: 2}\na: 3\n", "{a@2:3,b@1:{c@1:2,d@1:1}}", "{a@2:3,b@1:{d@1:1,c@1:2}}", 0 },
	{ "sort: lists stay, but what is in them", "a: [{d: 1, c: 2}, x]\n", "{a@1:[@1:{c@1:2,d@1:1},@1:'x']}", "{a@1:[@1:{d@1:1,c@1:2},@1:'x']}", 0 },
	{ "sort: bytes, not letters", "a: 1\nB: 2\n\"\": 3\n", "{@3:3,B@2:2,a@1:1}", "{@3:3,B@2:2,a@1:1}", 0 },
	{ "sort: a key that begins another", "ab: 1\na: 2\n", "{a@2:2,ab@1:1}", "{a@2:2,ab@1:1}", 0 },
	{ "sort: a repeated key", "a: 1\nb: 2\na: 3\n", NULL, "{a@3:3,b@2:2}", 3 },
	{ "sort: a repeated key inside", "a:\n  b: 1\n  b: 2\n", NULL, "{a@1:{b@2:1,b@3:2}}", 3 },
	{ "sort: a repeated key in a list", "a:\n- b: 1\n  b: 2\n", NULL, "{a@1:[@2:{b@2:1,b@3:2}]}", 3 },
	{ "sort: a key three times", "a: 1\na: 2\na: 3\n", NULL, "{a@3:3}", 2 },
};

/* clang-format on */

static void test_sort(void **state)
{
	const struct sort_row *row = *state;
	struct kp_document *document = fixture_document(row->text);
	struct kp_document *scratch = fixture_document("{}");
	struct kp_node *node = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	table_assert_ok(kp_tree_sort_members(document->root, scratch, &node, &error), &error);
	assert_node(node, row->some);
	node = TABLE_UNTOUCHED;
	status = kp_tree_sort(document->root, scratch, &node, &error);
	if (row->all != NULL) {
		table_assert_ok(status, &error);
		assert_node(node, row->all);
	} else {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, row->line, "already set in map");
	}
	kp_document_free(scratch);
	kp_document_free(document);
}

/** What is sorted in place are maps in maps; repeated keys stay. */
static void test_sort_in_place(void **state)
{
	struct kp_document *document =
		fixture_document("b: {d: 1, c: {f: 2, e: 3}}\na: [{d: 4, c: 5}]\nb: {}\n");

	(void)state;
	assert_int_equal(kp_tree_sort_in_place(document->root, NULL), KP_OK);
	assert_node(document->root,
		    "{a@2:[@2:{d@2:4,c@2:5}],b@1:{c@1:{e@1:3,f@1:2},d@1:1},b@3:{}}");
	kp_document_free(document);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_merge, merge_rows),
		TABLE_ONE(test_merge_nothing),
		TABLE_ROWS(test_sort, sort_rows),
		TABLE_ONE(test_sort_in_place),
	};

	return TABLE_MAIN(tables);
}
