/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/restart.h"

#include <string.h>
#include <time.h>

#include "core/cleanup.h"
#include "core/kubelet.h"
#include "fix/manager.h"
#include "fix/target.h"

/** Seconds within which a kubelet has to be there: systemd's own limit for a start is 90. */
#define KP_RESTART_START_LIMIT 90

/** Between two looks. */
static const struct timespec pause_time = { .tv_nsec = 200000000L };

/** A process. Start as `{ 0 }`, which is none. */
struct seen {
	pid_t pid;
	int64_t start_ticks;
};

static bool is_same(const struct seen *left, const struct seen *right)
{
	return left->pid == right->pid && left->start_ticks == right->start_ticks;
}

static const struct seen none = { 0 };

/** Whether a process may be the parent of another. */
static bool is_older(const struct seen *left, const struct seen *right)
{
	return left->start_ticks < right->start_ticks ||
	       (left->start_ticks == right->start_ticks && left->pid < right->pid);
}

/**
 * Look at the kubelets of a unit. A child that a kubelet has just forked looks like one, too, until it
 * becomes another program.
 * @param[in] not the process that is not meant
 * @param[in,out] seen a process to look for, or none to find the oldest; none if it is not there
 */
static enum kp_status find(const struct kp_ctx *ctx, const char *unit, const struct seen * not,
			   struct seen *seen, struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	struct kp_ctx without_services = *ctx;
	struct seen found = { 0 };
	enum kp_status status;

	without_services.with_services = false;
	status = kp_kubelets_collect(&without_services, &kubelets, reterr);
	for (size_t i = 0; status == KP_OK && i < kp_kubelets_count(kubelets); i++) {
		const struct kp_kubelet *kubelet = kp_kubelets_get(kubelets, i);
		const char *of = kp_kubelet_unit(kubelet);
		const struct seen it = { kp_kubelet_pid(kubelet),
					 kp__kubelet_start_ticks(kubelet) };

		if (of == NULL || strcmp(of, unit) != 0 || !kp_target_is_own(kubelet) ||
		    is_same(&it, not ) || (seen->pid != 0 && !is_same(&it, seen))) {
			continue;
		}
		if (found.pid == 0 || is_older(&it, &found)) {
			found = it;
		}
	}
	if (status == KP_OK) {
		*seen = found;
	}
	return status;
}

/** @return seconds since some point in the past, that no clock setting changes */
static double now(void)
{
	struct timespec time = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/** Wait until another process than the old one is there. */
static enum kp_status wait_for_start(const struct kp_ctx *ctx, const char *unit,
				     const struct seen *old, struct seen *ret_seen,
				     struct kp_error *reterr)
{
	double end = now() + KP_RESTART_START_LIMIT;

	while (now() < end) {
		enum kp_status status;

		*ret_seen = (struct seen){ 0 };
		status = find(ctx, unit, old, ret_seen, reterr);
		if (status != KP_OK || ret_seen->pid != 0) {
			return status;
		}
		(void)nanosleep(&pause_time, NULL);
	}
	return kp_fail(reterr, KP_ERR_GONE,
		       "no kubelet of %s is there %d seconds after its restart", unit,
		       KP_RESTART_START_LIMIT);
}

/** Watch a process for a time. */
static enum kp_status watch(const struct kp_ctx *ctx, const char *unit, const struct seen *kubelet,
			    unsigned settle, struct kp_error *reterr)
{
	double end = now() + settle;
	struct seen seen = *kubelet;

	while (now() < end) {
		enum kp_status status = find(ctx, unit, &none, &seen, reterr);

		if (status != KP_OK) {
			return status;
		}
		if (seen.pid == 0) {
			return kp_fail(reterr, KP_ERR_GONE,
				       "the kubelet of %s ended within %u seconds: see journalctl "
				       "-u %s",
				       unit, settle, unit);
		}
		(void)nanosleep(&pause_time, NULL);
	}
	return KP_OK;
}

enum kp_status kp_restart(const struct kp_ctx *ctx, const char *unit, unsigned settle,
			  struct kp_error *reterr)
{
	struct seen old = { 0 };
	struct seen kubelet = { 0 };
	enum kp_status status = find(ctx, unit, &none, &old, reterr);

	if (status == KP_OK) {
		status = kp_manager_reload(KP_MANAGER_LIMIT, reterr);
	}
	if (status == KP_OK) {
		status = kp_manager_restart(unit, KP_MANAGER_LIMIT, reterr);
	}
	if (status == KP_OK) {
		status = wait_for_start(ctx, unit, &old, &kubelet, reterr);
	}
	return status == KP_OK ? watch(ctx, unit, &kubelet, settle, reterr) : status;
}
