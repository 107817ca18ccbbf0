/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet.h"

#include <stdlib.h>
#include <string.h>

#include "cgroup.h"
#include "cleanup.h"
#include "effective.h"
#include "hosts.h"
#include "kubelet_files.h"
#include "process.h"
#include "secret.h"
#include "services.h"
#include "sources.h"
#include "text.h"
#include "version.h"
#include "versions.h"

struct kp_kubelet {
	enum kp_origin origin;
	pid_t pid;
	int64_t start_ticks;     /* 0 if it is not known */
	char *executable;        /* NULL if it is not known */
	int64_t user_id;         /* -1 likewise */
	char *control_group;     /* NULL likewise */
	char *unit;              /* NULL if there is none, or it is not known */
	char *container;         /* likewise */
	struct kp_argv *command; /* the arguments of the process */
	struct kp_given given;
	struct kp_sources sources;
	struct kp_error argv_error;    /* KP_OK if the arguments are fine */
	struct kp_versions *versions;  /* NULL if the arguments are not fine */
	struct kp_kubelet *service;    /* what its unit would start; NULL if that is not wanted */
	struct kp_error service_error; /* or is not known */
	struct kp_kubelet_files files;
};

const char *kp_origin_str(enum kp_origin origin)
{
	static const char *const names[KP_ORIGIN__COUNT] = {
		[KP_ORIGIN_PROCESS] = "process",
		[KP_ORIGIN_SERVICE] = "service",
	};

	return names[origin];
}

void kp_kubelet_free(struct kp_kubelet *kubelet)
{
	if (kubelet == NULL) {
		return;
	}
	kp_kubelet_free(kubelet->service);
	kp_kubelet_files_done(&kubelet->files);
	kp_versions_free(kubelet->versions);
	kp_sources_done(&kubelet->sources);
	kp_given_done(&kubelet->given);
	kp_argv_free(kubelet->command);
	free(kubelet->control_group);
	free(kubelet->unit);
	free(kubelet->container);
	free(kubelet->executable);
	free(kubelet);
}

void kp_kubelet_freep(struct kp_kubelet **kubelet)
{
	kp_kubelet_free(*kubelet);
}

/** Fill a kubelet. What is wrong with it is kept in it. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status work_out(const struct kp_ctx *ctx, const struct kp_process *process,
			       struct kp_kubelet *kubelet)
{
	struct kp_error *error = &kubelet->argv_error;
	struct kp_given *given = &kubelet->given;
	enum kp_status status = process->argv == NULL ? kp_tell(&process->error, error)
						      : kp_host_give(ctx, process, given, error);

	if (status == KP_OK) {
		status = kp_sources_read(ctx, process, given->argv, &kubelet->sources, error);
	}
	if (status == KP_OK) {
		status =
			kp_versions_compute(given->argv, &kubelet->sources,
					    kp_version_of(ctx, process), &kubelet->versions, error);
	}
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/** Find out which unit and container a kubelet belongs to. */
static enum kp_status place(const struct kp_process *process, struct kp_kubelet *kubelet)
{
	enum kp_status status = KP_OK;

	if (process->unit != NULL) {
		return kp_text_dup(process->unit, &kubelet->unit, NULL);
	}
	if (kubelet->control_group != NULL) {
		status = kp_cgroup_unit(kubelet->control_group, &kubelet->unit, NULL);
	}
	if (status == KP_OK && kubelet->control_group != NULL) {
		status = kp_cgroup_container(kubelet->control_group, &kubelet->container, NULL);
	}
	return status;
}

/** Find the kubelet that the unit of a running one would start, if that is wanted. */
static enum kp_status find_service(const struct kp_ctx *ctx, const struct kp_process *process,
				   struct kp_kubelet *kubelet)
{
	struct kp_ctx in_root = *ctx;
	enum kp_status status;

	if (!ctx->with_services || kubelet->origin != KP_ORIGIN_PROCESS) {
		return KP_OK;
	}
	if (process->root_fd < 0) {
		return kp_tell(&process->error, &kubelet->service_error);
	}
	if (kubelet->control_group != NULL && kp_cgroup_is_of_user(kubelet->control_group)) {
		(void)kp_fail(&kubelet->service_error, KP_ERR_UNSUPPORTED,
			      "%s is a unit of a user's own systemd, which is not looked at",
			      kubelet->unit);
		return KP_OK;
	}
	in_root.root_fd = process->root_fd;
	status = kp_service_of(&in_root, kubelet->unit, &kubelet->service, &kubelet->service_error);
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

enum kp_status kp_kubelet_new(const struct kp_ctx *ctx, struct kp_process *process,
			      struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = calloc(1, sizeof(*kubelet));
	enum kp_status status;

	if (kubelet == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	kubelet->origin = process->unit == NULL ? KP_ORIGIN_PROCESS : KP_ORIGIN_SERVICE;
	kubelet->pid = process->pid;
	kubelet->start_ticks = process->start_ticks;
	kubelet->user_id = process->user_id;
	status = work_out(ctx, process, kubelet);
	kubelet->command = kp_steal(&process->argv);
	kubelet->executable = kp_steal(&process->exe);
	kubelet->control_group = kp_steal(&process->control_group);
	if (status == KP_OK) {
		status = place(process, kubelet);
	}
	if (status == KP_OK) {
		status = find_service(ctx, process, kubelet);
	}
	if (status == KP_OK) {
		status = kp_kubelet_files_find(ctx, process, kubelet, &kubelet->sources,
					       kubelet->given.file, &kubelet->files);
	}
	if (status == KP_OK && kubelet->command == NULL) {
		status = kp_argv_parse(NULL, 0, &kubelet->command, NULL);
	}
	if (status != KP_OK) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	*ret_kubelet = kp_steal(&kubelet);
	return KP_OK;
}

enum kp_origin kp_kubelet_origin(const struct kp_kubelet *kubelet)
{
	return kubelet->origin;
}

pid_t kp_kubelet_pid(const struct kp_kubelet *kubelet)
{
	return kubelet->pid;
}

const char *kp_kubelet_executable(const struct kp_kubelet *kubelet)
{
	return kubelet->executable;
}

int64_t kp_kubelet_user_id(const struct kp_kubelet *kubelet)
{
	return kubelet->user_id;
}

const char *kp_kubelet_control_group(const struct kp_kubelet *kubelet)
{
	return kubelet->control_group;
}

const char *kp_kubelet_unit(const struct kp_kubelet *kubelet)
{
	return kubelet->unit;
}

const char *kp_kubelet_container(const struct kp_kubelet *kubelet)
{
	return kubelet->container;
}

int64_t kp__kubelet_start_ticks(const struct kp_kubelet *kubelet)
{
	return kubelet->start_ticks;
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

/** Hand over files that can all be told. */
static enum kp_status tell_files(const struct kp_file_list *files,
				 const struct kp_paths **ret_paths, struct kp_error *reterr)
{
	if (files->error.status != KP_OK) {
		return kp_tell(&files->error, reterr);
	}
	*ret_paths = &files->paths;
	return KP_OK;
}

enum kp_status kp_kubelet_configuration(const struct kp_kubelet *kubelet,
					const struct kp_paths **ret_paths, struct kp_error *reterr)
{
	const struct kp_error *argv_error = kp_kubelet_argv_error(kubelet);

	return argv_error == NULL ? tell_files(&kubelet->files.configuration, ret_paths, reterr)
				  : kp_tell(argv_error, reterr);
}

enum kp_status kp__kubelet_find_unit_files(const struct kp_ctx *ctx,
					   const struct kp_process *process,
					   struct kp_kubelet *kubelet)
{
	return kp_kubelet_files_find_unit(ctx, process, kubelet, kubelet->given.file,
					  &kubelet->files);
}

enum kp_status kp_kubelet_unit_files(const struct kp_kubelet *kubelet,
				     const struct kp_paths **ret_paths, struct kp_error *reterr)
{
	if (!kubelet->files.has_unit) {
		return kp_fail(reterr, KP_ERR_INVAL, "the files of units were not looked for");
	}
	return tell_files(&kubelet->files.unit, ret_paths, reterr);
}

enum kp_status kp_kubelet_named_file(const struct kp_kubelet *kubelet, const char *setting,
				     const char **ret_path, struct kp_error *reterr)
{
	size_t index = kp_named_file_index(setting);

	if (index == KP_NAMED_FILES) {
		*ret_path = NULL;
		return KP_OK;
	}
	if (!kubelet->files.has_named) {
		return kp_fail(reterr, KP_ERR_INVAL, "the files of settings were not looked for");
	}
	if (kubelet->files.named[index].error.status != KP_OK) {
		return kp_tell(&kubelet->files.named[index].error, reterr);
	}
	*ret_path = kubelet->files.named[index].path;
	return KP_OK;
}

const struct kp_argv *kp_kubelet_command(const struct kp_kubelet *kubelet)
{
	return kubelet->command;
}

const struct kp_argv *kp_kubelet_argv(const struct kp_kubelet *kubelet)
{
	return kubelet->given.is_hidden ? NULL : kubelet->given.argv;
}

const char *kp_kubelet_config_file(const struct kp_kubelet *kubelet)
{
	return kubelet->sources.main.path;
}

const char *kp_kubelet_config_dir(const struct kp_kubelet *kubelet)
{
	return kubelet->sources.config_dir;
}

bool kp_kubelet_changed_since_start(const struct kp_kubelet *kubelet)
{
	return kubelet->sources.changed_path != NULL || kubelet->given.changed;
}

const struct kp_error *kp_kubelet_argv_error(const struct kp_kubelet *kubelet)
{
	if (kubelet->given.doubt.status != KP_OK) {
		return &kubelet->given.doubt;
	}
	return kubelet->argv_error.status == KP_OK ? NULL : &kubelet->argv_error;
}

/**
 * A kubelet reads its files once, at its start (server.go): what they say later is not in force, and
 * what they said then is not known. Flags beat them in any case.
 */
static enum kp_status check_unchanged(const struct kp_kubelet *kubelet,
				      const struct kp_setting *setting, struct kp_error *reterr)
{
	if (kubelet->sources.changed_path == NULL || setting->beats_files) {
		return KP_OK;
	}
	return kp_fail(
		reterr, KP_ERR_UNSUPPORTED,
		"%s was changed (content, owner, mode or link) after the kubelet started, so that the "
		"value in force is not known (%s would be %s): restart the kubelet",
		kubelet->sources.changed_path, setting->name,
		setting->value == NULL ? "unset" : setting->value);
}

/** Work out a setting from what is known, be that certain or not. */
static enum kp_status find_setting(const struct kp_kubelet *kubelet, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status;

	if (kubelet->argv_error.status != KP_OK) {
		return kp_tell(&kubelet->argv_error, reterr);
	}
	status = kp_versions_setting(kubelet->versions, name, &setting, reterr);
	if (status == KP_OK) {
		status = kp_secret_hide_setting(setting, reterr);
	}
	if (status == KP_OK) {
		*ret_setting = kp_steal(&setting);
	}
	return status;
}

/**
 * Say why a setting is not certain, and what it would be.
 * @param[in] setting NULL if nothing can be said of it
 */
static enum kp_status tell_doubt(const struct kp_kubelet *kubelet, const struct kp_setting *setting,
				 struct kp_error *reterr)
{
	const struct kp_error *doubt = &kubelet->given.doubt;

	if (setting == NULL) {
		return kp_fail(reterr, doubt->status, "%s, so that the value in force is not known",
			       doubt->message);
	}
	return kp_fail(
		reterr, doubt->status,
		"%s, so that the value in force is not known (from what can be seen %s would "
		"be %s: %s)",
		doubt->message, setting->name, setting->value == NULL ? "unset" : setting->value,
		setting->location);
}

enum kp_status kp_kubelet_setting(const struct kp_kubelet *kubelet, const char *name,
				  struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status = find_setting(kubelet, name, &setting, reterr);

	if (kubelet->given.doubt.status != KP_OK && status != KP_ERR_NOMEM &&
	    status != KP_ERR_INVAL) {
		return tell_doubt(kubelet, setting, reterr);
	}
	if (status == KP_OK) {
		status = check_unchanged(kubelet, setting, reterr);
	}
	if (status == KP_OK) {
		*ret_setting = kp_steal(&setting);
	}
	return status;
}

enum kp_status kp_kubelet_setting_in(const struct kp_kubelet *kubelet, int minor, const char *name,
				     struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_effective_freep) struct kp_effective *effective = NULL;
	enum kp_status status;

	if (kp_kubelet_argv_error(kubelet) != NULL) {
		return kp_tell(kp_kubelet_argv_error(kubelet), reterr);
	}
	status =
		kp_effective_new(kubelet->given.argv, &kubelet->sources, minor, &effective, reterr);
	return status == KP_OK ? kp_effective_setting(effective, name, ret_setting, reterr)
			       : status;
}
