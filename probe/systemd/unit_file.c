/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/unit_file.h"

#include <stdint.h>

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "base/utf8.h"
#include "systemd/version.h"
#include "systemd/words.h"

/** Versions of systemd whose rules for lines are known: up to OLD, as RHEL 8 has it, and from NEW. */
enum {
	OLD = 239,
	NEW = 243
};

/** Where a line of the file begins in a joined line. */
struct kp_line_mark {
	size_t offset;
	long line;
};

struct kp_unit_file {
	struct kp_assignment *items;
	size_t count;
	size_t size;
	struct kp_error broken; /* KP_OK if it was read whole */
};

/** A file being read. */
struct reader {
	const char *at;
	const char *end;
	int systemd;
	size_t limit;
	long line;     /* the one that was read last */
	long newlines; /* from there to the next */
	bool has_mark; /* a byte order mark was skipped */
	char *section;
	struct kp_text joined;
	struct kp_line_mark *marks;
	size_t mark_count;
	size_t mark_size;
	bool continued; /* the line before ended with a backslash */
	struct kp_unit_file *file;
	struct kp_error *reterr;
};

static void assignment_done(struct kp_assignment *assignment)
{
	free(assignment->section);
	free(assignment->key);
	free(assignment->value);
	free(assignment->marks);
}

void kp_unit_file_free(struct kp_unit_file *file)
{
	if (file == NULL) {
		return;
	}
	for (size_t i = 0; i < file->count; i++) {
		assignment_done(&file->items[i]);
	}
	free(file->items);
	free(file);
}

void kp_unit_file_freep(struct kp_unit_file **file)
{
	kp_unit_file_free(*file);
}

const struct kp_error *kp_unit_file_broken(const struct kp_unit_file *file)
{
	return file->broken.status == KP_OK ? NULL : &file->broken;
}

size_t kp_unit_file_count(const struct kp_unit_file *file)
{
	return file->count;
}

const struct kp_assignment *kp_unit_file_get(const struct kp_unit_file *file, size_t index)
{
	return &file->items[index];
}

long kp_assignment_line(const struct kp_assignment *assignment, size_t offset)
{
	size_t i = assignment->mark_count - 1;

	while (i > 0 && assignment->marks[i].offset > assignment->offset + offset) {
		i--;
	}
	return assignment->marks[i].line;
}

bool kp_unit_is_utf8(const char *text)
{
	const uint8_t *at = (const uint8_t *)text;

	while (*at != '\0') {
		/* A NUL ends the text, so that any length will do. */
		size_t len = *at < 0x80 ? 1 : kp_utf8_len(at, SIZE_MAX);

		if (len == 0 || kp_utf8_is_noncharacter(kp_utf8_get(at, len))) {
			return false;
		}
		at += len;
	}
	return true;
}

/** A line that versions read differently, and the version is none whose rules are known. */
static enum kp_status versions_differ(const struct reader *reader, const char *what)
{
	return kp_fail_line(reader->reterr, KP_ERR_UNSUPPORTED, reader->line,
			    "line %ld: %s, which versions of systemd read differently, and its "
			    "version is not known",
			    reader->line, what);
}

/** The rules for comments, of which the old ones continue a comment and do not skip one. */
static bool is_known(const struct reader *reader)
{
	return reader->systemd >= NEW ||
	       (reader->systemd != KP_SYSTEMD_UNKNOWN && reader->systemd <= OLD);
}

/** Begin a section. */
static enum kp_status open_section(struct reader *reader, const char *header)
{
	size_t len = strlen(header);

	if (header[len - 1] != ']') {
		return kp_fail_line(reader->reterr, KP_ERR_SYNTAX, reader->line,
				    "line %ld: systemd stops reading at a section header without ]",
				    reader->line);
	}
	free(reader->section);
	reader->section = strndup(header + 1, len - 2);
	return reader->section == NULL ? kp_fail(reader->reterr, KP_ERR_NOMEM, "out of memory")
				       : KP_OK;
}

/** Cut blanks off a text in place. */
static char *strip(char *text)
{
	size_t len;

	text += strspn(text, KP_UNIT_BLANKS);
	len = strlen(text);
	while (len > 0 && strchr(KP_UNIT_BLANKS, text[len - 1]) != NULL) {
		text[--len] = '\0';
	}
	return text;
}

/** Add a setting. @param[in] value inside of the joined line */
static enum kp_status add_assignment(struct reader *reader, const char *key, const char *value)
{
	struct kp_unit_file *file = reader->file;
	struct kp_assignment assignment = {
		.section = strdup(reader->section),
		.key = strdup(key),
		.value = strdup(value),
		.offset = (size_t)(value - reader->joined.bytes),
		.marks = kp_steal(&reader->marks),
		.mark_count = reader->mark_count,
	};
	enum kp_status status = KP_OK;

	reader->mark_count = 0;
	reader->mark_size = 0;
	if (assignment.section == NULL || assignment.key == NULL || assignment.value == NULL) {
		status = kp_fail(reader->reterr, KP_ERR_NOMEM, "out of memory");
	} else if (file->count >= reader->limit) {
		status = kp_fail(reader->reterr, KP_ERR_LIMIT,
				 "more settings than the limit of %zu", reader->limit);
	} else {
		status = kp_array_reserve(&file->items, file->count, &file->size,
					  sizeof(*file->items), reader->reterr);
	}
	if (status != KP_OK) {
		assignment_done(&assignment);
		return status;
	}
	file->items[file->count++] = assignment;
	return KP_OK;
}

/** A line of a section without a sign that it sets something. */
static enum kp_status skip_junk(const struct reader *reader)
{
	if (!is_known(reader)) {
		return versions_differ(reader, "no = in a line");
	}
	if (reader->systemd <= OLD) {
		return kp_fail_line(reader->reterr, KP_ERR_SYNTAX, reader->line,
				    "line %ld: systemd %d stops reading at a line without =",
				    reader->line, reader->systemd);
	}
	return KP_OK;
}

/** Understand a joined line. */
static enum kp_status read_joined(struct reader *reader)
{
	char *text = strip(reader->joined.bytes);
	char *equals;

	if (*text == '\0' || *text == '#' || *text == ';') {
		return KP_OK;
	}
	if (!kp_unit_is_utf8(text)) {
		return kp_fail_line(reader->reterr, KP_ERR_SYNTAX, reader->line,
				    "line %ld: not UTF-8", reader->line);
	}
	if (strncmp(text, ".include", strlen(".include")) == 0) {
		return kp_fail_line(reader->reterr, KP_ERR_UNSUPPORTED, reader->line,
				    "line %ld: .include is not supported", reader->line);
	}
	if (*text == '[') {
		return open_section(reader, text);
	}
	if (reader->section == NULL) {
		return KP_OK;
	}
	equals = strchr(text, '=');
	if (equals == NULL || equals == text) {
		return skip_junk(reader);
	}
	*equals = '\0';
	return add_assignment(reader, strip(text), strip(equals + 1));
}

/** Whether the last byte of a text is a backslash that is not escaped itself. */
static bool ends_escaped(const char *text, size_t len)
{
	size_t count = 0;

	while (count < len && text[len - 1 - count] == '\\') {
		count++;
	}
	return count % 2 == 1;
}

/** Start a joined line anew. */
static void forget_joined(struct reader *reader)
{
	kp_text_done(&reader->joined);
	reader->mark_count = 0;
	reader->continued = false;
}

/** Add a line to the joined one, and understand that if it is complete. */
static enum kp_status join(struct reader *reader, const char *text, size_t len)
{
	enum kp_status status =
		kp_array_reserve(&reader->marks, reader->mark_count, &reader->mark_size,
				 sizeof(*reader->marks), reader->reterr);

	if (status != KP_OK) {
		return status;
	}
	reader->marks[reader->mark_count++] =
		(struct kp_line_mark){ reader->joined.len, reader->line };
	kp_text_add(&reader->joined, text, len);
	if (reader->joined.failed) {
		return kp_fail(reader->reterr, KP_ERR_NOMEM, "out of memory");
	}
	reader->continued = ends_escaped(reader->joined.bytes, reader->joined.len);
	if (reader->continued) {
		reader->joined.bytes[reader->joined.len - 1] = ' ';
		return KP_OK;
	}
	status = read_joined(reader);
	forget_joined(reader);
	return status;
}

/** Whether a line is a comment that is skipped, wherever it stands. */
static enum kp_status look_at_comment(const struct reader *reader, const char *text, size_t len,
				      bool *ret_skipped)
{
	size_t blanks = 0;

	while (blanks < len && strchr(KP_UNIT_BLANKS, text[blanks]) != NULL) {
		blanks++;
	}
	*ret_skipped = false;
	if (blanks == len || (text[blanks] != '#' && text[blanks] != ';')) {
		return KP_OK;
	}
	if (!reader->continued && !ends_escaped(text, len)) {
		*ret_skipped = true;
		return KP_OK;
	}
	if (!is_known(reader)) {
		return versions_differ(reader, "a comment in or before a continued line");
	}
	*ret_skipped = reader->systemd >= NEW;
	return KP_OK;
}

/** Whether a byte ends a line (fileio.c read_line_full()). */
static bool ends_line(char c)
{
	return c == '\n' || c == '\r' || c == '\0';
}

/** The length of one end of a line: several of those bytes, each once, and a NUL last. */
static size_t line_end_len(const char *at, size_t left)
{
	size_t len = 0;

	while (len < left && ends_line(at[len]) && memchr(at, at[len], len) == NULL &&
	       memchr(at, '\0', len) == NULL) {
		len++;
	}
	return len;
}

/**
 * The same for old versions, to which a newline alone ends a line: a carriage return before it is a
 * blank, which makes no difference if nothing joins the lines. @return 0 if there is no such end
 */
static size_t old_line_end_len(const char *at, size_t left, bool is_joined)
{
	size_t blanks = left > 0 && *at == '\r' && !is_joined ? 1 : 0;

	if (left == blanks) {
		return blanks;
	}
	return at[blanks] == '\n' ? blanks + 1 : 0;
}

/** Find the end of a line, and step over it. @param[out] ret_len without what ends it */
static enum kp_status find_end(struct reader *reader, size_t *ret_len)
{
	const char *start = reader->at;
	size_t left = (size_t)(reader->end - start);
	size_t len = 0;
	size_t end_len;

	while (len < left && !ends_line(start[len])) {
		len++;
	}
	end_len = reader->systemd < NEW
			  ? old_line_end_len(start + len, left - len, ends_escaped(start, len))
			  : line_end_len(start + len, left - len);
	if (end_len == 0 && len < left) {
		return versions_differ(reader, "a carriage return or a NUL");
	}
	reader->newlines = memchr(start + len, '\n', end_len) == NULL ? 0 : 1;
	reader->at = start + len + end_len;
	*ret_len = len;
	return KP_OK;
}

/** Skip the first byte order mark of a file that a line begins with. */
static size_t skip_mark(struct reader *reader, const char *text, size_t len)
{
	static const char mark[] = "\xEF\xBB\xBF";

	if (reader->has_mark || len < sizeof(mark) - 1 ||
	    memcmp(text, mark, sizeof(mark) - 1) != 0) {
		return 0;
	}
	reader->has_mark = true;
	return sizeof(mark) - 1;
}

/** Read one line of the file. */
static enum kp_status read_line(struct reader *reader)
{
	const char *start = reader->at;
	size_t mark_len;
	size_t len = 0;
	bool skipped = false;
	enum kp_status status;

	reader->line += reader->newlines;
	status = find_end(reader, &len);
	/* A comment behind a mark is none that is skipped in a continued line. */
	if (status == KP_OK) {
		status = look_at_comment(reader, start, len, &skipped);
	}
	if (status != KP_OK || skipped) {
		return status;
	}
	mark_len = skip_mark(reader, start, len);
	return join(reader, start + mark_len, len - mark_len);
}

/** Read all lines. */
static enum kp_status read_lines(struct reader *reader)
{
	enum kp_status status = KP_OK;

	while (status == KP_OK && reader->at < reader->end) {
		status = read_line(reader);
	}
	if (status == KP_OK && reader->continued) {
		status = read_joined(reader);
	}
	return status;
}

enum kp_status kp_unit_file_parse(const uint8_t *buf, size_t len, int systemd, size_t limit,
				  struct kp_unit_file **ret_file, struct kp_error *reterr)
{
	KP_CLEANUP(kp_unit_file_freep) struct kp_unit_file *file = calloc(1, sizeof(*file));
	KP_CLEANUP(kp_freep) char *text = calloc(len + 1, 1);
	struct kp_error error = { 0 };
	struct reader reader = {
		.systemd = systemd, .limit = limit, .line = 1, .file = file, .reterr = &error
	};
	enum kp_status status;

	if (file == NULL || text == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	if (len > 0) {
		memcpy(text, buf, len);
	}
	reader.at = text;
	reader.end = text + len;
	status = read_lines(&reader);
	free(reader.section);
	free(reader.marks);
	kp_text_done(&reader.joined);
	if (status == KP_ERR_SYNTAX) {
		file->broken = error;
	} else if (status != KP_OK) {
		return kp_tell(&error, reterr);
	}
	*ret_file = kp_steal(&file);
	return KP_OK;
}
