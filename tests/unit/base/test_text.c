/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "table.h"

/** Finish a text that nothing failed in. */
static char *finish(struct kp_text *text)
{
	char *string = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_text_finish(text, &string, &error), &error);
	assert_non_null(string);
	assert_null(text->bytes);
	assert_int_equal(text->len, 0);
	return string;
}

static void test_additions(void **state)
{
	struct kp_text text = { 0 };
	char *string;

	(void)state;
	kp_text_add_str(&text, "ab");
	kp_text_add(&text, "cdef", 2);
	kp_text_add_char(&text, '-');
	kp_text_addf(&text, "%d", 42);
	kp_text_add_str(&text, "");
	assert_int_equal(text.len, 7);
	string = finish(&text);
	assert_string_equal(string, "abcd-42");
	free(string);
}

static void test_nothing(void **state)
{
	struct kp_text text = { 0 };
	char *string;

	(void)state;
	string = finish(&text);
	assert_string_equal(string, "");
	free(string);
	kp_text_done(&text);
}

/** Bytes are bytes, NUL included. */
static void test_nul(void **state)
{
	struct kp_text text = { 0 };

	(void)state;
	kp_text_add(&text, "a\0b", 3);
	assert_int_equal(text.len, 3);
	assert_memory_equal(text.bytes, "a\0b", 4);
	kp_text_done(&text);
	assert_null(text.bytes);
	assert_int_equal(text.size, 0);
}

/** Each length on the way over several growths. */
static void test_growth(void **state)
{
	struct kp_text text = { 0 };
	char *string;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		kp_text_add_char(&text, (char)('a' + i % 26));
		assert_int_equal(strlen(text.bytes), i + 1);
	}
	string = finish(&text);
	for (size_t i = 0; i < 1000; i++) {
		assert_int_equal(string[i], 'a' + i % 26);
	}
	free(string);
}

/** An addition that cannot be is told at the end, and all later ones with it. */
static void test_impossible(void **state)
{
	struct kp_text text = { 0 };
	char *string = TABLE_UNTOUCHED;
	struct kp_error error;

	(void)state;
	kp_text_add_str(&text, "begin");
	kp_text_add(&text, "x", SIZE_MAX - 5);
	kp_text_add_str(&text, "end");
	table_assert_failed(kp_text_finish(&text, &string, &error), &error, KP_ERR_NOMEM, 0,
			    "out of memory");
	assert_ptr_equal(string, TABLE_UNTOUCHED);
	assert_null(text.bytes);
	assert_false(text.failed);
}

struct format_row {
	const char *name;
	int len;
	bool fits;
};

static struct format_row format_rows[] = {
	{ "formatted: a few", 10, true },
	{ "formatted: as much as promised", 63, true },
	{ "formatted: more than that", 64, false },
};

static void test_format(void **state)
{
	const struct format_row *row = *state;
	struct kp_text text = { 0 };

	kp_text_addf(&text, "%*s", row->len, "");
	assert_int_equal(text.failed, !row->fits);
	assert_int_equal(text.len, row->fits ? row->len : 0);
	kp_text_done(&text);
}

static void test_dup(void **state)
{
	char *copy = NULL;
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	table_assert_ok(kp_text_dup("text", &copy, &error), &error);
	assert_string_equal(copy, "text");
	free(copy);
	table_assert_ok(kp_text_dup("", &copy, &error), &error);
	assert_string_equal(copy, "");
	free(copy);
}

struct path_row {
	const char *name;
	const char *path;
	const char *wanted;
};

static struct path_row basename_rows[] = {
	{ "a path", "/usr/bin/kubelet", "kubelet" },
	{ "a name alone", "kubelet", "kubelet" },
	{ "right below the root", "/kubelet", "kubelet" },
	{ "a slash at the end", "/usr/bin/", "" },
	{ "the root", "/", "" },
	{ "nothing", "", "" },
	{ "a blank in it", "/opt/my programs/kubelet x", "kubelet x" },
};

struct end_row {
	const char *name;
	const char *text;
	const char *end;
	bool wanted;
};

static struct end_row end_rows[] = {
	{ "end: it is", "kubelet.service", ".service", true },
	{ "end: the whole text", ".service", ".service", true },
	{ "end: nothing", "x", "", true },
	{ "end: another", "kubelet.slice", ".service", false },
	{ "end: in the middle", "kubelet.service.d", ".service", false },
	{ "end: longer than the text", "service", ".service", false },
};

static void test_end(void **state)
{
	const struct end_row *row = *state;

	assert_int_equal(kp_text_has_end(row->text, row->end), row->wanted);
}

static void test_basename(void **state)
{
	const struct path_row *row = *state;

	assert_string_equal(kp_text_basename(row->path), row->wanted);
}

static struct path_row trim_rows[] = {
	{ "trim nothing", "a b", "a b" },
	{ "trim the begin", "  a", "a" },
	{ "trim the end", "a  ", "a" },
	{ "trim both", " \t\n\v\f\ra b\r\f\v\n\t ", "a b" },
	{ "trim all", " \t ", "" },
	{ "trim an empty text", "", "" },
	{ "keep other controls", "\1a\1", "\1a\1" },
	{ "keep bytes beyond ASCII",
	  "\xA0"
	  "a\x85",
	  "\xA0"
	  "a\x85" },
};

static void test_trim(void **state)
{
	const struct path_row *row = *state;
	char text[32];

	memcpy(text, row->path, strlen(row->path) + 1);
	assert_string_equal(kp_text_trim(text), row->wanted);
}

/** An array grows when it is full, and never before. */
static void test_reserve(void **state)
{
	size_t *array = NULL;
	size_t size = 0;
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	for (size_t used = 0; used < 100; used++) {
		size_t before = size;

		table_assert_ok(kp_array_reserve(&array, used, &size, sizeof(*array), &error),
				&error);
		assert_true(size > used);
		assert_true(used >= before ? size > before : size == before);
		array[used] = used;
	}
	for (size_t i = 0; i < 100; i++) {
		assert_int_equal(array[i], i);
	}
	free(array);
}

static void test_reserve_overflow(void **state)
{
	char bytes[1] = { 'x' };
	char *array = bytes;
	size_t size = SIZE_MAX / 2 + 1;
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	table_assert_failed(kp_array_reserve(&array, size, &size, 1, &error), &error, KP_ERR_NOMEM,
			    0, "out of memory");
	assert_ptr_equal(array, bytes);
	assert_int_equal(size, SIZE_MAX / 2 + 1);
	size = 8;
	table_assert_failed(kp_array_reserve(&array, 8, &size, SIZE_MAX / 10, &error), &error,
			    KP_ERR_NOMEM, 0, "out of memory");
	assert_ptr_equal(array, bytes);
	assert_int_equal(size, 8);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_additions),
		TABLE_ONE(test_nothing),
		TABLE_ONE(test_nul),
		TABLE_ONE(test_growth),
		TABLE_ONE(test_impossible),
		TABLE_ROWS(test_format, format_rows),
		TABLE_ONE(test_dup),
		TABLE_ROWS(test_basename, basename_rows),
		TABLE_ROWS(test_end, end_rows),
		TABLE_ROWS(test_trim, trim_rows),
		TABLE_ONE(test_reserve),
		TABLE_ONE(test_reserve_overflow),
	};

	return TABLE_MAIN(tables);
}
