/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/beneath.h"
#include "fix/system/restrict.h"
#include "fixture.h"
#include "table.h"

/** Which of the calls that change something fails, and what is done before it. */
static struct {
	bool chmod;
	bool fchownat;
	int chmod_count;
} fails;

int __real_chmod(const char *path, mode_t mode);
int __real_fchownat(int dir_fd, const char *path, uid_t uid, gid_t gid, int flags);

int __wrap_chmod(const char *path, mode_t mode);
int __wrap_fchownat(int dir_fd, const char *path, uid_t uid, gid_t gid, int flags);

int __wrap_chmod(const char *path, mode_t mode)
{
	fails.chmod_count++;
	errno = EPERM;
	return fails.chmod ? -1 : __real_chmod(path, mode);
}

int __wrap_fchownat(int dir_fd, const char *path, uid_t uid, gid_t gid, int flags)
{
	errno = EPERM;
	return fails.fchownat ? -1 : __real_fchownat(dir_fd, path, uid, gid, flags);
}

/** Mode, owner and group. */
struct access {
	mode_t mode;
	uid_t uid;
	gid_t gid;
};

struct row {
	const char *name;
	struct access was;
	struct kp_restriction wanted;
	struct access now;
};

/* clang-format off */
#define MODE(mode)          { (mode), false, false }
#define OWNER(owner, group) { 07777, (owner), (group) }

static struct row rows[] = {
	{ "as wanted", { 0600, 0, 0 }, MODE(0600), { 0600, 0, 0 } },
	{ "stricter than wanted", { 0400, 0, 0 }, MODE(0600), { 0400, 0, 0 } },
	{ "no mode at all", { 0, 0, 0 }, MODE(0644), { 0, 0, 0 } },
	{ "wider than wanted", { 0644, 0, 0 }, MODE(0600), { 0600, 0, 0 } },
	{ "wider here and stricter there", { 0467, 0, 0 }, MODE(0644), { 0444, 0, 0 } },
	{ "executable", { 0755, 0, 0 }, MODE(0644), { 0644, 0, 0 } },
	{ "special bits", { 07644, 0, 0 }, MODE(0644), { 0644, 0, 0 } },
	{ "nothing is allowed", { 0777, 0, 0 }, MODE(0), { 0, 0, 0 } },
	{ "the owner", { 0640, 1234, 567 }, OWNER(true, false), { 0640, 0, 567 } },
	{ "the group", { 0640, 1234, 567 }, OWNER(false, true), { 0640, 1234, 0 } },
	{ "owner and group", { 0640, 1234, 567 }, OWNER(true, true), { 0640, 0, 0 } },
	{ "owner and group as wanted", { 0666, 0, 0 }, OWNER(true, true), { 0666, 0, 0 } },
	{ "nothing is wanted of the owner", { 0666, 1234, 567 }, MODE(0600), { 0600, 1234, 567 } },
	{ "all", { 06777, 1234, 567 }, { 0600, true, true }, { 0600, 0, 0 } },
};

/* clang-format on */

static bool is_same(const struct access *left, const struct access *right)
{
	return left->mode == right->mode && left->uid == right->uid && left->gid == right->gid;
}

static void assert_access(const struct fixture *fixture, const struct access *wanted)
{
	struct stat st;

	assert_int_equal(fstatat(fixture->fd, "conf", &st, 0), 0);
	assert_int_equal(st.st_mode & ALLPERMS, wanted->mode);
	assert_int_equal(st.st_uid, wanted->uid);
	assert_int_equal(st.st_gid, wanted->gid);
}

/** Restrict what a path leads to. */
static enum kp_status restrict_path(const struct fixture *fixture, const char *path,
				    const struct kp_restriction *wanted, struct kp_access *ret_was,
				    bool *ret_changed, struct kp_error *error)
{
	int fd = -1;
	enum kp_status status = kp_beneath_open(fixture->fd, path, &fd, error);

	if (status == KP_OK) {
		status = kp_restrict_mode(fd, path, wanted, ret_was, ret_changed, error);
		assert_int_equal(close(fd), 0);
	}
	return status;
}

/** Make a file with a link to it. Owners are root's to change. */
static void prepare(struct fixture *fixture, const struct access *access)
{
	memset(&fails, 0, sizeof(fails));
	if (geteuid() != 0) {
		skip();
	}
	fixture_build(fixture, "conf: x\nlink -> /conf\n");
	assert_int_equal(fchownat(fixture->fd, "conf", access->uid, access->gid, 0), 0);
	assert_int_equal(fchmodat(fixture->fd, "conf", access->mode, 0), 0);
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_access was;
	struct fixture fixture;
	struct kp_error error;
	struct stat before;
	struct stat after;
	bool changed;

	prepare(&fixture, &row->was);
	assert_int_equal(fstatat(fixture.fd, "conf", &before, 0), 0);
	table_error_prepare(&error);
	table_assert_ok(restrict_path(&fixture, "/link", &row->wanted, &was, &changed, &error),
			&error);
	assert_access(&fixture, &row->now);
	assert_int_equal(changed, !is_same(&row->was, &row->now));
	assert_int_equal(fstatat(fixture.fd, "conf", &after, 0), 0);
	if (!changed) {
		assert_memory_equal(&before.st_ctim, &after.st_ctim, sizeof(after.st_ctim));
	}
	table_assert_ok(kp_restrict_undo(fixture.fd, "/link", &was, &error), &error);
	assert_access(&fixture, &row->was);
}

struct refused_row {
	const char *name;
	const char *path;
	enum kp_status status;
	const char *says;
};

static struct refused_row refused_rows[] = {
	{ "not there", "/missing", KP_ERR_NOENT, "cannot open /missing" },
	{ "a directory", "/dir", KP_ERR_UNSUPPORTED, "/dir is not a regular file" },
	{ "a FIFO", "/pipe", KP_ERR_UNSUPPORTED, "/pipe is not a regular file" },
	{ "a link to nothing", "/dangling", KP_ERR_NOENT, "cannot open /dangling" },
	{ "a link to itself", "/loop", KP_ERR_IO, "cannot open /loop" },
	{ "a link to what exists outside alone", "/out", KP_ERR_NOENT, "cannot open /out" },
};

static void test_refused(void **state)
{
	static const struct kp_restriction wanted = { 0, true, true };
	static const struct kp_access none;
	const struct refused_row *row = *state;
	struct kp_access was = none;
	struct fixture fixture;
	struct kp_error error;
	bool changed = true;

	fixture_build(&fixture, "dir/\npipe |\ndangling -> x\nloop -> loop\nout -> /etc/passwd\n");
	table_error_prepare(&error);
	table_assert_failed(restrict_path(&fixture, row->path, &wanted, &was, &changed, &error),
			    &error, row->status, 0, row->says);
	assert_memory_equal(&was, &none, sizeof(was));
	assert_true(changed);
	table_error_prepare(&error);
	table_assert_failed(kp_restrict_undo(fixture.fd, row->path, &none, &error), &error,
			    row->status, 0, row->says);
}

/** What cannot be done wholly is not done. */
static void test_failed(void **state)
{
	static const struct access was = { 0666, 1234, 567 };
	static const struct kp_restriction wanted = { 0600, true, true };
	struct kp_access ret;
	struct fixture fixture;
	struct kp_error error;
	bool changed;

	(void)state;
	prepare(&fixture, &was);
	fails.fchownat = true;
	table_error_prepare(&error);
	table_assert_failed(restrict_path(&fixture, "/conf", &wanted, &ret, &changed, &error),
			    &error, KP_ERR_PERM, 0, "cannot change the owner of /conf to 0:0: Op");
	assert_int_equal(fails.chmod_count, 2);
	assert_access(&fixture, &was);
	fails.chmod = true;
	fails.fchownat = false;
	table_error_prepare(&error);
	table_assert_failed(restrict_path(&fixture, "/conf", &wanted, &ret, &changed, &error),
			    &error, KP_ERR_PERM, 0, "cannot change the mode of /conf to 600: Op");
	assert_access(&fixture, &was);
	memset(&fails, 0, sizeof(fails));
}

/** Another file with the same name is somebody else's. */
static void test_undo_replaced(void **state)
{
	static const struct access access = { 0666, 0, 0 };
	static const struct access fresh = { 0644, 0, 0 };
	static const struct kp_restriction wanted = { 0600, false, false };
	struct kp_access was;
	struct fixture fixture;
	struct kp_error error;
	bool changed;

	(void)state;
	prepare(&fixture, &access);
	assert_int_equal(restrict_path(&fixture, "/conf", &wanted, &was, &changed, NULL), KP_OK);
	assert_int_equal(renameat(fixture.fd, "conf", fixture.fd, "old"), 0);
	fixture_write(&fixture, "conf", "x", 1);
	table_error_prepare(&error);
	table_assert_failed(kp_restrict_undo(fixture.fd, "/conf", &was, &error), &error,
			    KP_ERR_GONE, 0, "/conf was replaced meanwhile");
	assert_access(&fixture, &fresh);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_refused, refused_rows),
		TABLE_ONE(test_failed),
		TABLE_ONE(test_undo_replaced),
	};

	return TABLE_MAIN(tables);
}
