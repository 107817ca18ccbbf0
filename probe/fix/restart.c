/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/restart.h"

#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "fix/system/manager.h"
#include "fix/target.h"
#include "node/running.h"

/** Seconds within which a kubelet has to be there: systemd's own limit for a start is 90. */
#define KP_RESTART_START_LIMIT 90

/** Seconds that a kubelet has to stay healthy, if it has to stay that long at all. */
#define KP_RESTART_STAYS_HEALTHY 2

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
 * @param[in] other the process that is not meant
 * @param[in,out] seen a process to look for, or none to find the oldest; none if it is not there
 */
static enum kp_status find(const struct kp_query *query, const struct kp_ctx *ctx, const char *unit,
			   const struct seen *other, struct seen *seen, struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	struct kp_query without_services = *query;
	struct seen found = { 0 };
	enum kp_status status;

	without_services.with_services = false;
	status = kp_kubelets_collect(&without_services, ctx, &kubelets, reterr);
	for (size_t i = 0; status == KP_OK && i < kp_kubelets_count(kubelets); i++) {
		const struct kp_kubelet *kubelet = kp_kubelets_get(kubelets, i);
		const struct kp_identity *who = kp_kubelet_identity(kubelet);
		const struct seen it = { who->pid, who->start_ticks };

		if (who->unit == NULL || strcmp(who->unit, unit) != 0 ||
		    !kp_target_is_own(kubelet) || is_same(&it, other) ||
		    (seen->pid != 0 && !is_same(&it, seen))) {
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
static enum kp_status wait_for_start(const struct kp_query *query, const struct kp_ctx *ctx,
				     const char *unit, const struct seen *old,
				     struct seen *ret_seen, struct kp_error *reterr)
{
	double end = now() + KP_RESTART_START_LIMIT;

	while (now() < end) {
		enum kp_status status;

		*ret_seen = (struct seen){ 0 };
		status = find(query, ctx, unit, old, ret_seen, reterr);
		if (status != KP_OK || ret_seen->pid != 0) {
			return status;
		}
		(void)nanosleep(&pause_time, NULL);
	}
	return kp_fail(reterr, KP_ERR_GONE, "no %s of %s is there %d seconds after its restart",
		       query->component->name, unit, KP_RESTART_START_LIMIT);
}

/** A kubelet that is watched. */
struct watch {
	const char *name; /* of the component */
	const char *unit;
	const struct kp_health *health;
	struct kp_restart_times times;
	double begin;
	double healthy_since; /* only while `is_healthy` */
	bool is_healthy;
	struct kp_error missing; /* else: why not */
};

/** Look whether it is healthy, and since when. @return KP_OK; KP_ERR_NOMEM */
static enum kp_status look(struct watch *watch)
{
	enum kp_status status = kp_health_check(watch->health, &watch->missing);

	if (status == KP_OK && !watch->is_healthy) {
		watch->healthy_since = now();
	}
	watch->is_healthy = status == KP_OK;
	return status == KP_ERR_NOMEM ? status : KP_OK;
}

/**
 * Whether a kubelet has stayed, and is healthy. It has to be that for a moment: healthz opens at the time
 * at which a server that cannot be ends the kubelet (cmd/kubelet/app/server.go, RunKubelet).
 */
static bool is_up(const struct watch *watch)
{
	unsigned settle = watch->times.settle;
	double stays = settle < KP_RESTART_STAYS_HEALTHY ? settle : KP_RESTART_STAYS_HEALTHY;
	double time = now();

	return watch->is_healthy && time >= watch->begin + settle &&
	       time >= watch->healthy_since + stays;
}

/** Whether a kubelet that is not healthy has had its time. */
static bool is_late(const struct watch *watch)
{
	return !watch->is_healthy &&
	       now() >= watch->begin + watch->times.settle + watch->times.health;
}

static enum kp_status tell_end(const struct watch *watch, struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_GONE,
		       "the %s of %s ended within %ld seconds: see journalctl -u %s", watch->name,
		       watch->unit, (long)(now() - watch->begin) + 1, watch->unit);
}

static enum kp_status tell_missing(const struct watch *watch, struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_LIMIT,
		       "the %s of %s runs, but is not healthy after %u seconds: %s", watch->name,
		       watch->unit, watch->times.settle + watch->times.health,
		       watch->missing.message);
}

/** Watch a process until it is up. */
static enum kp_status attend(const struct kp_query *query, const struct kp_ctx *ctx,
			     const struct seen *kubelet, struct watch *watch,
			     struct kp_error *reterr)
{
	struct seen seen = *kubelet;

	for (;;) {
		enum kp_status status = find(query, ctx, watch->unit, &none, &seen, reterr);

		if (status != KP_OK) {
			return status;
		}
		if (seen.pid == 0) {
			return tell_end(watch, reterr);
		}
		if (look(watch) != KP_OK) {
			return kp_tell(&watch->missing, reterr);
		}
		if (is_up(watch)) {
			return KP_OK;
		}
		if (is_late(watch)) {
			return tell_missing(watch, reterr);
		}
		(void)nanosleep(&pause_time, NULL);
	}
}

/** Restart the unit of a kubelet, and watch that. */
static enum kp_status restart(const struct kp_query *query, const struct kp_ctx *ctx,
			      struct watch *watch, struct kp_error *reterr)
{
	struct seen old = { 0 };
	struct seen kubelet = { 0 };
	enum kp_status status = find(query, ctx, watch->unit, &none, &old, reterr);

	if (status == KP_OK) {
		status = kp_manager_reload(KP_MANAGER_LIMIT, reterr);
	}
	if (status == KP_OK) {
		status = kp_manager_restart(watch->unit, KP_MANAGER_LIMIT, reterr);
	}
	if (status == KP_OK) {
		status = wait_for_start(query, ctx, watch->unit, &old, &kubelet, reterr);
	}
	watch->begin = now();
	return status == KP_OK ? attend(query, ctx, &kubelet, watch, reterr) : status;
}

enum kp_status kp_restart(const struct kp_query *query, const struct kp_ctx *ctx, const char *unit,
			  unsigned settle, struct kp_error *reterr)
{
	const struct kp_health nothing = { 0 };
	struct watch watch = { .name = query->component->name,
			       .unit = unit,
			       .health = &nothing,
			       .times = { .settle = settle } };

	return restart(query, ctx, &watch, reterr);
}

enum kp_status kp_restart_well(const struct kp_query *query, const struct kp_ctx *ctx,
			       const char *unit, const struct kp_restart_times *times,
			       const struct kp_health *health, struct kp_error *reterr)
{
	struct watch watch = {
		.name = query->component->name, .unit = unit, .health = health, .times = *times
	};

	watch.times.settle *= kp_health_is_asked(health) ? 1 : 2;
	return restart(query, ctx, &watch, reterr);
}
