/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet_files.h"

#include <stdlib.h>

#include "cgroup.h"
#include "cleanup.h"
#include "root.h"
#include "setting.h"
#include "text.h"
#include "unit_name.h"

void kp_kubelet_files_done(struct kp_kubelet_files *files)
{
	kp_file_list_done(&files->configuration);
	kp_file_list_done(&files->unit);
	for (size_t i = 0; i < KP_NAMED_FILES; i++) {
		kp_named_file_done(&files->named[i]);
	}
}

/** Find the files that settings name, of those whose value is known. */
static enum kp_status find_named(const struct kp_file_list_root *root,
				 const struct kp_process *process, const struct kp_kubelet *kubelet,
				 struct kp_kubelet_files *files)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < KP_NAMED_FILES; i++) {
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;

		status = kp_kubelet_setting(kubelet, kp_named_file_setting(i), &setting, NULL);
		if (status == KP_OK && setting->value != NULL && setting->value[0] != '\0') {
			status = kp_named_file_find(root, process, i, setting->value,
						    &files->named[i]);
		} else if (status != KP_ERR_NOMEM) {
			status = KP_OK;
		}
	}
	return status;
}

/**
 * Whether a kubelet that is in no service was started by none. One with kubeletCgroups goes into
 * another control group by itself.
 * @param[out] error says why that cannot be told
 * @return KP_OK; KP_ERR_NOMEM
 */
static enum kp_status check_no_service(const struct kp_kubelet *kubelet, struct kp_error *error)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status;

	if (kp_kubelet_control_group(kubelet) == NULL) {
		(void)kp_fail(error, KP_ERR_PERM,
			      "the control group of the kubelet cannot be seen, so that it cannot "
			      "be told which service it belongs to");
		return KP_OK;
	}
	status = kp_kubelet_setting(kubelet, "kubeletCgroups", &setting, error);
	if (status == KP_OK && setting->value != NULL && setting->value[0] != '\0') {
		(void)kp_fail(
			error, KP_ERR_UNSUPPORTED,
			"the kubelet runs in the control group of kubeletCgroups (%s), so that "
			"it cannot be told which service started it",
			setting->value);
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
static enum kp_status find_unit_files(const struct kp_ctx *ctx, const struct kp_process *process,
				      const struct kp_file_list_root *root,
				      const struct kp_kubelet *kubelet, const char *arguments,
				      struct kp_file_list *files)
{
	const char *unit = kp_kubelet_unit(kubelet);
	const char *group = kp_kubelet_control_group(kubelet);
	enum kp_status status;

	if (group != NULL && kp_cgroup_is_of_user(group)) {
		(void)kp_fail(&files->error, KP_ERR_UNSUPPORTED,
			      "%s is a unit of a user's own systemd, which is not looked at", unit);
		return KP_OK;
	}
	if (unit == NULL || kp_unit_name_kind(unit) == KP_UNIT_NAME_INVALID) {
		return check_no_service(kubelet, &files->error);
	}
	if (root->fd < 0) {
		(void)kp_tell(&process->error, &files->error);
		return KP_OK;
	}
	status = kp_file_list_add_unit(ctx, root, unit, files);
	if (status == KP_OK && arguments != NULL) {
		status = add_arguments(root, arguments, files);
	}
	return status;
}

/** From where files are looked for. That of an unknown service was not opened, but it is there. */
static void root_init(const struct kp_ctx *ctx, const struct kp_process *process,
		      struct kp_file_list_root *root)
{
	kp_file_list_root_init(ctx, process->unit == NULL ? process : NULL, root);
}

enum kp_status kp_kubelet_files_find_unit(const struct kp_ctx *ctx,
					  const struct kp_process *process,
					  const struct kp_kubelet *kubelet, const char *arguments,
					  struct kp_kubelet_files *files)
{
	struct kp_file_list_root root;

	if (files->has_unit) {
		return KP_OK;
	}
	root_init(ctx, process, &root);
	files->has_unit = true;
	return find_unit_files(ctx, process, &root, kubelet, arguments, &files->unit);
}

enum kp_status kp_kubelet_files_find(const struct kp_ctx *ctx, const struct kp_process *process,
				     const struct kp_kubelet *kubelet,
				     const struct kp_sources *sources, const char *arguments,
				     struct kp_kubelet_files *files)
{
	struct kp_file_list_root root;
	enum kp_status status = KP_OK;

	files->has_named = ctx->with_named_files;
	root_init(ctx, process, &root);
	if (root.fd >= 0) {
		status = kp_file_list_add_sources(&root, sources, &files->configuration);
	} else if (sources->main.path != NULL || sources->config_dir != NULL) {
		(void)kp_tell(&process->error, &files->configuration.error);
	}
	if (status == KP_OK && files->has_named) {
		status = find_named(&root, process, kubelet, files);
	}
	return status == KP_OK && ctx->with_unit_files
		       ? kp_kubelet_files_find_unit(ctx, process, kubelet, arguments, files)
		       : status;
}
