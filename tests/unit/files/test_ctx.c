/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files/ctx.h"
#include "fixture.h"
#include "table.h"

static void test_init(void **state)
{
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	struct stat opened;
	struct stat wanted;

	(void)state;
	fixture_build(&fixture, "");
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	assert_int_equal(fstat(ctx.root_fd, &opened), 0);
	assert_int_equal(stat(fixture.path, &wanted), 0);
	assert_int_equal(opened.st_ino, wanted.st_ino);
	assert_int_equal(opened.st_dev, wanted.st_dev);
	assert_true((fcntl(ctx.root_fd, F_GETFD) & FD_CLOEXEC) != 0);
	assert_memory_equal(&ctx.limits, &kp_default_limits, sizeof(kp_default_limits));
	kp_ctx_done(&ctx);
	assert_int_equal(ctx.root_fd, -1);
	kp_ctx_done(&ctx);
}

struct row {
	const char *name;
	const char *path; /* from the tree */
	enum kp_status status;
	int sys_errno;
};

static struct row rows[] = {
	{ "not there", "missing", KP_ERR_NOENT, ENOENT },
	{ "a file", "file", KP_ERR_NOENT, ENOTDIR },
	{ "below a file", "file/x", KP_ERR_NOENT, ENOTDIR },
	{ "a link to nothing", "dangling", KP_ERR_NOENT, ENOENT },
	{ "a link to itself", "loop", KP_ERR_IO, ELOOP },
};

static void test_failure(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_ctx ctx;
	struct kp_ctx before;
	struct kp_error error;
	char path[256];

	fixture_build(&fixture, "file: x\ndangling -> nothing\nloop -> loop\n");
	(void)snprintf(path, sizeof(path), "%s/%s", fixture.path, row->path);
	memset(&ctx, 0x5A, sizeof(ctx));
	before = ctx;
	table_error_prepare(&error);
	table_assert_failed(kp_ctx_init(&ctx, path, &error), &error, row->status, 0, path);
	assert_int_equal(error.sys_errno, row->sys_errno);
	assert_memory_equal(&ctx, &before, sizeof(ctx));
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_init),
		TABLE_ROWS(test_failure, rows),
	};

	return TABLE_MAIN(tables);
}
