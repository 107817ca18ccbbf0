/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelets.h"

#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "process.h"
#include "root.h"
#include "text.h"

struct kp_kubelets {
	struct kp_kubelet **items;
	size_t count;
	size_t size;
	struct kp_ctx ctx;          /* of the collection, with room */
	size_t room;                /* as in struct kp_limits */
	struct kp_error incomplete; /* KP_OK if every process was examined */
};

/** Walks through /proc, when kubelets vanish in between, before it is given up. */
enum {
	WALKS_MAX = 3
};

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

void kp__kubelets_freep(struct kp_kubelets **kubelets)
{
	kp_kubelets_free(*kubelets);
}

enum kp_status kp__kubelets_new(const struct kp_ctx *ctx, struct kp_kubelets **ret_kubelets,
				struct kp_error *reterr)
{
	struct kp_kubelets *kubelets = calloc(1, sizeof(*kubelets));

	if (kubelets == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	kubelets->ctx = *ctx;
	kubelets->room = ctx->limits.all_values;
	kubelets->ctx.limits.room = &kubelets->room;
	*ret_kubelets = kubelets;
	return KP_OK;
}

const struct kp_ctx *kp__kubelets_ctx(const struct kp_kubelets *kubelets)
{
	return &kubelets->ctx;
}

struct kp_error *kp__kubelets_set_incomplete(struct kp_kubelets *kubelets)
{
	return &kubelets->incomplete;
}

enum kp_status kp__kubelets_reserve(struct kp_kubelets *kubelets, struct kp_error *reterr)
{
	size_t limit = kubelets->ctx.limits.kubelets;

	if (kubelets->count >= limit) {
		return kp_fail(reterr, KP_ERR_LIMIT, "more than the limit of %zu kubelets", limit);
	}
	return kp_array_reserve(&kubelets->items, kubelets->count, &kubelets->size,
				sizeof(struct kp_kubelet *), reterr);
}

void kp__kubelets_take(struct kp_kubelets *kubelets, struct kp_kubelet *kubelet)
{
	kubelets->items[kubelets->count++] = kubelet;
}

/** Add the kubelet of a process to a collection. */
static enum kp_status add_process(void *data, struct kp_process *process, struct kp_error *reterr)
{
	struct kp_kubelets *kubelets = data;
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	bool readable = process->argv != NULL;
	enum kp_status status = kp__kubelets_reserve(kubelets, reterr);

	if (status == KP_OK) {
		status = kp_kubelet_new(&kubelets->ctx, process, &kubelet, reterr);
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
	KP_CLEANUP(kp__kubelets_freep) struct kp_kubelets *kubelets = NULL;
	enum kp_status status = kp__kubelets_new(ctx, &kubelets, reterr);

	if (status == KP_OK) {
		status = kp_process_walk(&kubelets->ctx, add_process, kubelets, walk, reterr);
	}
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
	KP_CLEANUP(kp__kubelets_freep) struct kp_kubelets *kubelets = NULL;
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

/** Open the root directory of a process that was read before. @return as a status of opening it */
static enum kp_status open_root(int proc_fd, pid_t pid, int *ret_fd, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	char name[32];
	enum kp_status status;

	(void)snprintf(name, sizeof(name), "%ld", (long)pid);
	status = kp_root_open_dir(proc_fd, name, &pid_fd, reterr);
	return status == KP_OK ? kp_root_open_dir(pid_fd, "root", ret_fd, reterr) : status;
}

/** Find the files of the unit of one kubelet. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status find_unit_files(const struct kp_ctx *ctx, int proc_fd,
				      struct kp_kubelet *kubelet)
{
	KP_CLEANUP(kp_closep) int root_fd = -1;
	struct kp_process process = { .pid = kp_kubelet_pid(kubelet), .root_fd = -1 };

	if (kp_kubelet_origin(kubelet) == KP_ORIGIN_SERVICE) {
		process.unit = kp_kubelet_unit(kubelet);
	} else if (open_root(proc_fd, process.pid, &root_fd, &process.error) == KP_OK) {
		process.root_fd = root_fd;
	}
	return kp__kubelet_find_unit_files(ctx, &process, kubelet);
}

enum kp_status kp_kubelets_find_unit_files(const struct kp_ctx *ctx, struct kp_kubelets *kubelets,
					   struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	enum kp_status status = KP_OK;

	/* Without it nothing that runs can be opened, which is told with each kubelet. */
	if (kp_root_open_proc(ctx->root_fd, &proc_fd, NULL) != KP_OK) {
		proc_fd = -1;
	}
	for (size_t i = 0; status == KP_OK && i < kubelets->count; i++) {
		status = find_unit_files(ctx, proc_fd, kubelets->items[i]);
	}
	return status == KP_OK ? KP_OK : kp_fail(reterr, status, "out of memory");
}

/** Whether nothing that is known of a running kubelet is out of date. */
static bool is_current(int proc_fd, const struct kp_kubelet *kubelet)
{
	return kp_kubelet_origin(kubelet) == KP_ORIGIN_SERVICE ||
	       kp_process_still_runs(proc_fd, kp_kubelet_pid(kubelet),
				     kp__kubelet_start_ticks(kubelet), kp_kubelet_command(kubelet));
}

bool kp_kubelets_are_current(const struct kp_ctx *ctx, const struct kp_kubelets *kubelets)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	/* An image has no processes, and no kubelets that run. */
	bool current = kp_root_open_proc(ctx->root_fd, &proc_fd, NULL) == KP_OK ||
		       !kp_process_has_proc(ctx);

	for (size_t i = 0; current && i < kubelets->count; i++) {
		current = is_current(proc_fd, kubelets->items[i]);
	}
	return current;
}
