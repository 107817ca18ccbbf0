/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "files/way.h"
#include "fixture.h"
#include "table.h"

/** A tree in which a directory or two, and the file, get other rights. */
struct row {
	const char *name;
	const char *path;
	const char *dir; /* NULL: none */
	mode_t mode;
	uid_t uid;
	gid_t gid;
	uid_t owned_uid;
	const char *owned; /* gets that owner; NULL: none */
	const char *says;  /* NULL if the way is good */
	mode_t file_mode;  /* of owned; 0 for a link */
	bool writers;      /* whether it is if those who may write the file may lead there */
};

#define FINE  NULL, 0, true
#define NOONE 0, NULL

static const char tree[] = "etc/conf: x\n"
			   "etc/link -> ../opt/x/file\n"
			   "etc/up -> ../opt/../etc/conf\n"
			   "etc/dir -> /opt/x\n"
			   "opt/x/file: x\n"
			   "opt/back -> x/file\n"
			   "tmp/file: x\n"
			   "tmp/link -> /etc/conf\n";

/* clang-format off */
static struct row rows[] = {
	{ "of root", "/etc/conf", NULL, 0, 0, 0, NOONE, FINE },
	{ "links of root", "/etc/link", NULL, 0, 0, 0, NOONE, FINE },
	{ "a group of root's", "/etc/conf", "etc", 0775, 0, 0, NOONE, FINE },
	{ "another group that may not write", "/etc/conf", "etc", 0755, 0, 567, NOONE, FINE },
	{ "off the way", "/etc/conf", "opt", 0777, 0, 0, NOONE, FINE },
	{ "open to all", "/etc/conf", "etc", 0757, 0, 0, NOONE, "/etc/conf: others than root may write to /etc (mode 757, owner 0, group 0), and so lead to another file", 0, false },
	{ "open to a group", "/etc/conf", "etc", 0775, 0, 567, NOONE, "may write to /etc (mode 775, owner 0, group 567)", 0, false },
	{ "of somebody else", "/etc/conf", "etc", 0755, 1234, 0, NOONE, "may write to /etc (mode 755, owner 1234, group 0)", 0, false },
	{ "of somebody else, read-only", "/etc/conf", "etc", 0555, 1234, 0, NOONE, "may write to /etc ", 0, false },
	{ "above it", "/opt/x/file", "opt", 0777, 0, 0, NOONE, "/opt/x/file: others than root may write to /opt ", 0, false },
	{ "the root itself", "/etc/conf", ".", 0777, 0, 0, NOONE, "may write to / (mode 777", 0, false },
	{ "where a link leads", "/etc/link", "opt/x", 0777, 0, 0, NOONE, "/etc/link: others than root may write to /opt/x ", 0, false },
	{ "on the way of a link", "/etc/link", "opt", 0777, 0, 0, NOONE, "may write to /opt ", 0, false },
	{ "where a link is", "/opt/back", "opt", 0777, 0, 0, NOONE, "may write to /opt ", 0, false },
	{ "a link to a directory", "/etc/dir/file", "opt/x", 0777, 0, 0, NOONE, "may write to /opt/x ", 0, false },
	{ "passed and left again", "/etc/up", "opt", 0777, 0, 0, NOONE, FINE },
	{ "sticky", "/tmp/file", "tmp", 01777, 0, 0, NOONE, FINE },
	{ "sticky, a link", "/tmp/link", "tmp", 01777, 0, 0, NOONE, FINE },
	{ "sticky, an entry of somebody else", "/tmp/file", "tmp", 01777, 0, 0, 1234, "tmp/file", "/tmp/file: others than root may write to /tmp (mode 1777", 0644, false },
	{ "sticky, a link of somebody else", "/tmp/link", "tmp", 01777, 0, 0, 1234, "tmp/link", "may write to /tmp ", 0, false },
	{ "sticky, of somebody else", "/tmp/file", "tmp", 01777, 1234, 0, NOONE, "may write to /tmp ", 0, false },
	{ "writers: the owner", "/opt/x/file", "opt/x", 0755, 1234, 0, 1234, "opt/x/file", "may write to /opt/x ", 0600, true },
	{ "writers: the owner of another", "/opt/x/file", "opt/x", 0755, 1234, 0, 1235, "opt/x/file", "may write to /opt/x ", 0660, false },
	{ "writers: the group", "/opt/x/file", "opt/x", 0770, 0, 567, 0, "opt/x/file", "may write to /opt/x ", 0660, true },
	{ "writers: a group that may read", "/opt/x/file", "opt/x", 0770, 0, 567, 0, "opt/x/file", "may write to /opt/x ", 0640, false },
	{ "writers: all", "/opt/x/file", "opt/x", 0777, 1234, 567, 0, "opt/x/file", "may write to /opt/x ", 0666, true },
	{ "writers: the group, but all may swap", "/opt/x/file", "opt/x", 0777, 0, 567, 0, "opt/x/file", "may write to /opt/x ", 0660, false },
};

/* clang-format on */

/** Give the tree its rights. The file has the group of the directory. */
static void prepare(struct fixture *fixture, const struct row *row)
{
	if (geteuid() != 0) {
		skip();
	}
	fixture_build(fixture, tree);
	assert_int_equal(fchmodat(fixture->fd, ".", 0755, 0), 0);
	if (row->owned != NULL) {
		assert_int_equal(fchownat(fixture->fd, row->owned, row->owned_uid, row->gid,
					  AT_SYMLINK_NOFOLLOW),
				 0);
		assert_true(row->file_mode == 0 ||
			    fchmodat(fixture->fd, row->owned, row->file_mode, 0) == 0);
	}
	if (row->dir != NULL) {
		assert_int_equal(fchownat(fixture->fd, row->dir, row->uid, row->gid, 0), 0);
		assert_int_equal(fchmodat(fixture->fd, row->dir, row->mode, 0), 0);
	}
}

static void assert_check(enum kp_status status, const struct kp_error *error, bool is_good,
			 const char *says)
{
	if (is_good) {
		table_assert_ok(status, error);
	} else {
		table_assert_failed(status, error, KP_ERR_UNSUPPORTED, 0, says);
	}
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_way way = KP_WAY_NONE;
	struct fixture fixture;
	struct kp_error error;

	prepare(&fixture, row);
	table_error_prepare(&error);
	table_assert_ok(kp_way_open(fixture.fd, row->path, &way, &error), &error);
	assert_check(kp_way_check(&way, row->path, &error), &error, row->says == NULL, row->says);
	table_error_prepare(&error);
	assert_check(kp_way_check_writers(&way, row->path, &error), &error, row->writers,
		     row->says);
	kp_way_done(&way);
	assert_int_equal(way.end.fd, -1);
}

/** user::rwx, user:1234:rwx, group::r-x, mask::rwx, other::r-x, as linux/posix_acl_xattr.h has it. */
static const char acl[] = "\2\0\0\0"
			  "\1\0\7\0\377\377\377\377"
			  "\2\0\7\0\322\4\0\0"
			  "\4\0\5\0\377\377\377\377"
			  "\20\0\7\0\377\377\377\377"
			  "\40\0\5\0\377\377\377\377";

/** The bits of root's group are then what the ACL gives at most. */
static void test_acl(void **state)
{
	struct kp_way way = KP_WAY_NONE;
	struct fixture fixture;
	struct kp_error error;
	char etc[128];

	(void)state;
	if (geteuid() != 0) {
		skip();
	}
	fixture_build(&fixture, tree);
	(void)snprintf(etc, sizeof(etc), "%s/etc", fixture.path);
	if (setxattr(etc, "system.posix_acl_access", acl, sizeof(acl) - 1, 0) != 0) {
		skip();
	}
	assert_int_equal(kp_way_open(fixture.fd, "/etc/conf", &way, NULL), KP_OK);
	table_error_prepare(&error);
	table_assert_failed(kp_way_check(&way, "/etc/conf", &error), &error, KP_ERR_UNSUPPORTED, 0,
			    "may write to /etc (mode 775, owner 0, group 0, an ACL)");
	assert_int_equal(kp_way_check_writers(&way, "/etc/conf", NULL), KP_ERR_UNSUPPORTED);
	kp_way_done(&way);
}

/** Where a way ends. */
struct end_row {
	const char *name;
	const char *path;
	const char *end;   /* NULL if it cannot be gone along */
	const char *links; /* the directories of links on it, and whether each is the last name */
	const char *says;
};

static struct end_row end_rows[] = {
	{ "end: a file", "/etc/conf", "/etc/conf", "", NULL },
	{ "end: the root", "/", "/", "", NULL },
	{ "end: a link", "/etc/link", "/opt/x/file", "/etc! ", NULL },
	{ "end: a link to a directory", "/etc/dir/file", "/opt/x/file", "/etc ", NULL },
	{ "end: dots", "/etc/.././tmp//link", "/etc/conf", "/tmp! ", NULL },
	{ "end: not there", "/etc/none", NULL, "", "cannot open /etc/none: No such file" },
	{ "end: no path", "", NULL, "", "cannot open " },
};

static void test_end(void **state)
{
	const struct end_row *row = *state;
	struct kp_way way = KP_WAY_NONE;
	struct fixture fixture;
	struct kp_error error;
	char links[256] = "";
	struct stat st;

	fixture_build(&fixture, tree);
	table_error_prepare(&error);
	if (row->end == NULL) {
		table_assert_failed(kp_way_open(fixture.fd, row->path, &way, &error), &error,
				    KP_ERR_NOENT, 0, row->says);
		kp_way_done(&way);
		return;
	}
	table_assert_ok(kp_way_open(fixture.fd, row->path, &way, &error), &error);
	assert_string_equal(way.end.path, row->end);
	assert_int_equal(fstat(way.end.fd, &st), 0);
	assert_int_equal(st.st_ino, way.st.st_ino);
	assert_int_equal(fstatat(fixture.fd, row->end[1] == '\0' ? "." : row->end + 1, &st, 0), 0);
	assert_int_equal(st.st_ino, way.st.st_ino);
	for (size_t i = 0; i < way.count; i++) {
		if (way.steps[i].is_link) {
			(void)snprintf(links + strlen(links), sizeof(links) - strlen(links),
				       "%s%s ", way.steps[i].dir, way.steps[i].is_last ? "!" : "");
		}
	}
	assert_string_equal(links, row->links);
	if (way.end.dir_fd >= 0) {
		assert_int_equal(fstatat(way.end.dir_fd, strrchr(row->end, '/') + 1, &st, 0), 0);
		assert_int_equal(st.st_ino, way.st.st_ino);
	}
	kp_way_done(&way);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_acl),
		TABLE_ROWS(test_end, end_rows),
	};

	return TABLE_MAIN(tables);
}
