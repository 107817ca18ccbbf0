/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "path.h"
#include "root.h"
#include "text.h"
#include "unit_body.h"
#include "unit_command.h"
#include "unit_envfile.h"
#include "unit_settings.h"

/** A file of the unit, and where it is. */
struct file {
	struct kp_unit_file *text;
	const char *path;
};

/** A unit being loaded. */
struct loading {
	const struct kp_units *units;
	const struct kp_ctx *ctx;
	struct kp_paths names;
	struct kp_paths dropins;
	struct kp_paths manager_paths;
	struct file *files;
	size_t count;
	size_t size;
	struct kp_unit_settings settings;
	struct kp_unit_settings manager;
	struct kp_unit *unit;
	struct kp_error *reterr;
};

static void loading_done(struct loading *loading)
{
	kp_paths_done(&loading->names);
	kp_unit_settings_done(&loading->settings);
	kp_unit_settings_done(&loading->manager);
	for (size_t i = 0; i < loading->count; i++) {
		kp_unit_file_free(loading->files[i].text);
	}
	free(loading->files);
	kp_paths_done(&loading->dropins);
	kp_paths_done(&loading->manager_paths);
}

/** Whether a path is a link to /dev/null, which an image may lack. */
static enum kp_status is_null_link(const struct loading *loading, const char *path, bool *ret_null)
{
	KP_CLEANUP(kp_freep) char *target = NULL;
	struct stat st;
	enum kp_status status =
		kp_root_lstat_beneath(loading->ctx->root_fd, path, &st, loading->reterr);

	*ret_null = false;
	if (status != KP_OK || !S_ISLNK(st.st_mode)) {
		return status;
	}
	status = kp_root_readlink_beneath(loading->ctx->root_fd, path, &target, loading->reterr);
	*ret_null = status == KP_OK && strcmp(target, "/dev/null") == 0;
	return status;
}

/** Whether a file masks what it stands for: it is empty, or a device. */
static enum kp_status look_for_mask(const struct loading *loading, const char *path,
				    bool *ret_masked)
{
	struct stat st;
	enum kp_status status = is_null_link(loading, path, ret_masked);

	if (status != KP_OK || *ret_masked) {
		return status;
	}
	status = kp_root_stat_beneath(loading->ctx->root_fd, path, &st, loading->reterr);
	if (status == KP_ERR_NOENT) {
		return kp_fail(loading->reterr, KP_ERR_UNSUPPORTED,
			       "%s is a symbolic link that leads nowhere", path);
	}
	if (status == KP_OK) {
		*ret_masked = S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode) ||
			      (S_ISREG(st.st_mode) && st.st_size == 0);
	}
	return status;
}

/**
 * Read a file.
 * @param[out] ret_file owned by loading; NULL if the file masks
 */
static enum kp_status read_file(struct loading *loading, const char *path,
				const struct file **ret_file)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	const struct kp_limits *limits = &loading->ctx->limits;
	struct timespec changed;
	struct file *file;
	size_t len = 0;
	bool is_masked = false;
	enum kp_status status = look_for_mask(loading, path, &is_masked);

	*ret_file = NULL;
	if (status != KP_OK || is_masked) {
		return status;
	}
	status = kp_ctx_read(loading->ctx, loading->ctx->root_fd, path, &buf, &len, &changed,
			     loading->reterr);
	if (status == KP_OK) {
		status = kp_array_reserve(&loading->files, loading->count, &loading->size,
					  sizeof(*loading->files), loading->reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	file = &loading->files[loading->count];
	*file = (struct file){ NULL, path };
	status = kp_unit_file_parse(buf, len, kp_units_systemd(loading->units),
				    limits->unit_settings, &file->text, loading->reterr);
	if (status != KP_OK) {
		return kp_wrap(loading->reterr, status, "%s", path);
	}
	loading->count++;
	*ret_file = file;
	return KP_OK;
}

/** Read a file, and take its settings. @param[out] ret_masked whether it masks */
static enum kp_status take_file(struct loading *loading, const char *path, bool *ret_masked)
{
	const struct file *file = NULL;
	enum kp_status status = read_file(loading, path, &file);

	*ret_masked = file == NULL;
	if (status != KP_OK || file == NULL) {
		return status;
	}
	return kp_unit_settings_take(&loading->settings, file->text, path, loading->reterr);
}

/** Take the settings of the drop-in files. */
static enum kp_status take_dropins(struct loading *loading)
{
	enum kp_status status = kp_units_dropins(loading->units, &loading->names, &loading->dropins,
						 loading->reterr);

	for (size_t i = 0; status == KP_OK && i < loading->dropins.count; i++) {
		bool ignored;

		status = take_file(loading, loading->dropins.items[i], &ignored);
	}
	return status;
}

/** Take what systemd's own configuration has for the environment of all services. */
static enum kp_status take_manager(struct loading *loading)
{
	enum kp_status status =
		kp_units_manager(loading->units, &loading->manager_paths, loading->reterr);

	for (size_t i = 0; status == KP_OK && i < loading->manager_paths.count; i++) {
		const char *path = loading->manager_paths.items[i];
		const struct file *file = NULL;

		status = read_file(loading, path, &file);
		if (status == KP_OK && file != NULL) {
			status = kp_unit_settings_take_manager(&loading->manager, file->text, path,
							       loading->reterr);
		}
	}
	return status;
}

/** Put the variables of one environment into that of the unit. */
static enum kp_status add_variables(struct loading *loading, const struct kp_environment *from)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < from->count; i++) {
		const struct kp_variable *variable = &from->items[i];

		status = kp_environment_set(&loading->unit->environment, variable->name,
					    variable->value, variable->path, variable->line,
					    loading->reterr);
	}
	return status;
}

/** Put in the variables whose value systemd itself has. */
static enum kp_status add_passed(struct loading *loading)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < loading->settings.passed_at.count; i++) {
		status = kp_environment_set(
			&loading->unit->environment, loading->settings.passed.items[i], NULL,
			loading->settings.passed_at.items[i], 0, loading->reterr);
	}
	return status;
}

/** Read the environment files. */
static enum kp_status add_files(struct loading *loading)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < loading->settings.files.count; i++) {
		const char *file = loading->settings.files.items[i];
		bool optional = file[0] == '-';

		status = kp_envfile_load(loading->ctx, file + (optional ? 1 : 0), optional,
					 &loading->unit->environment, loading->reterr);
	}
	return status;
}

/** Make the environment (execute.c build_environment and where it is merged, systemd 239 to 257). */
static enum kp_status make_environment(struct loading *loading)
{
	enum kp_status status = take_manager(loading);

	if (status == KP_OK) {
		status = kp_units_has_generators(
			loading->units, &loading->unit->environment.is_open, loading->reterr);
	}
	if (status == KP_OK) {
		status = add_variables(loading, &loading->manager.environment);
	}
	if (status == KP_OK) {
		status = add_passed(loading);
	}
	if (status == KP_OK) {
		status = add_variables(loading, &loading->settings.environment);
	}
	if (status == KP_OK) {
		status = add_files(loading);
	}
	for (size_t i = 0; status == KP_OK && i < loading->settings.unset.count; i++) {
		kp_environment_unset(&loading->unit->environment, loading->settings.unset.items[i]);
	}
	return status;
}

/** Look at a path. @return KP_OK also if there is nothing, with a mode of 0 */
static enum kp_status look_at(const struct loading *loading, const char *path, mode_t *ret_mode)
{
	struct kp_error error = { 0 };
	struct stat st;
	enum kp_status status = kp_root_stat_beneath(loading->ctx->root_fd, path, &st, &error);

	*ret_mode = status == KP_OK ? st.st_mode : 0;
	return status == KP_OK || status == KP_ERR_NOENT ? KP_OK : kp_tell(&error, loading->reterr);
}

/** Look for an executable in one directory. @return KP_OK also if it is not there */
static enum kp_status search_in(struct loading *loading, const char *directory, const char *name)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_text text = { 0 };
	mode_t mode = 0;
	enum kp_status status;

	if (loading->unit->executable != NULL) {
		return KP_OK;
	}
	kp_text_add_str(&text, directory);
	kp_text_add_char(&text, '/');
	kp_text_add_str(&text, name);
	status = kp_text_finish(&text, &path, loading->reterr);
	if (status == KP_OK) {
		status = look_at(loading, path, &mode);
	}
	if (status == KP_OK && S_ISREG(mode) && (mode & 0111) != 0) {
		loading->unit->executable = kp_steal(&path);
	}
	return status;
}

/** Find an executable that is named without a path. */
static enum kp_status find_executable(struct loading *loading, const char *name)
{
	static const char *const defaults[] = { "/usr/local/sbin", "/usr/local/bin", "/usr/sbin",
						"/usr/bin",        "/sbin",          "/bin" };
	const struct kp_paths *search = &loading->settings.search;
	enum kp_status status = KP_OK;

	if (loading->settings.root != NULL) {
		return kp_fail(loading->reterr, KP_ERR_UNSUPPORTED,
			       "the executable %s is to be searched below RootDirectory=", name);
	}
	for (size_t i = 0; status == KP_OK && i < search->count; i++) {
		status = search_in(loading, search->items[i], name);
	}
	for (size_t i = 0;
	     status == KP_OK && search->count == 0 && i < sizeof(defaults) / sizeof(defaults[0]);
	     i++) {
		status = search_in(loading, defaults[i], name);
	}
	if (status == KP_OK && loading->unit->executable == NULL) {
		return kp_fail(loading->reterr, KP_ERR_SYNTAX, "the executable %s is nowhere",
			       name);
	}
	return status;
}

/** Check that there is exactly one command. */
static enum kp_status check_count(const struct loading *loading, const struct kp_command *first)
{
	const struct kp_unit_settings *settings = &loading->settings;

	if (settings->exec_count == 1 && first->next == 0) {
		return KP_OK;
	}
	return settings->is_oneshot
		       ? kp_fail(loading->reterr, KP_ERR_UNSUPPORTED,
				 "%s: several commands with Type=oneshot", loading->unit->name)
		       : kp_fail(loading->reterr, KP_ERR_SYNTAX,
				 "%s: systemd refuses several commands without Type=oneshot",
				 loading->unit->name);
}

/** Make the arguments. */
static enum kp_status make_argv(struct loading *loading)
{
	const struct kp_unit_settings *settings = &loading->settings;
	KP_CLEANUP(kp_command_done) struct kp_command command = { 0 };
	const struct kp_unit_setting *exec = &settings->execs[0];
	enum kp_status status =
		kp_command_parse(exec->assignment, 0, settings->names, settings->systemd,
				 settings->limits, &command, loading->reterr);

	if (status != KP_OK) {
		return kp_wrap(loading->reterr, status, "%s:%ld: ExecStart=", exec->path,
			       kp_assignment_line(exec->assignment, 0));
	}
	status = check_count(loading, &command);
	if (status == KP_OK) {
		status = kp_command_expand(&command, exec->path, &loading->unit->environment,
					   settings->limits, &loading->unit->argv,
					   &loading->unit->locations, loading->reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	if (kp_argv_count(loading->unit->argv) == 0) {
		return kp_fail(loading->reterr, KP_ERR_SYNTAX, "%s: no argv[0] is left",
			       loading->unit->name);
	}
	if (command.executable[0] == '/') {
		loading->unit->executable = kp_steal(&command.executable);
		return KP_OK;
	}
	return find_executable(loading, command.executable);
}

/** Make the working directory: as written, of root's home, or none that is not there. */
static enum kp_status make_cwd(struct loading *loading)
{
	const struct kp_unit_settings *settings = &loading->settings;
	const char *cwd = settings->cwd == NULL ? "/" : settings->cwd;
	bool optional = cwd[0] == '-';
	mode_t mode = S_IFDIR;
	enum kp_status status = KP_OK;

	cwd += optional ? 1 : 0;
	if (strcmp(cwd, "~") == 0) {
		if (settings->user != NULL && strcmp(settings->user, "root") != 0 &&
		    strcmp(settings->user, "0") != 0) {
			return kp_fail(loading->reterr, KP_ERR_UNSUPPORTED,
				       "%s: WorkingDirectory=~ of the user %s", loading->unit->name,
				       settings->user);
		}
		cwd = "/root";
	}
	if (settings->root == NULL) {
		status = look_at(loading, cwd, &mode);
	}
	if (status == KP_OK && !S_ISDIR(mode)) {
		if (!optional) {
			return kp_fail(loading->reterr, KP_ERR_SYNTAX,
				       "%s: the working directory %s is missing, so that the "
				       "service would not start",
				       loading->unit->name, cwd);
		}
		cwd = "/";
	}
	if (status != KP_OK) {
		return status;
	}
	return kp_path_simplify(cwd, &loading->unit->cwd, loading->reterr);
}

/** Check that the service sees the files and variables that can be seen from here. */
static enum kp_status check_view(const struct loading *loading)
{
	for (size_t i = 0; i < KP_UNIT_SETTING_ROWS; i++) {
		const struct kp_unit_setting *hiding = &loading->settings.hiding[i];

		if (hiding->assignment != NULL) {
			return kp_fail(loading->reterr, KP_ERR_UNSUPPORTED,
				       "%s:%ld: with %s= it cannot be told which files, or which "
				       "variables, the service sees",
				       hiding->path, kp_assignment_line(hiding->assignment, 0),
				       hiding->assignment->key);
		}
	}
	return KP_OK;
}

/** Work out what the settings say. */
static enum kp_status work_out(struct loading *loading)
{
	struct kp_unit_settings *settings = &loading->settings;
	enum kp_status status;

	if (settings->exec_count == 0) {
		return kp_fail(loading->reterr, KP_ERR_SYNTAX,
			       "%s has no ExecStart=", loading->unit->name);
	}
	status = check_view(loading);
	if (status == KP_OK) {
		status = make_environment(loading);
	}
	if (status == KP_OK) {
		status = make_argv(loading);
	}
	if (status == KP_OK) {
		status = make_cwd(loading);
	}
	if (status == KP_OK) {
		loading->unit->user = kp_steal(&settings->user);
		loading->unit->root = kp_steal(&settings->root);
	}
	return status;
}

/** Take the settings of a unit from its files. */
static enum kp_status take_settings(struct loading *loading, const char *name)
{
	struct kp_unit *unit = loading->unit;
	const char *path = NULL;
	enum kp_status status =
		kp_units_find(loading->units, name, &path, &loading->names, loading->reterr);

	if (status == KP_OK) {
		status = kp_text_dup(loading->names.items[0], &unit->name, loading->reterr);
	}
	if (status == KP_OK) {
		status = kp_text_dup(path, &unit->path, loading->reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	loading->settings.names = &loading->names;
	loading->manager.names = &loading->names;
	status = take_file(loading, unit->path, &unit->is_masked);
	if (status != KP_OK || unit->is_masked) {
		return status;
	}
	return take_dropins(loading);
}

/** Begin. @param[in,out] unit empty. @param[in,out] loading with units and reterr */
static void prepare(struct loading *loading, struct kp_unit *unit)
{
	int systemd = kp_units_systemd(loading->units);

	loading->ctx = kp_units_ctx(loading->units);
	unit->limits = loading->ctx->limits;
	unit->environment.limits = &unit->limits;
	unit->environment.systemd = systemd;
	loading->settings.systemd = loading->manager.systemd = systemd;
	loading->settings.limits = loading->manager.limits = &unit->limits;
	loading->settings.environment = unit->environment;
	loading->manager.environment = unit->environment;
	loading->unit = unit;
}

enum kp_status kp_unit_load(const struct kp_units *units, const char *name,
			    struct kp_unit **ret_unit, struct kp_error *reterr)
{
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = calloc(1, sizeof(*unit));
	KP_CLEANUP(loading_done)
	struct loading loading = { .units = units, .reterr = reterr };
	enum kp_status status;

	if (unit == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	prepare(&loading, unit);
	status = take_settings(&loading, name);
	if (status == KP_OK && !unit->is_masked) {
		status = work_out(&loading);
	}
	if (status == KP_OK) {
		*ret_unit = kp_steal(&unit);
	}
	return status;
}

/** Add a file of a unit, unless it only masks: a link to /dev/null, or any device. */
static enum kp_status list_file(const struct loading *loading, const char *path,
				struct kp_paths *paths)
{
	char *copy = NULL;
	mode_t mode = 0;
	bool is_null = false;
	enum kp_status status = is_null_link(loading, path, &is_null);

	if (status == KP_OK && !is_null) {
		status = look_at(loading, path, &mode);
	}
	if (status != KP_OK || is_null || S_ISCHR(mode) || S_ISBLK(mode)) {
		return status;
	}
	status = kp_text_dup(path, &copy, loading->reterr);
	return status == KP_OK ? kp_paths_take(paths, copy, loading->reterr) : status;
}

static enum kp_status list_files(const struct loading *loading, const struct kp_paths *from,
				 struct kp_paths *paths)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < from->count; i++) {
		status = list_file(loading, from->items[i], paths);
	}
	return status;
}

/** Add the environment files that are there. */
static enum kp_status list_environment(const struct loading *loading, struct kp_paths *paths)
{
	const struct kp_paths *patterns = &loading->settings.files;
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < patterns->count; i++) {
		KP_CLEANUP(kp_paths_done) struct kp_paths found = { 0 };
		const char *pattern = patterns->items[i];

		status = kp_glob(loading->ctx, pattern[0] == '-' ? pattern + 1 : pattern, &found,
				 loading->reterr);
		if (status == KP_OK) {
			status = list_files(loading, &found, paths);
		}
	}
	return status;
}

enum kp_status kp_unit_files(const struct kp_units *units, const char *name, struct kp_paths *paths,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = calloc(1, sizeof(*unit));
	KP_CLEANUP(loading_done) struct loading loading = { .units = units, .reterr = reterr };
	enum kp_status status;

	if (unit == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	prepare(&loading, unit);
	status = take_settings(&loading, name);
	if (status == KP_OK && unit->is_masked) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is masked", name);
	}
	if (status == KP_OK) {
		status = list_file(&loading, unit->path, paths);
	}
	if (status == KP_OK) {
		status = list_files(&loading, &loading.dropins, paths);
	}
	return status == KP_OK ? list_environment(&loading, paths) : status;
}
