/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/ask.h"

#include <stddef.h>
#include <stdint.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/limits.h"

enum {
	SECOND_MS = 1000,
	/** Room for a status and a message. */
	ANSWER_EXTRA = 1024,
	CHUNK = 16384,
	TICK_MS = 10,
	KILL_TICKS = 200
};

/** The program, while it runs. */
struct child {
	pid_t pid;
	int fd;        /* what it says */
	long long end; /* when it has to have ended */
	struct kp_text said;
};

static long long now_ms(void)
{
	struct timespec now = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

static void child_done(struct child *child)
{
	kp_closep(&child->fd);
	kp_text_done(&child->said);
}

/** Signals as a program has them that is started from a shell. @return an errno, or 0 */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none;
	sigset_t all;
	int error = posix_spawnattr_setflags(attributes,
					     POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	if (error == 0) {
		error = posix_spawnattr_setsigmask(attributes, &none);
	}
	return error == 0 ? posix_spawnattr_setsigdefault(attributes, &all) : error;
}

/** Streams: the job, the answer, and nothing. @return an errno, or 0 */
static int set_streams(posix_spawn_file_actions_t *actions, int job_fd, int answer_fd)
{
	int error = posix_spawn_file_actions_adddup2(actions, job_fd, STDIN_FILENO);

	if (error == 0) {
		error = posix_spawn_file_actions_adddup2(actions, answer_fd, STDOUT_FILENO);
	}
	return error == 0 ? posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null",
							     O_WRONLY, 0)
			  : error;
}

/** @return an errno, or 0 */
static int spawn(const char *program, int job_fd, int answer_fd, pid_t *ret_pid)
{
	char name[] = KP_CONFIGZ_PROGRAM;
	char *const argv[] = { name, NULL };
	char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error = posix_spawn_file_actions_init(&actions);

	if (error != 0) {
		return error;
	}
	error = posix_spawnattr_init(&attributes);
	if (error == 0) {
		error = set_streams(&actions, job_fd, answer_fd);
		error = error == 0 ? set_attributes(&attributes) : error;
		if (error == 0) {
			error = posix_spawn(ret_pid, program, &actions, &attributes, argv,
					    environment);
		}
		(void)posix_spawnattr_destroy(&attributes);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	return error;
}

/** Make a pipe whose ends are no standard stream, so that none of them is taken for one. */
static bool make_pipe(int ends[2])
{
	int low[2];

	if (pipe2(low, O_CLOEXEC) != 0) {
		return false;
	}
	for (int i = 0; i < 2; i++) {
		ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		(void)close(low[i]);
	}
	return ends[0] >= 0 && ends[1] >= 0;
}

/** Put a job into a pipe, which has room for some pages. @return an errno, or 0 */
static int put(int fd, const struct kp_text *job)
{
	ssize_t written =
		fcntl(fd, F_SETFL, O_NONBLOCK) == 0 ? write(fd, job->bytes, job->len) : -1;

	if (written < 0) {
		return errno;
	}
	return (size_t)written == job->len ? 0 : E2BIG;
}

/** Start the program. */
static enum kp_status start(const char *program, const struct kp_text *job, struct child *child,
			    struct kp_error *reterr)
{
	int job_ends[2] = { -1, -1 };
	int answer_ends[2] = { -1, -1 };
	int error = 0;

	if (!make_pipe(job_ends) || !make_pipe(answer_ends)) {
		error = errno;
	}
	if (error == 0) {
		error = put(job_ends[1], job);
	}
	if (error == 0) {
		error = spawn(program, job_ends[0], answer_ends[1], &child->pid);
	}
	child->fd = answer_ends[0];
	kp_closep(&job_ends[0]);
	kp_closep(&job_ends[1]);
	kp_closep(&answer_ends[1]);
	return error == 0 ? KP_OK : kp_fail_errno(reterr, error, "cannot run %s", program);
}

/** Take what the program says until it says no more, or the time is over. */
static enum kp_status hear(struct child *child, struct kp_error *reterr)
{
	size_t limit = kp_default_limits.file_bytes + ANSWER_EXTRA;
	char buffer[CHUNK];

	for (;;) {
		struct pollfd pollfd = { .fd = child->fd, .events = POLLIN };
		long long left = child->end - now_ms();
		int ready = left <= 0 ? 0 : poll(&pollfd, 1, (int)left);
		ssize_t got;

		if (ready < 0 && errno == EINTR) {
			continue;
		}
		if (ready <= 0) {
			return kp_fail(reterr, KP_ERR_LIMIT, "timed out (OSCAP_KUBELET_TIMEOUT)");
		}
		got = read(child->fd, buffer, sizeof(buffer));
		if (got < 0) {
			return kp_fail_errno(reterr, errno, "cannot read the answer");
		}
		if (got == 0) {
			return KP_OK;
		}
		kp_text_add(&child->said, buffer, (size_t)got);
		if (child->said.failed) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		if (child->said.len > limit) {
			return kp_fail(reterr, KP_ERR_LIMIT, KP_CONFIGZ_PROGRAM " says too much");
		}
	}
}

/**
 * Wait for the end of the program. One that was killed while a file system does not answer ends when that
 * does: it is left to itself then.
 * @return as wait4(2); 0 if it was left
 */
static pid_t wait_for(const struct child *child, bool is_killed, int *ret_how,
		      struct rusage *ret_usage)
{
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };
	pid_t ended = 0;

	if (!is_killed) {
		do {
			ended = wait4(child->pid, ret_how, 0, ret_usage);
		} while (ended < 0 && errno == EINTR);
		return ended;
	}
	for (int i = 0; ended == 0 && i < KILL_TICKS; i++) {
		ended = wait4(child->pid, ret_how, WNOHANG, ret_usage);
		if (ended == 0) {
			(void)nanosleep(&tick, NULL);
		}
	}
	return ended;
}

/** See to the end of the program, which is killed unless it said all. */
static enum kp_status end(const struct child *child, bool said_all, struct rusage *ret_usage,
			  struct kp_error *reterr)
{
	int how = 0;
	pid_t ended;

	if (!said_all) {
		(void)kill(child->pid, SIGKILL);
	}
	ended = wait_for(child, !said_all, &how, ret_usage);
	if (ended < 0) {
		return kp_fail_errno(reterr, errno, "cannot wait for " KP_CONFIGZ_PROGRAM);
	}
	if (said_all && (!WIFEXITED(how) || WEXITSTATUS(how) != 0)) {
		return kp_fail(reterr, KP_ERR_IO, KP_CONFIGZ_PROGRAM " ended %s %d",
			       WIFEXITED(how) ? "with status" : "by signal",
			       WIFEXITED(how) ? WEXITSTATUS(how) : WTERMSIG(how));
	}
	return KP_OK;
}

/** Take the body out of what was said. */
static enum kp_status take(const struct kp_text *said, struct kp_buffer *ret_body,
			   struct kp_error *reterr)
{
	const struct kp_bytes bytes = { (const uint8_t *)said->bytes, said->len };
	struct kp_bytes body = { 0 };
	enum kp_status status = kp_configz_answer_parse(&bytes, &body, reterr);

	return status == KP_OK ? kp_buffer_copy(&body, ret_body, reterr) : status;
}

enum kp_status kp_configz_ask(const char *program, const struct kp_configz_job *job,
			      unsigned seconds, struct rusage *ret_usage,
			      struct kp_buffer *ret_body, struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(child_done) struct child child = { .pid = -1, .fd = -1 };
	enum kp_status status;
	enum kp_status ended;

	*ret_usage = (struct rusage){ 0 };
	kp_configz_job_add(job, &text);
	if (text.failed) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	child.end = now_ms() + (long long)seconds * SECOND_MS;
	status = start(program, &text, &child, reterr);
	if (status != KP_OK) {
		return status;
	}
	status = hear(&child, reterr);
	ended = end(&child, status == KP_OK, ret_usage, status == KP_OK ? reterr : NULL);
	if (status == KP_OK) {
		status = ended;
	}
	return status == KP_OK ? take(&child.said, ret_body, reterr) : status;
}
