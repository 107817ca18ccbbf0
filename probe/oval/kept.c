/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kept.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "oval/deadline.h"

/** What children did that were waited for. Each that ran has had a page fault at least. */
struct children {
	long minor_faults;
	long major_faults;
	long voluntary; /* context switches */
	long involuntary;
};

/** The components of one origin. */
struct collected {
	bool holds;            /* whether anything of the following is there */
	struct kp_query query; /* what was asked */
	dev_t device;          /* of the root directory */
	ino_t inode;
	struct timespec when;         /* CLOCK_BOOTTIME, when that was done */
	struct children children;     /* when that was begun */
	struct kp_kubelets *kubelets; /* NULL if it failed */
	struct kp_error error;        /* why it failed */
};

/** What one kubelet said. */
struct asked {
	int64_t pid;
	int64_t start_ticks;
	char *options; /* with which it was asked; NULL: with none */
	int minor;
	struct children children;       /* when it was asked */
	struct kp_configz_reply *reply; /* NULL if there is none */
	struct kp_error error;          /* why */
};

struct kp_kept {
	pthread_mutex_t mutex;
	struct kp_memo memo;
	struct children own; /* of programs that ask kubelets */
	struct asked *asked;
	size_t asked_count;
	size_t asked_size;
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

static void asked_done(struct asked *asked)
{
	kp_configz_reply_free(asked->reply);
	free(asked->options);
}

/** Release what is kept, once no object is being evaluated. */
static void free_kept(struct kp_kept *kept)
{
	kp_kept_lock(kept);
	for (size_t i = 0; i < kept->asked_count; i++) {
		asked_done(&kept->asked[i]);
	}
	free(kept->asked);
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

/** What children have done until now, but for our own. @return whether that can be told */
static bool read_children(const struct kp_kept *all, struct children *ret_children)
{
	struct rusage now;

	if (getrusage(RUSAGE_CHILDREN, &now) != 0) {
		return false;
	}
	*ret_children = (struct children){ now.ru_minflt - all->own.minor_faults,
					   now.ru_majflt - all->own.major_faults,
					   now.ru_nvcsw - all->own.voluntary,
					   now.ru_nivcsw - all->own.involuntary };
	return true;
}

/** Add what a program has used that is our own. */
static void add_own(struct kp_kept *all, const struct rusage *usage)
{
	all->own.minor_faults += usage->ru_minflt;
	all->own.major_faults += usage->ru_majflt;
	all->own.voluntary += usage->ru_nvcsw;
	all->own.involuntary += usage->ru_nivcsw;
}

/** Whether children of this process ended since. */
static bool had_children(const struct kp_kept *all, const struct children *then)
{
	struct children now;

	return !read_children(all, &now) || now.minor_faults != then->minor_faults ||
	       now.major_faults != then->major_faults || now.voluntary != then->voluntary ||
	       now.involuntary != then->involuntary;
}

/** Whether what is kept is of the root directory, and of what else the environment says. */
static bool is_asked(const struct collected *kept, const struct kp_query *query,
		     const struct kp_ctx *ctx)
{
	struct stat root;

	bool has_component =
		kept->kubelets == NULL || kp_kubelets_of(kept->kubelets, query->component) != NULL;

	return has_component && kept->query.minor == query->minor &&
	       kept->query.with_aside == query->with_aside && fstat(ctx->root_fd, &root) == 0 &&
	       root.st_dev == kept->device && root.st_ino == kept->inode;
}

/** Whether what is kept can be of use still. */
static bool may_hold(const struct kp_kept *all, const struct collected *kept,
		     const struct kp_query *query, const struct kp_ctx *ctx)
{
	return kept->holds && is_asked(kept, query, ctx) && is_recent(&kept->when) &&
	       !had_children(all, &kept->children);
}

/** Whether a collection is as good as another try would be. */
static bool is_worth_keeping(enum kp_status status, const struct kp_kubelets *kubelets)
{
	const struct kp_error *incomplete;

	if (status != KP_OK) {
		return status != KP_ERR_NOMEM;
	}
	for (; kubelets != NULL; kubelets = kp_kubelets_beside(kubelets)) {
		incomplete = kp_kubelets_incomplete(kubelets);
		/* Those that restarted while they were read can be read now. */
		if (incomplete != NULL && incomplete->status == KP_ERR_GONE) {
			return false;
		}
	}
	return true;
}

/** Collect, unless the kubelets that are kept are current. @param[in,out] ctx consumed */
static void collect(const struct kp_kept *all, struct collected *kept, const struct kp_query *query,
		    struct kp_ctx *ctx, enum kp_origin origin)
{
	struct kp_deadline_task task = {
		.ctx = *ctx,
		.query = *query,
		.origin = origin,
		.kubelets = kp_steal(&kept->kubelets),
	};
	struct children children = { 0 };
	struct stat root = { 0 };
	bool known = read_children(all, &children) && fstat(ctx->root_fd, &root) == 0;
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

/** Find the collection of one component among those that share a walk. */
static enum kp_status find_component(const struct kp_kubelets *all,
				     const struct kp_component *component,
				     const struct kp_kubelets **ret_kubelets,
				     struct kp_error *reterr)
{
	const struct kp_kubelets *found = kp_kubelets_of(all, component);
	const struct kp_error *failure = kp_kubelets_failure(found);

	if (failure != NULL) {
		return kp_tell(failure, reterr);
	}
	*ret_kubelets = found;
	return KP_OK;
}

enum kp_status kp_kept_collect(struct kp_kept *all, const struct kp_query *query,
			       struct kp_ctx *ctx, enum kp_origin origin,
			       const struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
{
	struct collected *kept =
		query->with_services ? &all->with_services[origin] : &all->origins[origin];
	bool holds = may_hold(all, kept, query, ctx);

	if (!holds) {
		drop(kept);
	}
	if (holds && kept->kubelets == NULL) {
		kp_ctx_done(ctx); /* it failed, and would again */
	} else {
		collect(all, kept, query, ctx, origin);
	}
	if (kept->kubelets == NULL) {
		return kp_tell(&kept->error, reterr);
	}
	return find_component(kept->kubelets, query->component, ret_kubelets, reterr);
}

/** @return what is kept of a kubelet, be it of use or not; NULL if nothing is */
static struct asked *find_asked(const struct kp_kept *kept, const struct kp_identity *who)
{
	struct asked *found = NULL;

	for (size_t i = 0; found == NULL && i < kept->asked_count; i++) {
		if (kept->asked[i].pid == who->pid &&
		    kept->asked[i].start_ticks == who->start_ticks) {
			found = &kept->asked[i];
		}
	}
	return found;
}

/** Whether an answer is as good as another try would be. */
static bool is_answer(const struct kp_kept *kept, const struct asked *asked,
		      const struct kp_configz_question *question)
{
	return kp_text_is_same(asked->options, question->options) &&
	       asked->minor == question->minor &&
	       (asked->reply != NULL || !had_children(kept, &asked->children));
}

/** Make room for a kubelet. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status add_asked(struct kp_kept *kept, const struct kp_identity *who,
				struct asked **ret_asked, struct kp_error *reterr)
{
	enum kp_status status = kp_array_reserve(&kept->asked, kept->asked_count, &kept->asked_size,
						 sizeof(*kept->asked), reterr);

	if (status == KP_OK) {
		*ret_asked = &kept->asked[kept->asked_count++];
		**ret_asked = (struct asked){ .pid = who->pid, .start_ticks = who->start_ticks };
	}
	return status;
}

/** Ask, and keep what comes of it. */
static enum kp_status ask(struct kp_kept *kept, const struct kp_configz_question *question,
			  const struct kp_kubelet *kubelet, struct asked *asked,
			  struct kp_error *reterr)
{
	struct rusage usage = { 0 };
	enum kp_status status;

	kp_configz_reply_free(kp_steal(&asked->reply));
	free(kp_steal(&asked->options));
	asked->minor = question->minor;
	(void)kp_fail(&asked->error, KP_ERR_NOMEM, "out of memory");
	if (question->options != NULL &&
	    kp_text_dup(question->options, &asked->options, reterr) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	status = kp_running_ask(question, kubelet, &usage, &asked->reply, &asked->error);
	add_own(kept, &usage);
	(void)read_children(kept, &asked->children);
	return status == KP_ERR_NOMEM ? kp_tell(&asked->error, reterr) : KP_OK;
}

enum kp_status kp_kept_ask(struct kp_kept *kept, const struct kp_configz_question *question,
			   const struct kp_kubelet *kubelet,
			   const struct kp_configz_reply **ret_reply, struct kp_error *reterr)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);
	struct asked *asked = find_asked(kept, who);
	bool is_new = asked == NULL;
	enum kp_status status = KP_OK;

	if (is_new) {
		status = add_asked(kept, who, &asked, reterr);
	}
	if (status == KP_OK && (is_new || !is_answer(kept, asked, question))) {
		status = ask(kept, question, kubelet, asked, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	if (asked->reply == NULL) {
		return kp_tell(&asked->error, reterr);
	}
	*ret_reply = asked->reply;
	return KP_OK;
}
