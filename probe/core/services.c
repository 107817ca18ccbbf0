/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "services.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "hosts.h"
#include "kubelets.h"
#include "launchers.h"
#include "process.h"
#include "root.h"
#include "text.h"
#include "unit.h"
#include "units.h"

/**
 * What is there where a kubelet is installed, or was set up: an image in which no unit starts one may
 * have it started by something else.
 */
static const char *const traces[] = {
	"/etc/kubernetes/kubelet",
	"/etc/kubernetes/kubelet.conf",
	"/etc/kubernetes/kubelet.yaml",
	"/etc/kubernetes/kubelet-config.yaml",
	"/etc/kubernetes/ssl/kubecfg-kube-node.yaml", /* RKE1 */
	"/home/kubernetes/bin/kubelet",
	"/opt/bin/kubelet",
	"/snap/k8s/current/bin/kubelet",
	"/snap/microk8s/current/kubelite",
	"/usr/bin/kubelet",
	"/usr/local/bin/kubelet",
	"/var/lib/k0s/bin/kubelet",
	"/var/lib/kubelet/config.yaml",
	"/var/lib/kubelet/kubeconfig",
	"/var/lib/microshift/resources/kubelet/config/config.yaml",
	"/var/lib/rancher/k3s/agent/kubelet.kubeconfig",
	"/var/lib/rancher/rke2/agent/kubelet.kubeconfig",
};

/** What stands in the commands of a unit that has to do with a kubelet. */
static const char *const words[] = { "kubelet", "kubelite", "k3s", "rke2", "k0s", "microshift" };

/** Whether a unit that cannot be loaded may be one that starts a kubelet. */
static bool may_be_kubelet(const struct kp_units *units, const char *name)
{
	bool may_be = false;

	for (size_t i = 0; !may_be && i < sizeof(words) / sizeof(words[0]); i++) {
		bool mentions = true;

		may_be =
			strstr(name, words[i]) != NULL ||
			(kp_unit_mentions(units, name, words[i], &mentions, NULL) != KP_ERR_NOENT &&
			 mentions);
	}
	return may_be;
}

/** Release what a process of a unit was given. */
static void process_done(struct kp_process *process)
{
	kp_argv_free(process->argv);
	free(process->cwd);
	free(process->exe);
	free(process->control_group);
}

/** A kubelet of which only a reason is known. @param[in] reason filled */
static enum kp_status new_unknown(const struct kp_ctx *ctx, const char *name,
				  const struct kp_error *reason, struct kp_kubelet **ret_kubelet,
				  struct kp_error *reterr)
{
	struct kp_process process = {
		.unit = name,
		.pid_fd = -1,
		.root_fd = -1,
		.user_id = -1,
		.error = *reason,
	};

	return kp_kubelet_new(ctx, &process, ret_kubelet, reterr);
}

/** Give each argument the place that the unit said it at. */
static enum kp_status take_argv(struct kp_unit *unit, struct kp_argv **ret_argv,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = kp_unit_take_argv(unit);
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < kp_argv_count(argv); i++) {
		status = kp_argv_set_location(argv, i, kp_unit_location(unit, i), reterr);
	}
	if (status == KP_OK) {
		*ret_argv = kp_steal(&argv);
	}
	return status;
}

/** What systemd would make of a unit. @param[in,out] process released by the caller in any case */
static enum kp_status fill_process(const struct kp_ctx *ctx, struct kp_unit *unit,
				   struct kp_process *process, struct kp_error *reterr)
{
	const char *user = kp_unit_user(unit);
	enum kp_status status;

	if (strcmp(kp_unit_root(unit), "/") != 0) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "RootDirectory=%s: services with a root directory of their own are "
			       "not read",
			       kp_unit_root(unit));
	}
	process->unit = kp_unit_name(unit);
	process->pid_fd = -1;
	process->root_fd = ctx->root_fd;
	/* It is yet to start, and will read its files as they are now. */
	process->start.tv_sec = (time_t)(INT64_MAX / 2);
	process->user_id = user == NULL || strcmp(user, "root") == 0 ? 0 : -1;
	process->has_alpha = kp_unit_has_variable(unit, "KUBELET_CONFIG_DROPIN_DIR_ALPHA");
	status = kp_text_dup(kp_unit_cwd(unit), &process->cwd, reterr);
	if (status == KP_OK) {
		status = kp_text_dup(kp_unit_executable(unit), &process->exe, reterr);
	}
	return status == KP_OK ? take_argv(unit, &process->argv, reterr) : status;
}

/**
 * The kubelet that a unit starts.
 * @param[out] ret_kubelet NULL if it starts none, as far as can be told
 * @return KP_OK; KP_ERR_NOMEM; why it cannot be told what the unit starts
 */
static enum kp_status new_of_unit(const struct kp_ctx *ctx, struct kp_unit *unit,
				  struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(process_done) struct kp_process process = { 0 };
	KP_CLEANUP(kp_launch_done) struct kp_launch launch = { 0 };
	enum kp_status status;

	*ret_kubelet = NULL;
	if (kp_unit_is_masked(unit)) {
		return KP_OK;
	}
	status = fill_process(ctx, unit, &process, reterr);
	if (status == KP_OK) {
		status = kp_launch_follow(ctx, &process, &launch, reterr);
	}
	if (status == KP_OK && launch.is_kubelet) {
		status = kp_kubelet_new(ctx, &process, ret_kubelet, reterr);
	}
	return status;
}

/**
 * The kubelet of a service. What is wrong with it is kept in it.
 * @param[out] ret_kubelet NULL if it starts none, as far as can be told
 * @return KP_OK; KP_ERR_NOENT: there is no such service; KP_ERR_NOMEM
 */
static enum kp_status new_service(const struct kp_units *units, const struct kp_ctx *ctx,
				  const char *name, struct kp_kubelet **ret_kubelet,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_unit_freep) struct kp_unit *unit = NULL;
	struct kp_error reason;
	enum kp_status status = kp_unit_load(units, name, &unit, &reason);

	*ret_kubelet = NULL;
	if (status == KP_ERR_NOENT) {
		return kp_tell(&reason, reterr);
	}
	if (status == KP_OK) {
		status = new_of_unit(ctx, unit, ret_kubelet, &reason);
		if (status != KP_OK) {
			(void)kp_wrap(&reason, status, "%s", name);
		}
	}
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	if (status != KP_OK && may_be_kubelet(units, name)) {
		return new_unknown(ctx, name, &reason, ret_kubelet, reterr);
	}
	return KP_OK;
}

/** Add the kubelet of a service, if it starts one. */
static enum kp_status add_service(struct kp_kubelets *kubelets, const struct kp_units *units,
				  const char *name, struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	enum kp_status status =
		new_service(units, kp__kubelets_ctx(kubelets), name, &kubelet, reterr);

	if (status == KP_ERR_NOENT || (status == KP_OK && kubelet == NULL)) {
		return KP_OK;
	}
	if (status == KP_OK) {
		status = kp__kubelets_reserve(kubelets, reterr);
	}
	if (status == KP_OK) {
		kp__kubelets_take(kubelets, kp_steal(&kubelet));
	}
	return status;
}

/**
 * Note that something else than a unit may start a kubelet. What cannot be looked at may be there.
 * @return KP_OK; KP_ERR_NOMEM
 */
static enum kp_status look_for_traces(const struct kp_ctx *ctx, struct kp_kubelets *kubelets,
				      struct kp_error *reterr)
{
	enum kp_status status = KP_ERR_NOENT;
	struct stat st;
	size_t i = 0;

	while (status == KP_ERR_NOENT && i < sizeof(traces) / sizeof(traces[0])) {
		status = kp_root_lstat_beneath(ctx->root_fd, traces[i++], &st, NULL);
	}
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	if (status != KP_ERR_NOENT) {
		(void)kp_fail(
			kp__kubelets_set_incomplete(kubelets), KP_ERR_UNSUPPORTED,
			"no service starts a kubelet, but there is %s: what uses it cannot be "
			"told",
			traces[i - 1]);
	}
	return KP_OK;
}

enum kp_status kp_services_collect(const struct kp_ctx *ctx, struct kp_kubelets **ret_kubelets,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp__kubelets_freep) struct kp_kubelets *kubelets = NULL;
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	const char *name;
	size_t position = 0;
	enum kp_status status = kp__kubelets_new(ctx, &kubelets, reterr);

	if (status == KP_OK) {
		status = kp_units_new(ctx, &units, reterr);
	}
	while (status == KP_OK && (name = kp_units_next(units, &position)) != NULL) {
		status = add_service(kubelets, units, name, reterr);
	}
	if (status == KP_OK && kp_kubelets_count(kubelets) == 0) {
		status = look_for_traces(ctx, kubelets, reterr);
	}
	if (status == KP_OK) {
		*ret_kubelets = kp_steal(&kubelets);
	}
	return status;
}

/** Whether a unit is a service, and no scope. */
static bool is_service(const char *unit)
{
	static const char suffix[] = ".service";
	size_t len = strlen(unit);

	return len >= sizeof(suffix) && strcmp(unit + len - (sizeof(suffix) - 1), suffix) == 0;
}

enum kp_status kp_service_of(const struct kp_ctx *ctx, const char *unit,
			     struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	enum kp_status status;

	if (unit == NULL || !is_service(unit)) {
		return kp_fail(
			reterr, KP_ERR_NOENT,
			"the kubelet belongs to no service of systemd, so that what its next "
			"start brings cannot be told");
	}
	status = kp_units_new(ctx, &units, reterr);
	if (status == KP_OK) {
		status = new_service(units, ctx, unit, &kubelet, reterr);
	}
	if (status == KP_OK && kubelet == NULL) {
		return kp_fail(
			reterr, KP_ERR_UNSUPPORTED,
			"the kubelet belongs to %s, which is masked, or starts something else "
			"on disk",
			unit);
	}
	if (status == KP_OK) {
		*ret_kubelet = kp_steal(&kubelet);
	}
	return status;
}
