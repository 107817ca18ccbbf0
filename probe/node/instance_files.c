/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/instance_files.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "component/setting.h"
#include "files/root.h"
#include "process/cgroup.h"
#include "systemd/unit_name.h"

void kp_kubelet_files_done(struct kp_kubelet_files *files)
{
	kp_file_list_done(&files->configuration);
	kp_file_list_done(&files->unit);
	for (size_t i = 0; i < files->named_count; i++) {
		kp_named_file_done(&files->named[i]);
	}
	free(files->named);
}

/** Find the files that settings name, of those whose value is known. */
static enum kp_status find_named(const struct kp_file_list_root *root,
				 const struct kp_process *process, const struct kp_told *told,
				 struct kp_kubelet_files *files)
{
	const struct kp_component *component = told->component;
	enum kp_status status = KP_OK;

	files->named = calloc(component->path_setting_count + 1, sizeof(*files->named));
	if (files->named == NULL) {
		return KP_ERR_NOMEM;
	}
	files->named_count = component->path_setting_count;
	for (size_t i = 0; status == KP_OK && i < files->named_count; i++) {
		const struct kp_path_setting *path = &component->path_settings[i];
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;

		status = kp_told_setting(told, path->name, &setting, NULL);
		if (status == KP_OK && setting->value != NULL && setting->value[0] != '\0') {
			status = kp_named_file_find(root, process, path, setting->value,
						    &files->named[i]);
		} else if (status != KP_ERR_NOMEM) {
			status = KP_OK;
		}
	}
	return status;
}

/**
 * Whether one that is in no service was started by none. A setting may have let it go into another
 * control group by itself.
 * @param[out] error says why that cannot be told
 * @return KP_OK; KP_ERR_NOMEM
 */
static enum kp_status check_no_service(const struct kp_identity *who, const struct kp_told *told,
				       struct kp_error *error)
{
	const struct kp_component *component = told->component;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status;

	if (who->control_group == NULL) {
		(void)kp_fail(error, KP_ERR_PERM,
			      "the control group of the %s cannot be seen, so that it cannot be "
			      "told which service it belongs to",
			      component->name);
		return KP_OK;
	}
	if (who->group_is_cut) {
		(void)kp_fail(error, KP_ERR_UNSUPPORTED,
			      "the scan runs in a control group namespace (cgroup_namespaces(7)) "
			      "that hides the unit of the %s, so that it cannot be told which "
			      "service it belongs to: run the scan outside of it",
			      component->name);
		return KP_OK;
	}
	if (component->group_setting == NULL) {
		return KP_OK;
	}
	status = kp_told_setting(told, component->group_setting, &setting, error);
	if (status == KP_OK && setting->value != NULL && setting->value[0] != '\0') {
		(void)kp_fail(
			error, KP_ERR_UNSUPPORTED,
			"the %s runs in the control group of %s (%s), so that it cannot be told "
			"which service started it",
			component->name, component->group_setting, setting->value);
	}
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/**
 * Add the file of the arguments of MicroK8s' kubelet, and the one beside it with those of kubelite
 * itself, which name it (run-kubelite-with-args).
 */
static enum kp_status add_arguments(const struct kp_file_list_root *root, const char *arguments,
				    struct kp_file_list *files)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_text text = { 0 };
	struct stat st;
	enum kp_status status = kp_file_list_add(root, arguments, files);

	kp_text_add(&text, arguments, (size_t)(kp_text_basename(arguments) - arguments));
	kp_text_add_str(&text, "kubelite");
	if (status == KP_OK) {
		status = kp_text_finish(&text, &path, NULL);
	}
	kp_text_done(&text);
	if (status == KP_OK && kp_root_lstat_beneath(root->fd, path, &st, NULL) != KP_ERR_NOENT) {
		status = kp_file_list_add(root, path, files);
	}
	return status;
}

/** Find the files of the unit, and those of the arguments of MicroK8s. */
static enum kp_status find_unit_files(const struct kp_ctx *ctx, struct kp_shared_units *units,
				      const struct kp_process *process,
				      const struct kp_file_list_root *root,
				      const struct kp_identity *who, const struct kp_told *told,
				      struct kp_file_list *files)
{
	const char *arguments = told->given.file;
	enum kp_status status;

	if (who->control_group != NULL && kp_cgroup_is_of_user(who->control_group)) {
		(void)kp_fail(&files->error, KP_ERR_UNSUPPORTED,
			      "%s is a unit of a user's own systemd, which is not looked at",
			      who->unit);
		return KP_OK;
	}
	if (who->unit == NULL || kp_unit_name_kind(who->unit) == KP_UNIT_NAME_INVALID) {
		return check_no_service(who, told, &files->error);
	}
	if (root->fd < 0) {
		(void)kp_tell(&process->error, &files->error);
		return KP_OK;
	}
	status = kp_file_list_add_unit(ctx, units, root, who->unit, files);
	if (status == KP_OK && arguments != NULL) {
		status = add_arguments(root, arguments, files);
	}
	return status;
}

/** From where files are looked for. That of an unknown service was not opened, but it is there. */
static void root_init(const struct kp_ctx *ctx, const struct kp_process *process,
		      struct kp_file_list_root *root)
{
	kp_file_list_root_init(ctx, process->origin == KP_ORIGIN_PROCESS ? process : NULL, root);
}

enum kp_status kp_kubelet_files_find_unit(const struct kp_ctx *ctx, struct kp_shared_units *units,
					  const struct kp_process *process,
					  const struct kp_identity *who, const struct kp_told *told,
					  struct kp_kubelet_files *files)
{
	struct kp_file_list_root root;

	if (files->has_unit) {
		return KP_OK;
	}
	root_init(ctx, process, &root);
	files->has_unit = true;
	return find_unit_files(ctx, units, process, &root, who, told, &files->unit);
}

enum kp_status kp_kubelet_files_find(const struct kp_query *query, const struct kp_ctx *ctx,
				     const struct kp_process *process,
				     const struct kp_identity *who, const struct kp_told *told,
				     struct kp_kubelet_files *files)
{
	struct kp_file_list_root root;
	enum kp_status status = KP_OK;

	files->has_named = query->with_named_files;
	root_init(ctx, process, &root);
	if (root.fd >= 0) {
		status = kp_file_list_add_sources(&root, &told->files, &files->configuration);
	} else if (told->files.main.path != NULL || told->files.config_dir != NULL) {
		(void)kp_tell(&process->error, &files->configuration.error);
	}
	if (status == KP_OK && files->has_named) {
		status = find_named(&root, process, told, files);
	}
	return status == KP_OK && query->with_unit_files
		       ? kp_kubelet_files_find_unit(ctx, query->units, process, who, told, files)
		       : status;
}
