/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "systemd/unit_name.h"
#include "table.h"

#define LONG_32  "0123456789abcdef0123456789abcdef"
#define LONG_224 LONG_32 LONG_32 LONG_32 LONG_32 LONG_32 LONG_32 LONG_32

struct row {
	const char *name;
	const char *text;
	enum kp_unit_name_kind kind;
	const char *shorter; /* the prefixes that are tried, with a comma behind each */
};

static struct row rows[] = {
	{ "plain", "kubelet.service", KP_UNIT_NAME_PLAIN, "" },
	{ "a template", "kubelet@.service", KP_UNIT_NAME_TEMPLATE, "" },
	{ "an instance", "kubelet@a.service", KP_UNIT_NAME_INSTANCE, "" },
	{ "an instance with @", "kubelet@a@b.service", KP_UNIT_NAME_INSTANCE, "" },
	{ "all characters", "aZ9:-_.\\x.service", KP_UNIT_NAME_PLAIN, "aZ9:-," },
	{ "another suffix", "kubelet.socket", KP_UNIT_NAME_INVALID, NULL },
	{ "no suffix", "kubelet", KP_UNIT_NAME_INVALID, NULL },
	{ "the suffix alone", ".service", KP_UNIT_NAME_INVALID, NULL },
	{ "no prefix", "@a.service", KP_UNIT_NAME_INVALID, NULL },
	{ "a slash", "a/b.service", KP_UNIT_NAME_INVALID, NULL },
	{ "a blank", "a b.service", KP_UNIT_NAME_INVALID, NULL },
	{ "the longest", LONG_224 "0123456789abcdef0123456.service", KP_UNIT_NAME_PLAIN, "" },
	{ "too long", LONG_224 "0123456789abcdef01234567.service", KP_UNIT_NAME_INVALID, NULL },
	{ "a dash", "foo-bar.service", KP_UNIT_NAME_PLAIN, "foo-," },
	{ "two dashes", "foo-bar-baz.service", KP_UNIT_NAME_PLAIN, "foo-bar-,foo-," },
	{ "a dash at the end", "foo-bar-.service", KP_UNIT_NAME_PLAIN, "foo-," },
	{ "dashes in a row", "foo--bar.service", KP_UNIT_NAME_PLAIN, "foo--,foo-," },
	{ "a dash at the begin", "-foo.service", KP_UNIT_NAME_PLAIN, "" },
	{ "a dash of an instance", "foo@a-b.service", KP_UNIT_NAME_INSTANCE, "" },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_text out = { 0 };
	char *shorter = NULL;
	size_t len = kp_unit_name_prefix_len(row->text);

	assert_int_equal(kp_unit_name_kind(row->text), row->kind);
	if (row->shorter == NULL) {
		return;
	}
	while ((len = kp_unit_name_shorten(row->text, len)) > 0) {
		kp_text_add(&out, row->text, len);
		kp_text_add_char(&out, ',');
	}
	assert_int_equal(kp_text_finish(&out, &shorter, NULL), KP_OK);
	assert_string_equal(shorter, row->shorter);
	free(shorter);
}

struct unescape_row {
	const char *name;
	const char *text;
	const char *wanted; /* NULL if there is no answer */
};

static struct unescape_row unescape_rows[] = {
	{ "plain", "abc", "abc" },
	{ "a dash", "a-b", "a/b" },
	{ "an escape", "a\\x2db\\x2D", "a-b-" },
	{ "another escape", "a\\n", NULL },
	{ "too short", "\\x2", NULL },
	{ "no digit", "\\x2g", NULL },
};

static void test_unescape(void **state)
{
	const struct unescape_row *row = *state;
	struct kp_text out = { 0 };
	char *text = NULL;

	assert_int_equal(kp_unit_name_unescape(&out, row->text, strlen(row->text)),
			 row->wanted != NULL);
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	assert_string_equal(text, row->wanted == NULL ? "" : row->wanted);
	free(text);
}

static void test_template(void **state)
{
	char *name = NULL;

	(void)state;
	assert_int_equal(kp_unit_name_template("a-b@c-d.service", &name, NULL), KP_OK);
	assert_string_equal(name, "a-b@.service");
	free(name);
	assert_int_equal(kp_unit_name_build("a-", 2, "x@c-d.service", &name, NULL), KP_OK);
	assert_string_equal(name, "a-@c-d.service");
	free(name);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_unescape, unescape_rows),
		TABLE_ONE(test_template),
	};

	return TABLE_MAIN(tables);
}
