/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/deadline.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

/** What the thread and the one who waits for it share. The last of them frees it. */
struct job {
	pthread_mutex_t mutex;
	pthread_cond_t done_changed;
	bool done;
	bool abandoned;
	struct kp_ctx ctx;
	enum kp_status status;
	struct kp_error error;
	struct kp_kubelets *kubelets;
};

static void job_free(struct job *job)
{
	kp_kubelets_free(job->kubelets);
	kp_ctx_done(&job->ctx);
	(void)pthread_cond_destroy(&job->done_changed);
	(void)pthread_mutex_destroy(&job->mutex);
	free(job);
}

/** @param[in,out] ctx consumed. @return NULL if there is no memory */
static struct job *job_new(struct kp_ctx *ctx)
{
	struct job *job = calloc(1, sizeof(*job));
	pthread_condattr_t attributes;

	if (job == NULL) {
		kp_ctx_done(ctx);
		return NULL;
	}
	job->ctx = *ctx;
	(void)pthread_mutex_init(&job->mutex, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&job->done_changed, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	return job;
}

/** The thread. */
static void *run(void *arg)
{
	struct job *job = arg;
	bool abandoned;

	job->status = kp_kubelets_collect(&job->ctx, &job->kubelets, &job->error);
	(void)pthread_mutex_lock(&job->mutex);
	job->done = true;
	abandoned = job->abandoned;
	(void)pthread_cond_signal(&job->done_changed);
	(void)pthread_mutex_unlock(&job->mutex);
	if (abandoned) {
		job_free(job);
	}
	return NULL;
}

/** Start the thread. Signals stay with the threads of oscap. @return an errno, or 0 */
static int start(struct job *job)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all;
	sigset_t old;
	int error;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	(void)pthread_attr_init(&attributes);
	(void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	error = pthread_create(&thread, &attributes, run, job);
	(void)pthread_attr_destroy(&attributes);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return error;
}

/** Wait for the thread. @return whether it came in time; else it owns the job */
static bool wait_for(struct job *job)
{
	struct timespec end = { 0 };
	int error = 0;
	bool done;

	(void)clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += (time_t)job->ctx.limits.seconds;
	(void)pthread_mutex_lock(&job->mutex);
	while (!job->done && error == 0) {
		error = pthread_cond_timedwait(&job->done_changed, &job->mutex, &end);
	}
	done = job->done;
	job->abandoned = !done;
	(void)pthread_mutex_unlock(&job->mutex);
	return done;
}

enum kp_status kp_deadline_collect(struct kp_ctx *ctx, struct kp_kubelets **ret_kubelets,
				   struct kp_error *reterr)
{
	unsigned seconds = ctx->limits.seconds;
	struct job *job = job_new(ctx);
	enum kp_status status;
	int error;

	if (job == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	error = start(job);
	if (error != 0) {
		job_free(job);
		return kp_fail_errno(reterr, error, "cannot start a thread");
	}
	if (!wait_for(job)) {
		return kp_fail(reterr, KP_ERR_LIMIT,
			       "the kubelets could not be read within the limit of %u seconds "
			       "(OSCAP_KUBELET_TIMEOUT)",
			       seconds);
	}
	status = job->status;
	if (status == KP_OK) {
		*ret_kubelets = job->kubelets;
		job->kubelets = NULL;
	} else if (reterr != NULL) {
		*reterr = job->error;
	}
	job_free(job);
	return status;
}
