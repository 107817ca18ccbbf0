/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "unit_settings.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "path.h"
#include "text.h"
#include "unit_command.h"
#include "unit_specifiers.h"
#include "unit_words.h"

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
	kp_paths_done(&settings->files);
	kp_paths_done(&settings->passed);
	kp_paths_done(&settings->passed_at);
	kp_paths_done(&settings->unset);
	kp_paths_done(&settings->search);
	free(settings->user);
	free(settings->cwd);
	free(settings->root);
}

/** The value of an assignment with its specifiers replaced. */
static enum kp_status expand(const struct taking *taking, char **ret_value)
{
	return kp_specifiers_expand(taking->setting->assignment->value, taking->settings->names,
				    ret_value, taking->reterr);
}

/**
 * Take an ExecStart=. Whether it can be worked out matters at the end only: a drop-in file may have
 * it start anew; what systemd refuses it refuses at once.
 */
static enum kp_status take_exec(const struct taking *taking)
{
	struct kp_unit_settings *settings = taking->settings;
	KP_CLEANUP(kp_command_done) struct kp_command command = { 0 };
	struct kp_error error = { 0 };
	enum kp_status status;

	if (taking->setting->assignment->value[0] == '\0') {
		settings->exec_count = 0;
		return KP_OK;
	}
	status = kp_command_parse(taking->setting->assignment, 0, settings->names,
				  settings->systemd, settings->limits, &command, &error);
	if (status == KP_ERR_END) {
		return KP_OK;
	}
	if (status != KP_OK && status != KP_ERR_UNSUPPORTED) {
		return kp_tell(&error, taking->reterr);
	}
	status = kp_array_reserve(&settings->execs, settings->exec_count, &settings->exec_size,
				  sizeof(*settings->execs), taking->reterr);
	if (status == KP_OK) {
		settings->execs[settings->exec_count++] = *taking->setting;
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

/** What to do with a word of a value, and where the word begins. */
typedef enum kp_status take_word_fn(const struct taking *taking, const char *word, size_t start);

/** Take each word of a value, up to one that systemd cannot read. */
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

		status = kp_word_next(value, &position, KP_WORDS_STRICT, &word, &start, &error);
		if (status == KP_ERR_SYNTAX) {
			return KP_OK;
		}
		if (status != KP_OK && status != KP_ERR_END) {
			return kp_tell(&error, taking->reterr);
		}
		if (status == KP_OK) {
			status = kp_specifiers_expand(word, taking->settings->names, &expanded,
						      taking->reterr);
		}
		if (status == KP_OK) {
			status = take(taking, expanded, start);
		}
	}
	return status == KP_ERR_END ? KP_OK : status;
}

static enum kp_status take_variable(const struct taking *taking, const char *word, size_t start)
{
	return kp_environment_assign(&taking->settings->environment, word, taking->setting->path,
				     kp_assignment_line(taking->setting->assignment, start),
				     taking->reterr);
}

static enum kp_status take_environment(const struct taking *taking)
{
	if (taking->setting->assignment->value[0] == '\0') {
		kp_environment_clear(&taking->settings->environment);
	}
	return take_words(taking, take_variable);
}

/** Add a copy of a text to a list. */
static enum kp_status add_copy(const struct taking *taking, struct kp_paths *list, const char *text)
{
	char *copy = NULL;
	enum kp_status status;

	if (list->count >= taking->settings->limits->unit_settings) {
		return kp_fail(taking->reterr, KP_ERR_LIMIT, "more than the limit of %zu words",
			       taking->settings->limits->unit_settings);
	}
	status = kp_text_dup(text, &copy, taking->reterr);
	return status == KP_OK ? kp_paths_take(list, copy, taking->reterr) : status;
}

static enum kp_status take_passed_word(const struct taking *taking, const char *word, size_t start)
{
	enum kp_status status = add_copy(taking, &taking->settings->passed, word);

	(void)start;
	return status == KP_OK
		       ? add_copy(taking, &taking->settings->passed_at, taking->setting->path)
		       : status;
}

static enum kp_status take_passed(const struct taking *taking)
{
	if (taking->setting->assignment->value[0] == '\0') {
		kp_paths_done(&taking->settings->passed);
		kp_paths_done(&taking->settings->passed_at);
	}
	return take_words(taking, take_passed_word);
}

static enum kp_status take_unset_word(const struct taking *taking, const char *word, size_t start)
{
	(void)start;
	return add_copy(taking, &taking->settings->unset, word);
}

static enum kp_status take_unset(const struct taking *taking)
{
	if (taking->setting->assignment->value[0] == '\0') {
		kp_paths_done(&taking->settings->unset);
	}
	return take_words(taking, take_unset_word);
}

/** EnvironmentFile=: one path in each line, without quotes; systemd ignores one that is relative. */
static enum kp_status take_file(const struct taking *taking)
{
	KP_CLEANUP(kp_freep) char *value = NULL;
	enum kp_status status;

	if (taking->setting->assignment->value[0] == '\0') {
		kp_paths_done(&taking->settings->files);
		return KP_OK;
	}
	if (taking->settings->files.count >= taking->settings->limits->unit_files) {
		return kp_fail(taking->reterr, KP_ERR_LIMIT, "more than %zu environment files",
			       taking->settings->limits->unit_files);
	}
	status = expand(taking, &value);
	if (status != KP_OK || value[value[0] == '-' ? 1 : 0] != '/') {
		return status;
	}
	return add_copy(taking, &taking->settings->files, value);
}

static enum kp_status take_user(const struct taking *taking)
{
	KP_CLEANUP(kp_freep) char *value = NULL;
	enum kp_status status = expand(taking, &value);

	if (status == KP_OK) {
		free(taking->settings->user);
		taking->settings->user = value[0] == '\0' ? NULL : kp_steal(&value);
	}
	return status;
}

/** WorkingDirectory=: systemd refuses a relative path, or, with `-`, ignores it. */
static enum kp_status take_cwd(const struct taking *taking)
{
	KP_CLEANUP(kp_freep) char *value = NULL;
	enum kp_status status = expand(taking, &value);
	const char *path = value;

	if (status != KP_OK) {
		return status;
	}
	path += value[0] == '-' ? 1 : 0;
	if (value[0] != '\0' && path[0] != '/' && strcmp(path, "~") != 0) {
		return path > value ? KP_OK
				    : kp_fail(taking->reterr, KP_ERR_SYNTAX,
					      "systemd refuses a relative WorkingDirectory=");
	}
	free(taking->settings->cwd);
	taking->settings->cwd = value[0] == '\0' ? NULL : kp_steal(&value);
	return KP_OK;
}

/** RootDirectory=: systemd ignores a relative path; the root itself is none. */
static enum kp_status take_root(const struct taking *taking)
{
	KP_CLEANUP(kp_freep) char *value = NULL;
	KP_CLEANUP(kp_freep) char *path = NULL;
	enum kp_status status = expand(taking, &value);

	if (status == KP_OK) {
		status = kp_path_simplify(value, &path, taking->reterr);
	}
	if (status != KP_OK || (path[0] != '\0' && path[0] != '/')) {
		return status;
	}
	free(taking->settings->root);
	taking->settings->root = path[0] == '\0' || path[1] == '\0' ? NULL : kp_steal(&path);
	return KP_OK;
}

/** ExecSearchPath=: directories with colons between. */
static enum kp_status take_search(const struct taking *taking)
{
	KP_CLEANUP(kp_freep) char *value = NULL;
	enum kp_status status = expand(taking, &value);
	char *rest = value;
	char *part;

	if (status == KP_OK && *value == '\0') {
		kp_paths_done(&taking->settings->search);
	}
	while (status == KP_OK && (part = strsep(&rest, ":")) != NULL) {
		if (*part == '/') {
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
	{ "ExecSearchPath", take_search },
	{ "ExecStart", take_exec },
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
