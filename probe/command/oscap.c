/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/oscap.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "base/text.h"
#include "command/names.h"

/** What a warning of oscap begins with. */
#define WARNING "W: "

#define NOT_STARTED 127

/** The outputs of a call. */
enum source {
	SOURCE_OUT,
	SOURCE_ERR,
	SOURCE_SIGNALS,
	SOURCE__COUNT
};

struct call {
	const struct kp_oscap *oscap;
	pid_t pid;
	struct pollfd sources[SOURCE__COUNT];
	struct kp_text lines[SOURCE_SIGNALS]; /**< what was read, and ends in no line feed yet */
	size_t rules;                         /**< how many were judged */
};

/** The child: become oscap. */
__attribute__((noreturn)) static void become(const struct kp_oscap *oscap, int out, int err)
{
	union {
		const char *const *from;
		char *const *to;
	} argv = { .from = oscap->argv };

	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	char target[4096];
	sigset_t none;

	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	(void)signal(SIGPIPE, SIG_DFL);
	if (oscap->root != NULL) {
		/* What oscap-chroot(8) sets. */
		(void)snprintf(target, sizeof(target), "chroot://%s", oscap->root);
		(void)setenv("OSCAP_PROBE_ROOT", oscap->root, 1);
		(void)setenv("OSCAP_EVALUATION_TARGET", target, 1);
	}
	(void)dup2(out, STDOUT_FILENO);
	(void)dup2(err, STDERR_FILENO);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0) {
		(void)dprintf(STDERR_FILENO, "cannot start %s: /dev/null: %s\n", oscap->argv[0],
			      strerror(errno));
		_exit(NOT_STARTED);
	}
	(void)execv(oscap->argv[0], argv.to);
	(void)dprintf(STDERR_FILENO, "cannot start %s: %s\n", oscap->argv[0], strerror(errno));
	_exit(NOT_STARTED);
}

/** A line of oscap's standard output, `RULE:RESULT`: show it in the place of the one before. */
static void show_progress(struct call *call, char *line)
{
	char *colon = strrchr(line, ':');

	if (!call->oscap->is_shown || colon == NULL) {
		return;
	}
	*colon = '\0';
	(void)fprintf(stderr, "\r\033[K%zu  %.60s", ++call->rules, kp_names_short(line));
	(void)fflush(stderr);
}

static void end_progress(const struct call *call)
{
	if (call->rules > 0) {
		(void)fputs("\r\033[K", stderr);
	}
}

/** A line of oscap's standard error: say it on. */
static void say_on(const struct call *call, const char *line)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *said = NULL;

	if (call->oscap->is_silent || strncmp(line, WARNING, strlen(WARNING)) == 0) {
		return;
	}
	end_progress(call);
	kp_quote_message(&text, line);
	if (kp_text_finish(&text, &said, NULL) == KP_OK) {
		(void)fprintf(stderr, "%s\n", said);
	}
}

/** Take a line, without its line feed. */
static void take_line(struct call *call, enum source source, char *line)
{
	if (source == SOURCE_OUT) {
		show_progress(call, line);
	} else {
		say_on(call, line);
	}
}

/** Take what was read as a line. */
static enum kp_status end_line(struct call *call, enum source source, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *line = NULL;
	enum kp_status status = kp_text_finish(&call->lines[source], &line, reterr);

	if (status == KP_OK) {
		take_line(call, source, line);
	}
	return status;
}

/** Take bytes that oscap wrote: line by line. */
static enum kp_status take_bytes(struct call *call, enum source source, const char *bytes,
				 size_t len, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	while (len > 0 && status == KP_OK) {
		const char *end = memchr(bytes, '\n', len);
		size_t count = end == NULL ? len : (size_t)(end - bytes);

		kp_text_add(&call->lines[source], bytes, count);
		if (end == NULL) {
			break;
		}
		status = end_line(call, source, reterr);
		bytes += count + 1;
		len -= count + 1;
	}
	return status;
}

/** Read what is there of an output. */
static enum kp_status take(struct call *call, enum source source, struct kp_error *reterr)
{
	char bytes[4096];
	ssize_t count = read(call->sources[source].fd, bytes, sizeof(bytes));

	if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
		return KP_OK;
	}
	if (count > 0) {
		return take_bytes(call, source, bytes, (size_t)count, reterr);
	}
	(void)close(call->sources[source].fd);
	call->sources[source].fd = -1;
	/* What is behind the last line feed is a line, too. */
	return call->lines[source].len == 0 ? KP_OK : end_line(call, source, reterr);
}

/** A signal to this process: oscap gets it, too, unless the terminal gave it to both. */
static void take_signal(const struct call *call, int *ret_signal)
{
	struct signalfd_siginfo info;

	if (read(call->sources[SOURCE_SIGNALS].fd, &info, sizeof(info)) == (ssize_t)sizeof(info)) {
		*ret_signal = (int)info.ssi_signo;
		(void)kill(call->pid, SIGTERM);
	}
}

/** Read both outputs to their ends. */
static enum kp_status follow(struct call *call, int *ret_signal, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	while (status == KP_OK &&
	       (call->sources[SOURCE_OUT].fd >= 0 || call->sources[SOURCE_ERR].fd >= 0)) {
		if (poll(call->sources, SOURCE__COUNT, -1) <= 0) {
			continue;
		}
		if (call->sources[SOURCE_SIGNALS].revents != 0) {
			take_signal(call, ret_signal);
		}
		for (int i = SOURCE_OUT; i < SOURCE_SIGNALS && status == KP_OK; i++) {
			if (call->sources[i].fd >= 0 && call->sources[i].revents != 0) {
				status = take(call, (enum source)i, reterr);
			}
		}
	}
	end_progress(call);
	return status;
}

/** Start it. */
static enum kp_status start(struct call *call, struct kp_error *reterr)
{
	int out[2] = { -1, -1 };
	int err[2] = { -1, -1 };
	int failure = 0;

	if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0 || (call->pid = fork()) < 0) {
		failure = errno;
	} else if (call->pid == 0) {
		become(call->oscap, out[1], err[1]);
	}
	kp_closep(&out[1]);
	kp_closep(&err[1]);
	call->sources[SOURCE_OUT] = (struct pollfd){ out[0], POLLIN, 0 };
	call->sources[SOURCE_ERR] = (struct pollfd){ err[0], POLLIN, 0 };
	call->sources[SOURCE_SIGNALS] = (struct pollfd){ call->oscap->signals, POLLIN, 0 };
	return failure == 0
		       ? KP_OK
		       : kp_fail_errno(reterr, failure, "cannot start %s", call->oscap->argv[0]);
}

/** Wait for its end. */
static enum kp_status finish(const struct call *call, int *ret_code, struct kp_error *reterr)
{
	int status = 0;

	while (waitpid(call->pid, &status, 0) < 0) {
		if (errno != EINTR) {
			return kp_fail_errno(reterr, errno, "cannot wait for oscap");
		}
	}
	if (!WIFEXITED(status)) {
		return kp_fail(reterr, KP_ERR_IO, "oscap was ended by signal %d", WTERMSIG(status));
	}
	*ret_code = WEXITSTATUS(status);
	return KP_OK;
}

enum kp_status kp_oscap_run(const struct kp_oscap *oscap, int *ret_code, int *ret_signal,
			    struct kp_error *reterr)
{
	struct call call = { .oscap = oscap, .pid = -1 };
	enum kp_status status = start(&call, reterr);
	enum kp_status ended;

	if (status == KP_OK) {
		status = follow(&call, ret_signal, reterr);
	}
	kp_closep(&call.sources[SOURCE_OUT].fd);
	kp_closep(&call.sources[SOURCE_ERR].fd);
	kp_text_done(&call.lines[SOURCE_OUT]);
	kp_text_done(&call.lines[SOURCE_ERR]);
	if (call.pid < 0) {
		return status;
	}
	ended = finish(&call, ret_code, status == KP_OK ? reterr : NULL);
	return status == KP_OK ? ended : status;
}
