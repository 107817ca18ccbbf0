/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet.h"

#include <stdlib.h>
#include <string.h>

#include "cgroup.h"
#include "cleanup.h"
#include "effective.h"
#include "hosts.h"
#include "process.h"
#include "root.h"
#include "secret.h"
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
	struct kp_error argv_error;   /* KP_OK if the arguments are fine */
	struct kp_versions *versions; /* NULL if the arguments are not fine */
};

struct kp_kubelets {
	struct kp_kubelet **items;
	size_t count;
	size_t size;
	size_t room;                /* as in struct kp_limits */
	struct kp_error incomplete; /* KP_OK if every process was examined */
};

/** Walks through /proc, when kubelets vanish in between, before it is given up. */
enum {
	WALKS_MAX = 3
};

/** A collection under way. */
struct collection {
	const struct kp_ctx *ctx;
	struct kp_kubelets *kubelets;
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

void kp_kubelets_free(struct kp_kubelets *kubelets)
{
	if (kubelets == NULL) {
		return;
	}
	for (size_t i = 0; i < kubelets->count; i++) {
		kp_kubelet_free(kubelets->items[i]);
	}
	free(kubelets->items);
	free(kubelets);
}

static void kubelets_freep(struct kp_kubelets **kubelets)
{
	kp_kubelets_free(*kubelets);
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
static enum kp_status place(struct kp_kubelet *kubelet)
{
	enum kp_status status = KP_OK;

	if (kubelet->control_group != NULL) {
		status = kp_cgroup_unit(kubelet->control_group, &kubelet->unit, NULL);
	}
	if (status == KP_OK && kubelet->control_group != NULL) {
		status = kp_cgroup_container(kubelet->control_group, &kubelet->container, NULL);
	}
	return status;
}

enum kp_status kp_kubelet_new(const struct kp_ctx *ctx, struct kp_process *process,
			      struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = calloc(1, sizeof(*kubelet));
	enum kp_status status;

	if (kubelet == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	kubelet->origin = KP_ORIGIN_PROCESS;
	kubelet->pid = process->pid;
	kubelet->start_ticks = process->start_ticks;
	kubelet->user_id = process->user_id;
	status = work_out(ctx, process, kubelet);
	kubelet->command = kp_steal(&process->argv);
	kubelet->executable = kp_steal(&process->exe);
	kubelet->control_group = kp_steal(&process->control_group);
	if (status == KP_OK) {
		status = place(kubelet);
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

/** Add the kubelet of a process to a collection. */
static enum kp_status add_kubelet(void *data, struct kp_process *process, struct kp_error *reterr)
{
	struct collection *collection = data;
	struct kp_kubelets *kubelets = collection->kubelets;
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	bool readable = process->argv != NULL;
	size_t limit = collection->ctx->limits.kubelets;
	enum kp_status status;

	if (kubelets->count >= limit) {
		return kp_fail(reterr, KP_ERR_LIMIT, "more than the limit of %zu kubelets", limit);
	}
	status = kp_kubelet_new(collection->ctx, process, &kubelet, reterr);

	/* What was read belongs to one program, or is not used. */
	if (status == KP_OK && readable && !kp_process_is_same(process, kubelet->command)) {
		return KP_ERR_GONE;
	}
	if (status == KP_OK) {
		status = kp_array_reserve(&kubelets->items, kubelets->count, &kubelets->size,
					  sizeof(struct kp_kubelet *), reterr);
	}
	if (status == KP_OK) {
		kubelets->items[kubelets->count++] = kp_steal(&kubelet);
	}
	return status;
}

/** Note what a walk could not see: a kubelet may be among it. */
static void note_incomplete(struct kp_kubelets *kubelets, const struct kp_process_walk *walk)
{
	if (walk->vanished > 0) {
		(void)kp_fail(
			&kubelets->incomplete, KP_ERR_GONE,
			"kubelets restart while they are read, so that one may be missing: scan "
			"again");
	} else if (walk->unreadable > 0) {
		(void)kp_fail(
			&kubelets->incomplete, KP_ERR_PERM,
			"processes cannot be seen (%zu, of which %ld is one), so that kubelets may be "
			"missing: run the scan as root",
			walk->unreadable, (long)walk->unreadable_pid);
	} else if (!walk->saw_init) {
		(void)kp_fail(
			&kubelets->incomplete, KP_ERR_PERM,
			"/proc hides the processes of other users (hidepid), so that kubelets may "
			"be missing: run the scan as root");
	}
}

/** Walk /proc once, into a new collection. */
static enum kp_status collect_once(const struct kp_ctx *ctx, struct kp_kubelets **ret_kubelets,
				   struct kp_process_walk *walk, struct kp_error *reterr)
{
	KP_CLEANUP(kubelets_freep) struct kp_kubelets *kubelets = calloc(1, sizeof(*kubelets));
	struct kp_ctx limited = *ctx;
	struct collection collection = { .ctx = &limited, .kubelets = kubelets };
	enum kp_status status;

	if (kubelets == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	kubelets->room = ctx->limits.all_values;
	limited.limits.room = &kubelets->room;
	status = kp_process_walk(&limited, add_kubelet, &collection, walk, reterr);
	if (status != KP_OK) {
		return status;
	}
	note_incomplete(kubelets, walk);
	*ret_kubelets = kp_steal(&kubelets);
	return KP_OK;
}

enum kp_status kp_kubelets_collect(const struct kp_ctx *ctx, struct kp_kubelets **ret_kubelets,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kubelets_freep) struct kp_kubelets *kubelets = NULL;
	struct kp_process_walk walk = { .vanished = 1 };

	/* A kubelet that restarts meanwhile may come back with a pid that the walk has passed. */
	for (int attempt = 0; walk.vanished > 0 && attempt < WALKS_MAX; attempt++) {
		enum kp_status status;

		kp_kubelets_free(kp_steal(&kubelets));
		status = collect_once(ctx, &kubelets, &walk, reterr);
		if (status != KP_OK) {
			return status;
		}
	}
	*ret_kubelets = kp_steal(&kubelets);
	return KP_OK;
}

bool kp_kubelets_are_current(const struct kp_ctx *ctx, const struct kp_kubelets *kubelets)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	bool current = kp_root_open_proc(ctx->root_fd, &proc_fd, NULL) == KP_OK;

	for (size_t i = 0; current && i < kubelets->count; i++) {
		const struct kp_kubelet *kubelet = kubelets->items[i];

		current = kp_process_still_runs(proc_fd, kubelet->pid, kubelet->start_ticks,
						kubelet->command);
	}
	return current;
}

size_t kp_kubelets_count(const struct kp_kubelets *kubelets)
{
	return kubelets->count;
}

const struct kp_kubelet *kp_kubelets_get(const struct kp_kubelets *kubelets, size_t index)
{
	return kubelets->items[index];
}

const struct kp_error *kp_kubelets_incomplete(const struct kp_kubelets *kubelets)
{
	return kubelets->incomplete.status == KP_OK ? NULL : &kubelets->incomplete;
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
