/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "programs/ask.h"

#include <stdint.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

enum {
	TEXT_MAX = 65536,
	NOT_EXECUTED = 127
};

/** Become the program. */
__attribute__((noreturn)) static void become(const struct kp_question *question, int answer)
{
	union {
		const char *const *from;
		char *const *to;
	} argv = { .from = question->argv };

	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	/* A script, and what it starts, is ended as one; and with this program, if that is ended. */
	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGPIPE, SIG_DFL);
	/* A root directory may have no devices. */
	null = null >= 0 ? null : answer;
	(void)dup2(null, STDIN_FILENO);
	(void)dup2(question->is_output_heard ? answer : null, STDOUT_FILENO);
	(void)dup2(question->is_error_heard ? answer : null, STDERR_FILENO);
	if ((question->variable == NULL || setenv(question->variable, question->value, 1) == 0) &&
	    (question->preload == NULL || setenv("LD_PRELOAD", question->preload, 1) == 0)) {
		(void)execv(question->file, argv.to);
	}
	(void)dprintf(answer, "%s", strerror(errno));
	_exit(NOT_EXECUTED);
}

static int64_t now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/** Read the answer to its end; what does not fit is lost. @return false if the end does not come in time */
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
		if (count > 0) {
			size_t room = TEXT_MAX - text->len;

			kp_text_add(text, bytes, (size_t)count < room ? (size_t)count : room);
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
	int64_t end = now() + (int64_t)KP_ASK_SECONDS * 1000;
	int status = 0;

	(void)setpgid(child, child);
	if (!drain(fd, end, text) || !wait_for(child, end, &status)) {
		/* Not waited for: where a file system hangs, it does not end. */
		(void)kill(-child, SIGKILL);
		return kp_fail(reterr, KP_ERR_LIMIT, "%s gave no answer within %d seconds", program,
			       KP_ASK_SECONDS);
	}
	*ret_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
	return KP_OK;
}

/** Start the program, and hear it. @return as kp_ask() */
static enum kp_status start(const struct kp_question *question, struct kp_text *text, int *ret_code,
			    struct kp_error *reterr)
{
	const char *program = question->file;
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
	status = child < 0 ? kp_fail_errno(reterr, errno, "cannot start %s", program) : KP_OK;
	(void)close(ends[1]);
	if (status == KP_OK) {
		status = hear(program, child, ends[0], text, ret_code, reterr);
	}
	(void)close(ends[0]);
	return status;
}

enum kp_status kp_ask(const struct kp_question *question, char **ret_text, int *ret_code,
		      struct kp_error *reterr)
{
	/* Where it is ignored, the end of a child is not told. */
	void (*as_it_was)(int) = signal(SIGCHLD, SIG_DFL);
	struct kp_text text = { 0 };
	int code = 0;
	enum kp_status status = start(question, &text, &code, reterr);

	(void)signal(SIGCHLD, as_it_was);
	if (status == KP_OK) {
		status = kp_text_finish(&text, ret_text, reterr);
	}
	if (status == KP_OK) {
		*ret_code = code;
	}
	kp_text_done(&text);
	return status;
}
