/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/envfile.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/glob.h"
#include "files/root.h"
#include "systemd/links.h"
#include "systemd/unit_file.h"
#include "systemd/version.h"
#include "systemd/words.h"

/** Where versions of systemd differ, the last with the old rules and the first with the new. */
enum {
	QUOTES_OLD = 239,
	QUOTES_NEW = 250,
	COMMENTS_OLD = 253,
	COMMENTS_NEW = 254
};

/** In what the next byte is. */
enum state {
	BEFORE_KEY,
	KEY,
	BEFORE_VALUE, /* also behind a quoted part of it */
	VALUE,
	VALUE_ESCAPE,
	SINGLE_QUOTES,
	SINGLE_QUOTES_ESCAPE, /* of old versions only */
	DOUBLE_QUOTES,
	DOUBLE_QUOTES_ESCAPE,
	COMMENT,
	COMMENT_ESCAPE
};

/** A file being read. */
struct reader {
	enum state state;
	const char *path;
	struct kp_environment *environment;
	struct kp_text key;
	struct kp_text value;
	size_t keep; /* bytes of the value that blanks are not cut off from */
	long line;
	long key_line;
	struct kp_error *reterr;
};

static bool is_newline(char c)
{
	return c == '\n' || c == '\r';
}

static bool is_blank(char c)
{
	return strchr(KP_UNIT_BLANKS, c) != NULL;
}

static enum kp_status versions_differ(const struct reader *reader, const char *what)
{
	return kp_fail_line(reader->reterr, KP_ERR_UNSUPPORTED, reader->line,
			    "%s:%ld: %s, which versions of systemd read differently, and its "
			    "version is not known",
			    reader->path, reader->line, what);
}

/** Cut off the blanks behind the first bytes of a text. */
static void cut_blanks(struct kp_text *text, size_t keep)
{
	while (text->len > keep && is_blank(text->bytes[text->len - 1])) {
		text->bytes[--text->len] = '\0';
	}
}

/** Set the variable that was read. */
static enum kp_status set_variable(struct reader *reader)
{
	KP_CLEANUP(kp_freep) char *key = NULL;
	KP_CLEANUP(kp_freep) char *value = NULL;
	enum kp_status status;

	cut_blanks(&reader->key, 0);
	status = kp_text_finish(&reader->key, &key, reader->reterr);
	if (status == KP_OK) {
		status = kp_text_finish(&reader->value, &value, reader->reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	if (!kp_unit_is_utf8(key) || !kp_unit_is_utf8(value)) {
		return kp_fail_line(reader->reterr, KP_ERR_SYNTAX, reader->key_line,
				    "%s:%ld: not UTF-8, so that systemd refuses the file",
				    reader->path, reader->key_line);
	}
	return kp_environment_set(reader->environment, key, value, reader->path, reader->key_line,
				  reader->reterr);
}

/** A byte outside of quotes, of a key or before a value. */
static enum kp_status take_key(struct reader *reader, char c)
{
	if (reader->state == BEFORE_KEY) {
		if (c == '#' || c == ';') {
			reader->state = COMMENT;
		} else if (!is_blank(c)) {
			kp_text_add_char(&reader->key, c);
			reader->key_line = reader->line;
			reader->state = KEY;
		}
		return KP_OK;
	}
	if (is_newline(c)) {
		kp_text_done(&reader->key);
		reader->state = BEFORE_KEY;
	} else if (c == '=') {
		reader->keep = 0;
		reader->state = BEFORE_VALUE;
	} else {
		kp_text_add_char(&reader->key, c);
	}
	return KP_OK;
}

/** A byte outside of quotes, of a value. */
static enum kp_status take_value(struct reader *reader, char c)
{
	if (is_newline(c)) {
		if (reader->state == VALUE) {
			cut_blanks(&reader->value, reader->keep);
		}
		reader->state = BEFORE_KEY;
		return set_variable(reader);
	}
	if (c == '\\') {
		reader->state = VALUE_ESCAPE;
	} else if (reader->state == BEFORE_VALUE && c == '\'') {
		reader->state = SINGLE_QUOTES;
	} else if (reader->state == BEFORE_VALUE && c == '"') {
		reader->state = DOUBLE_QUOTES;
	} else if (reader->state == VALUE || !is_blank(c)) {
		reader->state = VALUE;
		kp_text_add_char(&reader->value, c);
	}
	return KP_OK;
}

/** A byte behind a backslash outside of quotes. */
static enum kp_status take_value_escape(struct reader *reader, char c)
{
	reader->state = VALUE;
	if (!is_newline(c)) {
		kp_text_add_char(&reader->value, c);
	}
	reader->keep = reader->value.len;
	return KP_OK;
}

/** A byte in quotes. */
static enum kp_status take_quoted(struct reader *reader, char c)
{
	int systemd = reader->environment->systemd;

	if (c == (reader->state == SINGLE_QUOTES ? '\'' : '"')) {
		reader->state = BEFORE_VALUE;
		reader->keep = reader->value.len;
		return KP_OK;
	}
	if (c != '\\') {
		kp_text_add_char(&reader->value, c);
		return KP_OK;
	}
	if (reader->state == DOUBLE_QUOTES) {
		reader->state = DOUBLE_QUOTES_ESCAPE;
		return KP_OK;
	}
	if (systemd > QUOTES_OLD && systemd < QUOTES_NEW) {
		return versions_differ(reader, "a backslash in single quotes");
	}
	if (systemd == KP_SYSTEMD_UNKNOWN) {
		return versions_differ(reader, "a backslash in single quotes");
	}
	if (systemd <= QUOTES_OLD) {
		reader->state = SINGLE_QUOTES_ESCAPE;
	} else {
		kp_text_add_char(&reader->value, c);
	}
	return KP_OK;
}

/** A byte behind a backslash in quotes. */
static enum kp_status take_quoted_escape(struct reader *reader, char c)
{
	int systemd = reader->environment->systemd;
	bool is_single = reader->state == SINGLE_QUOTES_ESCAPE;

	reader->state = is_single ? SINGLE_QUOTES : DOUBLE_QUOTES;
	if (c == '\n') {
		return KP_OK;
	}
	if (is_single || strchr("\"\\`$", c) != NULL) {
		kp_text_add_char(&reader->value, c);
		return KP_OK;
	}
	if (systemd == KP_SYSTEMD_UNKNOWN || (systemd > QUOTES_OLD && systemd < QUOTES_NEW)) {
		return versions_differ(reader, "a backslash in double quotes");
	}
	if (systemd >= QUOTES_NEW) {
		kp_text_add_char(&reader->value, '\\');
	}
	kp_text_add_char(&reader->value, c);
	return KP_OK;
}

/** A byte of a comment. */
static enum kp_status take_comment(struct reader *reader, char c)
{
	int systemd = reader->environment->systemd;

	if (reader->state == COMMENT) {
		reader->state = c == '\\' ? COMMENT_ESCAPE : is_newline(c) ? BEFORE_KEY : COMMENT;
		return KP_OK;
	}
	reader->state = COMMENT;
	if (!is_newline(c)) {
		return KP_OK;
	}
	if (systemd == KP_SYSTEMD_UNKNOWN) {
		return versions_differ(reader, "a comment that ends in a backslash");
	}
	if (systemd >= COMMENTS_NEW) {
		reader->state = BEFORE_KEY;
	}
	return KP_OK;
}

static enum kp_status take(struct reader *reader, char c)
{
	switch (reader->state) {
	case BEFORE_KEY:
	case KEY:
		return take_key(reader, c);
	case BEFORE_VALUE:
	case VALUE:
		return take_value(reader, c);
	case VALUE_ESCAPE:
		return take_value_escape(reader, c);
	case SINGLE_QUOTES:
	case DOUBLE_QUOTES:
		return take_quoted(reader, c);
	case SINGLE_QUOTES_ESCAPE:
	case DOUBLE_QUOTES_ESCAPE:
		return take_quoted_escape(reader, c);
	case COMMENT:
	case COMMENT_ESCAPE:
		return take_comment(reader, c);
	}
	return KP_OK;
}

/** Take the end of the file, which ends a value, however it stands. */
static enum kp_status take_end(struct reader *reader)
{
	if (reader->state == BEFORE_KEY || reader->state == KEY || reader->state == COMMENT ||
	    reader->state == COMMENT_ESCAPE) {
		return KP_OK;
	}
	if (reader->state == VALUE) {
		cut_blanks(&reader->value, reader->keep);
	}
	return set_variable(reader);
}

enum kp_status kp_envfile_read(const uint8_t *buf, size_t len, const char *path,
			       struct kp_environment *environment, struct kp_error *reterr)
{
	KP_CLEANUP(kp_environment_done)
	struct kp_environment own = { .systemd = environment->systemd,
				      .limits = environment->limits };
	struct reader reader = { .path = path, .environment = &own, .line = 1, .reterr = reterr };
	enum kp_status status = KP_OK;

	if (len > 0 && memchr(buf, '\0', len) != NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX,
			       "%s: a NUL byte, so that systemd refuses the file", path);
	}
	for (size_t i = 0; status == KP_OK && i < len; i++) {
		status = take(&reader, (char)buf[i]);
		reader.line += buf[i] == '\n' ? 1 : 0;
	}
	if (status == KP_OK) {
		status = take_end(&reader);
	}
	kp_text_done(&reader.key);
	kp_text_done(&reader.value);
	return status == KP_OK ? kp_environment_add(environment, &own, reterr) : status;
}

/** Read one file. @return KP_ERR_SYNTAX also if it leads nowhere */
static enum kp_status load_file(const struct kp_ctx *ctx, const char *path,
				struct kp_environment *environment, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct timespec changed;
	struct kp_error error = { 0 };
	bool is_null = false;
	size_t len = 0;
	enum kp_status status = kp_is_null(ctx, path, &is_null, reterr);

	if (status != KP_OK || is_null) {
		return status;
	}
	status = kp_ctx_read(ctx, ctx->root_fd, path, &buf, &len, &changed, &error);
	if (status == KP_ERR_NOENT || kp_is_circle(ctx, path, &error)) {
		return kp_fail(reterr, KP_ERR_SYNTAX,
			       "the environment file %s leads nowhere, so that the service would "
			       "not start",
			       path);
	}
	return status == KP_OK ? kp_envfile_read(buf, len, path, environment, reterr)
			       : kp_tell(&error, reterr);
}

/** Read one file that systemd skips if it cannot. */
static enum kp_status load_optional(const struct kp_ctx *ctx, const char *path,
				    struct kp_environment *environment, struct kp_error *reterr)
{
	struct kp_error error = { 0 };
	enum kp_status status = load_file(ctx, path, environment, &error);

	return status == KP_OK || status == KP_ERR_SYNTAX ? KP_OK : kp_tell(&error, reterr);
}

enum kp_status kp_envfile_load(const struct kp_ctx *ctx, const char *pattern, bool optional,
			       struct kp_environment *environment, size_t *count,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings paths = { 0 };
	bool is_null = false;
	enum kp_status status = kp_is_null(ctx, pattern, &is_null, reterr);

	if (status == KP_OK && !is_null) {
		status = kp_glob(ctx, pattern, &paths, reterr);
	}
	if (status != KP_OK || is_null) {
		return status;
	}
	if (paths.count == 0 && !optional) {
		return kp_fail(reterr, KP_ERR_SYNTAX,
			       "the environment file %s is missing, so that the service would not "
			       "start",
			       pattern);
	}
	*count += paths.count;
	if (*count > ctx->limits.unit_files) {
		return kp_fail(reterr, KP_ERR_LIMIT, "more than %zu environment files",
			       ctx->limits.unit_files);
	}
	for (size_t i = 0; status == KP_OK && i < paths.count; i++) {
		status = optional ? load_optional(ctx, paths.items[i], environment, reterr)
				  : load_file(ctx, paths.items[i], environment, reterr);
	}
	return status;
}
