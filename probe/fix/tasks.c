/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/tasks.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "fix/idle.h"
#include "fix/target.h"
#include "node/identity.h"

/** Tasks of one kubelet. Start as `{ 0 }`. */
struct work {
	struct kp_task **tasks;         /**< owned */
	const struct kp_order **orders; /**< owned; theirs */
	size_t count;
};

static void work_done(struct work *work)
{
	free(work->tasks);
	free(work->orders);
}

/** @param[in,out] work empty @param[in] size how many tasks it shall take */
static enum kp_status work_init(struct work *work, size_t size, struct kp_error *reterr)
{
	work->tasks = calloc(size + 1, sizeof(struct kp_task *));
	work->orders = calloc(size + 1, sizeof(const struct kp_order *));
	return work->tasks == NULL || work->orders == NULL
		       ? kp_fail(reterr, KP_ERR_NOMEM, "out of memory")
		       : KP_OK;
}

static void work_add(struct work *work, struct kp_task *task)
{
	work->tasks[work->count] = task;
	work->orders[work->count++] = &task->order;
}

/** Say that tasks failed of one kubelet, for one reason. */
static void fail_tasks(const struct kp_fix *fix, struct kp_task *const *tasks, size_t count,
		       enum kp_status status, const struct kp_error *error,
		       const struct kp_kubelet *kubelet)
{
	struct kp_error wrapped = *error;

	status = kp_wrap(&wrapped, status, "%s %ld", fix->query->component->name,
			 (long)kp_kubelet_identity(kubelet)->pid);
	for (size_t i = 0; i < count; i++) {
		tasks[i]->status =
			kp_fix_go_on(fix, tasks[i]->status, status, &wrapped, &tasks[i]->error);
	}
}

/** Whether a kubelet has what will do instead of an order. What cannot be told will not. */
static enum kp_status look_instead(const struct kp_fix *fix, const struct kp_order *order,
				   const struct kp_kubelet *kubelet, bool *ret_met,
				   struct kp_error *reterr)
{
	const struct kp_leave as_it_is = { .default_too = true };
	const struct kp_order instead = { order->instead, 1, &as_it_is, NULL };
	struct kp_error ignored;
	enum kp_status status = KP_OK;

	*ret_met = false;
	if (order->instead != NULL) {
		status = kp_fix_look(&instead, kubelet, ret_met, &ignored);
	}
	if (status != KP_OK) {
		return kp_tell(&ignored, reterr);
	}
	return *ret_met ? kp_fix_print_unchanged(fix, &instead, kubelet, reterr) : KP_OK;
}

/** Find out whether there is something to do for an order. @param[out] ret_met that there is not */
static enum kp_status examine(const struct kp_fix *fix, const struct kp_order *order,
			      const struct kp_kubelet *kubelet, bool *ret_met,
			      struct kp_error *reterr)
{
	struct kp_error ignored;
	enum kp_status status = look_instead(fix, order, kubelet, ret_met, reterr);

	if (status != KP_OK || *ret_met) {
		return status;
	}
	status = kp_fix_look(order, kubelet, ret_met, &ignored);
	if (status != KP_OK) {
		return kp_tell(&ignored, reterr);
	}
	return *ret_met ? kp_fix_print_unchanged(fix, order, kubelet, reterr) : KP_OK;
}

/** Take from work what cannot be done together with what stands before it. */
static void drop_refused(const struct kp_fix *fix, struct work *work,
			 const struct kp_kubelet *kubelet)
{
	struct kp_error error;
	const struct kp_orders all = { work->orders, work->count };
	size_t count = work->count;

	if (count > 1 && kp_fix_try(fix, &all, kubelet, &error) == KP_OK) {
		return;
	}
	work->count = 0;
	for (size_t i = 0; i < count; i++) {
		struct kp_task *task = work->tasks[i];
		struct kp_orders orders;
		enum kp_status status;

		work_add(work, task);
		orders = (struct kp_orders){ work->orders, work->count };
		status = kp_fix_try(fix, &orders, kubelet, &error);
		if (status != KP_OK) {
			work->count--;
			fail_tasks(fix, &task, 1, status, &error, kubelet);
		}
	}
}

static void do_part(const struct kp_fix *fix, const struct work *work,
		    const struct kp_kubelet *was);

/** Do tasks in one step; if the kubelet does not come up with it, one half of them after the other. */
static void do_work(const struct kp_fix *fix, const struct work *work,
		    const struct kp_kubelet *kubelet)
{
	const struct kp_orders orders = { work->orders, work->count };
	const size_t half = work->count / 2;
	const struct work first = { work->tasks, work->orders, half };
	const struct work second = { work->tasks + half, work->orders + half, work->count - half };
	struct kp_error error;
	bool is_back = false;
	enum kp_status status = kp_fix_change(fix, &orders, kubelet, &is_back, &error);

	if (status == KP_OK) {
		return;
	}
	if (!is_back || half == 0) {
		fail_tasks(fix, work->tasks, work->count, status, &error, kubelet);
		return;
	}
	(void)fprintf(fix->out, "failed: %s: once more, in two parts\n", error.message);
	do_part(fix, &first, kubelet);
	do_part(fix, &second, kubelet);
}

/** Do tasks with the kubelet that a unit has now. @param[in] was the one that it had */
static void do_part(const struct kp_fix *fix, const struct work *work, const struct kp_kubelet *was)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	const struct kp_kubelet *kubelet = NULL;
	struct kp_error error;
	enum kp_status status = kp_targets_find_unit(
		fix->query, fix->ctx, kp_kubelet_identity(was)->unit, &kubelets, &kubelet, &error);

	if (status == KP_OK) {
		do_work(fix, work, kubelet);
	} else {
		fail_tasks(fix, work->tasks, work->count, status, &error, was);
	}
}

/** Restart a kubelet of which files were restricted, if nothing else has. */
static enum kp_status restart_after(const struct kp_fix *fix, const struct kp_kubelet *was,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	const struct kp_kubelet *kubelet = NULL;
	enum kp_status status = kp_targets_find_unit(
		fix->query, fix->ctx, kp_kubelet_identity(was)->unit, &kubelets, &kubelet, reterr);

	if (status == KP_OK && kp_kubelet_changed_since_start(kubelet)) {
		status = kp_fix_restart(fix, kubelet, reterr);
	}
	return status;
}

/** Do tasks, and before it what else is done to files. */
static enum kp_status do_all(const struct kp_fix *fix, const struct work *work,
			     const struct kp_kubelet *kubelet, struct kp_error *reterr)
{
	bool both = fix->before != NULL && !fix->dry_run;

	if (both) {
		fix->before(fix, fix->user);
	}
	do_work(fix, work, kubelet);
	return both ? restart_after(fix, kubelet, reterr) : KP_OK;
}

/** See to one kubelet. @return KP_OK, also if tasks failed; why none could be done */
static enum kp_status see_to(const struct kp_fix *fix, struct kp_task *tasks, size_t count,
			     const struct kp_kubelet *kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(work_done) struct work work = { 0 };
	struct kp_error error;
	enum kp_status status = work_init(&work, count, reterr);

	for (size_t i = 0; status == KP_OK && i < count; i++) {
		bool met = false;

		status = examine(fix, &tasks[i].order, kubelet, &met, reterr);
		if (status == KP_OK && !met) {
			work_add(&work, &tasks[i]);
		}
	}
	if (status != KP_OK || work.count == 0) {
		return status;
	}
	status = kp_target_check(kubelet, &error);
	if (status != KP_OK) {
		fail_tasks(fix, work.tasks, work.count, status, &error, kubelet);
		return KP_OK;
	}
	drop_refused(fix, &work, kubelet);
	return work.count > 0 ? do_all(fix, &work, kubelet, reterr) : KP_OK;
}

/** See to one kubelet of a collection, as it is now: another one may have been changed meanwhile. */
static void see_to_again(const struct kp_fix *fix, struct kp_task *tasks, size_t count,
			 const struct kp_kubelet *kubelet)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	struct kp_error error;
	enum kp_status status = kp_targets_find(fix->query, fix->ctx, &kubelets, &error);

	if (status == KP_OK) {
		const struct kp_kubelet *current = kp_targets_again(kubelets, kubelet);

		status = current == NULL ? kp_fail(&error, KP_ERR_GONE, "it ended meanwhile")
					 : see_to(fix, tasks, count, current, &error);
	}
	for (size_t i = 0; status != KP_OK && i < count; i++) {
		struct kp_task *task = &tasks[i];

		fail_tasks(fix, &task, 1, status, &error, kubelet);
	}
}

enum kp_status kp_tasks_do(const struct kp_fix *fix, struct kp_task *tasks, size_t count,
			   struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	enum kp_status status = kp_target_check_node(reterr);

	for (size_t i = 0; i < count; i++) {
		tasks[i].status = KP_OK;
	}
	if (status == KP_OK) {
		status = kp_targets_find(fix->query, fix->ctx, &kubelets, reterr);
	}
	if (status == KP_OK) {
		status = kp_idle_check(fix->query, fix->ctx, kubelets, reterr);
	}
	if (status == KP_OK && kp_kubelets_count(kubelets) == 0) {
		(void)fprintf(fix->out, "unchanged: no %s runs on this machine\n",
			      fix->query->component->name);
	}
	for (size_t i = 0; kubelets != NULL && i < kp_kubelets_count(kubelets); i++) {
		see_to_again(fix, tasks, count, kp_kubelets_get(kubelets, i));
	}
	return status;
}
