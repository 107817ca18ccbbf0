/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "unit_file.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"
#include "unit_words.h"

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
};

/** A file being read. */
struct reader {
	const char *at;
	const char *end;
	int systemd;
	size_t limit;
	long line; /* the one that was read last */
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

/** The length of the UTF-8 sequence that begins there, 0 if it is not well-formed. */
static size_t sequence_len(const unsigned char *bytes)
{
	size_t len = bytes[0] < 0x80   ? 1
		     : bytes[0] < 0xC2 ? 0
		     : bytes[0] < 0xE0 ? 2
		     : bytes[0] < 0xF0 ? 3
		     : bytes[0] < 0xF5 ? 4
				       : 0;

	for (size_t i = 1; i < len; i++) {
		if ((bytes[i] & 0xC0) != 0x80) {
			return 0;
		}
	}
	if ((bytes[0] == 0xE0 && bytes[1] < 0xA0) || (bytes[0] == 0xED && bytes[1] > 0x9F) ||
	    (bytes[0] == 0xF0 && bytes[1] < 0x90) || (bytes[0] == 0xF4 && bytes[1] > 0x8F)) {
		return 0;
	}
	return len;
}

bool kp_unit_is_utf8(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at != '\0') {
		size_t len = sequence_len(at);

		if (len == 0) {
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

/** Read one line of the file. */
static enum kp_status read_line(struct reader *reader)
{
	const char *start = reader->at;
	const char *newline = memchr(start, '\n', (size_t)(reader->end - start));
	size_t len = (size_t)((newline == NULL ? reader->end : newline) - start);
	bool skipped = false;
	enum kp_status status;

	reader->line++;
	reader->at = newline == NULL ? reader->end : newline + 1;
	if (memchr(start, '\0', len) != NULL) {
		return kp_fail_line(reader->reterr, KP_ERR_SYNTAX, reader->line,
				    "line %ld: a NUL byte", reader->line);
	}
	len -= len > 0 && start[len - 1] == '\r' ? 1 : 0;
	if (memchr(start, '\r', len) != NULL || (start[len] == '\r' && ends_escaped(start, len))) {
		return kp_fail_line(reader->reterr, KP_ERR_UNSUPPORTED, reader->line,
				    "line %ld: a carriage return, which versions of systemd read "
				    "differently",
				    reader->line);
	}
	status = look_at_comment(reader, start, len, &skipped);
	return status != KP_OK || skipped ? status : join(reader, start, len);
}

/** Read all lines. */
static enum kp_status read_lines(struct reader *reader)
{
	static const char mark[] = "\xEF\xBB\xBF";
	enum kp_status status = KP_OK;

	if (strncmp(reader->at, mark, sizeof(mark) - 1) == 0) {
		reader->at += sizeof(mark) - 1;
	}
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
	struct reader reader = {
		.systemd = systemd, .limit = limit, .file = file, .reterr = reterr
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
	if (status == KP_OK) {
		*ret_file = kp_steal(&file);
	}
	return status;
}
