/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "files/root.h"
#include "fixture.h"
#include "table.h"

static const char tree[] = "etc/kubelet.yaml: x\n"
			   "etc/empty:\n"
			   "etc/dir/\n"
			   "relative -> etc/kubelet.yaml\n"
			   "absolute -> /etc/kubelet.yaml\n"
			   "dir-link -> etc/dir\n"
			   "pipe-link -> pipe\n"
			   "loop -> loop\n"
			   "dangling -> nothing\n"
			   "pipe |\n";

/** The number of open descriptors. */
static size_t count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t count = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL) {
		count++;
	}
	(void)closedir(dir);
	return count;
}

struct row {
	const char *name;
	const char *path;
	size_t limit;
	const char *content; /* NULL if it fails */
	enum kp_status status;
	const char *says;
};

#define CONTENT(content)    (content), KP_OK, NULL
#define FAILS(status, says) NULL, (status), (says)

/* clang-format off */
static struct row rows[] = {
	{ "a file", "/etc/kubelet.yaml", 100, CONTENT("x\n") },
	{ "just as long as the limit", "/etc/kubelet.yaml", 2, CONTENT("x\n") },
	{ "one byte longer than the limit", "/etc/kubelet.yaml", 1, FAILS(KP_ERR_LIMIT, "/etc/kubelet.yaml is larger than the limit of 1 bytes") },
	{ "an empty file", "/etc/empty", 100, CONTENT("") },
	{ "an empty file and no room", "/etc/empty", 0, CONTENT("") },
	{ "a relative link", "/relative", 100, CONTENT("x\n") },
	{ "an absolute link", "/absolute", 100, CONTENT("x\n") },
	{ "upwards beyond the root", "/../etc/kubelet.yaml", 100, CONTENT("x\n") },
	{ "a directory", "/etc", 100, FAILS(KP_ERR_SYNTAX, "/etc is a directory, not a regular file") },
	{ "the root", "/", 100, FAILS(KP_ERR_SYNTAX, "a directory") },
	{ "a link to a directory", "/dir-link", 100, FAILS(KP_ERR_SYNTAX, "a directory") },
	{ "a FIFO, which nobody writes to", "/pipe", 100, FAILS(KP_ERR_SYNTAX, "/pipe is a FIFO, not a regular file") },
	{ "a link to a FIFO", "/pipe-link", 100, FAILS(KP_ERR_SYNTAX, "a FIFO") },
	{ "a socket", "/socket", 100, FAILS(KP_ERR_SYNTAX, "/socket is a socket, not a regular file") },
	{ "not there", "/etc/missing", 100, FAILS(KP_ERR_NOENT, "cannot open /etc/missing: No such file") },
	{ "below a file", "/etc/kubelet.yaml/x", 100, FAILS(KP_ERR_NOENT, "Not a directory") },
	{ "a link to nothing", "/dangling", 100, FAILS(KP_ERR_NOENT, "No such file") },
	{ "a link to itself", "/loop", 100, FAILS(KP_ERR_IO, "symbolic links") },
};

/* clang-format on */

/** Read a file of a tree as the row says. */
static void assert_read(int root_fd, const struct row *row)
{
	uint8_t *buf = TABLE_UNTOUCHED;
	size_t len = TABLE_UNTOUCHED_NUMBER;
	struct timespec changed = { .tv_sec = TABLE_UNTOUCHED_NUMBER };
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_root_read_beneath(root_fd, row->path, row->limit, &buf, &len, &changed, &error);
	if (row->content != NULL) {
		table_assert_ok(status, &error);
		assert_int_equal(len, strlen(row->content));
		assert_memory_equal(buf, row->content, len + 1);
		free(buf);
		return;
	}
	table_assert_failed(status, &error, row->status, 0, row->says);
	assert_ptr_equal(buf, TABLE_UNTOUCHED);
	assert_int_equal(len, TABLE_UNTOUCHED_NUMBER);
	assert_int_equal(changed.tv_sec, TABLE_UNTOUCHED_NUMBER);
}

static void test_row(void **state)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct fixture fixture;
	size_t fds;

	fixture_build(&fixture, tree);
	assert_true(snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket",
			     fixture.path) < (int)sizeof(address.sun_path));
	assert_int_equal(bind(socket_fd, (struct sockaddr *)&address, sizeof(address)), 0);
	fds = count_fds();
	assert_read(fixture.fd, *state);
	assert_int_equal(count_fds(), fds);
	assert_int_equal(close(socket_fd), 0);
}

/** Files of the running system, from its root. */
/* clang-format off */
static struct row system_rows[] = {
	{ "the null device", "/dev/null", 100, FAILS(KP_ERR_SYNTAX, "/dev/null is a device, not a regular file") },
	{ "the zero device, which never ends", "/dev/zero", 100, FAILS(KP_ERR_SYNTAX, "a device") },
	{ "a file of a procfs", "/proc/1/status", 100000, FAILS(KP_ERR_UNSUPPORTED, "file system of the kernel") },
	{ "a directory of a procfs", "/proc/1", 100000, FAILS(KP_ERR_SYNTAX, "a directory") },
};

/* clang-format on */

static void test_system(void **state)
{
	int root_fd = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);

	assert_true(root_fd >= 0);
	assert_read(root_fd, *state);
	assert_int_equal(close(root_fd), 0);
}

/** What may not be read is not absent. */
static void test_unreadable(void **state)
{
	struct row row = { "", "/secret", 100, FAILS(KP_ERR_PERM, "/secret: Permission denied") };
	struct row below = { "", "/closed/x", 100,
			     FAILS(KP_ERR_PERM, "/closed/x: Permission denied") };
	struct fixture fixture;

	(void)state;
	if (geteuid() == 0) {
		skip();
	}
	fixture_build(&fixture, "secret: x\nclosed/x: y\n");
	assert_int_equal(fchmodat(fixture.fd, "secret", 0, 0), 0);
	assert_int_equal(fchmodat(fixture.fd, "closed", 0, 0), 0);
	assert_read(fixture.fd, &row);
	assert_read(fixture.fd, &below);
	assert_int_equal(fchmodat(fixture.fd, "closed", 0700, 0), 0);
}

/** Files as large as the buffer is on its way, one byte less and one more. */
struct size_row {
	const char *name;
	size_t len;
};

static struct size_row size_rows[] = {
	{ "4095 bytes", 4095 },   { "4096 bytes", 4096 },     { "4097 bytes", 4097 },
	{ "8191 bytes", 8191 },   { "8192 bytes", 8192 },     { "8193 bytes", 8193 },
	{ "16384 bytes", 16384 }, { "65536 bytes", 1 << 16 }, { "a million bytes", 1000003 },
};

static void test_size(void **state)
{
	const struct size_row *row = *state;
	char *bytes = malloc(row->len);
	uint8_t *buf = NULL;
	size_t len = 0;
	struct timespec changed;
	struct fixture fixture;
	struct kp_error error;

	assert_non_null(bytes);
	for (size_t i = 0; i < row->len; i++) {
		bytes[i] = (char)(i * 7 % 251);
	}
	fixture_build(&fixture, "");
	fixture_write(&fixture, "f", bytes, row->len);
	table_error_prepare(&error);
	table_assert_ok(
		kp_root_read_beneath(fixture.fd, "/f", row->len, &buf, &len, &changed, &error),
		&error);
	assert_int_equal(len, row->len);
	assert_memory_equal(buf, bytes, len);
	assert_int_equal(buf[len], 0);
	free(buf);
	buf = TABLE_UNTOUCHED;
	table_assert_failed(
		kp_root_read_beneath(fixture.fd, "/f", row->len - 1, &buf, &len, &changed, &error),
		&error, KP_ERR_LIMIT, 0, "/f is larger than the limit");
	assert_ptr_equal(buf, TABLE_UNTOUCHED);
	free(bytes);
}

/** A file was changed when it was written, or when it came to where it is. */
static void test_changed(void **state)
{
	const struct timespec past[2] = { { .tv_sec = 1000000 }, { .tv_sec = 1000000 } };
	struct timespec before = { 0 };
	struct timespec changed = { 0 };
	struct fixture fixture;
	uint8_t *buf = NULL;
	struct stat st;
	size_t len;

	(void)state;
	(void)clock_gettime(CLOCK_REALTIME_COARSE, &before);
	fixture_build(&fixture, "f: x\n");
	/* A modification time can be set back; that it was set cannot be hidden. */
	assert_int_equal(utimensat(fixture.fd, "f", past, 0), 0);
	assert_int_equal(kp_root_read_beneath(fixture.fd, "/f", 10, &buf, &len, &changed, NULL),
			 KP_OK);
	free(buf);
	assert_true(changed.tv_sec >= before.tv_sec);
	assert_int_equal(fstatat(fixture.fd, "f", &st, 0), 0);
	assert_memory_equal(&changed, &st.st_ctim, sizeof(changed));
	/* A link on the way is newer than what it leads to. */
	(void)nanosleep(&(const struct timespec){ .tv_nsec = 20000000 }, NULL);
	assert_int_equal(symlinkat("f", fixture.fd, "l"), 0);
	assert_int_equal(kp_root_read_beneath(fixture.fd, "/l", 10, &buf, &len, &changed, NULL),
			 KP_OK);
	free(buf);
	assert_int_equal(fstatat(fixture.fd, "l", &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_memory_equal(&changed, &st.st_ctim, sizeof(changed));
}

/** Read when a file was changed, or what is on the way to it. */
static struct timespec changed_at(const struct fixture *fixture, const char *path)
{
	struct timespec changed = { 0 };
	uint8_t *buf = NULL;
	size_t len;

	assert_int_equal(kp_root_read_beneath(fixture->fd, path, 10, &buf, &len, &changed, NULL),
			 KP_OK);
	free(buf);
	return changed;
}

/** What becomes of a directory on the way to a file. */
static struct way_row {
	const char *name;
	const char *from; /* a renaming */
	const char *to;
	const char *path;    /* of the file */
	const char *changed; /* what tells when it was changed */
} way_rows[] = {
	{ "way: a directory renamed", "a", "n", "/n/b/f", "n" },
	{ "way: a directory further down renamed", "a/b", "a/n", "/a/n/f", "a/n" },
	{ "way: another entry renamed", "a/other", "a/n", "/a/b/f", "a/b/f" },
	{ "way: the directory of a link renamed", "a", "n", "/to-b/f", "n" },
	{ "way: the file renamed", "a/b/f", "a/b/n", "/a/b/n", "a/b/n" },
};

static void test_way(void **state)
{
	const struct way_row *row = *state;
	struct timespec changed;
	struct fixture fixture;
	struct stat st;

	fixture_build(&fixture, "a/b/f: x\na/other:\nto-b -> n/b\n");
	(void)nanosleep(&(const struct timespec){ .tv_nsec = 20000000 }, NULL);
	assert_int_equal(renameat(fixture.fd, row->from, fixture.fd, row->to), 0);
	changed = changed_at(&fixture, row->path);
	assert_int_equal(fstatat(fixture.fd, row->changed, &st, AT_SYMLINK_NOFOLLOW), 0);
	assert_memory_equal(&changed, &st.st_ctim, sizeof(changed));
}

/** Directories below another root. */
struct list_row {
	const char *name;
	const char *path;
	size_t limit;
	const char
		*wanted; /* names, with a slash behind directories, each with a blank behind it */
	enum kp_status status;
	const char *says;
};

/* clang-format off */
static struct list_row list_rows[] = {
	{ "list: a directory", "/d", 100, ".conf 10.conf 9.conf B.conf a/ a.conf b.conf dir-link file-link pipe \xC3\xA9 ", KP_OK, NULL },
	{ "list: just as many", "/d", 11, ".conf 10.conf 9.conf B.conf a/ a.conf b.conf dir-link file-link pipe \xC3\xA9 ", KP_OK, NULL },
	{ "list: one too many", "/d", 10, NULL, KP_ERR_LIMIT, "/d has more than the limit of 10 entries" },
	{ "list: an empty directory", "/empty", 0, "", KP_OK, NULL },
	{ "list: a link to a directory", "/link", 100, "", KP_OK, NULL },
	{ "list: a file", "/d/a.conf", 100, NULL, KP_ERR_NOENT, "/d/a.conf" },
	{ "list: a FIFO", "/d/pipe", 100, NULL, KP_ERR_NOENT, "/d/pipe" },
	{ "list: not there", "/missing", 100, NULL, KP_ERR_NOENT, "/missing" },
};

/* clang-format on */

static void test_list(void **state)
{
	const struct list_row *row = *state;
	struct kp_entries entries = { 0 };
	struct kp_text found = { 0 };
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;
	size_t fds;

	fixture_build(&fixture,
		      "d/b.conf: x\nd/a.conf: x\nd/a/inner: x\nd/10.conf: x\nd/9.conf: x\n"
		      "d/B.conf: x\nd/.conf: x\nd/\xC3\xA9: x\nd/dir-link -> a\n"
		      "d/file-link -> a.conf\nd/pipe |\nempty/\nlink -> empty\n");
	fds = count_fds();
	table_error_prepare(&error);
	status = kp_root_list_beneath(fixture.fd, row->path, row->limit, &entries, &error);
	assert_int_equal(count_fds(), fds);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, 0, row->says);
		kp_entries_done(&entries);
		return;
	}
	table_assert_ok(status, &error);
	kp_text_add_str(&found, "");
	for (size_t i = 0; i < entries.count; i++) {
		kp_text_add_str(&found, entries.items[i].name);
		assert_int_equal(entries.items[i].is_link,
				 strstr(entries.items[i].name, "-link") != NULL);
		kp_text_add_str(&found, entries.items[i].is_dir ? "/ " : " ");
	}
	assert_string_equal(found.bytes, row->wanted);
	assert_true(entries.changed.tv_sec > 0);
	kp_text_done(&found);
	kp_entries_done(&entries);
	assert_int_equal(entries.count, 0);
	assert_null(entries.items);
}

static void test_lstat(void **state)
{
	struct fixture fixture;
	struct kp_error error;
	struct stat st = { .st_size = TABLE_UNTOUCHED_NUMBER };

	(void)state;
	fixture_build(&fixture, tree);
	table_error_prepare(&error);
	table_assert_ok(kp_root_lstat_beneath(fixture.fd, "/dir-link", &st, &error), &error);
	assert_true(S_ISLNK(st.st_mode));
	table_assert_ok(kp_root_lstat_beneath(fixture.fd, "/etc/dir", &st, &error), &error);
	assert_true(S_ISDIR(st.st_mode));
	table_assert_ok(kp_root_lstat_beneath(fixture.fd, "/loop", &st, &error), &error);
	assert_true(S_ISLNK(st.st_mode));
	st.st_size = TABLE_UNTOUCHED_NUMBER;
	table_assert_failed(kp_root_lstat_beneath(fixture.fd, "/missing", &st, &error), &error,
			    KP_ERR_NOENT, 0, "/missing");
	assert_int_equal(st.st_size, TABLE_UNTOUCHED_NUMBER);
}

/** What a link says is told as it is, from beneath the root, and not followed. */
static void test_readlink(void **state)
{
	struct fixture fixture;
	struct kp_error error;
	char *target = TABLE_UNTOUCHED;

	(void)state;
	fixture_build(&fixture, "a -> /b\nb -> ../../c d\nd/file: x\nabove -> /d\nd/e -> /f\n");
	table_error_prepare(&error);
	table_assert_failed(kp_root_readlink_beneath(fixture.fd, "/missing", &target, &error),
			    &error, KP_ERR_NOENT, 0, "/missing");
	table_assert_failed(kp_root_readlink_beneath(fixture.fd, "/d/file", &target, &error),
			    &error, KP_ERR_NOENT, 0, "/d/file");
	assert_ptr_equal(target, TABLE_UNTOUCHED);
	table_error_prepare(&error);
	table_assert_ok(kp_root_readlink_beneath(fixture.fd, "/b", &target, &error), &error);
	assert_string_equal(target, "../../c d");
	free(target);
	table_assert_ok(kp_root_readlink_beneath(fixture.fd, "/above/e", &target, &error), &error);
	assert_string_equal(target, "/f");
	free(target);
}

/** One directory twice, and what looks like it. */
static void test_same(void **state)
{
	struct fixture fixture;
	struct fixture other;
	int again;
	int inner;

	(void)state;
	fixture_build(&fixture, "d/\nup -> .\n");
	fixture_build(&other, "d/\n");
	again = openat(fixture.fd, "up", O_PATH | O_DIRECTORY | O_CLOEXEC);
	inner = openat(fixture.fd, "d", O_PATH | O_DIRECTORY | O_CLOEXEC);
	assert_true(again >= 0 && inner >= 0);
	assert_true(kp_root_is_same(fixture.fd, again));
	assert_false(kp_root_is_same(fixture.fd, inner));
	assert_false(kp_root_is_same(fixture.fd, other.fd));
	assert_false(kp_root_is_same(fixture.fd, -1));
	assert_int_equal(close(again), 0);
	assert_int_equal(close(inner), 0);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_system, system_rows),
		TABLE_ONE(test_unreadable),
		TABLE_ROWS(test_size, size_rows),
		TABLE_ONE(test_changed),
		TABLE_ROWS(test_way, way_rows),
		TABLE_ROWS(test_list, list_rows),
		TABLE_ONE(test_readlink),
		TABLE_ONE(test_lstat),
		TABLE_ONE(test_same),
	};

	return TABLE_MAIN(tables);
}
