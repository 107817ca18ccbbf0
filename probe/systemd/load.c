/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "files/glob.h"
#include "files/root.h"
#include "systemd/command.h"
#include "systemd/doubt.h"
#include "systemd/dropins.h"
#include "systemd/envfile.h"
#include "systemd/executable.h"
#include "systemd/expand.h"
#include "systemd/links.h"
#include "systemd/settings.h"
#include "systemd/unit_body.h"

/** A file of the unit, and where it is. */
struct file {
	struct kp_unit_file *text;
	const char *path;
};

/** A unit being loaded. */
struct loading {
	const struct kp_units *units;
	const struct kp_ctx *ctx;
	struct kp_strings names;
	struct kp_strings dropins;
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
	kp_strings_done(&loading->names);
	kp_unit_settings_done(&loading->settings);
	kp_unit_settings_done(&loading->manager);
	for (size_t i = 0; i < loading->count; i++) {
		kp_unit_file_free(loading->files[i].text);
	}
	free(loading->files);
	kp_strings_done(&loading->dropins);
}

/** Whether a file masks what it stands for: it is empty, or a device. */
static enum kp_status look_for_mask(const struct loading *loading, const char *path,
				    bool *ret_masked)
{
	struct stat st;
	enum kp_status status = kp_is_null(loading->ctx, path, ret_masked, loading->reterr);

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

/** Take the settings of the unit file. */
static enum kp_status take_unit_file(struct loading *loading)
{
	struct kp_unit *unit = loading->unit;
	const struct kp_error *broken;
	const struct file *file = NULL;
	enum kp_status status = read_file(loading, unit->path, &file);

	unit->is_masked = file == NULL;
	if (status != KP_OK || file == NULL) {
		return status;
	}
	status = kp_unit_settings_take(&loading->settings, file->text, unit->path, loading->reterr);
	broken = kp_unit_file_broken(file->text);
	if (status != KP_OK || broken == NULL) {
		return status;
	}
	return kp_wrap(loading->reterr, kp_tell(broken, loading->reterr), "%s", unit->path);
}

/**
 * Take the settings of a drop-in file, up to where systemd stops reading it, which it then does without
 * refusing the unit (load-dropin.c).
 */
static enum kp_status take_dropin(struct loading *loading, const char *path)
{
	const struct file *file = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = read_file(loading, path, &file);

	if (status != KP_OK || file == NULL) {
		return status;
	}
	status = kp_unit_settings_take(&loading->settings, file->text, path, &error);
	return status == KP_OK || status == KP_ERR_SYNTAX ? KP_OK
							  : kp_tell(&error, loading->reterr);
}

/** Take the settings of the drop-in files. */
static enum kp_status take_dropins(struct loading *loading)
{
	enum kp_status status = kp_units_dropins(loading->units, &loading->names, &loading->dropins,
						 &loading->unit->missing, loading->reterr);

	for (size_t i = 0; status == KP_OK && i < loading->dropins.count; i++) {
		status = take_dropin(loading, loading->dropins.items[i]);
	}
	return status;
}

/**
 * Take one file of systemd's own configuration.
 * @param[out] ret_ends whether systemd reads no others behind it
 */
static enum kp_status take_manager_file(struct loading *loading, const char *path, bool *ret_ends)
{
	const struct file *file = NULL;
	enum kp_status status = read_file(loading, path, &file);

	if (status != KP_OK || file == NULL) {
		return status;
	}
	*ret_ends = kp_unit_file_broken(file->text) != NULL;
	return kp_unit_settings_take_manager(&loading->manager, file->text, path, loading->reterr);
}

/** Let the variables of the first file be none that are known, whose version alone tells if it counts. */
static enum kp_status doubt_manager(struct loading *loading, const char *path)
{
	struct kp_environment *environment = &loading->manager.environment;
	KP_CLEANUP(kp_freep) char *why = NULL;
	struct kp_text text = { 0 };
	enum kp_status status = KP_OK;

	kp_text_add_str(&text, "whether ");
	kp_text_add_str(&text, path);
	kp_text_add_str(&text, " counts depends on the version of systemd, which is not known");
	status = kp_text_finish(&text, &why, loading->reterr);
	for (size_t i = 0; status == KP_OK && i < environment->count; i++) {
		const struct kp_variable *variable = &environment->items[i];

		status = kp_environment_set_unknown(environment, variable->name, why, path,
						    variable->line, loading->reterr);
	}
	return status;
}

/** Note that something else may set variables. @param[in] what, path, why joined are what it is */
static enum kp_status open_environment(struct loading *loading, const char *what, const char *path,
				       const char *why)
{
	struct kp_environment *environment = &loading->unit->environment;
	struct kp_text text = { 0 };

	kp_text_add_str(&text, what);
	kp_text_add_str(&text, path);
	kp_text_add_str(&text, why);
	free(kp_steal(&environment->open));
	return kp_text_finish(&text, &environment->open, loading->reterr);
}

/** Take what systemd's own configuration has for the environment of all services. */
static enum kp_status take_manager(struct loading *loading, const struct kp_units_common *common)
{
	const struct kp_strings *paths = &common->manager;
	enum kp_status status = KP_OK;
	bool ends = false;

	for (size_t i = 0; status == KP_OK && !ends && i < paths->count; i++) {
		/* What else it then reads differs from version to version. */
		if (kp_is_unreadable(loading->ctx, paths->items[i])) {
			kp_environment_clear(&loading->manager.environment);
			return open_environment(loading, "other files than ", paths->items[i],
						", which systemd cannot read");
		}
		status = take_manager_file(loading, paths->items[i], &ends);
		if (status == KP_OK && i == 0 && common->is_unsure) {
			status = doubt_manager(loading, paths->items[i]);
		}
	}
	return status;
}

/** Put in the variables whose value systemd itself has. */
static enum kp_status add_passed(struct loading *loading)
{
	const struct kp_strings *names = &loading->settings.passed;
	const struct kp_strings *paths = &loading->settings.passed_at;
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < paths->count; i++) {
		status = kp_environment_set_unknown(
			&loading->unit->environment, names->items[i],
			"PassEnvironment= takes it from systemd's own environment", paths->items[i],
			0, loading->reterr);
	}
	return status;
}

/** Read the environment files. */
static enum kp_status add_files(struct loading *loading)
{
	enum kp_status status = KP_OK;
	size_t count = 0;

	for (size_t i = 0; status == KP_OK && i < loading->settings.files.count; i++) {
		const char *file = loading->settings.files.items[i];
		bool optional = file[0] == '-';

		status = kp_envfile_load(loading->ctx, file + (optional ? 1 : 0), optional,
					 &loading->unit->environment, &count, loading->reterr);
	}
	return status;
}

/** Make the environment (execute.c build_environment and where it is merged, systemd 239 to 262). */
static enum kp_status make_environment(struct loading *loading)
{
	struct kp_environment *environment = &loading->unit->environment;
	const struct kp_units_common *common = NULL;
	enum kp_status status = kp_units_manager(loading->units, &common, loading->reterr);

	if (status == KP_OK) {
		status = take_manager(loading, common);
	}
	if (status == KP_OK && common->has_generators) {
		status = open_environment(loading, "an environment generator of systemd", "", "");
	}
	if (status == KP_OK) {
		status = kp_environment_add(environment, &loading->manager.environment,
					    loading->reterr);
	}
	if (status == KP_OK) {
		status = add_passed(loading);
	}
	if (status == KP_OK) {
		status = kp_environment_add(environment, &loading->settings.environment,
					    loading->reterr);
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

/** Find an executable that is named without a path. */
static enum kp_status find_executable(struct loading *loading, const char *name)
{
	if (loading->settings.root != NULL) {
		return kp_fail(loading->reterr, KP_ERR_UNSUPPORTED,
			       "the executable %s is to be searched below RootDirectory=", name);
	}
	return kp_executable_find(loading->ctx, &loading->settings.search, name,
				  &loading->unit->executable, loading->reterr);
}

/** Check that there is exactly one command. */
static enum kp_status check_count(const struct loading *loading)
{
	const struct kp_unit_settings *settings = &loading->settings;

	if (settings->exec_count == 1) {
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
	const struct kp_unit_setting *exec = &settings->execs[0].setting;
	enum kp_status status = check_count(loading);

	if (status != KP_OK) {
		return status;
	}
	status = kp_command_parse(exec->assignment, settings->execs[0].position, settings->names,
				  settings->systemd, settings->limits, &command, loading->reterr);
	if (status != KP_OK) {
		return kp_wrap(loading->reterr, status, "%s:%ld: ExecStart=", exec->path,
			       kp_assignment_line(exec->assignment, 0));
	}
	status = kp_command_expand(&command, exec->path, &loading->unit->environment,
				   settings->limits, &loading->unit->argv, loading->reterr);
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
	mode_t mode = S_IFDIR;
	enum kp_status status = KP_OK;

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
		if (!settings->is_cwd_optional) {
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
		status = kp_doubt(settings, loading->ctx, &loading->unit->missing,
				  &loading->unit->doubt, loading->reterr);
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
	status = take_unit_file(loading);
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
				struct kp_strings *paths)
{
	mode_t mode = 0;
	bool is_null = false;
	enum kp_status status = kp_is_null(loading->ctx, path, &is_null, loading->reterr);

	if (status == KP_OK && !is_null) {
		status = look_at(loading, path, &mode);
	}
	if (status != KP_OK || is_null || S_ISCHR(mode) || S_ISBLK(mode) || S_ISDIR(mode)) {
		return status;
	}
	return kp_strings_add(paths, path, strlen(path), loading->reterr);
}

static enum kp_status list_files(const struct loading *loading, const struct kp_strings *from,
				 struct kp_strings *paths)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < from->count; i++) {
		status = list_file(loading, from->items[i], paths);
	}
	return status;
}

/** Add the environment files that are there. */
static enum kp_status list_environment(const struct loading *loading, struct kp_strings *paths)
{
	const struct kp_strings *patterns = &loading->settings.files;
	const size_t limit = loading->ctx->limits.unit_files;
	enum kp_status status = KP_OK;
	size_t count = 0;

	for (size_t i = 0; status == KP_OK && i < patterns->count; i++) {
		KP_CLEANUP(kp_strings_done) struct kp_strings found = { 0 };
		const char *pattern = patterns->items[i];

		status = kp_glob(loading->ctx, pattern[0] == '-' ? pattern + 1 : pattern, &found,
				 loading->reterr);
		count += found.count;
		if (status == KP_OK && count > limit) {
			status = kp_fail(loading->reterr, KP_ERR_LIMIT,
					 "more than %zu environment files", limit);
		}
		if (status == KP_OK) {
			status = list_files(loading, &found, paths);
		}
	}
	return status;
}

enum kp_status kp_unit_files(const struct kp_units *units, const char *name,
			     struct kp_strings *paths, struct kp_error *reterr)
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
