/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/fix.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "fix/foresee.h"
#include "fix/health.h"
#include "fix/plan_make.h"
#include "fix/restart.h"
#include "fix/system/replace.h"
#include "fix/target.h"
#include "node/identity.h"

/** What has been changed of a kubelet. Start as `{ 0 }`. */
struct done {
	const struct kp_fix *fix;
	const struct kp_plan *plan;
	const struct kp_health *health;       /* what the kubelet will be asked */
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
	const struct kp_bytes was = kp_buffer_bytes(&file->was);
	const struct kp_bytes now = kp_buffer_bytes(&file->now);
	enum kp_status status =
		kp_replace(fix->ctx->root_fd, file->path, &was, &now, fix->backup_dir, ret, reterr);

	if (status == KP_OK) {
		(void)fprintf(fix->out, "backup: %s\n", kp_replacement_backup(*ret));
		if (!kp_replacement_in_one_step(*ret)) {
			(void)fprintf(fix->out,
				      "replaced after a look, not in one step, which its file "
				      "system cannot do: %s\n",
				      file->path);
		}
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

enum kp_status kp_fix_look(const struct kp_order *order, const struct kp_kubelet *kubelet,
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
			KP_CLEANUP(kp_freep) char *location = NULL;

			status = kp_setting_location(setting, &location, reterr);
			if (status != KP_OK) {
				return status;
			}
			(void)kp_fail(reterr, KP_ERR_UNSUPPORTED, "%s is %s (%s)", setting->name,
				      setting->value == NULL ? "unset" : setting->value, location);
		}
	}
	return KP_OK;
}

/** Make sure that the kubelet that runs in a unit now has all that is wanted. */
static enum kp_status check_running(const struct kp_fix *fix, const struct kp_orders *orders,
				    const char *unit, struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	const struct kp_kubelet *kubelet = NULL;
	bool met = true;
	enum kp_status status =
		kp_targets_find_unit(fix->query, fix->ctx, unit, &kubelets, &kubelet, reterr);

	for (size_t i = 0; status == KP_OK && met && i < orders->count; i++) {
		status = kp_fix_look(orders->items[i], kubelet, &met, reterr);
	}
	if (status == KP_OK && !met) {
		return kp_wrap(reterr, KP_ERR_UNSUPPORTED, "after the restart");
	}
	return status;
}

/**
 * Put a kubelet back on the files that it had.
 * @param[in] status why, as in reterr
 * @param[out] ret_is_back whether it runs on them; untouched if not
 * @return status
 */
static enum kp_status bring_back(const struct done *done, const char *unit, enum kp_status status,
				 bool *ret_is_back, struct kp_error *reterr)
{
	const struct kp_fix *fix = done->fix;
	const struct kp_error why = *reterr;
	struct kp_error error;

	if (put_back(done, &error) != KP_OK) {
		return kp_fail(reterr, status, "%s; and the way back failed: %s", why.message,
			       error.message);
	}
	if (kp_restart(fix->query, fix->ctx, unit, fix->settle, &error) != KP_OK) {
		return kp_fail(reterr, status,
			       "%s; the old files are back, but %s does not run on them: %s",
			       why.message, unit, error.message);
	}
	*ret_is_back = true;
	return kp_fail(reterr, status, "%s; the old files are back, and %s runs on them",
		       why.message, unit);
}

/** Restart a kubelet on what is on disk now. If that does not do, put everything back. */
static enum kp_status bring_up(const struct done *done, const struct kp_orders *orders,
			       const char *unit, bool *ret_is_back, struct kp_error *reterr)
{
	const struct kp_fix *fix = done->fix;
	const struct kp_restart_times times = { fix->settle, fix->health };
	enum kp_status status =
		kp_restart_well(fix->query, fix->ctx, unit, &times, done->health, reterr);

	if (status == KP_OK) {
		status = check_running(fix, orders, unit, reterr);
	}
	if (status == KP_OK) {
		(void)fprintf(fix->out, "restarted: %s\n", unit);
		return KP_OK;
	}
	return done->count == 0
		       ? kp_wrap(reterr, status,
				 "no file was changed for it, but a restart of %s failed", unit)
		       : bring_back(done, unit, status, ret_is_back, reterr);
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

/** Plan what has to be changed of a kubelet, and make sure that it can be. */
static enum kp_status make_plan(const struct kp_fix *fix, const struct kp_orders *orders,
				const struct kp_kubelet *kubelet, struct kp_plan *plan,
				struct kp_error *reterr)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);
	enum kp_status status = kp_plan_make(fix->query, fix->ctx, who->unit, orders, plan, reterr);

	if (status == KP_OK) {
		status = kp_foresee(fix->ctx, kubelet, plan->service, reterr);
	}
	return status == KP_OK ? check_files(plan, who->pid, reterr) : status;
}

static void warn(const struct kp_fix *fix, const struct kp_kubelet *kubelet,
		 const struct kp_plan *plan)
{
	if (kp_health_bootstraps(kubelet, plan->service)) {
		(void)fprintf(fix->out,
			      "warning: with serverTLSBootstrap the kubelet completes no TLS "
			      "handshake, so that there are no logs, exec and metrics, until its "
			      "kubelet-serving CertificateSigningRequest is approved\n");
	}
}

enum kp_status kp_fix_change(const struct kp_fix *fix, const struct kp_orders *orders,
			     const struct kp_kubelet *kubelet, bool *ret_is_back,
			     struct kp_error *reterr)
{
	const char *unit = kp_kubelet_identity(kubelet)->unit;
	KP_CLEANUP(kp_plan_done) struct kp_plan plan = { 0 };
	KP_CLEANUP(kp_health_done) struct kp_health health = { 0 };
	KP_CLEANUP(done_done) struct done done = { .fix = fix, .plan = &plan, .health = &health };
	enum kp_status status = make_plan(fix, orders, kubelet, &plan, reterr);

	if (status == KP_OK) {
		warn(fix, kubelet, &plan);
	}

	if (status == KP_OK && fix->dry_run) {
		print_plan(fix, &plan, unit);
		return KP_OK;
	}
	if (status == KP_OK) {
		status = kp_health_learn(fix->query->component, fix->ctx, kubelet, plan.service,
					 fix->out, &health, reterr);
	}
	if (status == KP_OK) {
		status = write_files(&done, reterr);
	}
	if (status == KP_OK) {
		print_plan(fix, &plan, unit);
		status = bring_up(&done, orders, unit, ret_is_back, reterr);
	}
	return status;
}

enum kp_status kp_fix_print_unchanged(const struct kp_fix *fix, const struct kp_order *order,
				      const struct kp_kubelet *kubelet, struct kp_error *reterr)
{
	for (size_t i = 0; i < order->count; i++) {
		KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
		KP_CLEANUP(kp_freep) char *location = NULL;
		bool met = false;
		enum kp_status status = kp_plan_look(kubelet, &order->wanted[i], order->leave,
						     &setting, &met, reterr);

		if (status == KP_OK) {
			status = kp_setting_location(setting, &location, reterr);
		}
		if (status != KP_OK) {
			return status;
		}
		(void)fprintf(fix->out, "unchanged: %s %ld: %s is %s (%s)\n",
			      fix->query->component->name, (long)kp_kubelet_identity(kubelet)->pid,
			      setting->name, setting->value == NULL ? "unset" : setting->value,
			      location);
	}
	return KP_OK;
}

enum kp_status kp_fix_try(const struct kp_fix *fix, const struct kp_orders *orders,
			  const struct kp_kubelet *kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(kp_plan_done) struct kp_plan plan = { 0 };

	return make_plan(fix, orders, kubelet, &plan, reterr);
}

enum kp_status kp_fix_restart(const struct kp_fix *fix, const struct kp_kubelet *kubelet,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_health_done) struct kp_health health = { 0 };
	const struct kp_restart_times times = { fix->settle, fix->health };
	const char *unit = kp_kubelet_identity(kubelet)->unit;
	enum kp_status status = kp_health_learn(fix->query->component, fix->ctx, kubelet, kubelet,
						fix->out, &health, reterr);

	if (status == KP_OK) {
		status = kp_restart_well(fix->query, fix->ctx, unit, &times, &health, reterr);
	}
	if (status == KP_OK) {
		(void)fprintf(fix->out, "restarted: %s\n", unit);
	}
	return status;
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
