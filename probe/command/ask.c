/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/ask.h"

#include <stdint.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"

enum {
	ANSWER_SECONDS = 20,
	TEXT_MAX = 65536,
	NOT_STARTED = 127
};

/** Become the program. */
__attribute__((noreturn)) static void become(const struct kp_question *question, int answer)
{
	union {
		const char *const *from;
		char *const *to;
	} argv = { .from = question->argv };

	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0) {
		_exit(NOT_STARTED);
	}
	(void)setpgid(0, 0);
	(void)signal(SIGPIPE, SIG_DFL);
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(question->stream == STDOUT_FILENO ? answer : null, STDOUT_FILENO);
	(void)dup2(question->stream == STDERR_FILENO ? answer : null, STDERR_FILENO);
	if ((question->variable == NULL || setenv(question->variable, question->value, 1) == 0) &&
	    (question->preload == NULL || setenv("LD_PRELOAD", question->preload, 1) == 0)) {
		(void)execv(question->argv[0], argv.to);
	}
	_exit(NOT_STARTED);
}

static int64_t now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/** Read the answer to its end. @return false if that does not come in time */
static bool drain(int fd, int64_t end, struct kp_text *text)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };
	char bytes[4096];
	ssize_t count = 1;
	int64_t left;

	while (count != 0 && (left = end - now()) > 0) {
		if (poll(&ready, 1, (int)left) <= 0) {
			continue;
		}
		count = read(fd, bytes, sizeof(bytes));
		if (count < 0 && errno != EINTR) {
			return true;
		}
		if (count > 0 && text->len < TEXT_MAX) {
			kp_text_add(text, bytes, (size_t)count);
		}
	}
	return count == 0;
}

/** Wait for a child. @return false if it goes on after the time */
static bool wait_for(pid_t child, int64_t end, int *ret_status)
{
	static const struct timespec pause = { .tv_nsec = 1000000 };
	pid_t ended;

	while ((ended = waitpid(child, ret_status, WNOHANG)) == 0 && now() < end) {
		(void)nanosleep(&pause, NULL);
	}
	return ended == child;
}

/** Hear a child that was started. @return as kp_ask() */
static enum kp_status hear(const char *program, pid_t child, int fd, struct kp_text *text,
			   int *ret_code, struct kp_error *reterr)
{
	int64_t end = now() + (int64_t)ANSWER_SECONDS * 1000;
	int status = 0;

	(void)setpgid(child, child);
	if (!drain(fd, end, text) || !wait_for(child, end, &status)) {
		(void)kill(-child, SIGKILL);
		(void)waitpid(child, NULL, 0);
		return kp_fail(reterr, KP_ERR_IO, "%s gave no answer within %d seconds", program,
			       ANSWER_SECONDS);
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_STARTED) {
		return kp_fail(reterr, KP_ERR_IO, "%s cannot be started", program);
	}
	*ret_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	return KP_OK;
}

enum kp_status kp_ask(const struct kp_question *question, char **ret_text, int *ret_code,
		      struct kp_error *reterr)
{
	const char *program = question->argv[0];
	struct kp_text text = { 0 };
	enum kp_status status;
	pid_t child;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0) {
		return kp_fail_errno(reterr, errno, "cannot start %s", program);
	}
	child = fork();
	if (child == 0) {
		become(question, ends[1]);
	}
	(void)close(ends[1]);
	status = child < 0 ? kp_fail_errno(reterr, errno, "cannot start %s", program)
			   : hear(program, child, ends[0], &text, ret_code, reterr);
	(void)close(ends[0]);
	if (status == KP_OK) {
		status = kp_text_finish(&text, ret_text, reterr);
	}
	kp_text_done(&text);
	return status;
}
