/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/deadline.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/cleanup.h"
#include "node/running.h"
#include "node/services.h"

/** What the thread and the one who waits for it share. The last of them frees it. */
struct job {
	pthread_mutex_t mutex;
	pthread_cond_t done_changed;
	bool done;
	bool abandoned;
	struct kp_deadline_task task;
	enum kp_status status;
	struct kp_error error;
};

static void job_free(struct job *job)
{
	kp_kubelets_free(job->task.kubelets);
	kp_ctx_done(&job->task.ctx);
	(void)pthread_cond_destroy(&job->done_changed);
	(void)pthread_mutex_destroy(&job->mutex);
	free(job);
}

/** @param[in,out] task consumed. @return NULL if there is no memory */
static struct job *job_new(struct kp_deadline_task *task)
{
	struct job *job = calloc(1, sizeof(*job));
	pthread_condattr_t attributes;

	if (job == NULL) {
		kp_kubelets_free(kp_steal(&task->kubelets));
		kp_ctx_done(&task->ctx);
		return NULL;
	}
	job->task = *task;
	task->kubelets = NULL;
	(void)pthread_mutex_init(&job->mutex, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&job->done_changed, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	return job;
}

/** The work. */
static enum kp_status collect(struct kp_deadline_task *task, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	if (task->kubelets != NULL && task->query.with_unit_files) {
		status = kp_kubelets_find_unit_files(&task->ctx, task->kubelets,
						     task->query.component, reterr);
	}
	task->reused = status == KP_OK && task->kubelets != NULL &&
		       kp_kubelets_are_current(&task->ctx, task->kubelets);
	if (task->reused) {
		return KP_OK;
	}
	kp_kubelets_free(kp_steal(&task->kubelets));
	if (status != KP_OK) {
		return status;
	}
	return task->origin == KP_ORIGIN_PROCESS
		       ? kp_kubelets_collect(&task->query, &task->ctx, &task->kubelets, reterr)
		       : kp_services_collect(&task->query, &task->ctx, &task->kubelets, reterr);
}

/** The thread. */
static void *run(void *arg)
{
	struct job *job = arg;
	bool abandoned;

	job->status = collect(&job->task, &job->error);
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
	end.tv_sec += (time_t)job->task.ctx.limits.seconds;
	(void)pthread_mutex_lock(&job->mutex);
	while (!job->done && error == 0) {
		error = pthread_cond_timedwait(&job->done_changed, &job->mutex, &end);
	}
	done = job->done;
	job->abandoned = !done;
	(void)pthread_mutex_unlock(&job->mutex);
	return done;
}

enum kp_status kp_deadline_collect(struct kp_deadline_task *task, struct kp_error *reterr)
{
	unsigned seconds = task->ctx.limits.seconds;
	struct job *job = job_new(task);
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
		task->kubelets = kp_steal(&job->task.kubelets);
		task->reused = job->task.reused;
	} else if (reterr != NULL) {
		*reterr = job->error;
	}
	job_free(job);
	return status;
}
