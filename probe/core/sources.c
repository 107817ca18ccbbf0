/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sources.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "cmdline.h"
#include "path.h"
#include "root.h"
#include "text.h"

/** A reading of files under way. */
struct reading {
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
	free(sources->dropins);
	free(sources->config_dir);
	free(sources->changed_path);
	*sources = (struct kp_sources){ 0 };
}

/**
 * Parse the arguments as the newest version that accepts them does. All versions that accept them
 * agree on which files they name.
 */
static enum kp_status parse_any(const struct kp_argv *argv, struct kp_cmdline **ret_cmdline,
				struct kp_error *reterr)
{
	struct kp_error newest;
	enum kp_status status = kp_cmdline_parse(argv, KP_MINOR_LAST, ret_cmdline, &newest);

	for (int minor = KP_MINOR_LAST - 1; status == KP_ERR_SYNTAX && minor >= KP_MINOR_FIRST;
	     minor--) {
		status = kp_cmdline_parse(argv, minor, ret_cmdline, NULL);
	}
	if (status != KP_OK && reterr != NULL) {
		*reterr = newest;
	}
	return status;
}

/** Whether a path has a component `..`. */
static bool goes_up(const char *path)
{
	while (*path != '\0') {
		size_t len = strcspn(path, "/");

		if (len == 2 && strncmp(path, "..", 2) == 0) {
			return true;
		}
		path += len + strspn(path + len, "/");
	}
	return false;
}

/** The path that a flag gives, made absolute. @param[out] ret_path stays NULL without the flag */
static enum kp_status path_of_flag(const struct kp_cmdline *cmdline, const char *flag,
				   const struct kp_process *process, char **ret_path,
				   struct kp_error *reterr)
{
	const struct kp_flag_use *use = kp_cmdline_last(cmdline, flag);

	if (use == NULL || use->value[0] == '\0') {
		return KP_OK;
	}
	if (use->value[0] != '/' && process->cwd == NULL) {
		if (reterr != NULL) {
			*reterr = process->error;
		}
		(void)kp_wrap(reterr, process->error.status,
			      "--%s is relative to a working directory that cannot be read", flag);
		return kp_argv_wrap(use->argv, use->index, process->error.status, reterr);
	}
	return kp_path_absolute(process->cwd == NULL ? "/" : process->cwd, use->value, ret_path,
				reterr);
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
	return kp_process_predates(reading->process, changed) ? note_change(reading, path, reterr)
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
	status = kp_ctx_read(reading->ctx, reading->process->root_fd, file->path, &buf, &len,
			     &changed, &file->error);
	if (status == KP_ERR_NOENT && note_change(reading, file->path, &file->error) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	if (status == KP_OK) {
		status = check_change(reading, file->path, &changed, &file->error);
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
	*file->place = (struct kp_place){ is_main ? KP_SOURCE_FILE : KP_SOURCE_DROPIN, file->path };
	return kp_document_parse(buf, len, limits, file->place, &file->document, &file->error);
}

/** Read a configuration file, and keep what became of it. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status read_file(const struct reading *reading, struct kp_config_file *file)
{
	file->status = load(reading, file);
	if (file->status != KP_OK) {
		(void)kp_wrap(&file->error, file->status, "failed to load kubelet config file %s",
			      file->path);
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
	sources->dropins[sources->dropin_count] =
		(struct kp_config_file){ .path = kp_steal(&owned) };
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
	status = kp_root_list_beneath(reading->process->root_fd, path,
				      limits->dropin_entries - reading->sources->entry_count,
				      &entries, error);
	reading->sources->entry_count += entries.count;
	if (status == KP_ERR_LIMIT) {
		return kp_fail(error, status, "%s: more than the limit of %zu entries", path,
			       limits->dropin_entries);
	}
	if (status == KP_OK) {
		status = check_change(reading, path, &entries.changed, error);
	}
	for (size_t i = 0; status == KP_OK && i < entries.count; i++) {
		KP_CLEANUP(kp_freep) char *child = NULL;

		if (!entries.items[i].is_dir && !is_dropin(entries.items[i].name)) {
			continue;
		}
		status = join(path, entries.items[i].name, &child, error);
		if (status == KP_OK && entries.items[i].is_dir) {
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
	if (goes_up(value)) {
		/* WalkDir goes where the kernel leads, and what it finds is then called otherwise. */
		return kp_fail(&sources->dir_error, KP_ERR_UNSUPPORTED,
			       "a path with `..` cannot be followed as the kubelet does");
	}
	status = kp_root_lstat_beneath(reading->process->root_fd, sources->config_dir, &st,
				       &sources->dir_error);
	if (status == KP_OK) {
		/* What is no directory of its own is not looked into, but may have been one. */
		status = check_change(reading, sources->config_dir, &st.st_ctim,
				      &sources->dir_error);
	}
	if (status == KP_OK && (follow || S_ISDIR(st.st_mode))) {
		return walk_directory(reading, sources->config_dir, 1);
	}
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
			      "failed to walk through kubelet dropin directory %s",
			      sources->config_dir);
	}
	return sources->dir_status == KP_ERR_NOMEM ? KP_ERR_NOMEM : KP_OK;
}

enum kp_status kp_sources_read(const struct kp_ctx *ctx, const struct kp_process *process,
			       const struct kp_argv *argv, struct kp_sources *sources,
			       struct kp_error *reterr)
{
	const struct reading reading = { .ctx = ctx, .process = process, .sources = sources };
	KP_CLEANUP(kp_cmdline_freep) struct kp_cmdline *cmdline = NULL;
	enum kp_status status = parse_any(argv, &cmdline, reterr);

	sources->has_alpha = process->has_alpha;
	sources->room = ctx->limits.room;
	if (status == KP_OK) {
		status = path_of_flag(cmdline, "config", process, &sources->main.path, reterr);
	}
	if (status == KP_OK) {
		status = path_of_flag(cmdline, "config-dir", process, &sources->config_dir, reterr);
	}
	if (status == KP_OK && sources->main.path != NULL) {
		status = read_file(&reading, &sources->main);
	}
	if (status == KP_OK && sources->config_dir != NULL) {
		status = read_dropins(&reading, kp_cmdline_last(cmdline, "config-dir")->value);
	}
	return status == KP_ERR_NOMEM ? kp_fail(reterr, status, "out of memory") : status;
}
