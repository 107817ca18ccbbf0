/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "fixture.h"
#include "node/running.h"
#include "process/process.h"
#include "process/read.h"
#include "process/stat.h"
#include "table.h"

/** Open the directory of this very process. */
static int open_self(void)
{
	int fd = open("/proc/self", O_PATH | O_DIRECTORY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

/** This process, read as others are; who it is recognised as is in test_walk.c. */
static void test_self(void **state)
{
	KP_CLEANUP(kp_closep) int proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	KP_CLEANUP(kp_closep) int pid_fd = open_self();
	KP_CLEANUP(kp_process_done)
	struct kp_process process = { .pid = getpid(), .pid_fd = pid_fd, .root_fd = -1 };
	KP_CLEANUP(kp_argv_freep) struct kp_argv *other = fixture_argv("x\n");
	KP_CLEANUP(kp_freep) char *cwd = getcwd(NULL, 0);
	struct kp_ctx ctx;

	(void)state;
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	assert_int_equal(kp_process_read(&ctx, NULL, &process), KP_OK);
	kp_ctx_done(&ctx);
	assert_int_equal(process.error.status, KP_OK);
	assert_int_equal(process.user_id, geteuid());
	assert_string_equal(process.cwd, cwd);
	assert_int_equal(process.origin, KP_ORIGIN_PROCESS);
	assert_true(process.root_fd >= 0);
	assert_true(kp_argv_count(process.argv) > 0);
	assert_null(process.exe);
	assert_int_equal(process.has_variable, KP_KNOWN_NO);
	assert_true(kp_process_is_same(&process, process.argv));
	assert_false(kp_process_is_same(&process, other));
	assert_true(kp_process_still_runs(proc_fd, process.pid, process.start_ticks, process.argv,
					  NULL));
	assert_false(kp_process_still_runs(proc_fd, process.pid, process.start_ticks, other, NULL));
	assert_false(kp_process_still_runs(proc_fd, process.pid, process.start_ticks + 1,
					   process.argv, NULL));
	assert_false(kp_process_still_runs(proc_fd, process.pid, 0, process.argv, NULL));
	assert_false(
		kp_process_still_runs(proc_fd, getppid(), process.start_ticks, process.argv, NULL));
	kp_closep(&process.root_fd);
}

/** A program that executes another one at a signal. */
static pid_t start_changing(int64_t *ret_start_ticks, struct kp_argv **ret_argv, int *ret_input)
{
	static const char shell[] = "sh\0-c\0read line; exec sleep 1000";
	int ends[2];
	struct kp_stat stat;
	char name[32];
	pid_t pid;

	assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		(void)dup2(ends[0], STDIN_FILENO);
		(void)execl("/bin/sh", "sh", "-c", "read line; exec sleep 1000", (char *)NULL);
		_exit(EXIT_FAILURE);
	}
	assert_true(pid > 0);
	(void)close(ends[0]);
	(void)snprintf(name, sizeof(name), "/proc/%ld/stat", (long)pid);
	assert_int_equal(kp_stat_read(AT_FDCWD, name, &stat, NULL), KP_OK);
	*ret_start_ticks = stat.start_ticks;
	assert_int_equal(kp_argv_parse((const uint8_t *)shell, sizeof(shell), ret_argv, NULL),
			 KP_OK);
	*ret_input = ends[1];
	return pid;
}

/** What is watched is asked again without its directory in /proc, and is another one with other arguments,
 * and none once it has ended. */
static void test_watch(void **state)
{
	static const struct timespec pause = { .tv_nsec = 1000000 };
	static const char sleeper[] = "sleep\0001000";
	KP_CLEANUP(kp_closep) int proc_fd = open("/proc", O_PATH | O_DIRECTORY | O_CLOEXEC);
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = NULL;
	KP_CLEANUP(kp_argv_freep) struct kp_argv *next = NULL;
	struct kp_process_watch watch = { 0 };
	int64_t ticks;
	int input;
	pid_t pid = start_changing(&ticks, &argv, &input);

	(void)state;
	assert_int_equal(kp_argv_parse((const uint8_t *)sleeper, sizeof(sleeper), &next, NULL),
			 KP_OK);
	while (!kp_process_still_runs(proc_fd, pid, ticks, argv, &watch)) {
		(void)nanosleep(&pause, NULL); /* until it is a shell */
	}
	assert_true(watch.is_open);
	assert_true(kp_process_still_runs(-1, pid, ticks, argv, &watch));
	assert_false(kp_process_still_runs(-1, pid, ticks, next, &watch));
	assert_int_equal(write(input, "x\n", 2), 2);
	while (!kp_process_still_runs(proc_fd, pid, ticks, next, &watch)) {
		(void)nanosleep(&pause, NULL);
	}
	assert_false(kp_process_still_runs(proc_fd, pid, ticks, argv, &watch));
	assert_true(kp_process_still_runs(-1, pid, ticks, next, &watch));
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_false(kp_process_still_runs(proc_fd, pid, ticks, next, &watch));
	kp_process_watch_done(&watch);
	(void)close(input);
}

/** Too many arguments are none. */
static void test_count(void **state)
{
	KP_CLEANUP(kp_closep) int pid_fd = open_self();
	KP_CLEANUP(kp_process_done)
	struct kp_process process = { .pid = getpid(), .pid_fd = pid_fd, .root_fd = -1 };
	struct kp_ctx ctx;

	(void)state;
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	ctx.limits.argv_count = 0;
	table_assert_failed(kp_process_read(&ctx, NULL, &process), &process.error, KP_ERR_LIMIT, 0,
			    "more than the limit of 0 arguments");
	kp_ctx_done(&ctx);
	assert_null(process.argv);
}

/** A change of a file, and a start at 1000 seconds and some nanoseconds. */
struct row {
	const char *name;
	long start;       /* nanoseconds */
	int64_t seconds;  /* of the change */
	long nanoseconds; /* likewise */
	bool predates;
};

static struct row rows[] = {
	{ "at the start", 5, 1000, 5, false },
	{ "within a clock tick", 5, 1000, 6, false },
	{ "two clock ticks later", 5, 1000, 20000006, true },
	{ "before it, in the same second", 5, 1000, 4, false },
	{ "before it, in the second before", 5, 999, 999999999, false },
	{ "in the next second, within a tick", 999999999, 1001, 0, false },
	{ "a second later", 5, 1001, 5, true },
	{ "a second before", 5, 999, 5, false },
	{ "longer ago than can be counted in nanoseconds", 5, INT64_MIN / 4, 5, false },
	{ "later than can be counted in nanoseconds", 5, INT64_MAX / 4, 5, true },
};

static void test_predates(void **state)
{
	const struct row *row = *state;
	const struct kp_process process = { .start = { .tv_sec = 1000, .tv_nsec = row->start } };
	const struct timespec changed = { .tv_sec = row->seconds, .tv_nsec = row->nanoseconds };
	long tick = 1000000000 / sysconf(_SC_CLK_TCK);

	assert_true(tick > 1 && tick <= 10000000);
	assert_int_equal(kp_process_predates(&process, &changed), row->predates);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_self),
		TABLE_ONE(test_watch),
		TABLE_ONE(test_count),
		TABLE_ROWS(test_predates, rows),
	};

	return TABLE_MAIN(tables);
}
