/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/command.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "systemd/specifiers.h"
#include "systemd/version.h"
#include "systemd/words.h"

/** The versions of systemd from which a prefix of the executable is one. */
enum {
	LITERAL_SINCE = 244, /* : */
	SHELL_SINCE = 258,   /* | */
	LONGEST_NAME = 255,
};

/** What the prefixes of a command said. */
struct prefixes {
	bool has_name;   /* @ */
	bool is_ignored; /* - */
	bool is_literal; /* : */
	unsigned rights; /* +, !, !!; how many of them */
	char first_right;
};

/** A command line being read. */
struct reader {
	const struct kp_assignment *assignment;
	const struct kp_strings *names;
	int systemd;
	const struct kp_limits *limits;
	struct kp_command *command;
	struct kp_error *reterr;
};

void kp_command_done(struct kp_command *command)
{
	for (size_t i = 0; i < command->count; i++) {
		free(command->words[i].text);
	}
	free(command->words);
	free(command->executable);
	*command = (struct kp_command){ 0 };
}

/** Add a word. @param[in] text consumed, also on failure */
static enum kp_status take_word(const struct reader *reader, char *text, size_t offset)
{
	struct kp_command *command = reader->command;
	enum kp_status status = kp_array_reserve(&command->words, command->count, &command->size,
						 sizeof(*command->words), reader->reterr);

	if (status == KP_OK && command->count >= reader->limits->argv_count) {
		status = kp_fail(reader->reterr, KP_ERR_LIMIT,
				 "a command with more than the limit of %zu words",
				 reader->limits->argv_count);
	}
	if (status != KP_OK) {
		free(text);
		return status;
	}
	command->words[command->count++] =
		(struct kp_command_word){ text, kp_assignment_line(reader->assignment, offset) };
	return KP_OK;
}

/** Whether a character is one more prefix; it then is noted. */
static bool take_prefix(struct prefixes *prefixes, char c)
{
	bool *flag = c == '-'   ? &prefixes->is_ignored
		     : c == '@' ? &prefixes->has_name
		     : c == ':' ? &prefixes->is_literal
				: NULL;

	if (flag != NULL) {
		bool is_new = !*flag;

		*flag = true;
		return is_new;
	}
	/* Only ! can be there twice. */
	if ((c != '+' && c != '!') || prefixes->rights == 2 ||
	    (prefixes->rights == 1 && (c != '!' || prefixes->first_right != '!'))) {
		return false;
	}
	prefixes->first_right = c;
	prefixes->rights++;
	return true;
}

/** Whether systemd takes a text as an executable: a path without odd characters, or a name. */
static bool is_executable(const char *text)
{
	size_t len = strlen(text);

	for (const char *at = text; *at != '\0'; at++) {
		if ((*at > '\0' && *at < ' ') || strchr("\"'\\\x7F", *at) != NULL) {
			return false;
		}
	}
	if (len == 0 || text[len - 1] == '/') {
		return false;
	}
	return text[0] == '/' || (strchr(text, '/') == NULL && len <= LONGEST_NAME &&
				  strcmp(text, ".") != 0 && strcmp(text, "..") != 0);
}

/** Read the first word: prefixes and the executable. */
static enum kp_status read_executable(const struct reader *reader, const char *word, size_t offset)
{
	struct prefixes prefixes = { 0 };
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status;

	while (take_prefix(&prefixes, *word)) {
		word++;
	}
	reader->command->is_ignored = prefixes.is_ignored;
	if (*word == '|' && reader->systemd == KP_SYSTEMD_UNKNOWN) {
		return kp_fail(reader->reterr, KP_ERR_UNSUPPORTED,
			       "the prefix | depends on the version of systemd, which is not "
			       "known");
	}
	if (*word == '|' && reader->systemd >= SHELL_SINCE) {
		return kp_fail(reader->reterr, KP_ERR_UNSUPPORTED,
			       "the prefix | starts the command in a shell");
	}
	if (prefixes.is_literal && reader->systemd < LITERAL_SINCE) {
		return reader->systemd == KP_SYSTEMD_UNKNOWN
			       ? kp_fail(reader->reterr, KP_ERR_UNSUPPORTED,
					 "the prefix : depends on the version of systemd, which is "
					 "not known")
			       : kp_fail(reader->reterr, KP_ERR_SYNTAX,
					 "systemd %d does not know the prefix :", reader->systemd);
	}
	status = kp_specifiers_expand(word, reader->names, &path, reader->reterr);
	if (status != KP_OK) {
		return status;
	}
	if (!is_executable(path)) {
		return kp_fail(reader->reterr, KP_ERR_SYNTAX, "systemd refuses the executable %s",
			       path);
	}
	reader->command->is_literal = prefixes.is_literal;
	status = kp_path_simplify(path, &reader->command->executable, reader->reterr);
	return status != KP_OK || prefixes.has_name ? status
						    : take_word(reader, kp_steal(&path), offset);
}

/** Whether there is a word `;` that is not quoted, or `\;`. */
static bool is_semicolon(const char *at)
{
	return at[0] == ';' && (at[1] == '\0' || strchr(KP_UNIT_BLANKS, at[1]) != NULL);
}

/** Read one word behind the executable. */
static enum kp_status read_word(const struct reader *reader, size_t *position)
{
	const char *value = reader->assignment->value;
	KP_CLEANUP(kp_freep) char *word = NULL;
	char *expanded = NULL;
	size_t start = *position;
	enum kp_status status;

	if (value[start] == '\\' && is_semicolon(value + start + 1)) {
		*position += 2;
		*position += strspn(value + *position, KP_UNIT_BLANKS);
		status = kp_text_dup(";", &expanded, reader->reterr);
		return status == KP_OK ? take_word(reader, expanded, start) : status;
	}
	status = kp_word_next(value, position, KP_WORDS_COMMAND, reader->systemd, &word, &start,
			      reader->reterr);
	if (status == KP_OK) {
		status = kp_specifiers_expand(word, reader->names, &expanded, reader->reterr);
	}
	return status == KP_OK ? take_word(reader, expanded, start) : status;
}

/** Read the words behind the executable. */
static enum kp_status read_words(const struct reader *reader, size_t position)
{
	const char *value = reader->assignment->value;
	enum kp_status status = KP_OK;

	while (status == KP_OK && value[position] != '\0') {
		if (is_semicolon(value + position)) {
			position++;
			position += strspn(value + position, KP_UNIT_BLANKS);
			reader->command->next = value[position] == '\0' ? 0 : position;
			break;
		}
		status = read_word(reader, &position);
	}
	if (status == KP_OK && reader->command->count == 0) {
		return kp_fail(reader->reterr, KP_ERR_SYNTAX,
			       "no argv[0] behind an executable with @");
	}
	return status;
}

/** Read one command. @return KP_ERR_END also if the first word cannot be read, which systemd ignores */
static enum kp_status read_command(const struct reader *reader, size_t position)
{
	const char *value = reader->assignment->value;
	enum kp_status status;

	do {
		KP_CLEANUP(kp_freep) char *word = NULL;
		size_t start = position;

		status = kp_word_next(value, &position, KP_WORDS_COMMAND, reader->systemd, &word,
				      &start, reader->reterr);
		if (status == KP_OK && strcmp(word, ";") == 0) {
			continue;
		}
		if (status != KP_OK) {
			return status == KP_ERR_SYNTAX ? KP_ERR_END : status;
		}
		status = read_executable(reader, word, start);
		return status == KP_OK ? read_words(reader, position) : status;
	} while (true);
}

enum kp_status kp_command_parse(const struct kp_assignment *assignment, size_t position,
				const struct kp_strings *names, int systemd,
				const struct kp_limits *limits, struct kp_command *command,
				struct kp_error *reterr)
{
	struct kp_error error = { 0 };
	const struct reader reader = { assignment, names, systemd, limits, command, &error };
	enum kp_status status = read_command(&reader, position);

	if (status == KP_ERR_SYNTAX && command->is_ignored) {
		return KP_ERR_END;
	}
	return status == KP_OK || status == KP_ERR_END ? status : kp_tell(&error, reterr);
}
