/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "systemd/command.h"
#include "systemd/harmless.h"
#include "systemd/specifiers.h"
#include "systemd/version.h"
#include "systemd/words.h"

/** The first version that knows RootMStack=. */
enum {
	MSTACK_SINCE = 260
};

/** An assignment being taken. */
struct taking {
	struct kp_unit_settings *settings;
	const struct kp_unit_setting *setting;
	size_t row; /* of the table of keys */
	struct kp_error *reterr;
};

void kp_unit_settings_done(struct kp_unit_settings *settings)
{
	free(settings->execs);
	kp_environment_done(&settings->environment);
	kp_strings_done(&settings->files);
	kp_strings_done(&settings->passed);
	kp_strings_done(&settings->passed_at);
	kp_strings_done(&settings->unset);
	kp_strings_done(&settings->search);
	free(settings->user);
	free(settings->cwd);
	free(settings->root);
}

/** Replace the specifiers of a value, or of a part of it. */
static enum kp_status expand(const struct taking *taking, const char *text, char **ret_expanded,
			     struct kp_error *reterr)
{
	const struct kp_unit_settings *settings = taking->settings;

	return settings->names == NULL
		       ? kp_specifiers_expand_manager(text, settings->systemd, ret_expanded, reterr)
		       : kp_specifiers_expand(text, settings->names, ret_expanded, reterr);
}

/** Add a command. */
static enum kp_status add_exec(const struct taking *taking, size_t position)
{
	struct kp_unit_settings *settings = taking->settings;
	enum kp_status status =
		kp_array_reserve(&settings->execs, settings->exec_count, &settings->exec_size,
				 sizeof(*settings->execs), taking->reterr);

	if (status == KP_OK) {
		settings->execs[settings->exec_count++] =
			(struct kp_unit_exec){ *taking->setting, position };
	}
	return status;
}

/**
 * Take the commands of an ExecStart=. Whether they can be worked out matters at the end only: a
 * drop-in file may have it start anew; what systemd refuses it refuses at once.
 */
static enum kp_status take_exec(const struct taking *taking)
{
	struct kp_unit_settings *settings = taking->settings;
	size_t position = 0;
	enum kp_status status = KP_OK;

	if (taking->setting->assignment->value[0] == '\0') {
		settings->exec_count = 0;
		return KP_OK;
	}
	do {
		KP_CLEANUP(kp_command_done) struct kp_command command = { 0 };
		struct kp_error error = { 0 };

		status = kp_command_parse(taking->setting->assignment, position, settings->names,
					  settings->systemd, settings->limits, &command, &error);
		if (status == KP_ERR_END) {
			return KP_OK;
		}
		if (status != KP_OK && status != KP_ERR_UNSUPPORTED) {
			return kp_tell(&error, taking->reterr);
		}
		status = add_exec(taking, position);
		position = command.next;
	} while (status == KP_OK && position != 0);
	return status;
}

/**
 * Whether one of the commands of a line may write files: one that cannot be worked out, too. What
 * systemd refuses is not run.
 */
static enum kp_status look_for_writer(const struct taking *taking, bool *ret_may_write)
{
	size_t position = 0;
	enum kp_status status;

	*ret_may_write = false;
	do {
		KP_CLEANUP(kp_command_done) struct kp_command command = { 0 };

		status = kp_command_parse(taking->setting->assignment, position,
					  taking->settings->names, taking->settings->systemd,
					  taking->settings->limits, &command, NULL);
		*ret_may_write = status == KP_ERR_UNSUPPORTED || status == KP_ERR_LIMIT ||
				 (status == KP_OK && !kp_command_is_harmless(&command));
		position = command.next;
	} while (status == KP_OK && !*ret_may_write && position != 0);
	return status == KP_ERR_NOMEM ? kp_fail(taking->reterr, status, "out of memory") : KP_OK;
}

/** A command that runs before the service does. */
static enum kp_status take_preparing(const struct taking *taking)
{
	struct kp_unit_setting *preparing = &taking->settings->preparing[taking->row];
	bool may_write = false;
	enum kp_status status;

	if (taking->setting->assignment->value[0] == '\0') {
		preparing->assignment = NULL;
		return KP_OK;
	}
	status = look_for_writer(taking, &may_write);
	if (status == KP_OK && may_write && preparing->assignment == NULL) {
		*preparing = *taking->setting;
	}
	return status;
}

static enum kp_status take_type(const struct taking *taking)
{
	static const char *const types[] = {
		"simple", "exec", "forking", "oneshot", "dbus", "notify", "notify-reload", "idle",
	};
	const char *value = taking->setting->assignment->value;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(value, types[i]) == 0) {
			taking->settings->is_oneshot = strcmp(value, "oneshot") == 0;
		}
	}
	return KP_OK;
}

/**
 * What to do with a word of a value, and where the word begins.
 * @param[in] expanded with its specifiers replaced; NULL if that cannot be done
 * @param[in] error why not
 */
typedef enum kp_status take_word_fn(const struct taking *taking, const char *word, size_t start,
				    const char *expanded, const struct kp_error *error);

/** Take each word of a value, without those of unknown specifiers, up to one that systemd cannot read. */
static enum kp_status take_words(const struct taking *taking, take_word_fn *take)
{
	const char *value = taking->setting->assignment->value;
	size_t position = 0;
	enum kp_status status = KP_OK;

	while (status == KP_OK) {
		KP_CLEANUP(kp_freep) char *word = NULL;
		KP_CLEANUP(kp_freep) char *expanded = NULL;
		struct kp_error error = { 0 };
		size_t start = 0;

		status = kp_word_next(value, &position, KP_WORDS_STRICT, taking->settings->systemd,
				      &word, &start, &error);
		if (status == KP_ERR_SYNTAX) {
			return KP_OK;
		}
		if (status != KP_OK && status != KP_ERR_END) {
			return kp_tell(&error, taking->reterr);
		}
		if (status == KP_OK) {
			status = expand(taking, word, &expanded, &error);
			status = status == KP_ERR_SYNTAX
					 ? KP_OK
					 : take(taking, word, start, expanded, &error);
		}
	}
	return status == KP_ERR_END ? KP_OK : status;
}

/** Take a variable whose value cannot be told, which matters if it is used. */
static enum kp_status take_unknown(const struct taking *taking, const char *word, long line,
				   const struct kp_error *error)
{
	const struct kp_assignment *assignment = taking->setting->assignment;
	KP_CLEANUP(kp_freep) char *name = strndup(word, strcspn(word, "="));
	KP_CLEANUP(kp_freep) char *expanded = NULL;
	struct kp_error why = *error;

	if (name == NULL) {
		return kp_fail(taking->reterr, KP_ERR_NOMEM, "out of memory");
	}
	if (error->status != KP_ERR_UNSUPPORTED || strchr(word, '=') == NULL ||
	    expand(taking, name, &expanded, /* reterr= */ NULL) != KP_OK) {
		return kp_tell(error, taking->reterr);
	}
	(void)kp_wrap(&why, why.status, "%s:%ld: %s=", taking->setting->path, line,
		      assignment->key);
	return kp_environment_set_unknown(&taking->settings->environment, expanded, why.message,
					  taking->setting->path, line, taking->reterr);
}

static enum kp_status take_variable(const struct taking *taking, const char *word, size_t start,
				    const char *expanded, const struct kp_error *error)
{
	long line = kp_assignment_line(taking->setting->assignment, start);

	if (expanded == NULL) {
		return take_unknown(taking, word, line, error);
	}
	return kp_environment_assign(&taking->settings->environment, expanded,
				     taking->setting->path, line, taking->reterr);
}

static enum kp_status take_environment(const struct taking *taking)
{
	if (taking->setting->assignment->value[0] == '\0') {
		kp_environment_clear(&taking->settings->environment);
	}
	return take_words(taking, take_variable);
}

/** Add a copy of a text to a list. */
static enum kp_status add_copy(const struct taking *taking, struct kp_strings *list,
			       const char *text)
{
	if (list->count >= taking->settings->limits->unit_settings) {
		return kp_fail(taking->reterr, KP_ERR_LIMIT, "more than the limit of %zu words",
			       taking->settings->limits->unit_settings);
	}
	return kp_strings_add(list, text, strlen(text), taking->reterr);
}

static enum kp_status take_passed_word(const struct taking *taking, const char *word, size_t start,
				       const char *expanded, const struct kp_error *error)
{
	enum kp_status status = expanded == NULL
					? kp_tell(error, taking->reterr)
					: add_copy(taking, &taking->settings->passed, expanded);

	(void)word;
	(void)start;
	return status == KP_OK
		       ? add_copy(taking, &taking->settings->passed_at, taking->setting->path)
		       : status;
}

static enum kp_status take_passed(const struct taking *taking)
{
	if (taking->setting->assignment->value[0] == '\0') {
		kp_strings_done(&taking->settings->passed);
		kp_strings_done(&taking->settings->passed_at);
	}
	return take_words(taking, take_passed_word);
}

static enum kp_status take_unset_word(const struct taking *taking, const char *word, size_t start,
				      const char *expanded, const struct kp_error *error)
{
	(void)word;
	(void)start;
	return expanded == NULL ? kp_tell(error, taking->reterr)
				: add_copy(taking, &taking->settings->unset, expanded);
}

static enum kp_status take_unset(const struct taking *taking)
{
	if (taking->setting->assignment->value[0] == '\0') {
		kp_strings_done(&taking->settings->unset);
	}
	return take_words(taking, take_unset_word);
}

/** Whether systemd takes a text as a path: absolute, and without `..` (path_simplify_and_warn()). */
static bool is_path(const char *text)
{
	return text[0] == '/' && !kp_path_goes_up(text);
}

/** EnvironmentFile=: one path in each line, without quotes; systemd ignores one that is none. */
static enum kp_status take_file(const struct taking *taking)
{
	KP_CLEANUP(kp_freep) char *value = NULL;
	struct kp_error error = { 0 };
	enum kp_status status;

	if (taking->setting->assignment->value[0] == '\0') {
		kp_strings_done(&taking->settings->files);
		return KP_OK;
	}
	if (taking->settings->files.count >= taking->settings->limits->unit_files) {
		return kp_fail(taking->reterr, KP_ERR_LIMIT, "more than %zu environment files",
			       taking->settings->limits->unit_files);
	}
	status = expand(taking, taking->setting->assignment->value, &value, &error);
	if (status == KP_ERR_SYNTAX) {
		return KP_OK;
	}
	if (status != KP_OK) {
		return kp_tell(&error, taking->reterr);
	}
	return is_path(value + (value[0] == '-' ? 1 : 0))
		       ? add_copy(taking, &taking->settings->files, value)
		       : KP_OK;
}

static enum kp_status take_user(const struct taking *taking)
{
	KP_CLEANUP(kp_freep) char *value = NULL;
	enum kp_status status =
		expand(taking, taking->setting->assignment->value, &value, taking->reterr);

	if (status == KP_OK) {
		free(taking->settings->user);
		taking->settings->user = value[0] == '\0' ? NULL : kp_steal(&value);
	}
	return status;
}

/** Replace the specifiers of a directory, and check it. @return KP_ERR_SYNTAX: systemd does not take it */
static enum kp_status expand_directory(const struct taking *taking, const char *text,
				       char **ret_path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status = expand(taking, text, &path, reterr);

	if (status == KP_OK && !is_path(path) && strcmp(text, "~") != 0) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "systemd refuses a path that %s",
			       path[0] == '/' ? "has .." : "is relative");
	}
	if (status == KP_OK) {
		*ret_path = kp_steal(&path);
	}
	return status;
}

/** WorkingDirectory=: what is no path systemd refuses, or, with `-`, ignores. */
static enum kp_status take_cwd(const struct taking *taking)
{
	struct kp_unit_settings *settings = taking->settings;
	const char *value = taking->setting->assignment->value;
	bool optional = value[0] == '-';
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = KP_OK;

	if (value[0] != '\0') {
		status = expand_directory(taking, value + (optional ? 1 : 0), &path, &error);
	}
	if (status == KP_ERR_SYNTAX && optional) {
		return KP_OK;
	}
	if (status != KP_OK) {
		return kp_tell(&error, taking->reterr);
	}
	free(settings->cwd);
	settings->cwd = kp_steal(&path);
	settings->is_cwd_optional = optional;
	return KP_OK;
}

/** RootDirectory=: what is no path systemd refuses; the root itself is none. */
static enum kp_status take_root(const struct taking *taking)
{
	const char *value = taking->setting->assignment->value;
	KP_CLEANUP(kp_freep) char *written = NULL;
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status = KP_OK;

	if (value[0] != '\0') {
		status = expand_directory(taking, value, &written, taking->reterr);
	}
	if (status == KP_OK && written != NULL) {
		status = kp_path_simplify(written, &path, taking->reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	free(taking->settings->root);
	taking->settings->root = path == NULL || path[1] == '\0' ? NULL : kp_steal(&path);
	return KP_OK;
}

/** ExecSearchPath=: directories with colons between; systemd ignores what is none. */
static enum kp_status take_search(const struct taking *taking)
{
	KP_CLEANUP(kp_freep) char *value = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = expand(taking, taking->setting->assignment->value, &value, &error);
	char *rest = value;
	char *part;

	if (status == KP_ERR_SYNTAX) {
		return KP_OK;
	}
	if (status != KP_OK) {
		return kp_tell(&error, taking->reterr);
	}
	if (*value == '\0') {
		kp_strings_done(&taking->settings->search);
	}
	while (status == KP_OK && (part = strsep(&rest, ":")) != NULL) {
		if (is_path(part)) {
			status = add_copy(taking, &taking->settings->search, part);
		}
	}
	return status;
}

/** A setting that gives the service another view of the files: a list that can be emptied again. */
static enum kp_status take_hiding_list(const struct taking *taking)
{
	struct kp_unit_setting *hiding = &taking->settings->hiding[taking->row];

	*hiding = *taking->setting;
	if (taking->setting->assignment->value[0] == '\0') {
		hiding->assignment = NULL;
	}
	return KP_OK;
}

/** The same, of a setting that old versions do not know (NEWS). */
static enum kp_status take_mstack(const struct taking *taking)
{
	int systemd = taking->settings->systemd;

	return systemd != KP_SYSTEMD_UNKNOWN && systemd < MSTACK_SINCE ? KP_OK
								       : take_hiding_list(taking);
}

/** The same, but a choice of which some do nothing of that kind. */
static enum kp_status take_hiding_choice(const struct taking *taking)
{
	static const char *const harmless[] = {
		"", "no", "n", "false", "f", "off", "0", "read-only",
	};
	struct kp_unit_setting *hiding = &taking->settings->hiding[taking->row];

	*hiding = *taking->setting;
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++) {
		if (strcmp(taking->setting->assignment->value, harmless[i]) == 0) {
			hiding->assignment = NULL;
		}
	}
	return KP_OK;
}

/** The settings of [Service] that are looked at. */
static const struct row {
	const char *key;
	enum kp_status (*take)(const struct taking *taking);
} rows[] = {
	{ "BindPaths", take_hiding_list },
	{ "BindReadOnlyPaths", take_hiding_list },
	{ "DynamicUser", take_hiding_choice },
	{ "Environment", take_environment },
	{ "EnvironmentFile", take_file },
	{ "ExecCondition", take_preparing },
	{ "ExecSearchPath", take_search },
	{ "ExecStart", take_exec },
	{ "ExecStartPre", take_preparing },
	{ "ExtensionDirectories", take_hiding_list },
	{ "ExtensionImages", take_hiding_list },
	{ "InaccessibleDirectories", take_hiding_list },
	{ "InaccessiblePaths", take_hiding_list },
	{ "MountImages", take_hiding_list },
	{ "PAMName", take_hiding_list },
	{ "PassEnvironment", take_passed },
	{ "PrivateTmp", take_hiding_choice },
	{ "ProtectHome", take_hiding_choice },
	{ "RootDirectory", take_root },
	{ "RootImage", take_hiding_list },
	{ "RootMStack", take_mstack },
	{ "TemporaryFileSystem", take_hiding_list },
	{ "Type", take_type },
	{ "UnsetEnvironment", take_unset },
	{ "User", take_user },
	{ "WorkingDirectory", take_cwd },
};

_Static_assert(sizeof(rows) / sizeof(rows[0]) <= KP_UNIT_SETTING_ROWS, "more keys than room");

/** Take one assignment, if it is one that is looked at. */
static enum kp_status take(const struct kp_unit_setting *setting, struct kp_unit_settings *settings,
			   struct kp_error *reterr)
{
	const struct kp_assignment *assignment = setting->assignment;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct taking taking = { settings, setting, i, reterr };
		enum kp_status status;

		if (strcmp(assignment->key, rows[i].key) != 0) {
			continue;
		}
		status = rows[i].take(&taking);
		return status == KP_OK
			       ? KP_OK
			       : kp_wrap(reterr, status, "%s:%ld: %s=", setting->path,
					 kp_assignment_line(assignment, 0), assignment->key);
	}
	return KP_OK;
}

enum kp_status kp_unit_settings_take(struct kp_unit_settings *settings,
				     const struct kp_unit_file *file, const char *path,
				     struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < kp_unit_file_count(file); i++) {
		const struct kp_unit_setting setting = { kp_unit_file_get(file, i), path };

		if (strcmp(setting.assignment->section, "Service") == 0) {
			status = take(&setting, settings, reterr);
		}
	}
	return status;
}

enum kp_status kp_unit_settings_take_manager(struct kp_unit_settings *settings,
					     const struct kp_unit_file *file, const char *path,
					     struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < kp_unit_file_count(file); i++) {
		const struct kp_unit_setting setting = { kp_unit_file_get(file, i), path };
		const struct taking taking = { settings, &setting, 0, reterr };

		if (strcmp(setting.assignment->section, "Manager") == 0 &&
		    strcmp(setting.assignment->key, "DefaultEnvironment") == 0) {
			status = take_environment(&taking);
		}
	}
	return status;
}
