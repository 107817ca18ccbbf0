/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kept.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "base/cleanup.h"
#include "oval/deadline.h"

/** The components of one origin. */
struct collected {
	bool holds;            /* whether anything of the following is there */
	struct kp_query query; /* what was asked */
	dev_t device;          /* of the root directory */
	ino_t inode;
	struct timespec when;         /* CLOCK_BOOTTIME, when that was done */
	struct rusage children;       /* when that was begun */
	struct kp_kubelets *kubelets; /* NULL if it failed */
	struct kp_error error;        /* why it failed */
};

struct kp_kept {
	pthread_mutex_t mutex;
	struct kp_memo memo;
	struct collected origins[KP_ORIGIN__COUNT];
	struct collected
		with_services[KP_ORIGIN__COUNT]; /* likewise, each with the one of its unit */
};

/** What all instances of this process share, as long as there are some. */
static struct {
	pthread_mutex_t mutex;
	struct kp_kept *kept;
	size_t instances;
} shared = { .mutex = PTHREAD_MUTEX_INITIALIZER };

static void drop(struct collected *collected)
{
	kp_kubelets_free(collected->kubelets);
	collected->kubelets = NULL;
	collected->holds = false;
}

static struct kp_kept *new_kept(void)
{
	struct kp_kept *kept = calloc(1, sizeof(*kept));

	if (kept != NULL) {
		(void)pthread_mutex_init(&kept->mutex, NULL);
	}
	return kept;
}

/** Release what is kept, once no object is being evaluated. */
static void free_kept(struct kp_kept *kept)
{
	kp_kept_lock(kept);
	for (size_t i = 0; i < KP_ORIGIN__COUNT; i++) {
		drop(&kept->origins[i]);
		drop(&kept->with_services[i]);
	}
	kp_memo_done(&kept->memo);
	kp_kept_unlock(kept);
	(void)pthread_mutex_destroy(&kept->mutex);
	free(kept);
}

void *kp_kept_init(void)
{
	struct kp_kept *kept;

	(void)pthread_mutex_lock(&shared.mutex);
	if (shared.kept == NULL) {
		shared.kept = new_kept();
	}
	kept = shared.kept;
	shared.instances += kept == NULL ? 0 : 1;
	(void)pthread_mutex_unlock(&shared.mutex);
	return kept;
}

void kp_kept_fini(void *arg)
{
	if (arg == NULL) {
		return;
	}
	(void)pthread_mutex_lock(&shared.mutex);
	shared.instances--;
	if (shared.instances == 0) {
		free_kept(kp_steal(&shared.kept));
	}
	(void)pthread_mutex_unlock(&shared.mutex);
}

void kp_kept_lock(struct kp_kept *kept)
{
	(void)pthread_mutex_lock(&kept->mutex);
}

void kp_kept_unlock(struct kp_kept *kept)
{
	(void)pthread_mutex_unlock(&kept->mutex);
}

struct kp_memo *kp_kept_memo(struct kp_kept *kept)
{
	return &kept->memo;
}

/** Whether a time is at most KP_KEPT_SECONDS ago, the time of a suspended machine included. */
static bool is_recent(const struct timespec *then)
{
	struct timespec now = { 0 };
	time_t seconds;

	if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) {
		return false;
	}
	seconds = now.tv_sec - then->tv_sec;
	return seconds < KP_KEPT_SECONDS ||
	       (seconds == KP_KEPT_SECONDS && now.tv_nsec <= then->tv_nsec);
}

/** Whether children of this process ended since: none that was waited for has had no page fault. */
static bool had_children(const struct rusage *then)
{
	struct rusage now;

	return getrusage(RUSAGE_CHILDREN, &now) != 0 || now.ru_minflt != then->ru_minflt ||
	       now.ru_majflt != then->ru_majflt || now.ru_nvcsw != then->ru_nvcsw ||
	       now.ru_nivcsw != then->ru_nivcsw;
}

/** Whether what is kept is of the root directory, and of what else the environment says. */
static bool is_asked(const struct collected *kept, const struct kp_query *query,
		     const struct kp_ctx *ctx)
{
	struct stat root;

	return kept->query.component == query->component && kept->query.minor == query->minor &&
	       kept->query.with_aside == query->with_aside && fstat(ctx->root_fd, &root) == 0 &&
	       root.st_dev == kept->device && root.st_ino == kept->inode;
}

/** Whether what is kept can be of use still. */
static bool may_hold(const struct collected *kept, const struct kp_query *query,
		     const struct kp_ctx *ctx)
{
	return kept->holds && is_asked(kept, query, ctx) && is_recent(&kept->when) &&
	       !had_children(&kept->children);
}

/** Whether a collection is as good as another try would be. */
static bool is_worth_keeping(enum kp_status status, const struct kp_kubelets *kubelets)
{
	const struct kp_error *incomplete;

	if (status != KP_OK) {
		return status != KP_ERR_NOMEM;
	}
	incomplete = kp_kubelets_incomplete(kubelets);
	/* Kubelets that restarted while they were read can be read now. */
	return incomplete == NULL || incomplete->status != KP_ERR_GONE;
}

/** Collect, unless the kubelets that are kept are current. @param[in,out] ctx consumed */
static void collect(struct collected *kept, const struct kp_query *query, struct kp_ctx *ctx,
		    enum kp_origin origin)
{
	struct kp_deadline_task task = {
		.ctx = *ctx,
		.query = *query,
		.origin = origin,
		.kubelets = kp_steal(&kept->kubelets),
	};
	struct rusage children;
	struct stat root = { 0 };
	bool known = getrusage(RUSAGE_CHILDREN, &children) == 0 && fstat(ctx->root_fd, &root) == 0;
	enum kp_status status = kp_deadline_collect(&task, &kept->error);

	kept->kubelets = task.kubelets;
	if (status == KP_OK && task.reused) {
		return;
	}
	kept->query = *query;
	kept->device = root.st_dev;
	kept->inode = root.st_ino;
	kept->children = children;
	kept->holds = known && is_worth_keeping(status, kept->kubelets) &&
		      clock_gettime(CLOCK_BOOTTIME, &kept->when) == 0;
}

enum kp_status kp_kept_collect(struct kp_kept *all, const struct kp_query *query,
			       struct kp_ctx *ctx, enum kp_origin origin,
			       const struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
{
	struct collected *kept =
		query->with_services ? &all->with_services[origin] : &all->origins[origin];
	bool holds = may_hold(kept, query, ctx);

	if (!holds) {
		drop(kept);
	}
	if (holds && kept->kubelets == NULL) {
		kp_ctx_done(ctx); /* it failed, and would again */
	} else {
		collect(kept, query, ctx, origin);
	}
	if (kept->kubelets == NULL) {
		return kp_tell(&kept->error, reterr);
	}
	*ret_kubelets = kept->kubelets;
	return KP_OK;
}
