/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/argsfile.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "base/text.h"
#include "process/argv_parts.h"

/** Longest line that Go's bufio.Scanner takes: its buffer of 64 KiB has to hold the line end too. */
enum {
	LINE_MAX_BYTES = (64 << 10) - 1
};

/** A file being read. */
struct reading {
	const struct kp_goenv *env;
	const struct kp_limits *limits;
	struct kp_said_at at; /* the line that is read */
	struct kp_argv_parts parts;
};

/** Delete every quote, wherever it stands. */
static void delete_quotes(char *line)
{
	char *to = line;

	for (const char *from = line; *from != '\0'; from++) {
		if (*from != '"' && *from != '\'') {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/** Expand one argument and add it. */
static enum kp_status add_argument(struct reading *reading, const char *word,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *argument = NULL;
	const struct kp_limits *limits = reading->limits;
	size_t used = reading->parts.args.len;
	enum kp_status status;

	if (reading->parts.count >= limits->argv_count) {
		return kp_fail(reterr, KP_ERR_LIMIT, "more than the limit of %zu arguments",
			       limits->argv_count);
	}
	status = kp_goenv_expand(reading->env, word,
				 used < limits->argv_bytes ? limits->argv_bytes - used : 0, &text,
				 reterr);
	if (status == KP_ERR_LIMIT) {
		return kp_fail(reterr, status,
			       "the arguments have more than the limit of %zu bytes",
			       limits->argv_bytes);
	}
	if (status == KP_OK) {
		status = kp_text_finish(&text, &argument, reterr);
	}
	if (status == KP_OK) {
		kp_argv_parts_add(&reading->parts, argument, &reading->at);
	}
	return status;
}

/** Whether a line means to us what it means to Go, which cuts more blanks off than ASCII has. */
static bool is_followed(const char *line)
{
	size_t len = strlen(line);

	return (line[0] & 0x80) == 0 && (line[len - 1] & 0x80) == 0 && kp_quote_is_plain(line);
}

/** Add the arguments of a line. @param[in,out] line is taken apart */
static enum kp_status add_line(struct reading *reading, char *line, struct kp_error *reterr)
{
	enum kp_status status;
	char *word = kp_text_trim(line);

	if (*word == '\0' || *word == '#') {
		return KP_OK;
	}
	if (!is_followed(word)) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "the line is no plain text");
	}
	delete_quotes(word);
	do {
		char *blank = strchr(word, ' ');

		if (blank != NULL) {
			*blank = '\0';
		}
		status = add_argument(reading, word, reterr);
		word = blank == NULL ? NULL : blank + 1;
	} while (status == KP_OK && word != NULL);
	return status;
}

/** Read the line of `len` bytes. */
static enum kp_status read_line(struct reading *reading, const char *bytes, size_t len,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *line = NULL;

	if (len > LINE_MAX_BYTES) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "kubelite refuses so long a line");
	}
	if (memchr(bytes, '\0', len) != NULL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "the line is no plain text");
	}
	line = strndup(bytes, len);
	return line == NULL ? kp_fail(reterr, KP_ERR_NOMEM, "out of memory")
			    : add_line(reading, line, reterr);
}

static void reading_done(struct reading *reading)
{
	kp_argv_parts_done(&reading->parts);
}

enum kp_status kp_argsfile_parse(const char *path, const uint8_t *buf, size_t len,
				 const struct kp_goenv *env, const struct kp_limits *limits,
				 struct kp_argv **ret_argv, struct kp_error *reterr)
{
	KP_CLEANUP(reading_done)
	struct reading reading = { .env = env, .limits = limits, .at = { .path = path } };
	const char *at = (const char *)buf;
	const char *end = at + len;

	kp_argv_parts_add(&reading.parts, "kubelet", /* at= */ NULL);
	for (long line = 1; at < end; line++) {
		const char *line_end = memchr(at, '\n', (size_t)(end - at));
		enum kp_status status;

		line_end = line_end == NULL ? end : line_end;
		reading.at.line = line;
		status = read_line(&reading, at, (size_t)(line_end - at), reterr);
		if (status != KP_OK) {
			return kp_said_at_wrap(&reading.at, status, reterr);
		}
		at = line_end + 1;
	}
	return kp_argv_parts_finish(&reading.parts, ret_argv, reterr);
}
