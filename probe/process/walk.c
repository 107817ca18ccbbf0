/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/walk.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "files/fd.h"
#include "files/procfs.h"
#include "process/read.h"
#include "process/recognise.h"

/** Passes over /proc: new processes that keep coming do not hold it up. */
enum {
	PASSES_MAX = 10
};

/** Bytes by which the set of pids grows. */
enum {
	PIDS_STEP = 4096
};

/** A walk under way. */
struct walk {
	const struct kp_ctx *ctx;
	struct kp_process_search *searches;
	size_t count;
	int proc_fd;
	uint8_t *pids;    /**< those that were looked at, a bit each: new ones may be smaller */
	size_t pids_size; /**< in bytes, at most 512 KiB: PID_MAX_LIMIT of the kernel is 4 Mi */
	bool came;        /**< whether the pass under way has found a new pid */
};

/**
 * Let the caller have a process that was recognised.
 * @param[in] status of reading it
 */
static enum kp_status hand_over(struct kp_process_search *search, enum kp_status status,
				enum kp_recognised match, struct kp_process *process,
				struct kp_error *reterr)
{
	if (status == KP_ERR_GONE || status == KP_ERR_NOENT) {
		search->seen.vanished++;
		return KP_OK;
	}
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	if (status == KP_OK && !kp_recognise_read(search->programs, process)) {
		/* One whose executable could be seen, and now cannot, may be one still. */
		search->seen.vanished +=
			match == KP_RECOGNISED_ITSELF || process->exe == NULL ? 1 : 0;
		return KP_OK;
	}
	if (status != KP_OK) {
		kp_argv_free(kp_steal(&process->argv));
	}
	status = search->visit(search->data, process, reterr);
	if (status == KP_ERR_GONE) {
		search->seen.vanished++;
		return KP_OK;
	}
	return status;
}

/** Read a process that was recognised, and hand it over. */
static enum kp_status visit_process(const struct walk *walk, struct kp_process_search *search,
				    const char *name, pid_t pid, enum kp_recognised match,
				    struct kp_error *reterr)
{
	struct kp_process process = {
		.origin = KP_ORIGIN_PROCESS, .pid = pid, .pid_fd = -1, .root_fd = -1
	};
	enum kp_status status =
		kp_procfs_open_dir(walk->proc_fd, name, &process.pid_fd, &process.error);

	if (status == KP_OK && match == KP_RECOGNISED_HEADLESS) {
		status =
			kp_fail(&process.error, KP_ERR_UNSUPPORTED,
				"its first thread has ended, so that its arguments cannot be read");
	} else if (status == KP_OK) {
		status = kp_process_read(walk->ctx, search->programs->variable, &process);
	}
	status = hand_over(search, status, match, &process, reterr);
	kp_process_done(&process);
	kp_closep(&process.root_fd);
	kp_closep(&process.pid_fd);
	return status;
}

/**
 * Note that a process is looked at.
 * @param[out] ret_new whether it was not before
 */
static enum kp_status note_pid(struct walk *walk, int64_t pid, bool *ret_new,
			       struct kp_error *reterr)
{
	size_t at = (size_t)pid / 8;
	unsigned bit = 1U << (pid % 8);

	if (at >= walk->pids_size) {
		size_t size = (at / PIDS_STEP + 1) * PIDS_STEP;
		uint8_t *grown = realloc(walk->pids, size);

		if (grown == NULL) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		memset(grown + walk->pids_size, 0, size - walk->pids_size);
		walk->pids = grown;
		walk->pids_size = size;
	}
	*ret_new = (walk->pids[at] & bit) == 0;
	walk->pids[at] = (uint8_t)(walk->pids[at] | bit);
	return KP_OK;
}

/** Look whether a process is what is looked for. */
static enum kp_status look_for(const struct walk *walk, struct kp_process_search *search,
			       struct kp_look *look, pid_t pid, struct kp_error *reterr)
{
	struct kp_process_walk *seen = &search->seen;
	/* Words cost more than the look, and nearly all processes fail it in none or the same way. */
	enum kp_recognised match = kp_recognise(search->programs, look, NULL);

	seen->saw_init = seen->saw_init || pid == 1;
	if (match == KP_RECOGNISED_UNREADABLE && seen->unreadable == 0) {
		kp_look_init(look, look->proc_fd, look->pid);
		match = kp_recognise(search->programs, look, &seen->unreadable_error);
		seen->unreadable_pid = pid;
	}
	if (match == KP_RECOGNISED_UNREADABLE) {
		seen->unreadable++;
		return KP_OK;
	}
	if (match == KP_RECOGNISED_UNSEEN) {
		return kp_unseen_add(&seen->unseen, walk->proc_fd, look->pid, pid, reterr);
	}
	if (match == KP_RECOGNISED_NOT) {
		return KP_OK;
	}
	search->came = true;
	return visit_process(walk, search, look->pid, pid, match, reterr);
}

/** Look at one entry of /proc. */
static enum kp_status look_at(struct walk *walk, const char *name, struct kp_error *reterr)
{
	struct kp_look look;
	enum kp_status status;
	bool is_new = false;
	int64_t pid;

	if (name[strspn(name, "0123456789")] != '\0' || !kp_go_int(name, 10, 32, &pid)) {
		return KP_OK;
	}
	status = note_pid(walk, pid, &is_new, reterr);
	if (status != KP_OK || !is_new) {
		return status;
	}
	walk->came = true;
	kp_look_init(&look, walk->proc_fd, name);
	for (size_t i = 0; status == KP_OK && i < walk->count; i++) {
		status = look_for(walk, &walk->searches[i], &look, (pid_t)pid, reterr);
	}
	return status;
}

/** Call look_at() for each entry. */
static enum kp_status walk_entries(struct walk *walk, DIR *dir, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	walk->came = false;
	for (size_t i = 0; i < walk->count; i++) {
		walk->searches[i].came = false;
	}
	while (status == KP_OK) {
		const struct dirent *entry = NULL;

		status = kp_fd_next(dir, "/proc", &entry, reterr);
		if (status == KP_OK) {
			status = look_at(walk, entry->d_name, reterr);
		}
	}
	return status == KP_ERR_END ? KP_OK : status;
}

/**
 * Walk once, and again over the pids that are new: the kernel lists many at a time, so that a process
 * that has followed one which was ending when it was looked at need not be among them.
 */
static enum kp_status walk_passes(struct walk *walk, DIR *dir, struct kp_error *reterr)
{
	enum kp_status status = walk_entries(walk, dir, reterr);
	int passes = 1;

	for (; status == KP_OK && walk->came && passes < PASSES_MAX; passes++) {
		rewinddir(dir);
		status = walk_entries(walk, dir, reterr);
	}
	/* One that came so late may be followed by another. */
	for (size_t i = 0; i < walk->count; i++) {
		walk->searches[i].seen.vanished +=
			passes == PASSES_MAX && walk->searches[i].came ? 1 : 0;
	}
	return status;
}

enum kp_status kp_process_walk(const struct kp_ctx *ctx, struct kp_process_search *searches,
			       size_t count, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	struct walk walk = { .ctx = ctx, .searches = searches, .count = count };
	DIR *dir = NULL;
	enum kp_status status = kp_procfs_open(ctx->root_fd, &proc_fd, reterr);

	for (size_t i = 0; i < count; i++) {
		searches[i].seen = (struct kp_process_walk){ 0 };
	}
	if (status == KP_OK) {
		status = kp_fd_list(proc_fd, &dir, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	walk.proc_fd = proc_fd;
	status = walk_passes(&walk, dir, reterr);
	(void)closedir(dir);
	free(walk.pids);
	for (size_t i = 0; status != KP_OK && i < count; i++) {
		kp_unseen_done(&searches[i].seen.unseen);
	}
	return status;
}
