/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/instance.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "node/instance_files.h"
#include "node/told.h"
#include "process/process.h"

struct kp_kubelet {
	struct kp_identity who;
	struct kp_argv *command; /* the arguments of the process */
	struct kp_told told;
	struct kp_kubelet *service;    /* what its unit would start; NULL if that is not wanted */
	struct kp_error service_error; /* or is not known */
	bool is_of_pod;
	struct kp_kubelet_files files;
	struct kp_process_watch watch;
};

void kp_kubelet_free(struct kp_kubelet *kubelet)
{
	if (kubelet == NULL) {
		return;
	}
	kp_kubelet_free(kubelet->service);
	kp_kubelet_files_done(&kubelet->files);
	kp_told_done(&kubelet->told);
	kp_process_watch_done(&kubelet->watch);
	kp_argv_free(kubelet->command);
	kp_identity_done(&kubelet->who);
	free(kubelet);
}

void kp_kubelet_freep(struct kp_kubelet **kubelet)
{
	kp_kubelet_free(*kubelet);
}

/** Fill a kubelet. @param[in,out] process taken over in parts. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status fill(const struct kp_query *query, const struct kp_ctx *ctx,
			   struct kp_process *process, struct kp_kubelet *kubelet)
{
	enum kp_status status = kp_told_init(query, ctx, process, &kubelet->told);

	kubelet->command = kp_steal(&process->argv);
	if (status == KP_OK) {
		status = kp_identity_take(process, &kubelet->who);
	}
	if (status == KP_OK) {
		status = kp_kubelet_files_find(query, ctx, process, &kubelet->who, &kubelet->told,
					       &kubelet->files);
	}
	if (status == KP_OK && kubelet->command == NULL) {
		status = kp_argv_parse(NULL, 0, &kubelet->command, NULL);
	}
	return status;
}

enum kp_status kp_kubelet_new(const struct kp_query *query, const struct kp_ctx *ctx,
			      struct kp_process *process, struct kp_kubelet **ret_kubelet,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = calloc(1, sizeof(*kubelet));
	enum kp_status status = kubelet == NULL ? KP_ERR_NOMEM : fill(query, ctx, process, kubelet);

	kp_process_done(process);
	if (status != KP_OK) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	*ret_kubelet = kp_steal(&kubelet);
	return KP_OK;
}

const struct kp_identity *kp_kubelet_identity(const struct kp_kubelet *kubelet)
{
	return &kubelet->who;
}

struct kp_process_watch *kp__kubelet_watch(struct kp_kubelet *kubelet)
{
	return &kubelet->watch;
}

void kp__kubelet_set_service(struct kp_kubelet *kubelet, struct kp_kubelet *service,
			     const struct kp_error *error)
{
	kp_kubelet_free(kubelet->service);
	kubelet->service = service;
	kubelet->service_error = *error;
}

void kp__kubelet_set_pod(struct kp_kubelet *kubelet)
{
	kubelet->is_of_pod = true;
}

bool kp_kubelet_is_of_pod(const struct kp_kubelet *kubelet)
{
	return kubelet->is_of_pod;
}

enum kp_status kp_kubelet_service(const struct kp_kubelet *kubelet,
				  const struct kp_kubelet **ret_service, struct kp_error *reterr)
{
	if (kubelet->service == NULL) {
		return kp_tell(&kubelet->service_error, reterr);
	}
	*ret_service = kubelet->service;
	return KP_OK;
}

/** Find the configuration. @param[out] ret_files those that can be told, if only some can, too */
static enum kp_status find_configuration(const struct kp_kubelet *kubelet,
					 const struct kp_file_list **ret_files,
					 struct kp_error *reterr)
{
	const struct kp_file_list *files = &kubelet->files.configuration;
	const struct kp_error *argv_error = kp_kubelet_argv_error(kubelet);

	if (argv_error != NULL) {
		return kp_tell(argv_error, reterr);
	}
	*ret_files = files;
	return files->error.status == KP_OK ? KP_OK : kp_tell(&files->error, reterr);
}

enum kp_status kp_kubelet_configuration(const struct kp_kubelet *kubelet,
					const struct kp_strings **ret_paths,
					struct kp_error *reterr)
{
	const struct kp_file_list *files = NULL;
	enum kp_status status = find_configuration(kubelet, &files, reterr);

	if (files != NULL) {
		*ret_paths = &files->paths;
	}
	return status;
}

enum kp_status kp_kubelet_configuration_names(const struct kp_kubelet *kubelet,
					      const struct kp_strings **ret_names,
					      struct kp_error *reterr)
{
	const struct kp_file_list *files = NULL;
	enum kp_status status = find_configuration(kubelet, &files, reterr);

	if (status == KP_OK) {
		*ret_names = &files->names;
	}
	return status;
}

enum kp_status kp__kubelet_find_unit_files(const struct kp_ctx *ctx, struct kp_shared_units *units,
					   const struct kp_process *process,
					   struct kp_kubelet *kubelet)
{
	return kp_kubelet_files_find_unit(ctx, units, process, &kubelet->who, &kubelet->told,
					  &kubelet->files);
}

/** Find the files of the unit. @param[out] ret_files those that can be told, if only some can, too */
static enum kp_status find_unit(const struct kp_kubelet *kubelet,
				const struct kp_file_list **ret_files, struct kp_error *reterr)
{
	const struct kp_file_list *files = &kubelet->files.unit;

	if (!kubelet->files.has_unit) {
		return kp_fail(reterr, KP_ERR_INVAL, "the files of units were not looked for");
	}
	*ret_files = files;
	return files->error.status == KP_OK ? KP_OK : kp_tell(&files->error, reterr);
}

enum kp_status kp_kubelet_unit_files(const struct kp_kubelet *kubelet,
				     const struct kp_strings **ret_paths, struct kp_error *reterr)
{
	const struct kp_file_list *files = NULL;
	enum kp_status status = find_unit(kubelet, &files, reterr);

	if (files != NULL) {
		*ret_paths = &files->paths;
	}
	return status;
}

enum kp_status kp_kubelet_unit_file_names(const struct kp_kubelet *kubelet,
					  const struct kp_strings **ret_names,
					  struct kp_error *reterr)
{
	const struct kp_file_list *files = NULL;
	enum kp_status status = find_unit(kubelet, &files, reterr);

	if (status == KP_OK) {
		*ret_names = &files->names;
	}
	return status;
}

/** Find the file that a setting names. @param[out] ret_file NULL if such a setting names none */
static enum kp_status find_named(const struct kp_kubelet *kubelet, const char *setting,
				 const struct kp_named_file **ret_file, struct kp_error *reterr)
{
	size_t index = kp_named_file_index(kubelet->told.component, setting);
	const struct kp_named_file *file;

	*ret_file = NULL;
	if (index == kubelet->told.component->path_setting_count) {
		return KP_OK;
	}
	if (!kubelet->files.has_named) {
		return kp_fail(reterr, KP_ERR_INVAL, "the files of settings were not looked for");
	}
	file = &kubelet->files.named[index];
	*ret_file = file;
	return file->error.status == KP_OK ? KP_OK : kp_tell(&file->error, reterr);
}

enum kp_status kp_kubelet_named_file(const struct kp_kubelet *kubelet, const char *setting,
				     const char **ret_path, struct kp_error *reterr)
{
	const struct kp_named_file *file = NULL;
	enum kp_status status = find_named(kubelet, setting, &file, reterr);

	if (status == KP_OK) {
		*ret_path = file == NULL ? NULL : file->path;
	}
	return status;
}

enum kp_status kp_kubelet_check_named_file(const struct kp_kubelet *kubelet, const char *setting,
					   struct kp_error *reterr)
{
	const struct kp_named_file *file = NULL;
	enum kp_status status = find_named(kubelet, setting, &file, reterr);

	if (status == KP_OK && file != NULL && file->missing.status != KP_OK) {
		status = kp_tell(&file->missing, reterr);
	}
	return status;
}

enum kp_status kp_kubelet_named_file_name(const struct kp_kubelet *kubelet, const char *setting,
					  const char **ret_name, struct kp_error *reterr)
{
	const struct kp_named_file *file = NULL;
	enum kp_status status = find_named(kubelet, setting, &file, reterr);

	if (status == KP_OK) {
		*ret_name = file == NULL ? NULL : file->name;
	}
	return status;
}

const struct kp_told *kp_kubelet_told(const struct kp_kubelet *kubelet)
{
	return &kubelet->told;
}

const struct kp_argv *kp_kubelet_command(const struct kp_kubelet *kubelet)
{
	return kubelet->command;
}

const struct kp_argv *kp_kubelet_argv(const struct kp_kubelet *kubelet)
{
	return kubelet->told.given.is_hidden ? NULL : kubelet->told.given.argv;
}

const char *kp_kubelet_config_file(const struct kp_kubelet *kubelet)
{
	return kubelet->told.files.main.path;
}

const char *kp_kubelet_config_dir(const struct kp_kubelet *kubelet)
{
	return kubelet->told.files.config_dir;
}

bool kp_kubelet_changed_since_start(const struct kp_kubelet *kubelet)
{
	return kp_told_changed_since_start(&kubelet->told);
}

const struct kp_error *kp_kubelet_argv_error(const struct kp_kubelet *kubelet)
{
	return kp_told_argv_error(&kubelet->told);
}

enum kp_status kp_kubelet_setting(const struct kp_kubelet *kubelet, const char *name,
				  struct kp_setting **ret_setting, struct kp_error *reterr)
{
	return kp_told_setting(&kubelet->told, name, ret_setting, reterr);
}

enum kp_status kp_kubelet_setting_in(const struct kp_kubelet *kubelet, int minor, const char *name,
				     struct kp_setting **ret_setting, struct kp_error *reterr)
{
	return kp_told_setting_in(&kubelet->told, minor, name, ret_setting, reterr);
}
