/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "fixture.h"
#include "process/start.h"
#include "process/stat.h"
#include "table.h"

/** A process of a control group, and when it has started by the clock of now. */
struct row {
	const char *name;
	const char *group; /* NULL: not known */
	const char *tree;  /* of its root directory */
	const char *node;  /* of the scanner's: a new /run says that the clock was not stepped */
	int seconds;       /* of the start after the link was made */
	bool is_earlier;   /* whether the time of the link is taken */
};

#define LINK  "run/systemd/units/invocation:kubelet.service -> 0123\n"
#define GROUP "/system.slice/kubelet.service"

static struct row rows[] = {
	{ "stepped by an hour", GROUP, LINK, "", 3600, true },
	{ "stepped by an hour, in a container", "/kubepods/x/system.slice/kubelet.service", LINK,
	  "", 3600, true },
	{ "some seconds behind the link", GROUP, LINK, "", 9, false },
	{ "before the link", GROUP, LINK, "", -3600, false },
	{ "not stepped since the boot", GROUP, LINK, "run/\n", 3600, false },
	{ "no link", GROUP, "", "", 3600, false },
	{ "the link of another unit", "/system.slice/other.service", LINK, "", 3600, false },
	{ "a scope", "/system.slice/kubelet.scope",
	  "run/systemd/units/invocation:kubelet.scope -> 0123\n", "", 3600, false },
	{ "a unit of a user", "/user.slice/user-1.slice/user@1.service/app.slice/kubelet.service",
	  LINK, "", 3600, false },
	{ "no unit", "/", LINK, "", 3600, false },
	{ "an unknown group", NULL, LINK, "", 3600, false },
};

/** When the link was made; some time where there is none. */
static struct timespec link_time(const struct fixture *fixture)
{
	struct stat st = { .st_ctim = { 1000000, 5 } };

	(void)fstatat(fixture->fd, "run/systemd/units/invocation:kubelet.service", &st,
		      AT_SYMLINK_NOFOLLOW);
	return st.st_ctim;
}

static void test_check(void **state)
{
	const struct row *row = *state;
	KP_CLEANUP(kp_closep) int pid_fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	KP_CLEANUP(kp_process_done) struct kp_process process = { 0 };
	struct kp_ctx ctx = { .limits = fixture_limits };
	struct fixture fixture;
	struct fixture node;
	struct timespec start;

	fixture_build(&fixture, row->tree);
	fixture_build(&node, row->node);
	ctx.root_fd = node.fd;
	process.root_fd = fixture.fd;
	process.control_group = row->group == NULL ? NULL : strdup(row->group);
	start = link_time(&fixture);
	process.start = start;
	process.start.tv_sec += row->seconds;
	if (!row->is_earlier) {
		start = process.start;
	}
	assert_int_equal(kp__start_check(&ctx, pid_fd, &process), KP_OK);
	assert_int_equal(process.start.tv_sec, start.tv_sec);
	assert_int_equal(process.start.tv_nsec, start.tv_nsec);
}

/** The numbers of this process. */
static void test_read(void **state)
{
	KP_CLEANUP(kp_closep) int pid_fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct timespec now;
	struct timespec start;
	struct kp_stat stat;

	(void)state;
	assert_int_equal(kp_stat_read(pid_fd, "stat", &stat, NULL), KP_OK);
	assert_int_equal(stat.parent, getppid());
	assert_int_equal(clock_gettime(CLOCK_REALTIME, &now), 0);
	start = kp__start_of_ticks(stat.start_ticks);
	assert_true(start.tv_sec <= now.tv_sec && start.tv_sec > now.tv_sec - 60);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_check, rows),
		TABLE_ONE(test_read),
	};

	return TABLE_MAIN(tables);
}
