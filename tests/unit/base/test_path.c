/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "base/path.h"
#include "table.h"

struct row {
	const char *name;
	const char *cwd;
	const char *path;
	const char *wanted;
};

static struct row rows[] = {
	{ "an absolute path", "/cwd", "/etc/kubelet.yaml", "/etc/kubelet.yaml" },
	{ "a relative path", "/cwd", "kubelet.yaml", "/cwd/kubelet.yaml" },
	{ "a relative path with a directory", "/cwd", "a/b.yaml", "/cwd/a/b.yaml" },
	{ "below the root", "/", "kubelet.yaml", "/kubelet.yaml" },
	{ "a dot at the begin", "/cwd", "./a", "/cwd/a" },
	{ "a dot in the middle", "/cwd", "/a/./b", "/a/b" },
	{ "a dot at the end", "/cwd", "/a/.", "/a" },
	{ "a dot alone", "/cwd", ".", "/cwd" },
	{ "up at the begin", "/cwd/sub", "../a", "/cwd/a" },
	{ "up in the middle", "/cwd", "/a/b/../c", "/a/c" },
	{ "up at the end", "/cwd", "/a/b/..", "/a" },
	{ "up to the root", "/cwd", "/a/..", "/" },
	{ "up beyond the root", "/cwd", "/../../a", "/a" },
	{ "up beyond the root from the working directory", "/cwd", "../../../a", "/a" },
	{ "up alone, below the root", "/", "..", "/" },
	{ "up through what need not exist", "/cwd", "/missing/../a", "/a" },
	{ "double slashes", "/cwd", "//a///b", "/a/b" },
	{ "a slash at the end", "/cwd", "/a/b/", "/a/b" },
	{ "slashes at the end", "/cwd", "a//", "/cwd/a" },
	{ "the root", "/cwd", "/", "/" },
	{ "many roots", "/cwd", "///", "/" },
	{ "three dots are a name", "/cwd", "/a/.../b", "/a/.../b" },
	{ "a dot before a name is its own", "/cwd", ".a", "/cwd/.a" },
	{ "two dots before a name are its own", "/cwd", "..a", "/cwd/..a" },
	{ "two dots behind a name are its own", "/cwd", "a..", "/cwd/a.." },
	{ "a working directory that is not clean", "/x/../cwd//", "a", "/cwd/a" },
	{ "blanks and bytes beyond ASCII", "/c d", "h\xC3\xA9 \n", "/c d/h\xC3\xA9 \n" },
	{ "a tilde is a name", "/cwd", "~/a", "/cwd/~/a" },
	{ "a working directory that was deleted", "/cwd (deleted)", "a", "/cwd (deleted)/a" },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	char *path = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_path_absolute(row->cwd, row->path, &path, &error), &error);
	assert_string_equal(path, row->wanted);
	free(path);
}

/** A path, and whether it goes up. */
static struct up_row {
	const char *name;
	bool goes_up;
} up_rows[] = {
	{ "", false },        { "a/b", false },     { "..a/b..", false },
	{ "a/.../b", false }, { "..", true },       { "a/..", true },
	{ "../a", true },     { "/a//../b", true }, { "./a/./b", false },
};

static void test_up(void **state)
{
	const struct up_row *row = *state;

	assert_int_equal(kp_path_goes_up(row->name), row->goes_up);
}

static struct row simplify_rows[] = {
	{ "simplify: double slashes and dots", "", "//a/./b//c/.", "/a/b/c" },
	{ "simplify: up stays", "", "/a/../b", "/a/../b" },
	{ "simplify: a slash at the end", "", "/a/", "/a" },
	{ "simplify: the root", "", "/./", "/" },
	{ "simplify: a relative path", "", "a//./b/", "a//./b/" },
};

static void test_simplify(void **state)
{
	const struct row *row = *state;
	char *path = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_path_simplify(row->path, &path, &error), &error);
	assert_string_equal(path, row->wanted);
	free(path);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_up, up_rows),
		TABLE_ROWS(test_simplify, simplify_rows),
	};

	return TABLE_MAIN(tables);
}
