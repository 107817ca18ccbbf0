/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Asks a kubelet of this node what it runs with. Keys, tokens and sockets are in this process alone, which
 * nobody can look into, leaves no core dump, and ends with its one answer.
 *
 * Standard input is a job (configz/job.h), standard output the answer. It is started by the plugin; what it
 * is told to ask, and with which files, anybody may ask who may read these.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "configz/request.h"
#include "files/fd.h"

enum {
	JOB_LIMIT = 1 << 16,
	/** Descriptors that may be open, where the limit says nothing. */
	DESCRIPTORS_MAX = 65536
};

/** Let nobody look into this process, nor find it in a file. @return whether that is so */
static bool shut(void)
{
	const struct rlimit none = { 0, 0 };

	return setrlimit(RLIMIT_CORE, &none) == 0 && prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/** Close what was left open by whoever started this. */
static void close_others(void)
{
	struct rlimit limit;
	int last = DESCRIPTORS_MAX;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < DESCRIPTORS_MAX) {
		last = (int)limit.rlim_cur;
	}
	for (int fd = STDERR_FILENO + 1; fd < last; fd++) {
		(void)close(fd);
	}
}

/** Do what standard input says. */
static enum kp_status work(struct kp_buffer *ret_body, struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	struct kp_configz_job job = { 0 };
	struct kp_bytes bytes;
	enum kp_status status =
		kp_fd_read_all(STDIN_FILENO, "the job", JOB_LIMIT, &text.at, &text.len, reterr);

	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&text);
		status = kp_configz_job_parse(&bytes, &job, reterr);
	}
	return status == KP_OK ? kp_configz_request(&job, ret_body, reterr) : status;
}

/** Write all of a text to standard output. @return whether it took it */
static bool write_all(const struct kp_text *text)
{
	size_t written = 0;

	while (written < text->len) {
		ssize_t got = write(STDOUT_FILENO, text->bytes + written, text->len - written);

		if (got < 0) {
			return false;
		}
		written += (size_t)got;
	}
	return true;
}

int main(void)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer body = { 0 };
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	struct kp_error error = { .status = KP_OK };
	struct kp_bytes bytes;
	enum kp_status status;

	if (!shut()) {
		return EXIT_FAILURE;
	}
	close_others();
	status = work(&body, &error);
	bytes = kp_buffer_bytes(&body);
	kp_configz_answer_add(status, &error, &bytes, &text);
	return !text.failed && write_all(&text) ? EXIT_SUCCESS : EXIT_FAILURE;
}
