/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/run.h"

#include <stddef.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"

/** How often it is asked whether the program has ended, in milliseconds. */
#define TICK 10

/** A program that runs. */
struct child {
	pid_t pid; /* also its process group */
	int error_fd;
	bool is_output_kept; /* read from the same pipe */
	char said[KP_RUN_SAID_MAX];
	size_t said_len;
};

static long long now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/** Streams of the program. @return an errno, or 0 */
static int set_streams(posix_spawn_file_actions_t *actions, const struct child *child, int error_fd)
{
	int output_fd = child->is_output_kept ? error_fd : STDIN_FILENO;
	int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);

	if (error == 0) {
		error = posix_spawn_file_actions_adddup2(actions, output_fd, STDOUT_FILENO);
	}
	if (error == 0) {
		error = posix_spawn_file_actions_adddup2(actions, error_fd, STDERR_FILENO);
	}
	return error;
}

/** A process group of its own, and no signal blocked or ignored. @return an errno, or 0 */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none;
	sigset_t all;
	int error = posix_spawnattr_setflags(
		attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	if (error == 0) {
		error = posix_spawnattr_setsigmask(attributes, &none);
	}
	if (error == 0) {
		error = posix_spawnattr_setsigdefault(attributes, &all);
	}
	return error == 0 ? posix_spawnattr_setpgroup(attributes, 0) : error;
}

/** posix_spawn(3) takes arguments that it does not change as ones that it could. */
static char *const *spawn_argv(const char *const *argv)
{
	char *const *same;

	memcpy(&same, &argv, sizeof(same));
	return same;
}

/** @return an errno, or 0 */
static int spawn(const char *const *argv, int error_fd, struct child *child)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0) {
		return error;
	}
	error = posix_spawnattr_init(&attributes);
	if (error == 0) {
		error = set_streams(&actions, child, error_fd);
		if (error == 0) {
			error = set_attributes(&attributes);
		}
		if (error == 0) {
			error = posix_spawnp(&child->pid, argv[0], &actions, &attributes,
					     spawn_argv(argv), environ);
		}
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return error;
}

static enum kp_status start(const char *const *argv, struct child *child, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int write_fd = -1;
	int ends[2];
	int error;

	if (pipe2(ends, O_CLOEXEC) != 0) {
		return kp_fail_errno(reterr, errno, "cannot run %s", argv[0]);
	}
	child->error_fd = ends[0];
	write_fd = ends[1];
	if (fcntl(child->error_fd, F_SETFL, O_NONBLOCK) != 0) {
		return kp_fail_errno(reterr, errno, "cannot run %s", argv[0]);
	}
	error = spawn(argv, write_fd, child);
	if (error == ENOENT) {
		return kp_fail(reterr, KP_ERR_NOENT, "%s was not found in PATH", argv[0]);
	}
	return error == 0 ? KP_OK : kp_fail_errno(reterr, error, "cannot run %s", argv[0]);
}

/** Read what the program has said until now; what does not fit is lost. */
static void hear(struct child *child)
{
	char buffer[1024];
	ssize_t got;

	while ((got = read(child->error_fd, buffer, sizeof(buffer))) > 0) {
		size_t room = sizeof(child->said) - 1 - child->said_len;
		size_t len = (size_t)got < room ? (size_t)got : room;

		memcpy(child->said + child->said_len, buffer, len);
		child->said_len += len;
	}
	if (got == 0) {
		kp_closep(&child->error_fd);
		child->error_fd = -1;
	}
}

/** Wait until the program ends or the time is over, and read what it says meanwhile. */
static enum kp_status attend(struct child *child, const char *name, unsigned limit, int *ret_status,
			     struct kp_error *reterr)
{
	long long end = now_ms() + 1000LL * limit;

	do {
		struct pollfd pollfd = { .fd = child->error_fd, .events = POLLIN };
		pid_t ended = waitpid(child->pid, ret_status, WNOHANG);

		if (ended < 0 && errno != EINTR) {
			return kp_fail_errno(reterr, errno, "cannot wait for %s", name);
		}
		if (child->error_fd >= 0) {
			hear(child);
		}
		if (ended > 0) {
			return KP_OK;
		}
		(void)poll(&pollfd, 1, TICK);
	} while (now_ms() < end);
	return kp_fail(reterr, KP_ERR_LIMIT, "%s did not end within %u seconds", name, limit);
}

/** Put what was said into one line. */
static void make_line(const struct child *child, char line[KP_RUN_SAID_MAX])
{
	size_t len = 0;

	for (size_t i = 0; i < child->said_len; i++) {
		unsigned char c = (unsigned char)child->said[i];
		bool is_blank = c <= ' ' || c == 0x7F;

		if (!is_blank) {
			line[len++] = (char)c;
		} else if (len > 0 && line[len - 1] != ' ') {
			line[len++] = ' ';
		}
	}
	line[len] = '\0';
	if (len > 0 && line[len - 1] == ' ') {
		line[len - 1] = '\0';
	}
}

/** Run a program to its end. @param[in,out] child fresh */
static enum kp_status run(const char *const *argv, unsigned limit, struct child *child,
			  struct kp_run *ret_run, struct kp_error *reterr)
{
	int ended = 0;
	enum kp_status status = start(argv, child, reterr);

	if (status == KP_OK) {
		status = attend(child, argv[0], limit, &ended, reterr);
		if (status != KP_OK) {
			(void)kill(-child->pid, SIGKILL);
			(void)waitpid(child->pid, &ended, 0);
		}
	}
	kp_closep(&child->error_fd);
	if (status == KP_OK) {
		ret_run->exit_code = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
		ret_run->signal = WIFSIGNALED(ended) ? WTERMSIG(ended) : 0;
		make_line(child, ret_run->said);
	}
	return status;
}

enum kp_status kp_run(const char *const *argv, unsigned limit, struct kp_run *ret_run,
		      struct kp_error *reterr)
{
	struct child child = { .pid = -1, .error_fd = -1 };

	return run(argv, limit, &child, ret_run, reterr);
}

enum kp_status kp_run_to_hear(const char *const *argv, unsigned limit, struct kp_run *ret_run,
			      struct kp_error *reterr)
{
	struct child child = { .pid = -1, .error_fd = -1, .is_output_kept = true };

	return run(argv, limit, &child, ret_run, reterr);
}
