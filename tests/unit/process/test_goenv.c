/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "process/goenv.h"
#include "table.h"

static const uint8_t block[] = "A=1\0EMPTY=\0SNAP_DATA=/var/snap/microk8s/9072\0A=2\0AB=3\0none\0"
			       "C=x=y\0=D\0D=$A\0*=star\0_9=z";
static const struct kp_goenv env = { block, sizeof(block) - 1 };

struct row {
	const char *name; /* the text */
	const char *wanted;
};

/* What Go 1.15 to 1.24 makes of it: os.ExpandEnv. */
static struct row rows[] = {
	{ "--v=2", "--v=2" },
	{ "", "" },
	{ "$A", "1" },
	{ "${A}", "1" },
	{ "--x=${SNAP_DATA}/args", "--x=/var/snap/microk8s/9072/args" },
	{ "$SNAP_DATA/args:$A", "/var/snap/microk8s/9072/args:1" },
	{ "$AB", "3" },
	{ "${A}B", "1B" },
	{ "$A-B", "1-B" },
	{ "$NOT", "" },
	{ "a${NOT}b", "ab" },
	{ "$EMPTY", "" },
	{ "$C", "x=y" },
	{ "$D", "$A" }, /* once only */
	{ "$_9", "z" },
	{ "${C=x}", "" },
	{ "$", "$" },
	{ "a$", "a$" },
	{ "$/x", "$/x" },
	{ "$=x", "$=x" },
	{ "$ x", "$ x" },
	{ "$$A", "A" },
	{ "$*x", "starx" },
	{ "${*}x", "starx" },
	{ "$1A", "A" },
	{ "$-", "" },
	{ "${}x", "x" },
	{ "${A", "A" },
	{ "${", "" },
	{ "${none}", "" },
	{ "${A B}", "" },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_text out = { 0 };
	struct kp_error error;
	char *text = NULL;

	table_error_prepare(&error);
	table_assert_ok(kp_goenv_expand(&env, row->name, 100, &out, &error), &error);
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	assert_string_equal(text, row->wanted);
	free(text);
}

static void test_find(void **state)
{
	(void)state;
	assert_string_equal(kp_goenv_find(&env, "A", 1), "1");
	assert_string_equal(kp_goenv_find(&env, "ABC", 2), "3");
	assert_string_equal(kp_goenv_find(&env, "EMPTY", 5), "");
	assert_null(kp_goenv_find(&env, "", 0));
	assert_null(kp_goenv_find(&env, "EMPT", 4));
	assert_null(kp_goenv_find(&env, "C=x", 3));
	assert_null(kp_goenv_find(&(struct kp_goenv){ 0 }, "A", 1));
}

static void test_limit(void **state)
{
	struct kp_text out = { 0 };
	struct kp_error error;

	(void)state;
	assert_int_equal(kp_goenv_expand(&env, "$SNAP_DATA", 23, &out, NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_failed(kp_goenv_expand(&env, "$A", 23, &out, &error), &error, KP_ERR_LIMIT, 0,
			    "the text has more than the limit of 23 bytes");
	kp_text_done(&out);
}

/** An environment that cannot be read is not an empty one. */
static void test_unreadable(void **state)
{
	static const struct kp_goenv unread = { 0 };
	struct kp_text out = { 0 };
	struct kp_error error;
	char *text = NULL;

	(void)state;
	assert_int_equal(kp_goenv_expand(&unread, "a$/${}$", 10, &out, NULL), KP_OK);
	assert_int_equal(kp_text_finish(&out, &text, NULL), KP_OK);
	assert_string_equal(text, "a$/$");
	free(text);
	table_error_prepare(&error);
	table_assert_failed(kp_goenv_expand(&unread, "a${SNAP}", 10, &out, &error), &error,
			    KP_ERR_UNSUPPORTED, 0,
			    "the environment, which $SNAP is taken from, cannot be read");
	kp_text_done(&out);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_find),
		TABLE_ONE(test_limit),
		TABLE_ONE(test_unreadable),
	};

	return TABLE_MAIN(tables);
}
