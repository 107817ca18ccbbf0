/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "files/beneath.h"
#include "fixture.h"
#include "table.h"

static const char tree[] = "etc/kubelet.yaml: x\n"
			   "etc/dir/inner: y\n"
			   "etc/dir/deep/\n"
			   "relative -> etc/kubelet.yaml\n"
			   "absolute -> /etc/kubelet.yaml\n"
			   "etc/dir/up -> ../kubelet.yaml\n"
			   "etc/dir/far-up -> ../../../../../etc/kubelet.yaml\n"
			   "etc/back -> ..\n"
			   "dir-link -> etc/dir\n"
			   "absolute-dir -> /etc/dir\n"
			   "double -> //etc//./kubelet.yaml\n"
			   "root -> /\n"
			   "here -> .\n"
			   "chain-1 -> chain-2\n"
			   "chain-2 -> /chain-3\n"
			   "chain-3 -> etc/kubelet.yaml\n"
			   "loop -> loop\n"
			   "loop-1 -> loop-2\n"
			   "loop-2 -> loop-1\n"
			   "dangling -> nothing\n"
			   "dangling-absolute -> /nothing/at/all\n"
			   "to-file-as-dir -> etc/kubelet.yaml/\n"
			   "to-dir-as-dir -> etc/dir/\n"
			   "outside -> /tmp\n"
			   "pipe |\n";

struct row {
	const char *name;
	const char *path;
	const char *target; /* what is opened, itself; NULL if it fails */
	int sys_errno;
};

#define TO(target)       (target), 0
#define FAILS(sys_errno) NULL, (sys_errno)

/* clang-format off */
static struct row rows[] = {
	{ "a file", "/etc/kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "a file, without slash", "etc/kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "a directory", "/etc", TO("etc") },
	{ "a directory with a slash", "/etc/", TO("etc") },
	{ "a FIFO", "/pipe", TO("pipe") },
	{ "the root", "/", TO(".") },
	{ "the root by many slashes", "///", TO(".") },
	{ "the root by a dot", ".", TO(".") },
	{ "nothing", "", FAILS(ENOENT) },
	{ "double slashes", "//etc///kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "dots", "/./etc/./kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "upwards", "/etc/dir/../kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "upwards at the end", "/etc/dir/..", TO("etc") },
	{ "upwards to the root", "/etc/..", TO(".") },
	{ "upwards beyond the root", "/../../../etc/kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "upwards beyond the root from below", "/etc/dir/../../../../etc/kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "upwards alone", "..", TO(".") },
	{ "upwards through what is not there", "/missing/../etc", FAILS(ENOENT) },
	{ "upwards through a file", "/etc/kubelet.yaml/../kubelet.yaml", FAILS(ENOTDIR) },
	{ "a dot behind a file", "/etc/kubelet.yaml/.", FAILS(ENOTDIR) },
	{ "a slash behind a file", "/etc/kubelet.yaml/", FAILS(ENOTDIR) },
	{ "below a file", "/etc/kubelet.yaml/x", FAILS(ENOTDIR) },
	{ "below a FIFO", "/pipe/x", FAILS(ENOTDIR) },
	{ "not there", "/missing", FAILS(ENOENT) },
	{ "not there, below what is not there", "/missing/x", FAILS(ENOENT) },
	{ "not there, with a slash", "/missing/", FAILS(ENOENT) },
	{ "a relative link", "/relative", TO("etc/kubelet.yaml") },
	{ "an absolute link", "/absolute", TO("etc/kubelet.yaml") },
	{ "a link upwards", "/etc/dir/up", TO("etc/kubelet.yaml") },
	{ "a link upwards beyond the root", "/etc/dir/far-up", TO("etc/kubelet.yaml") },
	{ "a link to the directory above", "/etc/back/etc/kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "a link to a directory", "/dir-link/inner", TO("etc/dir/inner") },
	{ "a link to a directory, at the end", "/dir-link", TO("etc/dir") },
	{ "a link to a directory, with a slash", "/dir-link/", TO("etc/dir") },
	{ "upwards behind a link is above its target", "/dir-link/../kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "an absolute link to a directory", "/absolute-dir/deep/../inner", TO("etc/dir/inner") },
	{ "a link with double slashes and dots", "/double", TO("etc/kubelet.yaml") },
	{ "a link to the root", "/root/etc/kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "a link to the root, often", "/root/root/root/etc", TO("etc") },
	{ "a link to its own directory", "/here/here/etc", TO("etc") },
	{ "a link of links", "/chain-1", TO("etc/kubelet.yaml") },
	{ "a link to itself", "/loop", FAILS(ELOOP) },
	{ "a link to itself, and on", "/loop/x", FAILS(ELOOP) },
	{ "links in a circle", "/loop-1", FAILS(ELOOP) },
	{ "a link to nothing", "/dangling", FAILS(ENOENT) },
	{ "an absolute link to nothing", "/dangling-absolute", FAILS(ENOENT) },
	{ "a link to a file as if it were a directory", "/to-file-as-dir", FAILS(ENOTDIR) },
	{ "a link to a directory with a slash", "/to-dir-as-dir/inner", TO("etc/dir/inner") },
	{ "a link to what exists outside alone", "/outside", FAILS(ENOENT) },
	{ "a link to a file, and on", "/relative/x", FAILS(ENOTDIR) },
	{ "a procfs that is not there", "/proc/self/root", FAILS(ENOENT) },
};
/* clang-format on */

/** The same, where a link at the end is opened itself. */
/* clang-format off */
static struct row link_rows[] = {
	{ "itself: a file", "/etc/kubelet.yaml", TO("etc/kubelet.yaml") },
	{ "itself: the root", "/", TO(".") },
	{ "itself: a link", "/relative", TO("relative") },
	{ "itself: an absolute link", "/absolute-dir", TO("absolute-dir") },
	{ "itself: a link to nothing", "/dangling", TO("dangling") },
	{ "itself: a link to itself", "/loop", TO("loop") },
	{ "itself: a link behind a link", "/dir-link/up", TO("etc/dir/up") },
	{ "itself: a link with a slash is followed", "/dir-link/", TO("etc/dir") },
	{ "itself: a link with a dot is followed", "/dir-link/.", TO("etc/dir") },
	{ "itself: not there", "/missing", FAILS(ENOENT) },
	{ "itself: behind a link to itself", "/loop/x", FAILS(ELOOP) },
	{ "itself: a slash behind a file", "/etc/kubelet.yaml/", FAILS(ENOTDIR) },
};
/* clang-format on */

typedef enum kp_status open_function(int root_fd, const char *path, int *ret_fd,
				     struct kp_error *reterr);

/** A way to open a path, for the message of a failure. */
struct way {
	const char *name;
	open_function *open;
};

/** The descriptor refers to an entry of the tree itself, for looking only. */
static void assert_opened(const char *way, int fd, int dir_fd, const char *target)
{
	struct stat opened;
	struct stat wanted;

	assert_int_equal(fstat(fd, &opened), 0);
	assert_int_equal(fstatat(dir_fd, target, &wanted, AT_SYMLINK_NOFOLLOW), 0);
	if (opened.st_ino != wanted.st_ino || opened.st_dev != wanted.st_dev) {
		fail_msg("%s: something else than %s", way, target);
	}
	assert_true((fcntl(fd, F_GETFL) & O_PATH) != 0);
	assert_true((fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
}

static void assert_way(const struct way *way, int root_fd, const struct row *row)
{
	int fd = TABLE_UNTOUCHED_NUMBER;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = way->open(root_fd, row->path, &fd, &error);
	if (row->target != NULL) {
		if (status != KP_OK) {
			fail_msg("%s: %s", way->name, error.message);
		}
		table_assert_error_untouched(&error);
		assert_opened(way->name, fd, root_fd, row->target);
		assert_int_equal(close(fd), 0);
		return;
	}
	if (status == KP_OK || error.sys_errno != row->sys_errno) {
		fail_msg("%s: \"%s\" instead of \"%s\"", way->name,
			 status == KP_OK ? "success" : error.message, strerror(row->sys_errno));
	}
	assert_int_equal(error.status, status);
	table_assert_contains(error.message, "cannot open ");
	assert_int_equal(fd, TABLE_UNTOUCHED_NUMBER);
}

static void assert_ways(const struct way *ways, const struct row *row)
{
	struct fixture fixture;

	fixture_build(&fixture, tree);
	for (size_t i = 0; i < 2; i++) {
		assert_way(&ways[i], fixture.fd, row);
	}
}

static void test_row(void **state)
{
	static const struct way ways[] = { { "openat2", kp_beneath_open },
					   { "by hand", kp__beneath_walk } };

	assert_ways(ways, *state);
}

static void test_link(void **state)
{
	static const struct way ways[] = { { "openat2", kp_beneath_open_link },
					   { "by hand", kp__beneath_walk_link } };

	assert_ways(ways, *state);
}

/** As many links as the kernel follows, and one more. */
static void test_links(void **state)
{
	struct row fits = { "", "/l40", TO("l0") };
	struct row loops = { "", "/l41", FAILS(ELOOP) };
	static const struct way ways[] = { { "openat2", kp_beneath_open },
					   { "by hand", kp__beneath_walk } };
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, "l0: x\n");
	for (int i = 1; i <= 41; i++) {
		char name[8];
		char target[8];

		(void)snprintf(name, sizeof(name), "l%d", i);
		(void)snprintf(target, sizeof(target), "l%d", i - 1);
		assert_int_equal(symlinkat(target, fixture.fd, name), 0);
	}
	for (size_t i = 0; i < 2; i++) {
		assert_way(&ways[i], fixture.fd, &fits);
		assert_way(&ways[i], fixture.fd, &loops);
	}
}

/** A path of that many directories. @return caller-owned */
static char *make_path(const char *component, size_t count)
{
	struct kp_text text = { 0 };
	char *path = NULL;

	for (size_t i = 0; i < count; i++) {
		kp_text_add_char(&text, '/');
		kp_text_add_str(&text, component);
	}
	assert_int_equal(kp_text_finish(&text, &path, NULL), KP_OK);
	return path;
}

/** Deep, but no deeper than any configuration is. */
static void test_deep(void **state)
{
	static const struct way ways[] = { { "openat2", kp_beneath_open },
					   { "by hand", kp__beneath_walk } };
	struct row row = { .name = "" };
	char *path = make_path("d", 100);
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, "");
	fixture_write(&fixture, path + 1, "x", 1);
	row.path = path;
	row.target = path + 1;
	for (size_t i = 0; i < 2; i++) {
		assert_way(&ways[i], fixture.fd, &row);
	}
	free(path);
}

/** By hand there is an end, which is an error and no other file. */
static void test_too_deep(void **state)
{
	static const struct way way = { "by hand", kp__beneath_walk };
	struct row row = { .name = "", .sys_errno = ENAMETOOLONG };
	char *path = make_path("d", 200);
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, "");
	fixture_write(&fixture, path + 1, "x", 1);
	row.path = path;
	assert_way(&way, fixture.fd, &row);
	free(path);
}

struct length_row {
	const char *name;
	size_t component; /* length of each */
	size_t count;
	int sys_errno;
};

static struct length_row length_rows[] = {
	{ "the longest name", NAME_MAX, 1, ENOENT },
	{ "a name too long", NAME_MAX + 1, 1, ENAMETOOLONG },
	{ "a name far too long", 4000, 1, ENAMETOOLONG },
	{ "a path just not too long", 126, 32, ENOENT },
	{ "a path too long", 127, 32, ENAMETOOLONG },
	{ "a path far too long", 200, 100, ENAMETOOLONG },
};

static void test_length(void **state)
{
	static const struct way ways[] = { { "openat2", kp_beneath_open },
					   { "by hand", kp__beneath_walk } };
	const struct length_row *length = *state;
	struct row row = { .name = "", .sys_errno = length->sys_errno };
	char *component = calloc(length->component + 1, 1);
	struct fixture fixture;
	char *path;

	assert_non_null(component);
	memset(component, 'x', length->component);
	path = make_path(component, length->count);
	row.path = path;
	fixture_build(&fixture, "");
	for (size_t i = 0; i < 2; i++) {
		assert_way(&ways[i], fixture.fd, &row);
	}
	free(path);
	free(component);
}

/** Links of a procfs that are doors to somewhere else are closed, whoever asks. */
struct magic_row {
	const char *name;
	const char *path; /* below the directory of this process in /proc */
};

static struct magic_row magic_rows[] = {
	{ "magic: the root directory", "root" },
	{ "magic: below the root directory", "root/etc" },
	{ "magic: the working directory", "cwd" },
	{ "magic: the executable", "./exe" }, /* valgrind answers for /proc/PID/exe */
	{ "magic: an open file", "fd/0" },
	{ "magic: a name space", "ns/mnt" },
};

static void test_magic(void **state)
{
	static const struct way ways[] = { { "openat2", kp_beneath_open },
					   { "by hand", kp__beneath_walk } };
	const struct magic_row *magic = *state;
	struct row row = { .name = "", .sys_errno = ELOOP };
	char path[64];
	int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	assert_true(root_fd >= 0);
	(void)snprintf(path, sizeof(path), "/proc/%ld/%s", (long)getpid(), magic->path);
	row.path = path;
	for (size_t i = 0; i < 2; i++) {
		assert_way(&ways[i], root_fd, &row);
	}
	assert_int_equal(close(root_fd), 0);
}

/** A tree with a link into a procfs of its own does not help either. */
static void test_magic_by_link(void **state)
{
	static const struct way ways[] = { { "openat2", kp_beneath_open },
					   { "by hand", kp__beneath_walk } };
	struct fixture fixture;
	struct row row = { .name = "", .sys_errno = ELOOP };
	char path[128];
	char text[128];
	int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	(void)state;
	assert_true(root_fd >= 0);
	(void)snprintf(text, sizeof(text), "link -> /proc/%ld/root\n", (long)getpid());
	fixture_build(&fixture, text);
	(void)snprintf(path, sizeof(path), "%s/link/etc", fixture.path);
	row.path = path;
	for (size_t i = 0; i < 2; i++) {
		assert_way(&ways[i], root_fd, &row);
	}
	assert_int_equal(close(root_fd), 0);
}

/** The path of what is opened. */
static void test_resolve(void **state)
{
	const struct row *row = *state;
	char *path = TABLE_UNTOUCHED;
	char wanted[64] = "/";
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build(&fixture, tree);
	table_error_prepare(&error);
	status = kp_beneath_resolve(fixture.fd, row->path, &path, &error);
	if (row->target == NULL) {
		assert_int_not_equal(status, KP_OK);
		assert_int_equal(error.sys_errno, row->sys_errno);
		assert_ptr_equal(path, TABLE_UNTOUCHED);
		return;
	}
	table_assert_ok(status, &error);
	if (strcmp(row->target, ".") != 0) {
		(void)snprintf(wanted, sizeof(wanted), "/%s", row->target);
	}
	assert_string_equal(path, wanted);
	free(path);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_resolve, rows),
		TABLE_ROWS(test_link, link_rows),
		TABLE_ONE(test_links),
		TABLE_ONE(test_deep),
		TABLE_ONE(test_too_deep),
		TABLE_ROWS(test_length, length_rows),
		TABLE_ROWS(test_magic, magic_rows),
		TABLE_ONE(test_magic_by_link),
	};

	return TABLE_MAIN(tables);
}
