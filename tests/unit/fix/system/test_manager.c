/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "fix/system/manager.h"
#include "fixture.h"
#include "table.h"

/** More seconds than any stand-in needs. */
#define LIMIT 30

/** What is called. */
enum what {
	RELOAD,
	RESTART
};

struct row {
	const char *name;
	const char *script; /* of the stand-in, behind what notes its arguments; NULL for none */
	enum what what;
	const char *unit;
	const char *noted; /* the arguments of each call */
	enum kp_status status;
	const char *says;
};

#define NOTED_RELOAD "daemon-reload --no-ask-password -- \n"
#define NOTED_RESET  "reset-failed --no-ask-password -- k.service \n"
#define NOTED_START  "restart --no-ask-password -- k.service \n"

/* clang-format off */
static struct row rows[] = {
	{ "reload", "exit 0", RELOAD, NULL, NOTED_RELOAD, KP_OK, NULL },
	{ "reload fails", "echo no bus >&2; exit 1", RELOAD, NULL, NOTED_RELOAD, KP_ERR_IO, "systemctl daemon-reload: exit status 1: no bus" },
	{ "restart", "exit 0", RESTART, "k.service", NOTED_RESET NOTED_START, KP_OK, NULL },
	{ "restart after nothing to reset", "[ $1 = restart ]", RESTART, "k.service", NOTED_RESET NOTED_START, KP_OK, NULL },
	{ "restart fails", "echo lost; echo Job failed. >&2; echo '\tSee it.' >&2; exit 5", RESTART, "k.service", NOTED_RESET NOTED_START, KP_ERR_IO, "systemctl restart k.service: exit status 5: Job failed. See it." },
	{ "restart fails in silence", "exit 1", RESTART, "k.service", NOTED_RESET NOTED_START, KP_ERR_IO, "systemctl restart k.service: exit status 1" },
	{ "restart ends by a signal", "kill -9 $$", RESTART, "k.service", NOTED_RESET NOTED_START, KP_ERR_IO, "systemctl restart k.service: ended by signal 9" },
	{ "what is said ends late", "(sleep 0.2; echo late >&2) & wait; exit 1", RELOAD, NULL, NOTED_RELOAD, KP_ERR_IO, "exit status 1: late" },
	{ "a grandchild keeps the pipe", "sleep 60 & echo $! >pid; echo x >&2; exit 1", RELOAD, NULL, NOTED_RELOAD, KP_ERR_IO, "exit status 1: x" },
	{ "control characters", "printf ' a\\033\\001b\\r\\n\\n c \\n' >&2; exit 1", RELOAD, NULL, NOTED_RELOAD, KP_ERR_IO, "exit status 1: a b c" },
	{ "nothing to read", "cat; [ ! -t 0 ]", RELOAD, NULL, NOTED_RELOAD, KP_OK, NULL },
	{ "output is thrown away", "echo x >&1; exit 0", RELOAD, NULL, NOTED_RELOAD, KP_OK, NULL },
	{ "an instance", "exit 0", RESTART, "k@a\\x2db.service", "reset-failed --no-ask-password -- k@a\\x2db.service \nrestart --no-ask-password -- k@a\\x2db.service \n", KP_OK, NULL },
	{ "an option is no unit", "exit 0", RESTART, "--force.service", "reset-failed --no-ask-password -- --force.service \nrestart --no-ask-password -- --force.service \n", KP_OK, NULL },
	{ "no name", "exit 0", RESTART, "", NULL, KP_ERR_INVAL, " is not the name of a service" },
	{ "no service", "exit 0", RESTART, "k.target", NULL, KP_ERR_INVAL, "k.target is not the name of a service" },
	{ "a template", "exit 0", RESTART, "k@.service", NULL, KP_ERR_INVAL, "k@.service is not the name of a service" },
	{ "a command line", "exit 0", RESTART, "k; reboot.service", NULL, KP_ERR_INVAL, "is not the name of a service" },
	{ "no systemctl", NULL, RELOAD, NULL, NULL, KP_ERR_NOENT, "systemctl daemon-reload: systemctl was not found in PATH" },
	{ "no systemctl to restart", NULL, RESTART, "k.service", NULL, KP_ERR_NOENT, "systemctl restart k.service: systemctl was not found in PATH" },
};

/* clang-format on */

/** Put a stand-in for systemctl, and nothing else, before the PATH; or in place of it. */
static void stand_in(struct fixture *fixture, const char *script)
{
	static const char begin[] = "#!/bin/sh\nPATH=/usr/bin:/bin\ncd \"${0%/*}\"\n"
				    "printf '%s ' \"$@\" >>noted; echo >>noted\n";
	char text[1024];
	int len = snprintf(text, sizeof(text), "%s%s\n", begin, script == NULL ? "" : script);

	fixture_build(fixture, "");
	assert_int_equal(setenv("PATH", fixture->path, 1), 0);
	if (script != NULL) {
		fixture_write(fixture, "systemctl", text, (size_t)len);
		assert_int_equal(fchmodat(fixture->fd, "systemctl", 0755, 0), 0);
	}
}

static enum kp_status call(enum what what, const char *unit, struct kp_error *error)
{
	return what == RELOAD ? kp_manager_reload(LIMIT, error)
			      : kp_manager_restart(unit, LIMIT, error);
}

/** Read a file of the stand-in. @return "" if there is none */
static const char *read_note(const struct fixture *fixture, const char *name, char buf[512])
{
	int fd = openat(fixture->fd, name, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? 0 : read(fd, buf, 511);

	assert_true(len >= 0);
	buf[len] = '\0';
	assert_true(fd < 0 || close(fd) == 0);
	return buf;
}

/** End a process that a stand-in has left behind. */
static void end_left_over(const struct fixture *fixture)
{
	char buf[512];
	int pid = atoi(read_note(fixture, "pid", buf));

	if (pid > 1) {
		(void)kill(pid, SIGKILL);
	}
}

static double seconds(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;
	double begin = seconds();
	char noted[512];

	stand_in(&fixture, row->script);
	table_error_prepare(&error);
	status = call(row->what, row->unit, &error);
	end_left_over(&fixture);
	assert_true(seconds() - begin < LIMIT / 2.0);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
	} else {
		table_assert_failed(status, &error, row->status, 0, row->says);
		/* The whole rest of the message. */
		assert_string_equal(error.message + strlen(error.message) - strlen(row->says),
				    row->says);
	}
	assert_string_equal(read_note(&fixture, "noted", noted),
			    row->noted == NULL ? "" : row->noted);
}

/** One that hangs, with a child that hangs as well: neither is left. */
struct hang_row {
	const char *name;
	const char *script;
};

static struct hang_row hang_rows[] = {
	{ "hangs", "echo $$ >pid; exec sleep 60" },
	{ "hangs and says so", "echo $$ >pid; echo wait >&2; exec sleep 60" },
	{ "hangs in a child", "sleep 60 & echo $! >pid; wait" },
	{ "hangs with its streams closed", "echo $$ >pid; exec sleep 60 2>&- >&-" },
	{ "ignores what can be ignored", "trap '' TERM HUP INT; echo $$ >pid; sleep 60; sleep 60" },
	{ "never stops to speak", "echo $$ >pid; while :; do echo again; done >&2" },
};

/** A killed orphan is gone as soon as init has seen it. */
static bool is_gone(int pid)
{
	for (int i = 0; i < 500; i++) {
		char path[64];
		char stat[256] = "";
		int fd;

		(void)snprintf(path, sizeof(path), "/proc/%d/stat", pid);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || read(fd, stat, sizeof(stat) - 1) <= 0 ||
		    strstr(stat, ") Z ") != NULL) {
			(void)close(fd);
			return true;
		}
		(void)close(fd);
		(void)usleep(10000);
	}
	return false;
}

static void test_hang(void **state)
{
	const struct hang_row *row = *state;
	struct fixture fixture;
	struct kp_error error;
	double begin = seconds();
	enum kp_status status;
	char buf[512];
	int pid;

	stand_in(&fixture, row->script);
	table_error_prepare(&error);
	status = kp_manager_reload(1, &error);
	assert_true(seconds() - begin > 0.9 && seconds() - begin < 20);
	table_assert_failed(status, &error, KP_ERR_LIMIT, 0,
			    "systemctl daemon-reload: systemctl did not end within 1 seconds");
	pid = atoi(read_note(&fixture, "pid", buf));
	assert_true(pid > 1);
	assert_true(is_gone(pid));
}

/** More than is kept is read, so that nobody waits, and cut. */
static void test_much(void **state)
{
	struct fixture fixture;
	struct kp_error error;
	char wanted[512 - 1];

	(void)state;
	stand_in(&fixture, "head -c 300000 /dev/zero | tr '\\0' a >&2; exit 1");
	table_error_prepare(&error);
	table_assert_failed(kp_manager_reload(LIMIT, &error), &error, KP_ERR_IO, 0,
			    "systemctl daemon-reload: exit status 1: aaaaaaaa");
	memset(wanted, 'a', sizeof(wanted));
	assert_int_equal(strlen(error.message),
			 strlen("systemctl daemon-reload: exit status 1: ") + sizeof(wanted));
}

static void test_not_executable(void **state)
{
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	stand_in(&fixture, "exit 0");
	assert_int_equal(fchmodat(fixture.fd, "systemctl", 0644, 0), 0);
	table_error_prepare(&error);
	table_assert_failed(kp_manager_reload(LIMIT, &error), &error, KP_ERR_PERM, 0,
			    "systemctl daemon-reload: cannot run systemctl: Permission denied");
}

/** No descriptor is left open, whatever happens. */
static void test_descriptors(void **state)
{
	struct fixture fixture;
	int fd = dup(STDIN_FILENO);

	(void)state;
	stand_in(&fixture, "exit 1");
	assert_int_equal(close(fd), 0);
	assert_int_equal(kp_manager_reload(LIMIT, NULL), KP_ERR_IO);
	assert_int_equal(unlinkat(fixture.fd, "systemctl", 0), 0);
	assert_int_equal(kp_manager_reload(LIMIT, NULL), KP_ERR_NOENT);
	fd = dup(STDIN_FILENO);
	assert_int_equal(close(fd), 0);
}

/** What systemctl answers, and what is read in it: active (sub) file, end result. */
struct ask_row {
	const char *name;
	const char *answer;
	const char *read; /* NULL if it fails */
	enum kp_status status;
	const char *says;
};

/* clang-format off */
static struct ask_row ask_rows[] = {
	{ "ask: runs", "ExecMainCode=0\nExecMainStatus=0\nResult=success\nActiveState=active\nSubState=running\nUnitFileState=enabled\n", "active (running) enabled, success", KP_OK, NULL },
	{ "ask: between two starts", "Result=exit-code\nExecMainStatus=1\nExecMainCode=1\nActiveState=activating\nSubState=auto-restart\nUnitFileState=disabled\n", "activating (auto-restart) disabled, status 1 exit-code", KP_OK, NULL },
	{ "ask: killed", "ExecMainCode=2\nExecMainStatus=9\nResult=signal\nActiveState=failed\nSubState=failed\n", "failed (failed) , signal 9 signal", KP_OK, NULL },
	{ "ask: unknown to the manager", "ActiveState=inactive\nSubState=dead\nUnitFileState=\n", "inactive (dead) , ", KP_OK, NULL },
	{ "ask: no status", "ActiveState=failed\nExecMainCode=1\nExecMainStatus=[not set]\n", "failed () , ", KP_OK, NULL },
	{ "ask: a state that is too long", "ActiveState=failed\nSubState=0123456789012345678901234567890123456789\n", "failed () , ", KP_OK, NULL },
	{ "ask: no answer", "", NULL, KP_ERR_SYNTAX, "systemctl show k.service says no ActiveState=" },
	{ "ask: part of a name", "NoActiveState=x\nActiveState\n", NULL, KP_ERR_SYNTAX, "says no ActiveState=: NoActiveState=x ActiveState" },
};

/* clang-format on */

static void test_ask(void **state)
{
	const struct ask_row *row = *state;
	struct kp_manager_unit unit = { .status = TABLE_UNTOUCHED_NUMBER };
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;
	char script[512];
	char end[32] = "";
	char read[512];

	(void)snprintf(script, sizeof(script), "printf '%s'", row->answer);
	stand_in(&fixture, script);
	table_error_prepare(&error);
	status = kp_manager_ask("k.service", LIMIT, &unit, &error);
	assert_string_equal(
		read_note(&fixture, "noted", read),
		"show --no-pager "
		"--property=ActiveState,SubState,Result,UnitFileState,ExecMainCode,ExecMainStatus "
		"-- k.service \n");
	if (row->read == NULL) {
		table_assert_failed(status, &error, row->status, 0, row->says);
		assert_int_equal(unit.status, TABLE_UNTOUCHED_NUMBER);
		return;
	}
	table_assert_ok(status, &error);
	if (unit.has_ended) {
		(void)snprintf(end, sizeof(end), "%s %d ", unit.by_signal ? "signal" : "status",
			       unit.status);
	}
	(void)snprintf(read, sizeof(read), "%s (%s) %s, %s%s", unit.active, unit.sub, unit.file,
		       end, unit.result);
	assert_string_equal(read, row->read);
}

/** It cannot be asked. */
static void test_ask_failed(void **state)
{
	struct kp_manager_unit unit;
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	stand_in(&fixture, "echo no bus >&2; exit 1");
	table_error_prepare(&error);
	table_assert_failed(kp_manager_ask("k.service", LIMIT, &unit, &error), &error, KP_ERR_IO, 0,
			    "systemctl show k.service: exit status 1: no bus");
	table_error_prepare(&error);
	table_assert_failed(kp_manager_ask("k@.service", LIMIT, &unit, &error), &error,
			    KP_ERR_INVAL, 0, "k@.service is not the name of a service");
	stand_in(&fixture, NULL);
	table_error_prepare(&error);
	table_assert_failed(kp_manager_ask("k.service", LIMIT, &unit, &error), &error, KP_ERR_NOENT,
			    0, "systemctl show k.service: systemctl was not found in PATH");
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),  TABLE_ROWS(test_hang, hang_rows),
		TABLE_ONE(test_much),        TABLE_ONE(test_not_executable),
		TABLE_ONE(test_descriptors), TABLE_ROWS(test_ask, ask_rows),
		TABLE_ONE(test_ask_failed),
	};

	return TABLE_MAIN(tables);
}
