/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "configz/ask.h"
#include "fixture.h"
#include "table.h"

static const struct kp_configz_job job = {
	.root = "/",
	.pid = 7,
	.start_ticks = 8,
	.options = "token=/t",
	.server = { "127.0.0.1", 10250 },
	.certificate = "",
	.name = "",
	.milliseconds = 900,
};

/** A program, and what comes of it. */
struct row {
	const char *name;
	const char *program; /* a script; NULL: it is not there */
	unsigned seconds;
	enum kp_status status;
	const char *wanted; /* the body; or a part of the error */
};

/* clang-format off */
static struct row rows[] = {
	{ "a body", "printf '0\\nbody'", 60, KP_OK, "body" },
	{ "an empty body", "printf '0\\n'", 60, KP_OK, "" },
	{ "it gets the job", "printf '0\\n'; tr '\\0' ' '", 60, KP_OK, "/ 7 8 token=/t 127.0.0.1 10250   900 " },
	{ "nothing is in its arguments", "printf '0\\n%s' \"$#\"", 60, KP_OK, "0" },
	{ "nothing is in its environment", "printf '0\\n%s' \"$SECRET\"", 60, KP_OK, "" },
	{ "what it says on stderr is dropped", "echo x >&2; printf '0\\nbody'", 60, KP_OK, "body" },
	{ "not there", NULL, 60, KP_ERR_NOENT, "cannot run " },
	{ "it says nothing", "exit 0", 60, KP_ERR_IO, "" },
	{ "it says what is none", "echo hello", 60, KP_ERR_IO, "" },
	{ "it ends otherwise", "printf '0\\nbody'; exit 3", 60, KP_ERR_IO, "oscap-kubelet-ask ended with status 3" },
	{ "it is killed", "printf '0\\nbody'; kill -9 $$", 60, KP_ERR_IO, "oscap-kubelet-ask ended by signal 9" },
	{ "it hangs", "exec sleep 600", 1, KP_ERR_LIMIT, "timed out (OSCAP_KUBELET_TIMEOUT)" },
	{ "no time is left", "exec sleep 600", 0, KP_ERR_LIMIT, "timed out" },
	{ "it says too much", "exec yes", 60, KP_ERR_LIMIT, "oscap-kubelet-ask says too much" },
};

/* clang-format on */

/** Write the program of a row; its path. */
static void install(const struct row *row, char *path, size_t size)
{
	struct fixture fixture;
	char script[256];

	fixture_build(&fixture, "bin/\n");
	(void)snprintf(path, size, "%s/bin/ask", fixture.path);
	if (row->program != NULL) {
		int len = snprintf(script, sizeof(script), "#!/bin/sh\n%s\n", row->program);

		fixture_write(&fixture, "bin/ask", script, (size_t)len);
		assert_int_equal(chmod(path, 0755), 0);
	}
}

static void test_row(void **state)
{
	const struct row *row = *state;
	KP_CLEANUP(kp_buffer_done) struct kp_buffer body = { 0 };
	struct rusage usage;
	struct kp_error error;
	char path[128];
	enum kp_status status;

	install(row, path, sizeof(path));
	assert_int_equal(setenv("SECRET", "secret", 1), 0);
	table_error_prepare(&error);
	status = kp_configz_ask(path, &job, row->seconds, &usage, &body, &error);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, 0, row->wanted);
		assert_null(body.at);
		return;
	}
	table_assert_ok(status, &error);
	assert_int_equal(body.len, strlen(row->wanted));
	assert_memory_equal(body.at, row->wanted, body.len);
	assert_true(usage.ru_maxrss > 0);
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows) };

	return TABLE_MAIN(tables);
}
