/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/running.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/rights.h"
#include "files/procfs.h"
#include "hosts/hosts.h"
#include "node/aside.h"
#include "node/by_unit.h"
#include "node/others.h"
#include "node/services.h"
#include "node/stopped.h"
#include "process/cgroup.h"
#include "process/process.h"
#include "process/walk.h"

/** Walks through /proc, when kubelets vanish in between, before it is given up. */
enum {
	WALKS_MAX = 3
};

/**
 * Find the kubelet that the unit of a running one would start, if that is wanted.
 * @return KP_OK; KP_ERR_NOMEM
 */
static enum kp_status find_service(const struct kp_query *query, const struct kp_ctx *ctx,
				   const struct kp_process *process, struct kp_kubelet *kubelet,
				   struct kp_error *reterr)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);
	struct kp_kubelet *service = NULL;
	struct kp_error error = { 0 };
	struct kp_ctx in_root = *ctx;
	enum kp_status status;

	if (!query->with_services) {
		return KP_OK;
	}
	if (query->component->runs_in_pods && kp_cgroup_holds_in_pod(process->pid_fd)) {
		kp__kubelet_set_pod(kubelet);
		status = kp_fail(
			&error, KP_ERR_UNSUPPORTED,
			"the %s runs in a pod, and of what that starts next the node has no more "
			"than files",
			query->component->name);
	} else if (process->root_fd < 0) {
		status = kp_tell(&process->error, &error);
	} else if (who->control_group != NULL && kp_cgroup_is_of_user(who->control_group)) {
		status = kp_fail(&error, KP_ERR_UNSUPPORTED,
				 "%s is a unit of a user's own systemd, which is not looked at",
				 who->unit);
	} else {
		in_root.root_fd = process->root_fd;
		status = kp_service_of(query, &in_root, who->unit, &service, &error);
	}
	kp__kubelet_set_service(kubelet, service, &error);
	return status == KP_ERR_NOMEM ? kp_fail(reterr, status, "out of memory") : KP_OK;
}

/** Components that one walk can look for. */
enum {
	COMPONENTS_MAX = 4
};

/** A collection that grows. */
struct growing {
	struct kp_query query; /* of its component alone */
	struct kp_kubelets *kubelets;
};

/** What one walk looks for. */
struct walking {
	struct growing growing[COMPONENTS_MAX];
	struct kp_programs programs[COMPONENTS_MAX];
	struct kp_process_search searches[COMPONENTS_MAX];
	size_t count;
};

/** Work the kubelet of a process out, for which there is room, and add it. */
static enum kp_status take_process(const struct growing *growing, struct kp_process *process,
				   struct kp_error *reterr)
{
	const struct kp_query *query = &growing->query;
	struct kp_kubelets *kubelets = growing->kubelets;
	const struct kp_ctx *ctx = kp__kubelets_ctx(kubelets);
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	bool readable = process->argv != NULL;
	enum kp_status status = kp_by_unit_enter(query, ctx, process, reterr);

	if (status == KP_OK) {
		status = kp_kubelet_new(query, ctx, process, &kubelet, reterr);
	}
	if (status == KP_OK) {
		status = find_service(query, ctx, process, kubelet, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	/* What was read belongs to one program, or is not used. */
	if (readable && !kp_process_is_same(process, kp_kubelet_command(kubelet))) {
		return KP_ERR_GONE;
	}
	kp__kubelets_take(kubelets, kp_steal(&kubelet));
	return KP_OK;
}

/** Add the kubelet of a process to a collection. Of too many nothing is collected. */
static enum kp_status add_process(void *data, struct kp_process *process, struct kp_error *reterr)
{
	const struct growing *growing = data;
	struct kp_kubelets *kubelets = growing->kubelets;
	const struct kp_query *query = &growing->query;
	const char *why = query->with_aside ? NULL : kp_aside_reason(query->component, process);
	struct kp_error *failure = kp__kubelets_set_failure(kubelets);
	enum kp_status status;

	if (why != NULL) {
		return kp__kubelets_set_aside(kubelets, process, why, reterr);
	}
	if (failure->status != KP_OK) {
		return KP_OK;
	}
	status = kp__kubelets_reserve(kubelets, failure);
	if (status == KP_ERR_NOMEM) {
		return kp_tell(failure, reterr);
	}
	return status == KP_OK ? take_process(growing, process, reterr) : KP_OK;
}

/** Note what a walk could not see: one of them may be among it. @param[in] plural of the component */
static void note_incomplete(struct kp_kubelets *kubelets, const struct kp_process_walk *walk,
			    const char *plural)
{
	struct kp_error *incomplete = kp__kubelets_set_incomplete(kubelets);

	if (walk->vanished > 0) {
		(void)kp_fail(
			incomplete, KP_ERR_GONE,
			"%s restart while they are read, so that one may be missing: scan again",
			plural);
	} else if (walk->unreadable > 0 && walk->unreadable_error.status != KP_ERR_PERM) {
		(void)kp_fail(incomplete, walk->unreadable_error.status,
			      "processes cannot be looked at (%zu, of which %ld is one: %s), so "
			      "that %s may be missing: scan again",
			      walk->unreadable, (long)walk->unreadable_pid,
			      walk->unreadable_error.message, plural);
	} else if (walk->unreadable > 0) {
		(void)kp_fail(
			incomplete, KP_ERR_PERM,
			"processes cannot be seen (%zu, of which %ld is one: %s), so that %s may "
			"be missing; %s",
			walk->unreadable, (long)walk->unreadable_pid,
			walk->unreadable_error.message, plural,
			kp_right_advice(KP_RIGHT_PROCESSES));
	} else if (!walk->saw_init) {
		(void)kp_fail(
			incomplete, KP_ERR_PERM,
			"/proc hides the processes of other users (hidepid), so that %s may be "
			"missing; %s",
			plural, kp_right_advice(KP_RIGHT_PROCESSES));
	}
}

/** Note that all that was found is set aside: that says nothing of a node that needs one. */
static void note_aside(struct kp_kubelets *kubelets, const struct kp_component *component)
{
	const struct kp_aside *first = kp_kubelets_aside(kubelets, 0);
	const char *name = component->name;

	if (first != NULL && component->foreign->is_needed && kp_kubelets_count(kubelets) == 0 &&
	    kp_kubelets_incomplete(kubelets) == NULL) {
		(void)kp_fail(kp__kubelets_set_incomplete(kubelets), KP_ERR_NOENT,
			      "no %s is left to be judged: those that run are set aside (%zu, of "
			      "which %ld is one: %s)",
			      name, kp_kubelets_aside_count(kubelets), (long)first->who.pid,
			      first->why);
	}
}

/** Whether two kubelets are both the main process of one unit, as far as can be seen. */
static bool are_of_one_unit(const struct kp_identity *left, const struct kp_identity *right)
{
	return left->is_by_unit && right->is_by_unit &&
	       strcmp(left->control_group, right->control_group) == 0;
}

/** @return the first kubelet before another one that is of its unit as well; NULL if there is none */
static const struct kp_identity *find_double(const struct kp_kubelets *kubelets, size_t index)
{
	const struct kp_identity *who = kp_kubelet_identity(kp_kubelets_get(kubelets, index));

	for (size_t i = 0; i < index; i++) {
		const struct kp_identity *other = kp_kubelet_identity(kp_kubelets_get(kubelets, i));

		if (are_of_one_unit(other, who)) {
			return other;
		}
	}
	return NULL;
}

/** Note it if it cannot be told which process of a unit is the main one. */
static void note_doubles(struct kp_kubelets *kubelets, const char *name)
{
	for (size_t i = 1; i < kp_kubelets_count(kubelets); i++) {
		const struct kp_identity *who = kp_kubelet_identity(kp_kubelets_get(kubelets, i));
		const struct kp_identity *other = find_double(kubelets, i);

		if (other != NULL) {
			(void)kp_fail(kp__kubelets_set_incomplete(kubelets), KP_ERR_PERM,
				      "which %s is the main process of %s cannot be told (%ld or "
				      "%ld); %s",
				      name, who->unit, (long)other->pid, (long)who->pid,
				      kp_right_advice(KP_RIGHT_PROCESSES));
			return;
		}
	}
}

/** Note what a walk did not find. */
static enum kp_status note_missing(const struct kp_query *query, struct kp_kubelets *kubelets,
				   struct kp_process_walk *walk, struct kp_error *reterr)
{
	const struct kp_component *component = query->component;
	const struct kp_ctx *ctx = kp__kubelets_ctx(kubelets);
	enum kp_status status = kp_others_find(component, ctx, kp_kubelets_count(kubelets) > 0,
					       walk, kp__kubelets_set_unseen(kubelets), reterr);

	if (status != KP_OK) {
		return status;
	}
	note_incomplete(kubelets, walk, component->plural);
	note_doubles(kubelets, component->name);
	if (kp_kubelets_count(kubelets) == 0 && kp_kubelets_incomplete(kubelets) == NULL) {
		status = kp_stopped_find(component, ctx, kp__kubelets_set_incomplete(kubelets),
					 reterr);
	}
	note_aside(kubelets, component);
	return status;
}

/** Begin to look for a component. @param[in,out] walking has room for it */
static enum kp_status look_for(const struct kp_query *query, const struct kp_ctx *ctx,
			       const struct kp_component *component, struct walking *walking,
			       struct kp_error *reterr)
{
	size_t i = walking->count;
	struct growing *growing = &walking->growing[i];
	enum kp_status status = kp__kubelets_new(component, ctx, &growing->kubelets, reterr);

	if (status != KP_OK) {
		return status;
	}
	growing->query = *query;
	growing->query.component = component;
	growing->query.with_unit_files = query->with_unit_files && component == query->component;
	walking->programs[i] = kp_host_programs(component);
	walking->searches[i] = (struct kp_process_search){
		.programs = &walking->programs[i],
		.visit = add_process,
		.data = growing,
	};
	if (i > 0) {
		kp__kubelets_chain(walking->growing[i - 1].kubelets, growing->kubelets);
	}
	walking->count++;
	return KP_OK;
}

/** Begin to look for all that is asked for. @param[in,out] walking empty; its first collection owns all */
static enum kp_status look_for_all(const struct kp_query *query, const struct kp_ctx *ctx,
				   struct walking *walking, struct kp_error *reterr)
{
	enum kp_status status = look_for(query, ctx, query->component, walking, reterr);

	for (size_t i = 0; status == KP_OK && query->also != NULL && query->also[i] != NULL &&
			   walking->count < COMPONENTS_MAX;
	     i++) {
		if (query->also[i] != query->component) {
			status = look_for(query, ctx, query->also[i], walking, reterr);
		}
	}
	return status;
}

/** Note what a walk did not find of all that it looked for. @param[out] ret_vanished whether some did */
static enum kp_status note_all(struct walking *walking, bool *ret_vanished, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	*ret_vanished = false;
	for (size_t i = 0; i < walking->count; i++) {
		struct kp_process_walk *seen = &walking->searches[i].seen;

		*ret_vanished = *ret_vanished || seen->vanished > 0;
		if (status == KP_OK) {
			status = note_missing(&walking->growing[i].query,
					      walking->growing[i].kubelets, seen, reterr);
		}
		kp_unseen_done(&seen->unseen);
	}
	return status;
}

/** Walk /proc once, into a new collection. @param[out] ret_vanished whether something did meanwhile */
static enum kp_status collect_once(const struct kp_query *query, const struct kp_ctx *ctx,
				   struct kp_kubelets **ret_kubelets, bool *ret_vanished,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp__kubelets_freep) struct kp_kubelets *kubelets = NULL;
	KP_CLEANUP(kp_shared_units_done) struct kp_shared_units shared = { 0 };
	struct walking walking = { .count = 0 };
	enum kp_status status = look_for_all(query, ctx, &walking, reterr);

	kubelets = walking.growing[0].kubelets;
	if (status == KP_OK) {
		kp_shared_units_init(kp__kubelets_ctx(kubelets), &shared);
		for (size_t i = 0; i < walking.count; i++) {
			walking.growing[i].query.units = &shared;
		}
		status = kp_process_walk(kp__kubelets_ctx(kubelets), walking.searches,
					 walking.count, reterr);
	}
	if (status == KP_OK) {
		status = note_all(&walking, ret_vanished, reterr);
	}
	if (status == KP_OK) {
		*ret_kubelets = kp_steal(&kubelets);
	}
	return status;
}

enum kp_status kp_kubelets_collect(const struct kp_query *query, const struct kp_ctx *ctx,
				   struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
{
	KP_CLEANUP(kp__kubelets_freep) struct kp_kubelets *kubelets = NULL;
	const struct kp_error *failure;
	bool vanished = true;

	/* A kubelet that restarts meanwhile may come back with a pid that the walk has passed. */
	for (int attempt = 0; vanished && attempt < WALKS_MAX; attempt++) {
		enum kp_status status;

		kp_kubelets_free(kp_steal(&kubelets));
		status = collect_once(query, ctx, &kubelets, &vanished, reterr);
		if (status != KP_OK) {
			return status;
		}
	}
	failure = query->also == NULL ? kp_kubelets_failure(kubelets) : NULL;
	if (failure != NULL) {
		return kp_tell(failure, reterr);
	}
	*ret_kubelets = kp_steal(&kubelets);
	return KP_OK;
}

/** Open a process that was read before, and its root directory. @return as a status of opening it */
static enum kp_status open_again(const struct kp_ctx *ctx, int proc_fd,
				 const struct kp_identity *who, int *ret_pid_fd, int *ret_root_fd,
				 struct kp_error *reterr)
{
	char name[32];
	enum kp_status status;

	(void)snprintf(name, sizeof(name), "%ld", (long)who->pid);
	status = kp_procfs_open_dir(proc_fd, name, ret_pid_fd, reterr);
	if (status != KP_OK) {
		return status;
	}
	return who->is_by_unit ? kp_procfs_open_dir(ctx->root_fd, ".", ret_root_fd, reterr)
			       : kp_procfs_open_dir(*ret_pid_fd, "root", ret_root_fd, reterr);
}

/** Find the files of the unit of one kubelet. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status find_unit_files(const struct kp_ctx *ctx, int proc_fd,
				      struct kp_shared_units *shared, struct kp_kubelet *kubelet)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	KP_CLEANUP(kp_closep) int root_fd = -1;
	struct kp_process process = {
		.origin = who->origin,
		.pid = who->pid,
		.is_by_unit = who->is_by_unit,
		.pid_fd = -1,
		.root_fd = -1,
	};

	if (who->origin == KP_ORIGIN_PROCESS &&
	    open_again(ctx, proc_fd, who, &pid_fd, &root_fd, &process.error) == KP_OK) {
		process.pid_fd = pid_fd;
		process.root_fd = root_fd;
	}
	return kp__kubelet_find_unit_files(ctx, shared, &process, kubelet);
}

enum kp_status kp_kubelets_find_unit_files(const struct kp_ctx *ctx, struct kp_kubelets *kubelets,
					   const struct kp_component *component,
					   struct kp_error *reterr)
{
	KP_CLEANUP(kp_shared_units_done) struct kp_shared_units shared;
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	enum kp_status status = KP_OK;

	kp_shared_units_init(ctx, &shared);
	/* Without it nothing that runs can be opened, which is told with each kubelet. */
	if (kp_procfs_open(ctx->root_fd, &proc_fd, NULL) != KP_OK) {
		proc_fd = -1;
	}
	kubelets = kp__kubelets_of(kubelets, component);
	for (size_t i = 0; status == KP_OK && kubelets != NULL && i < kp_kubelets_count(kubelets);
	     i++) {
		status = find_unit_files(ctx, proc_fd, &shared, kp__kubelets_get(kubelets, i));
	}
	return status == KP_OK ? KP_OK : kp_fail(reterr, status, "out of memory");
}

/** Whether nothing that is known of a running kubelet is out of date. */
static bool is_current(int proc_fd, struct kp_kubelet *kubelet)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);

	return who->origin == KP_ORIGIN_SERVICE ||
	       kp_process_still_runs(proc_fd, who->pid, who->start_ticks,
				     kp_kubelet_command(kubelet), kp__kubelet_watch(kubelet));
}

bool kp_kubelets_are_current(const struct kp_ctx *ctx, struct kp_kubelets *kubelets)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	/* An image has no processes, and no kubelets that run. */
	bool current =
		kp_procfs_open(ctx->root_fd, &proc_fd, NULL) == KP_OK || !kp_process_has_proc(ctx);

	for (; current && kubelets != NULL; kubelets = kp__kubelets_beside(kubelets)) {
		for (size_t i = 0; current && i < kp_kubelets_count(kubelets); i++) {
			current = is_current(proc_fd, kp__kubelets_get(kubelets, i));
		}
	}
	return current;
}
