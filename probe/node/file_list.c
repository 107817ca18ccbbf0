/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/file_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/root.h"
#include "process/mounts.h"
#include "systemd/load.h"
#include "systemd/units.h"

void kp_file_list_done(struct kp_file_list *files)
{
	kp_strings_done(&files->paths);
	kp_strings_done(&files->names);
	kp_index_done(&files->known);
	*files = (struct kp_file_list){ 0 };
}

void kp_file_list_root_init(const struct kp_ctx *ctx, const struct kp_process *process,
			    struct kp_file_list_root *root)
{
	*root = (struct kp_file_list_root){
		.fd = process == NULL ? ctx->root_fd : process->root_fd,
		.process = process,
	};
	if (process != NULL && root->fd >= 0 && root->fd != ctx->root_fd &&
	    !kp_root_is_same(root->fd, ctx->root_fd)) {
		(void)snprintf(root->prefix, sizeof(root->prefix), "/proc/%ld/root",
			       (long)process->pid);
	}
}

enum kp_status kp_file_list_name(const struct kp_file_list_root *root, const char *path,
				 char **ret_name, struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	kp_text_add_str(&text, root->prefix);
	kp_text_add_str(&text, path);
	return kp_text_finish(&text, ret_name, reterr);
}

enum kp_status kp_file_list_resolve(const struct kp_file_list_root *root, const char *path,
				    char **ret_path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *resolved = NULL;
	enum kp_status status =
		root->process == NULL ? KP_OK : kp_process_check_view(root->process, path, reterr);

	if (status == KP_OK) {
		status = kp_root_resolve_beneath(root->fd, path, &resolved, reterr);
	}
	return status == KP_OK ? kp_file_list_name(root, resolved, ret_path, reterr) : status;
}

static bool has(const struct kp_file_list *files, const char *path)
{
	size_t at;

	return kp_index_find(&files->known, path, strlen(path), &at);
}

/** Keep the first reason why files cannot all be told. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status note(struct kp_file_list *files, enum kp_status status,
			   const struct kp_error *error)
{
	if (status != KP_OK && files->error.status == KP_OK) {
		files->error = *error;
	}
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

enum kp_status kp_file_list_add(const struct kp_file_list_root *root, const char *path,
				struct kp_file_list *files)
{
	KP_CLEANUP(kp_freep) char *resolved = NULL;
	KP_CLEANUP(kp_freep) char *name = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = kp_file_list_resolve(root, path, &resolved, &error);

	if (status == KP_OK && !has(files, resolved)) {
		status = kp_index_put(&files->known, resolved, strlen(resolved), files->paths.count,
				      &error);
		if (status == KP_OK) {
			status = kp_file_list_name(root, path, &name, &error);
		}
		if (status == KP_OK) {
			status = kp_strings_take(&files->names, kp_steal(&name), &error);
		}
		if (status == KP_OK) {
			status = kp_strings_take(&files->paths, kp_steal(&resolved), &error);
		}
	}
	return note(files, status, &error);
}

enum kp_status kp_file_list_add_sources(const struct kp_file_list_root *root,
					const struct kp_sources *sources,
					struct kp_file_list *files)
{
	enum kp_status status = note(files, sources->dir_status, &sources->dir_error);

	if (status == KP_OK && sources->main.path != NULL) {
		status = kp_file_list_add(root, sources->main.path, files);
	}
	for (size_t i = 0; status == KP_OK && i < sources->dropin_count; i++) {
		status = kp_file_list_add(root, sources->dropins[i].path, files);
	}
	return status;
}

enum kp_status kp_file_list_add_unit(const struct kp_ctx *ctx, struct kp_shared_units *units,
				     const struct kp_file_list_root *root, const char *unit,
				     struct kp_file_list *files)
{
	KP_CLEANUP(kp_lent_units_done) struct kp_lent_units lent = { 0 };
	KP_CLEANUP(kp_strings_done) struct kp_strings paths = { 0 };
	struct kp_ctx in_root = *ctx;
	struct kp_error error = { 0 };
	enum kp_status status;

	in_root.root_fd = root->fd;
	status = kp_shared_units_lend(units, &in_root, &lent, &error);
	if (status == KP_OK) {
		status = kp_unit_files(lent.units, unit, &paths, &error);
	}
	if (status != KP_OK) {
		(void)kp_wrap(&error, status, "the files of %s cannot be told", unit);
	}
	status = note(files, status, &error);
	for (size_t i = 0; status == KP_OK && i < paths.count; i++) {
		status = kp_file_list_add(root, paths.items[i], files);
	}
	return status;
}
