/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/unheeded.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/root.h"
#include "systemd/dropins.h"
#include "systemd/envfile.h"
#include "systemd/load.h"
#include "systemd/unit_body.h"
#include "systemd/unit_file.h"
#include "systemd/words.h"

/** Why a line gives the command nothing. */
enum reason {
	NO_SETTING,
	OTHER_SECTION,
	OTHER_KEY,
	OTHER_COMMAND,
	LOOSE_WORD,
	NO_VARIABLE,
	SET_AGAIN,
	NOT_USED,
	REFUSED,
	NOT_NAMED,
	DROPIN_NAME,
	HIDDEN_DROPIN,
	HIDDEN_UNIT,
	REASON__COUNT
};

static const struct kp_unheeded_kind kinds[REASON__COUNT] = {
	[NO_SETTING] = { "no-setting", "systemd ignores the line: it sets nothing" },
	[OTHER_SECTION] = { "other-section",
			    "it does not stand in [Service], where it would count" },
	[OTHER_KEY] = { "other-key", "nothing of that key gets into the command" },
	[OTHER_COMMAND] = { "other-command", "another ExecStart= counts" },
	[LOOSE_WORD] = { "loose-word", "a blank ended the variable before it, since no quotes are "
				       "around all of NAME=VALUE" },
	[NO_VARIABLE] = { "no-variable", "systemd takes no variable from this line" },
	[SET_AGAIN] = { "variable-set-again", "the variable is set again later, and that counts" },
	[NOT_USED] = { "unused-variable", "the command does not use the variable" },
	[REFUSED] = { "refused-file", "systemd refuses the file, and goes on without it" },
	[NOT_NAMED] = { "unnamed-file", "no EnvironmentFile= of the unit names the file" },
	[DROPIN_NAME] = { "unit-dropin-name",
			  "only drop-in files whose name ends in .conf are read" },
	[HIDDEN_DROPIN] = { "hidden-dropin", "a drop-in file of the same name in a directory that "
					     "goes before takes its place" },
	[HIDDEN_UNIT] = { "hidden-unit", "a unit file in a directory that goes before takes its "
					 "place" },
};

/** A search in the files of one service. */
struct search {
	const struct kp_units *units;
	const struct kp_ctx *ctx;
	const struct kp_unit_search *wanted;
	const struct kp_unit *unit;
	struct kp_strings names;       /* of the unit */
	struct kp_strings dropins;     /* that are read */
	struct kp_strings environment; /* files that are read */
	struct kp_unheeded_list *list;
	struct kp_error *reterr;
};

/** A line that names a flag. */
struct mention {
	const char *path;
	long line;
	const char *flag;
	const char *text; /* of the line */
};

/** Judge one mention, and add it if it is not heeded. */
typedef enum kp_status judge_function(const struct search *search, const struct mention *mention,
				      const void *file);

static void search_done(struct search *search)
{
	kp_strings_done(&search->names);
	kp_strings_done(&search->dropins);
	kp_strings_done(&search->environment);
}

static bool is_of_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '_';
}

/** Whether a text begins with a flag's name, with `_` for `-` as pflag takes it. */
static bool begins_with(const char *text, const char *flag)
{
	size_t i = 0;

	while (flag[i] != '\0' && (text[i] == flag[i] || (text[i] == '_' && flag[i] == '-'))) {
		i++;
	}
	return flag[i] == '\0' && !is_of_word(text[i]);
}

/** Whether a text has `--FLAG` in it as a word. */
static bool names_flag(const char *text, const char *flag)
{
	const char *at = text;

	while ((at = strstr(at, "--")) != NULL) {
		if ((at == text || !is_of_word(at[-1])) && begins_with(at + 2, flag)) {
			return true;
		}
		at += 2;
	}
	return false;
}

static bool has_string(const struct kp_strings *strings, const char *string)
{
	for (size_t i = 0; i < strings->count; i++) {
		if (strcmp(strings->items[i], string) == 0) {
			return true;
		}
	}
	return false;
}

static enum kp_status add(const struct search *search, const struct mention *mention,
			  enum reason reason, const char *what)
{
	return kp_unheeded_add(search->list, &kinds[reason], mention->path, mention->line, what,
			       search->reterr);
}

/** add() with the flag, for what has no better name. */
static enum kp_status add_flag(const struct search *search, const struct mention *mention,
			       enum reason reason)
{
	KP_CLEANUP(kp_freep) char *what = NULL;
	struct kp_text text = { 0 };
	enum kp_status status;

	kp_text_add_str(&text, "--");
	kp_text_add_str(&text, mention->flag);
	status = kp_text_finish(&text, &what, search->reterr);
	return status == KP_OK ? add(search, mention, reason, what) : status;
}

/** Whether the command got an argument from lines of a file. @param[in] flag NULL: any argument */
static bool gave(const struct search *search, const char *path, long first, long last,
		 const char *flag)
{
	const struct kp_argv *argv = kp_unit_argv(search->unit);

	for (size_t i = 0; argv != NULL && i < kp_argv_count(argv); i++) {
		const struct kp_said_at at = kp_argv_place(argv, i);

		if (at.path != NULL && strcmp(at.path, path) == 0 && at.line >= first &&
		    at.line <= last && (flag == NULL || names_flag(kp_argv_get(argv, i), flag))) {
			return true;
		}
	}
	return false;
}

/**
 * A mention in the value of a variable, of which nothing got into the command.
 * @param[in] first the line where the variable begins
 */
static enum kp_status add_variable(const struct search *search, const struct mention *mention,
				   long first, const char *name)
{
	const struct kp_variable *variable =
		kp_environment_get(&search->unit->environment, name, strlen(name));
	KP_CLEANUP(kp_freep) char *what = NULL;
	struct kp_text text = { 0 };
	bool is_kept = variable != NULL && strcmp(variable->path, mention->path) == 0 &&
		       variable->line >= first && variable->line <= mention->line;
	enum kp_status status;

	kp_text_add_str(&text, name);
	if (!is_kept && variable != NULL) {
		const struct kp_said_at at = { .path = variable->path, .line = variable->line };

		kp_text_add_str(&text, ", by ");
		kp_said_at_add(&at, &text);
	}
	status = kp_text_finish(&text, &what, search->reterr);
	return status == KP_OK ? add(search, mention, is_kept ? NOT_USED : SET_AGAIN, what)
			       : status;
}

/** A mention in Environment=. */
static enum kp_status judge_environment(const struct search *search, const struct mention *mention,
					const struct kp_assignment *assignment)
{
	size_t position = 0;
	enum kp_status status = KP_OK;

	while (status == KP_OK) {
		KP_CLEANUP(kp_freep) char *word = NULL;
		size_t start = 0;
		char *equals;

		if (kp_word_next(assignment->value, &position, KP_WORDS_STRICT,
				 kp_units_systemd(search->units), &word, &start, NULL) != KP_OK) {
			return add_flag(search, mention, NO_SETTING);
		}
		if (!names_flag(word, mention->flag)) {
			continue;
		}
		equals = strchr(word, '=');
		if (word[0] == '-' || equals == NULL) {
			return add_flag(search, mention, LOOSE_WORD);
		}
		*equals = '\0';
		return add_variable(search, mention, kp_assignment_line(assignment, 0), word);
	}
	return status;
}

/** @return the assignment of a unit file that a line is part of; NULL if there is none */
static const struct kp_assignment *find_assignment(const struct kp_unit_file *file, long line)
{
	for (size_t i = 0; i < kp_unit_file_count(file); i++) {
		const struct kp_assignment *assignment = kp_unit_file_get(file, i);

		if (kp_assignment_line(assignment, 0) <= line &&
		    kp_assignment_line(assignment, strlen(assignment->value)) >= line) {
			return assignment;
		}
	}
	return NULL;
}

/** A mention in a unit file or drop-in file. @param[in] file struct kp_unit_file */
static enum kp_status judge_setting(const struct search *search, const struct mention *mention,
				    const void *file)
{
	const struct kp_assignment *assignment = find_assignment(file, mention->line);
	long first;

	if (assignment == NULL) {
		return add_flag(search, mention, NO_SETTING);
	}
	first = kp_assignment_line(assignment, 0);
	if (gave(search, mention->path, first, mention->line, mention->flag)) {
		return KP_OK;
	}
	if (strcmp(assignment->section, "Service") != 0) {
		return add(search, mention, OTHER_SECTION, assignment->key);
	}
	if (strcmp(assignment->key, "Environment") == 0) {
		return judge_environment(search, mention, assignment);
	}
	if (strcmp(assignment->key, "ExecStart") != 0) {
		return add(search, mention, OTHER_KEY, assignment->key);
	}
	/* A word of the command that counts, and is the value of something else, is no loss. */
	return gave(search, mention->path, first, mention->line, /* flag= */ NULL)
		       ? KP_OK
		       : add(search, mention, OTHER_COMMAND, assignment->key);
}

/** The name that a line of an environment file sets, if it looks like setting one. */
static enum kp_status name_of_line(const struct mention *mention, char **ret_name,
				   struct kp_error *reterr)
{
	const char *text = mention->text + strspn(mention->text, KP_UNIT_BLANKS);
	size_t len = strcspn(text, "=");

	while (len > 0 && strchr(KP_UNIT_BLANKS, text[len - 1]) != NULL) {
		len--;
	}
	*ret_name = strndup(text, len);
	return *ret_name == NULL ? kp_fail(reterr, KP_ERR_NOMEM, "out of memory") : KP_OK;
}

/** @return the variable of a file that a line is part of; NULL if there is none */
static const struct kp_variable *find_variable(const struct kp_environment *environment,
					       const struct mention *mention)
{
	const struct kp_variable *found = NULL;

	for (size_t i = 0; i < environment->count; i++) {
		const struct kp_variable *variable = &environment->items[i];

		if (variable->line <= mention->line && variable->value != NULL &&
		    names_flag(variable->value, mention->flag) &&
		    (found == NULL || variable->line > found->line)) {
			found = variable;
		}
	}
	return found;
}

/** A mention in an environment file. @param[in] file struct kp_environment of it; NULL: it is refused */
static enum kp_status judge_variable(const struct search *search, const struct mention *mention,
				     const void *file)
{
	const struct kp_environment *environment = file;
	const struct kp_variable *variable;
	KP_CLEANUP(kp_freep) char *name = NULL;
	enum kp_status status = name_of_line(mention, &name, search->reterr);

	if (status != KP_OK) {
		return status;
	}
	if (environment == NULL) {
		return add_flag(search, mention, REFUSED);
	}
	variable = find_variable(environment, mention);
	if (variable != NULL) {
		return gave(search, mention->path, variable->line, mention->line, mention->flag)
			       ? KP_OK
			       : add_variable(search, mention, variable->line, variable->name);
	}
	return kp_environment_get(environment, name, strlen(name)) != NULL
		       ? add_variable(search, mention, mention->line, name)
		       : add_flag(search, mention, NO_VARIABLE);
}

/** A mention in a file that is not read. @param[in] file enum reason */
static enum kp_status judge_unread(const struct search *search, const struct mention *mention,
				   const void *file)
{
	const enum reason *reason = file;

	return add_flag(search, mention, *reason);
}

/** Judge what a line names. @param[in] mention but for the flag */
static enum kp_status judge_line(const struct search *search, struct mention *mention,
				 judge_function *judge, const void *file)
{
	size_t blanks = strspn(mention->text, KP_UNIT_BLANKS);
	enum kp_status status = KP_OK;

	if (mention->text[blanks] == '#' || mention->text[blanks] == ';') {
		return KP_OK;
	}
	for (size_t i = 0; status == KP_OK && search->wanted->flags[i] != NULL; i++) {
		mention->flag = search->wanted->flags[i];
		if (names_flag(mention->text, mention->flag)) {
			status = judge(search, mention, file);
		}
	}
	return status;
}

/** Judge each line of a file. @param[in,out] bytes cut up */
static enum kp_status judge_lines(const struct search *search, const char *path, char *bytes,
				  judge_function *judge, const void *file)
{
	struct mention mention = { .path = path };
	enum kp_status status = KP_OK;
	char *line;

	while (status == KP_OK && (line = strsep(&bytes, "\n")) != NULL) {
		mention.line++;
		mention.text = line;
		status = judge_line(search, &mention, judge, file);
	}
	return status;
}

/** Read a file as text. @return KP_OK; KP_ERR_NOMEM; KP_ERR_NOENT for whatever cannot be read */
static enum kp_status read_text(const struct search *search, const char *path, char **ret_text,
				size_t *ret_len)
{
	struct timespec changed;
	uint8_t *buf = NULL;
	enum kp_status status =
		kp_ctx_read(search->ctx, search->ctx->root_fd, path, &buf, ret_len, &changed, NULL);

	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? status : KP_ERR_NOENT;
	}
	*ret_text = (char *)buf;
	return KP_OK;
}

/** Look through a unit file or drop-in file that is read. */
static enum kp_status search_unit_file(const struct search *search, const char *path)
{
	KP_CLEANUP(kp_unit_file_freep) struct kp_unit_file *file = NULL;
	KP_CLEANUP(kp_freep) char *text = NULL;
	size_t len = 0;
	enum kp_status status = read_text(search, path, &text, &len);

	if (status == KP_OK) {
		status = kp_unit_file_parse((const uint8_t *)text, len,
					    kp_units_systemd(search->units),
					    search->ctx->limits.unit_settings, &file, NULL);
	}
	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? status : KP_OK;
	}
	return judge_lines(search, path, text, judge_setting, file);
}

/** Look through an environment file that is read. */
static enum kp_status search_environment_file(const struct search *search, const char *path)
{
	KP_CLEANUP(kp_environment_done)
	struct kp_environment environment = { .systemd = kp_units_systemd(search->units),
					      .limits = &search->ctx->limits };
	KP_CLEANUP(kp_freep) char *text = NULL;
	size_t len = 0;
	enum kp_status status = read_text(search, path, &text, &len);

	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? status : KP_OK;
	}
	status = kp_envfile_read((const uint8_t *)text, len, path, &environment, NULL);
	if (status == KP_ERR_NOMEM) {
		return status;
	}
	return judge_lines(search, path, text, judge_variable,
			   status == KP_OK ? &environment : NULL);
}

/** Look through a file that is not read. */
static enum kp_status search_unread(const struct search *search, const char *path,
				    enum reason reason)
{
	KP_CLEANUP(kp_freep) char *text = NULL;
	size_t len = 0;
	enum kp_status status = read_text(search, path, &text, &len);

	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? status : KP_OK;
	}
	return judge_lines(search, path, text, judge_unread, &reason);
}

/** Join a directory, a name, and what stands behind it. */
static enum kp_status join(const char *directory, const char *name, const char *end,
			   char **ret_path, struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	kp_text_add_str(&text, directory);
	kp_text_add_char(&text, '/');
	kp_text_add_str(&text, name);
	kp_text_add_str(&text, end);
	return kp_text_finish(&text, ret_path, reterr);
}

/** Look through what stands in a directory of drop-in files and is not read. */
static enum kp_status search_directory(const struct search *search, const char *directory)
{
	KP_CLEANUP(kp_entries_done) struct kp_entries entries = { 0 };
	enum kp_status status = kp_root_list_beneath(
		search->ctx->root_fd, directory, search->ctx->limits.unit_entries, &entries, NULL);

	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? status : KP_OK;
	}
	for (size_t i = 0; status == KP_OK && i < entries.count; i++) {
		KP_CLEANUP(kp_freep) char *path = NULL;

		status = join(directory, entries.items[i].name, "", &path, search->reterr);
		if (status == KP_OK && !has_string(&search->dropins, path)) {
			bool is_conf = kp_text_has_end(path, ".conf");

			status = search_unread(search, path, is_conf ? HIDDEN_DROPIN : DROPIN_NAME);
		}
	}
	return status;
}

/** Look through what stands in a directory of units by a name, and is not read. */
static enum kp_status search_hidden(const struct search *search, const char *directory,
				    const char *name)
{
	KP_CLEANUP(kp_freep) char *dropins = NULL;
	KP_CLEANUP(kp_freep) char *unit = NULL;
	struct stat st;
	enum kp_status status = join(directory, name, ".d", &dropins, search->reterr);

	if (status == KP_OK) {
		status = join(directory, name, "", &unit, search->reterr);
	}
	if (status == KP_OK) {
		status = search_directory(search, dropins);
	}
	if (status != KP_OK || strcmp(unit, kp_unit_path(search->unit)) == 0 ||
	    kp_root_lstat_beneath(search->ctx->root_fd, unit, &st, NULL) != KP_OK ||
	    !S_ISREG(st.st_mode)) {
		return status;
	}
	return search_unread(search, unit, HIDDEN_UNIT);
}

/** Find out which files are read. */
static enum kp_status list_files(struct search *search)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings missing = { 0 };
	KP_CLEANUP(kp_strings_done) struct kp_strings all = { 0 };
	const char *name = kp_unit_name(search->unit);
	const char *path = NULL;
	enum kp_status status =
		kp_units_find(search->units, name, &path, &search->names, search->reterr);

	if (status == KP_OK) {
		status = kp_units_dropins(search->units, &search->names, &search->dropins, &missing,
					  search->reterr);
	}
	if (status == KP_OK) {
		status = kp_unit_files(search->units, name, &all, search->reterr);
	}
	for (size_t i = 0; status == KP_OK && i < all.count; i++) {
		if (strcmp(all.items[i], kp_unit_path(search->unit)) != 0 &&
		    !has_string(&search->dropins, all.items[i])) {
			status = kp_strings_add(&search->environment, all.items[i],
						strlen(all.items[i]), search->reterr);
		}
	}
	return status;
}

/** Look through the files that are read. */
static enum kp_status search_read(const struct search *search)
{
	enum kp_status status = search_unit_file(search, kp_unit_path(search->unit));

	for (size_t i = 0; status == KP_OK && i < search->dropins.count; i++) {
		status = search_unit_file(search, search->dropins.items[i]);
	}
	for (size_t i = 0; status == KP_OK && i < search->environment.count; i++) {
		status = search_environment_file(search, search->environment.items[i]);
	}
	return status;
}

/** Look through those that are not. */
static enum kp_status search_others(const struct search *search)
{
	const char *const *files = search->wanted->files;
	const char *directory;
	enum kp_status status = KP_OK;

	for (size_t i = 0; (directory = kp__units_directory(i)) != NULL; i++) {
		for (size_t j = 0; status == KP_OK && j < search->names.count; j++) {
			status = search_hidden(search, directory, search->names.items[j]);
		}
	}
	for (size_t i = 0; status == KP_OK && files[i] != NULL; i++) {
		if (!has_string(&search->environment, files[i])) {
			status = search_unread(search, files[i], NOT_NAMED);
		}
	}
	return status;
}

enum kp_status kp_unit_find_unheeded(const struct kp_units *units, const char *name,
				     const struct kp_unit_search *wanted,
				     struct kp_unheeded_list *list, struct kp_error *reterr)
{
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = NULL;
	KP_CLEANUP(search_done)
	struct search search = { .units = units,
				 .ctx = kp_units_ctx(units),
				 .wanted = wanted,
				 .list = list,
				 .reterr = reterr };
	enum kp_status status = kp_unit_load(units, name, &unit, NULL);

	if (status == KP_OK && !kp_unit_is_masked(unit)) {
		search.unit = unit;
		status = list_files(&search);
		if (status == KP_OK) {
			status = search_read(&search);
		}
		if (status == KP_OK) {
			status = search_others(&search);
		}
	}
	return status == KP_ERR_NOMEM ? kp_fail(reterr, status, "out of memory") : KP_OK;
}
