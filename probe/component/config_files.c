/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/config_files.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "component/cmdline.h"
#include "component/component.h"
#include "document/parse.h"
#include "files/change.h"
#include "files/root.h"
#include "process/directory.h"
#include "process/mounts.h"

/** A reading of files under way. */
struct reading {
	const struct kp_component *component;
	const struct kp_ctx *ctx;
	const struct kp_process *process;
	struct kp_sources *sources;
};

static void config_file_done(struct kp_config_file *file)
{
	kp_document_free(file->document);
	free(file->place);
	free(file->path);
	*file = (struct kp_config_file){ 0 };
}

void kp_sources_done(struct kp_sources *sources)
{
	config_file_done(&sources->main);
	for (size_t i = 0; i < sources->dropin_count; i++) {
		config_file_done(&sources->dropins[i]);
	}
	for (size_t i = 0; i < sources->unread_count; i++) {
		config_file_done(&sources->unread[i]);
	}
	free(sources->dropins);
	free(sources->unread);
	free(sources->config_dir);
	free(sources->changed_path);
	free(sources->changed_entry);
	*sources = (struct kp_sources){ 0 };
}

/**
 * Parse the arguments as the newest version that accepts them does. All versions that accept them
 * agree on which files they name.
 */
static enum kp_status parse_any(const struct kp_component *component, const struct kp_argv *argv,
				struct kp_cmdline **ret_cmdline, struct kp_error *reterr)
{
	struct kp_error newest;
	enum kp_status status =
		kp_cmdline_parse(component, argv, KP_MINOR_LAST, ret_cmdline, &newest);

	for (int minor = KP_MINOR_LAST - 1; status == KP_ERR_SYNTAX && minor >= KP_MINOR_FIRST;
	     minor--) {
		status = kp_cmdline_parse(component, argv, minor, ret_cmdline, NULL);
	}
	if (status != KP_OK && reterr != NULL) {
		*reterr = newest;
	}
	return status;
}

/** The path that a flag gives, made absolute. @param[out] ret_path stays NULL without the flag */
static enum kp_status path_of_flag(const struct kp_cmdline *cmdline, const char *flag,
				   const struct kp_process *process, char **ret_path,
				   struct kp_error *reterr)
{
	const struct kp_flag_use *use = kp_cmdline_last(cmdline, flag);
	enum kp_status status;

	if (use == NULL || use->value[0] == '\0') {
		return KP_OK;
	}
	status = kp_process_absolute(process, use->value, ret_path, reterr);
	if (status == KP_OK || status == KP_ERR_NOMEM) {
		return status;
	}
	(void)kp_wrap(reterr, status, "--%s is relative to a working directory that cannot be told",
		      flag);
	return kp_argv_wrap(use->argv, use->index, status, reterr);
}

/** Whether the path that a flag gives had another text at the start, perhaps. */
static bool has_two_names(const struct kp_cmdline *cmdline, const char *flag,
			  const struct kp_process *process)
{
	const struct kp_flag_use *use = kp_cmdline_last(cmdline, flag);

	return process->cwd_other != NULL && use != NULL && use->value[0] != '/';
}

/** Note that a file or directory is not what it was when the process started. */
static enum kp_status note_change(const struct reading *reading, const char *path,
				  struct kp_error *reterr)
{
	struct kp_sources *sources = reading->sources;

	return sources->changed_path == NULL ? kp_text_dup(path, &sources->changed_path, reterr)
					     : KP_OK;
}

/** Note it if it is so. */
static enum kp_status check_change(const struct reading *reading, const char *path,
				   const struct timespec *changed, struct kp_error *reterr)
{
	bool is_newer = kp_process_predates(reading->process, changed);
	enum kp_status status = KP_OK;

	if (!is_newer) {
		status = kp_process_is_mounted_over(reading->process, path, &is_newer);
	}
	if (status != KP_OK) {
		return kp_fail(reterr, status, "out of memory");
	}
	return is_newer ? note_change(reading, path, reterr) : KP_OK;
}

/** Whether the process had started before something changed. */
static bool predates(const struct reading *reading, const struct stat *st)
{
	const struct timespec changed = kp_change_of(st);

	return kp_process_predates(reading->process, &changed);
}

/** Note it if something else than what the process has read is there. */
static enum kp_status check_stat(const struct reading *reading, const char *path,
				 const struct stat *st, struct kp_error *reterr)
{
	return predates(reading, st) ? note_change(reading, path, reterr) : KP_OK;
}

/**
 * Note it if what cannot be read, be it missing or a directory, is not what the process has read at its
 * start. @return KP_OK; KP_ERR_NOMEM
 */
static enum kp_status note_lost(const struct reading *reading, const char *path,
				enum kp_status status)
{
	struct stat st;

	if (status == KP_ERR_NOENT) {
		return note_change(reading, path, NULL);
	}
	return kp_root_stat_beneath(reading->process->root_fd, path, &st, NULL) == KP_OK
		       ? check_stat(reading, path, &st, NULL)
		       : KP_OK;
}

/** Read and parse a configuration file. @param[in,out] file gets everything but its path */
static enum kp_status load(const struct reading *reading, struct kp_config_file *file)
{
	bool is_main = file == &reading->sources->main;
	const struct kp_limits *limits = &reading->ctx->limits;
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct timespec changed;
	size_t len;
	enum kp_status status;

	if (reading->process->root_fd < 0) {
		file->error = reading->process->error;
		return file->error.status;
	}
	status = kp_process_check_view(reading->process, file->path, &file->error);
	if (status != KP_OK) {
		return status;
	}
	status = kp_ctx_read(reading->ctx, reading->process->root_fd, file->path, &buf, &len,
			     &changed, &file->error);
	if (status == KP_OK) {
		status = check_change(reading, file->path, &changed, &file->error);
	} else if (note_lost(reading, file->path, status) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	if (status != KP_OK) {
		return status;
	}
	if (len == 0) {
		return kp_fail(&file->error, KP_ERR_SYNTAX, "the file is empty");
	}
	file->place = calloc(1, sizeof(*file->place));
	if (file->place == NULL) {
		return kp_fail(&file->error, KP_ERR_NOMEM, "out of memory");
	}
	*file->place = (struct kp_place){
		.source = is_main ? KP_SOURCE_FILE : KP_SOURCE_DROPIN,
		.text = file->path,
		.has_two_names = file->has_two_names,
	};
	return kp_document_parse(buf, len, limits, file->place, &file->document, &file->error);
}

/** Read a configuration file, and keep what became of it. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status read_file(const struct reading *reading, struct kp_config_file *file)
{
	file->status = load(reading, file);
	if (file->status != KP_OK) {
		(void)kp_wrap(&file->error, file->status, "failed to load %s config file %s",
			      reading->component->name, file->path);
	}
	return file->status == KP_ERR_NOMEM ? KP_ERR_NOMEM : KP_OK;
}

/** Whether the file name ends as a drop-in's must (Go's filepath.Ext). */
static bool is_dropin(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && strcmp(dot, ".conf") == 0;
}

/** Add a drop-in file. @param[in] path consumed */
static enum kp_status add_dropin(const struct reading *reading, char *path)
{
	struct kp_sources *sources = reading->sources;
	struct kp_error *error = &sources->dir_error;
	KP_CLEANUP(kp_freep) char *owned = path;
	size_t limit = reading->ctx->limits.dropins;
	enum kp_status status;

	if (sources->dropin_count >= limit) {
		return kp_fail(error, KP_ERR_LIMIT, "more than the limit of %zu drop-in files",
			       limit);
	}
	status = kp_array_reserve(&sources->dropins, sources->dropin_count, &sources->dropin_size,
				  sizeof(*sources->dropins), error);
	if (status != KP_OK) {
		return status;
	}
	sources->dropins[sources->dropin_count] = (struct kp_config_file){
		.path = kp_steal(&owned),
		.has_two_names = sources->dropins_have_two_names,
	};
	return read_file(reading, &sources->dropins[sources->dropin_count++]);
}

static enum kp_status join(const char *directory, const char *name, char **ret_path,
			   struct kp_error *reterr)
{
	struct kp_text path = { 0 };

	kp_text_add_str(&path, directory);
	kp_text_add_char(&path, '/');
	kp_text_add_str(&path, name);
	return kp_text_finish(&path, ret_path, reterr);
}

/** Whether an entry of a directory is walked into or opened. */
static bool is_read(const struct kp_entry *entry)
{
	return entry->is_dir || is_dropin(entry->name);
}

/** Keep the path of a file that is not opened. @param[in] path consumed */
static enum kp_status add_unread(struct kp_sources *sources, char *path)
{
	KP_CLEANUP(kp_freep) char *owned = path;
	enum kp_status status =
		kp_array_reserve(&sources->unread, sources->unread_count, &sources->unread_size,
				 sizeof(*sources->unread), &sources->dir_error);

	if (status == KP_OK) {
		sources->unread[sources->unread_count++] =
			(struct kp_config_file){ .path = kp_steal(&owned) };
	}
	return status;
}

/** Whether an entry came or changed after the process had started. */
static bool is_newer(const struct reading *reading, const char *path, const struct kp_entry *entry)
{
	KP_CLEANUP(kp_freep) char *child = NULL;
	struct stat st;

	return join(path, entry->name, &child, NULL) == KP_OK &&
	       kp_root_lstat_beneath(reading->process->root_fd, child, &st, NULL) == KP_OK &&
	       predates(reading, &st);
}

/** Look for what may have changed a directory, of all that may have what counts most. */
static enum kp_status find_cause(const struct reading *reading, const char *path,
				 const struct kp_entries *entries, struct kp_error *reterr)
{
	struct kp_sources *sources = reading->sources;
	const struct kp_entry *cause = NULL;

	for (size_t i = 0; i < entries->count && (cause == NULL || !is_read(cause)); i++) {
		const struct kp_entry *entry = &entries->items[i];

		if ((cause == NULL || is_read(entry)) && is_newer(reading, path, entry)) {
			cause = entry;
		}
	}
	if (cause == NULL) {
		return KP_OK;
	}
	sources->entry_is_read = is_read(cause);
	return kp_text_dup(cause->name, &sources->changed_entry, reterr);
}

/** Note it if a directory changed. */
static enum kp_status check_directory(const struct reading *reading, const char *path,
				      const struct kp_entries *entries, struct kp_error *reterr)
{
	bool is_first = reading->sources->changed_path == NULL;
	enum kp_status status = check_change(reading, path, &entries->changed, reterr);

	return status == KP_OK && is_first && reading->sources->changed_path != NULL
		       ? find_cause(reading, path, entries, reterr)
		       : status;
}

/**
 * Walk a directory as Go's filepath.WalkDir does: entries in byte order, into each directory at its
 * place, symbolic links to directories not followed. Only files that end in .conf are opened.
 */
static enum kp_status walk_directory(const struct reading *reading, const char *path, size_t depth)
{
	KP_CLEANUP(kp_entries_done) struct kp_entries entries = { 0 };
	const struct kp_limits *limits = &reading->ctx->limits;
	struct kp_error *error = &reading->sources->dir_error;
	enum kp_status status;

	if (depth > limits->dropin_depth) {
		return kp_fail(error, KP_ERR_LIMIT, "%s: deeper than the limit of %zu directories",
			       path, limits->dropin_depth);
	}
	status = kp_process_check_view(reading->process, path, error);
	if (status != KP_OK) {
		return status;
	}
	status = kp_root_list_beneath(reading->process->root_fd, path,
				      limits->dropin_entries - reading->sources->entry_count,
				      &entries, error);
	reading->sources->entry_count += entries.count;
	if (status == KP_ERR_LIMIT) {
		return kp_fail(error, status, "%s: more than the limit of %zu entries", path,
			       limits->dropin_entries);
	}
	if (status == KP_OK) {
		status = check_directory(reading, path, &entries, error);
	}
	for (size_t i = 0; status == KP_OK && i < entries.count; i++) {
		const struct kp_entry *entry = &entries.items[i];
		KP_CLEANUP(kp_freep) char *child = NULL;

		status = join(path, entry->name, &child, error);
		if (status == KP_OK && !is_read(entry)) {
			status = add_unread(reading->sources, kp_steal(&child));
		} else if (status == KP_OK && entry->is_dir) {
			status = walk_directory(reading, child, depth + 1);
		} else if (status == KP_OK) {
			status = add_dropin(reading, kp_steal(&child));
		}
	}
	return status;
}

/**
 * Look through --config-dir. WalkDir does not follow the path if it is a symbolic link, unless it
 * ends in a slash, and takes what is no directory for a file.
 * @param[in] value of the flag as it is written
 */
static enum kp_status look_through(const struct reading *reading, const char *value)
{
	struct kp_sources *sources = reading->sources;
	KP_CLEANUP(kp_freep) char *path = NULL;
	size_t len = strlen(value);
	bool follow = value[len - 1] == '/' || (len > 1 && strcmp(value + len - 2, "/.") == 0);
	struct stat st;
	enum kp_status status;

	if (reading->process->root_fd < 0) {
		sources->dir_error = reading->process->error;
		return sources->dir_error.status;
	}
	if (kp_path_goes_up(value)) {
		/* WalkDir goes where the kernel leads, and what it finds is then called otherwise. */
		return kp_fail(&sources->dir_error, KP_ERR_UNSUPPORTED,
			       "a path with `..` cannot be followed as the %s does",
			       reading->component->name);
	}
	status = kp_root_lstat_beneath(reading->process->root_fd, sources->config_dir, &st,
				       &sources->dir_error);
	if (status == KP_OK && !S_ISDIR(st.st_mode)) {
		/* What is no directory of its own is not looked into, but may have been one. */
		status = check_stat(reading, sources->config_dir, &st, &sources->dir_error);
	}
	if (status == KP_OK && (follow || S_ISDIR(st.st_mode))) {
		return walk_directory(reading, sources->config_dir, 1);
	}
	sources->dir_is_link = status == KP_OK && S_ISLNK(st.st_mode) &&
			       !is_dropin(kp_text_basename(sources->config_dir));
	if (status != KP_OK || !is_dropin(kp_text_basename(sources->config_dir))) {
		return status;
	}
	status = kp_text_dup(sources->config_dir, &path, &sources->dir_error);
	return status == KP_OK ? add_dropin(reading, kp_steal(&path)) : status;
}

/** Read the drop-in files, and keep what became of it. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status read_dropins(const struct reading *reading, const char *value)
{
	struct kp_sources *sources = reading->sources;

	sources->dir_status = look_through(reading, value);
	if (sources->dir_status == KP_ERR_NOENT &&
	    note_change(reading, sources->config_dir, NULL) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	if (sources->dir_status != KP_OK) {
		(void)kp_wrap(&sources->dir_error, sources->dir_status,
			      "failed to walk through %s dropin directory %s",
			      reading->component->name, sources->config_dir);
	}
	return sources->dir_status == KP_ERR_NOMEM ? KP_ERR_NOMEM : KP_OK;
}

enum kp_status kp_sources_read(const struct kp_component *component, const struct kp_ctx *ctx,
			       const struct kp_process *process, const struct kp_argv *argv,
			       struct kp_sources *sources, struct kp_error *reterr)
{
	const struct reading reading = {
		.component = component, .ctx = ctx, .process = process, .sources = sources
	};
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;
	enum kp_status status = parse_any(component, argv, &cmdline, reterr);

	sources->has_alpha = process->has_variable;
	sources->room = ctx->limits.room;
	if (status == KP_OK) {
		status = path_of_flag(cmdline, "config", process, &sources->main.path, reterr);
	}
	if (status == KP_OK) {
		status = path_of_flag(cmdline, "config-dir", process, &sources->config_dir, reterr);
	}
	if (status == KP_OK && sources->main.path != NULL) {
		sources->main.has_two_names = has_two_names(cmdline, "config", process);
		status = read_file(&reading, &sources->main);
	}
	if (status == KP_OK && sources->config_dir != NULL) {
		sources->dropins_have_two_names = has_two_names(cmdline, "config-dir", process);
		status = read_dropins(&reading, kp_cmdline_last(cmdline, "config-dir")->value);
	}
	return status == KP_ERR_NOMEM ? kp_fail(reterr, status, "out of memory") : status;
}

/** Read one file that the component does not open. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status read_unread(const struct kp_ctx *ctx, const struct kp_process *process,
				  struct kp_config_file *file)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct timespec changed;
	size_t len = 0;

	file->status =
		kp_ctx_read(ctx, process->root_fd, file->path, &buf, &len, &changed, &file->error);
	if (file->status == KP_OK) {
		file->status = kp_document_parse(buf, len, &ctx->limits, /* place= */ NULL,
						 &file->document, &file->error);
	}
	return file->status == KP_ERR_NOMEM ? KP_ERR_NOMEM : KP_OK;
}

enum kp_status kp_sources_read_unread(const struct kp_ctx *ctx, const struct kp_process *process,
				      struct kp_sources *sources, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && process->root_fd >= 0 && i < sources->unread_count;
	     i++) {
		status = read_unread(ctx, process, &sources->unread[i]);
	}
	return status == KP_OK ? KP_OK : kp_fail(reterr, status, "out of memory");
}
