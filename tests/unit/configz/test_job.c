/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "configz/job.h"
#include "table.h"

/** Bytes of a job. */
struct row {
	const char *name;
	const char *bytes;
	size_t len;
	bool is_right;
};

/* clang-format off */
#define ROW(name, bytes, is_right) { (name), (bytes), sizeof(bytes) - 1, (is_right) }
/* clang-format on */

static struct row rows[] = {
	ROW("a job",
	    "/\0"
	    "7\0"
	    "8\0token=/t\0"
	    "127.0.0.1\0"
	    "10250\0/c\0n\0"
	    "900\0",
	    true),
	ROW("nothing of what may be missing",
	    "/\0"
	    "7\0"
	    "8\0\0"
	    "[::1]\0"
	    "1\0\0\0"
	    "1\0",
	    true),
	ROW("nothing", "", false),
	ROW("a text too few",
	    "/\0"
	    "7\0"
	    "8\0\0"
	    "[::1]\0"
	    "1\0\0\0",
	    false),
	ROW("a text too many",
	    "/\0"
	    "7\0"
	    "8\0\0"
	    "[::1]\0"
	    "1\0\0\0"
	    "1\0x\0",
	    false),
	ROW("without its last NUL",
	    "/\0"
	    "7\0"
	    "8\0\0"
	    "[::1]\0"
	    "1\0\0\0"
	    "1",
	    false),
	ROW("no pid",
	    "/\0"
	    "0\0"
	    "8\0\0"
	    "[::1]\0"
	    "1\0\0\0"
	    "1\0",
	    false),
	ROW("no port",
	    "/\0"
	    "7\0"
	    "8\0\0"
	    "[::1]\0"
	    "65536\0\0\0"
	    "1\0",
	    false),
	ROW("no time",
	    "/\0"
	    "7\0"
	    "8\0\0"
	    "[::1]\0"
	    "1\0\0\0"
	    "0\0",
	    false),
};

/** A job that can be read is written as it was. */
static void test_job(void **state)
{
	const struct row *row = *state;
	char *copy = malloc(row->len + 1);
	struct kp_bytes bytes = { NULL, row->len };
	struct kp_configz_job job = { 0 };
	struct kp_text text = { 0 };
	struct kp_error error;
	enum kp_status status;

	assert_non_null(copy);
	memcpy(copy, row->bytes, row->len + 1);
	bytes.at = (uint8_t *)copy;
	table_error_prepare(&error);
	status = kp_configz_job_parse(&bytes, &job, &error);
	if (row->is_right) {
		table_assert_ok(status, &error);
		kp_configz_job_add(&job, &text);
		assert_int_equal(text.len, row->len);
		assert_memory_equal(text.bytes, row->bytes, row->len);
		kp_text_done(&text);
	} else {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, 0, "cannot be understood");
		assert_null(job.root);
	}
	free(copy);
}

/** What the program says. */
struct answer_row {
	const char *name;
	const char *bytes;
	enum kp_status status;
	const char *wanted; /* the body, or the message */
};

static struct answer_row answer_rows[] = {
	{ "a body", "0\n{}\n", KP_OK, "{}\n" },
	{ "an empty body", "0\n", KP_OK, "" },
	{ "a failure", "5\nno", KP_ERR_PERM, "no" },
	{ "nothing", "", KP_ERR_IO, "nothing that can be understood" },
	{ "no line end", "0", KP_ERR_IO, "nothing that can be understood" },
	{ "no number", "x\n", KP_ERR_IO, "nothing that can be understood" },
	{ "an empty number", "\nx", KP_ERR_IO, "nothing that can be understood" },
	{ "a number of no status", "99\nx", KP_ERR_IO, "nothing that can be understood" },
	{ "a negative one", "-1\nx", KP_ERR_IO, "nothing that can be understood" },
	{ "a long one", "00000\nx", KP_ERR_IO, "nothing that can be understood" },
};

static void test_answer(void **state)
{
	const struct answer_row *row = *state;
	const struct kp_bytes bytes = { (const uint8_t *)row->bytes, strlen(row->bytes) };
	struct kp_bytes body = { 0 };
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_configz_answer_parse(&bytes, &body, &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		assert_int_equal(body.len, strlen(row->wanted));
		assert_memory_equal(body.at, row->wanted, body.len);
	} else {
		table_assert_failed(status, &error, row->status, 0, row->wanted);
		assert_null(body.at);
	}
}

/** What is written is read. */
static void test_answer_add(void **state)
{
	const struct kp_bytes said = { (const uint8_t *)"{}", 2 };
	struct kp_text text = { 0 };
	struct kp_bytes bytes;
	struct kp_bytes body = { 0 };
	struct kp_error error;

	(void)state;
	kp_configz_answer_add(KP_OK, NULL, &said, &text);
	bytes = (struct kp_bytes){ (const uint8_t *)text.bytes, text.len };
	assert_int_equal(kp_configz_answer_parse(&bytes, &body, &error), KP_OK);
	assert_int_equal(body.len, 2);
	kp_text_done(&text);
	(void)kp_fail(&error, KP_ERR_PERM, "why");
	kp_configz_answer_add(KP_ERR_PERM, &error, &said, &text);
	bytes = (struct kp_bytes){ (const uint8_t *)text.bytes, text.len };
	table_error_prepare(&error);
	table_assert_failed(kp_configz_answer_parse(&bytes, &body, &error), &error, KP_ERR_PERM, 0,
			    "why");
	kp_text_done(&text);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_job, rows),
		TABLE_ROWS(test_answer, answer_rows),
		TABLE_ONE(test_answer_add),
	};

	return TABLE_MAIN(tables);
}
