/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/fix.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/cleanup.h"
#include "fix/plan.h"
#include "fix/replace.h"
#include "fix/restart.h"
#include "fix/target.h"

/** What has been changed of a kubelet. Start as `{ 0 }`. */
struct done {
	const struct kp_fix *fix;
	const struct kp_plan *plan;
	struct kp_replacement **replacements; /* owned; as many as the plan has files */
	size_t count;
};

static void done_done(struct done *done)
{
	for (size_t i = 0; i < done->count; i++) {
		kp_replacement_free(done->replacements[i]);
	}
	free(done->replacements);
}

/** Put all files back. @return KP_OK; the status of the last that could not be */
static enum kp_status put_back(const struct done *done, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = done->count; i > 0; i--) {
		enum kp_status undone = kp_replace_undo(done->replacements[i - 1], reterr);

		if (undone == KP_OK) {
			(void)fprintf(done->fix->out, "rolled back: %s\n",
				      done->plan->files[i - 1].path);
		} else {
			status = undone;
		}
	}
	return status;
}

/**
 * Make sure that each file of a plan is the one that the kubelet has at its path.
 * @param[in] pid of the kubelet, which may have mounts of its own
 */
static enum kp_status check_files(const struct kp_plan *plan, pid_t pid, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < plan->count; i++) {
		status = kp_target_check_file(pid, plan->files[i].path, reterr);
	}
	return status;
}

static enum kp_status write_file(const struct kp_fix *fix, const struct kp_plan_file *file,
				 struct kp_replacement **ret, struct kp_error *reterr)
{
	enum kp_status status = kp_replace(fix->ctx->root_fd, file->path, file->was, file->was_len,
					   file->now, file->now_len, fix->backup_dir, ret, reterr);

	if (status == KP_OK) {
		(void)fprintf(fix->out, "backup: %s\n", kp_replacement_backup(*ret));
	}
	return status;
}

/** Write the files of a plan, all or none. */
static enum kp_status write_files(struct done *done, struct kp_error *reterr)
{
	const struct kp_plan *plan = done->plan;
	struct kp_error error;
	enum kp_status status = KP_OK;

	done->replacements = calloc(plan->count + 1, sizeof(struct kp_replacement *));
	if (done->replacements == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	while (status == KP_OK && done->count < plan->count) {
		status = write_file(done->fix, &plan->files[done->count],
				    &done->replacements[done->count], reterr);
		done->count += status == KP_OK ? 1 : 0;
	}
	if (status != KP_OK && put_back(done, &error) != KP_OK) {
		return kp_wrap(reterr, status, "%s; before that", error.message);
	}
	return status;
}

/** What is wanted of all kubelets. */
struct order {
	const struct kp_fix *fix;
	const struct kp_wanted *wanted;
	size_t count;
	const struct kp_leave *leave;
};

/**
 * Whether a kubelet has all that is wanted.
 * @param[out] ret_met also false where a setting cannot be told
 * @param[out] reterr why it cannot, or which one is otherwise; filled if not met
 */
static enum kp_status look(const struct order *order, const struct kp_kubelet *kubelet,
			   bool *ret_met, struct kp_error *reterr)
{
	*ret_met = true;
	for (size_t i = 0; *ret_met && i < order->count; i++) {
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
		enum kp_status status = kp_plan_look(kubelet, &order->wanted[i], order->leave,
						     &setting, ret_met, reterr);

		if (status == KP_ERR_NOMEM) {
			return status;
		}
		if (status != KP_OK) {
			*ret_met = false;
		} else if (!*ret_met) {
			(void)kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is %s (%s)", setting->name,
				      setting->value == NULL ? "unset" : setting->value,
				      setting->location);
		}
	}
	return KP_OK;
}

/** Make sure that the kubelet that runs in a unit now has all that is wanted. */
static enum kp_status check_running(const struct order *order, const char *unit,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	const struct kp_kubelet *kubelet;
	bool met = false;
	enum kp_status status = kp_targets_find(order->fix->ctx, &kubelets, reterr);

	if (status != KP_OK) {
		return status;
	}
	kubelet = kp_targets_of_unit(kubelets, unit);
	if (kubelet == NULL) {
		return kp_fail(reterr, KP_ERR_GONE, "the kubelet of %s is gone", unit);
	}
	status = look(order, kubelet, &met, reterr);
	if (status == KP_OK && !met) {
		return kp_wrap(reterr, KP_ERR_UNSUPPORTED, "after the restart");
	}
	return status;
}

/** Put a kubelet back on the files that it had. @param[in] status why, as in reterr */
static enum kp_status bring_back(const struct order *order, const char *unit,
				 const struct done *done, enum kp_status status,
				 struct kp_error *reterr)
{
	const struct kp_error why = *reterr;
	struct kp_error error;

	if (put_back(done, &error) != KP_OK) {
		return kp_fail(reterr, status, "%s; and the way back failed: %s", why.message,
			       error.message);
	}
	if (kp_restart(order->fix->ctx, unit, order->fix->settle, &error) != KP_OK) {
		return kp_fail(reterr, status,
			       "%s; the old files are back, but %s does not run on them: %s",
			       why.message, unit, error.message);
	}
	return kp_fail(reterr, status, "%s; the old files are back, and %s runs on them",
		       why.message, unit);
}

/** Restart a kubelet on what is on disk now. If that does not do, put everything back. */
static enum kp_status bring_up(const struct order *order, const char *unit, const struct done *done,
			       struct kp_error *reterr)
{
	const struct kp_fix *fix = order->fix;
	enum kp_status status = kp_restart(fix->ctx, unit, fix->settle, reterr);

	if (status == KP_OK) {
		status = check_running(order, unit, reterr);
	}
	if (status == KP_OK) {
		(void)fprintf(fix->out, "restarted: %s\n", unit);
		return KP_OK;
	}
	return done->count == 0
		       ? kp_wrap(reterr, status,
				 "no file was changed for it, but a restart of %s failed", unit)
		       : bring_back(order, unit, done, status, reterr);
}

/** Print what a plan changes. */
static void print_plan(const struct kp_fix *fix, const struct kp_plan *plan, const char *unit)
{
	const char *word = fix->dry_run ? "would change" : "changed";

	for (size_t i = 0; i < plan->change_count; i++) {
		(void)fprintf(fix->out, "%s: %s\n", word, plan->changes[i]);
	}
	if (fix->dry_run) {
		(void)fprintf(fix->out, "would restart: %s\n", unit);
	}
}

/** Change what has to be changed of a kubelet, and restart it. */
static enum kp_status change(const struct order *order, const struct kp_kubelet *kubelet,
			     struct kp_error *reterr)
{
	const struct kp_fix *fix = order->fix;
	const char *unit = kp_kubelet_unit(kubelet);
	KP_CLEANUP(kp_plan_done) struct kp_plan plan = { 0 };
	KP_CLEANUP(done_done) struct done done = { .fix = fix, .plan = &plan };
	enum kp_status status = kp_target_check(kubelet, reterr);

	if (status == KP_OK) {
		status = kp_plan_make(fix->ctx, unit, order->wanted, order->count, order->leave,
				      &plan, reterr);
	}
	if (status == KP_OK) {
		status = check_files(&plan, kp_kubelet_pid(kubelet), reterr);
	}
	if (status == KP_OK && fix->dry_run) {
		print_plan(fix, &plan, unit);
		return KP_OK;
	}
	if (status == KP_OK) {
		status = write_files(&done, reterr);
	}
	if (status == KP_OK) {
		print_plan(fix, &plan, unit);
		status = bring_up(order, unit, &done, reterr);
	}
	return status;
}

/** Print that a kubelet is as it is wanted. */
static enum kp_status print_unchanged(const struct order *order, const struct kp_kubelet *kubelet,
				      struct kp_error *reterr)
{
	for (size_t i = 0; i < order->count; i++) {
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
		bool met = false;
		enum kp_status status = kp_plan_look(kubelet, &order->wanted[i], order->leave,
						     &setting, &met, reterr);

		if (status != KP_OK) {
			return status;
		}
		(void)fprintf(order->fix->out, "unchanged: kubelet %ld: %s is %s (%s)\n",
			      (long)kp_kubelet_pid(kubelet), setting->name,
			      setting->value == NULL ? "unset" : setting->value, setting->location);
	}
	return KP_OK;
}

/** See to one kubelet. */
static enum kp_status see_to(const struct order *order, const struct kp_kubelet *kubelet,
			     struct kp_error *reterr)
{
	struct kp_error ignored;
	bool met = false;
	enum kp_status status = look(order, kubelet, &met, &ignored);

	if (status != KP_OK) {
		return kp_tell(&ignored, reterr);
	}
	status = met ? print_unchanged(order, kubelet, reterr) : change(order, kubelet, reterr);
	return status == KP_OK
		       ? KP_OK
		       : kp_wrap(reterr, status, "kubelet %ld", (long)kp_kubelet_pid(kubelet));
}

/** See to one kubelet of a collection, as it is now: another one may have been changed meanwhile. */
static enum kp_status see_to_again(const struct order *order, const struct kp_kubelet *kubelet,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	const struct kp_kubelet *current;
	enum kp_status status = kp_targets_find(order->fix->ctx, &kubelets, reterr);

	if (status != KP_OK) {
		return status;
	}
	current = kp_targets_again(kubelets, kubelet);
	return current == NULL ? kp_fail(reterr, KP_ERR_GONE, "kubelet %ld ended meanwhile",
					 (long)kp_kubelet_pid(kubelet))
			       : see_to(order, current, reterr);
}

enum kp_status kp_fix_go_on(const struct kp_fix *fix, enum kp_status so_far, enum kp_status status,
			    const struct kp_error *error, struct kp_error *reterr)
{
	if (status == KP_OK) {
		return so_far;
	}
	if (so_far == KP_OK) {
		return kp_tell(error, reterr);
	}
	(void)fprintf(fix->out, "failed: %s\n", error->message);
	return so_far;
}

enum kp_status kp_fix_settings(const struct kp_fix *fix, const struct kp_wanted *wanted,
			       size_t count, const struct kp_leave *leave, struct kp_error *reterr)
{
	const struct order order = { fix, wanted, count, leave };
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	enum kp_status status = kp_target_check_node(reterr);

	if (status == KP_OK) {
		status = kp_targets_find(fix->ctx, &kubelets, reterr);
	}
	if (status == KP_OK && kp_kubelets_count(kubelets) == 0) {
		(void)fprintf(fix->out, "unchanged: no kubelet runs on this machine\n");
	}
	for (size_t i = 0; kubelets != NULL && i < kp_kubelets_count(kubelets); i++) {
		struct kp_error error;
		enum kp_status fixed = see_to_again(&order, kp_kubelets_get(kubelets, i), &error);

		status = kp_fix_go_on(fix, status, fixed, &error, reterr);
	}
	return status;
}
