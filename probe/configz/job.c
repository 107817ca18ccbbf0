/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/job.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"

/** The texts of a job, in their order. */
enum {
	JOB_ROOT,
	JOB_PID,
	JOB_START,
	JOB_OPTIONS,
	JOB_HOST,
	JOB_PORT,
	JOB_CERTIFICATE,
	JOB_NAME,
	JOB_MILLISECONDS,
	JOB_TEXTS,
	/** Longest number of a status. */
	STATUS_DIGITS = 4
};

static void add(struct kp_text *out, const char *text)
{
	kp_text_add(out, text, strlen(text) + 1);
}

static void add_number(struct kp_text *out, int64_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	add(out, text);
}

void kp_configz_job_add(const struct kp_configz_job *job, struct kp_text *out)
{
	add(out, job->root);
	add_number(out, job->pid);
	add_number(out, job->start_ticks);
	add(out, job->options);
	add(out, job->server.host);
	add_number(out, job->server.port);
	add(out, job->certificate);
	add(out, job->name);
	add_number(out, job->milliseconds);
}

/** Split bytes at NULs. @return whether there are just so many texts */
static bool split(const struct kp_bytes *bytes, const char *texts[JOB_TEXTS])
{
	const char *at = (const char *)bytes->at;
	size_t left = bytes->len;
	size_t count = 0;

	while (left > 0 && count < JOB_TEXTS) {
		size_t len = strnlen(at, left);

		if (len == left) {
			return false;
		}
		texts[count++] = at;
		at += len + 1;
		left -= len + 1;
	}
	return left == 0 && count == JOB_TEXTS;
}

enum kp_status kp_configz_job_parse(const struct kp_bytes *bytes, struct kp_configz_job *ret_job,
				    struct kp_error *reterr)
{
	const char *texts[JOB_TEXTS] = { NULL };
	struct kp_configz_job job = { 0 };
	int64_t port = 0;
	int64_t milliseconds = 0;

	if (!split(bytes, texts) || strlen(texts[JOB_HOST]) >= sizeof(job.server.host) ||
	    !kp_go_int(texts[JOB_PID], 10, 32, &job.pid) || job.pid < 1 ||
	    !kp_go_int(texts[JOB_START], 10, 64, &job.start_ticks) ||
	    !kp_go_int(texts[JOB_PORT], 10, 32, &port) || port < 1 || port > KP_CONFIGZ_PORT_MAX ||
	    !kp_go_int(texts[JOB_MILLISECONDS], 10, 64, &milliseconds) || milliseconds < 1 ||
	    milliseconds > INT_MAX) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "what is to be asked cannot be understood");
	}
	job.root = texts[JOB_ROOT];
	job.options = texts[JOB_OPTIONS];
	(void)snprintf(job.server.host, sizeof(job.server.host), "%s", texts[JOB_HOST]);
	job.server.port = (int)port;
	job.certificate = texts[JOB_CERTIFICATE];
	job.name = texts[JOB_NAME];
	job.milliseconds = (unsigned)milliseconds;
	*ret_job = job;
	return KP_OK;
}

void kp_configz_answer_add(enum kp_status status, const struct kp_error *error,
			   const struct kp_bytes *body, struct kp_text *out)
{
	kp_text_addf(out, "%d\n", (int)status);
	if (status == KP_OK) {
		kp_text_add(out, (const char *)body->at, body->len);
	} else {
		kp_text_add_str(out, error->message);
	}
}

enum kp_status kp_configz_answer_parse(const struct kp_bytes *bytes, struct kp_bytes *ret_body,
				       struct kp_error *reterr)
{
	const uint8_t *end = bytes->len == 0 ? NULL : memchr(bytes->at, '\n', bytes->len);
	char digits[STATUS_DIGITS + 1] = "";
	int64_t status = -1;
	size_t len = end == NULL ? 0 : (size_t)(end - bytes->at);

	if (len > 0 && len <= STATUS_DIGITS) {
		memcpy(digits, bytes->at, len);
	}
	if (!kp_go_int(digits, 10, 32, &status) || status < KP_OK || status >= KP_STATUS__COUNT) {
		return kp_fail(reterr, KP_ERR_IO, "it said nothing that can be understood");
	}
	len++;
	if (status != KP_OK) {
		return kp_fail(reterr, (enum kp_status)status, "%.*s",
			       (int)(bytes->len - len < KP_ERROR_MESSAGE_MAX
					     ? bytes->len - len
					     : KP_ERROR_MESSAGE_MAX),
			       (const char *)bytes->at + len);
	}
	*ret_body = (struct kp_bytes){ bytes->at + len, bytes->len - len };
	return KP_OK;
}
