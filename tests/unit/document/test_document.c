/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "document/document.h"
#include "table.h"

static void test_kinds(void **state)
{
	static const char *const names[KP_NODE__COUNT] = {
		"null", "bool", "int", "float", "string", "list", "map",
	};

	(void)state;
	for (int i = 0; i < KP_NODE__COUNT; i++) {
		assert_string_equal(kp_node_kind_str((enum kp_node_kind)i), names[i]);
	}
	kp_document_free(NULL);
}

/** A map that was put together by hand, of the keys in a text, each of one letter. */
static struct kp_node *make_map(struct kp_document *document, const char *keys)
{
	static const char *const letters[] = { ['a'] = "a", ['b'] = "b", ['c'] = "c" };
	struct kp_node *map = NULL;

	assert_int_equal(kp__document_add(document, KP_NODE_MAP, 1, &map, NULL), KP_OK);
	for (const char *key = keys; *key != '\0'; key++) {
		struct kp_member member = { .key = letters[(int)*key], .line = 1 };

		assert_int_equal(kp__document_add(document, KP_NODE_NULL, 1, &member.value, NULL),
				 KP_OK);
		assert_int_equal(kp__node_append(map, &member, &kp_no_limits, NULL), KP_OK);
	}
	return map;
}

struct replaced_row {
	const char *name;
	const char *keys;
	const char *wanted; /* of each: whether it is replaced */
};

static struct replaced_row replaced_rows[] = {
	{ "replaced: nothing", "", "" },
	{ "replaced: the only one", "a", "-" },
	{ "replaced: none", "abc", "---" },
	{ "replaced: none, sorted otherwise", "cab", "---" },
	{ "replaced: the first", "aa", "x-" },
	{ "replaced: not at once", "abca", "x---" },
	{ "replaced: all but the last", "aaa", "xx-" },
	{ "replaced: two keys", "abab", "xx--" },
};

static void test_replaced(void **state)
{
	const struct replaced_row *row = *state;
	struct kp_document *document = NULL;
	struct kp_node *map;

	assert_int_equal(kp_document_new(NULL, NULL, &document, NULL), KP_OK);
	map = make_map(document, row->keys);
	assert_int_equal(kp__node_mark_replaced(map, NULL), KP_OK);
	for (size_t i = 0; i < map->count; i++) {
		assert_int_equal(map->members[i].replaced, row->wanted[i] == 'x');
	}
	kp_document_free(document);
}

/** What documents take of a room together is told when there is no more, and given back. */
static void test_room(void **state)
{
	struct kp_document *documents[2] = { NULL, NULL };
	struct kp_node *node = TABLE_UNTOUCHED;
	struct kp_error error;
	struct kp_room room = { .left = 8, .whose = "toys" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(kp_document_new(NULL, &room, &documents[i], NULL), KP_OK);
	}
	/* A map and its two values, and both as members. */
	(void)make_map(documents[0], "ab");
	assert_int_equal(room.left, 3);
	(void)make_map(documents[1], "a");
	assert_int_equal(room.left, 0);
	table_error_prepare(&error);
	table_assert_failed(
		kp__document_add(documents[1], KP_NODE_NULL, 1, &node, &error), &error,
		KP_ERR_LIMIT, 0,
		"the configuration files of all toys have more than the limit of values");
	assert_ptr_equal(node, TABLE_UNTOUCHED);
	kp_document_free(documents[0]);
	assert_int_equal(room.left, 5);
	kp_document_freep(&documents[1]);
	assert_int_equal(room.left, 8);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_kinds),
		TABLE_ROWS(test_replaced, replaced_rows),
		TABLE_ONE(test_room),
	};

	return TABLE_MAIN(tables);
}
