/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/target.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "files/root.h"
#include "node/running.h"
#include "process/cgroup.h"

/** What the daemon of the Machine Config Operator keeps on each node. */
#define KP_TARGET_MACHINE_CONFIG "/etc/machine-config-daemon/currentconfig"

enum kp_status kp_targets_find(const struct kp_query *query, const struct kp_ctx *ctx,
			       struct kp_kubelets **ret_kubelets, struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	enum kp_status status = kp_kubelets_collect(query, ctx, &kubelets, reterr);

	if (status == KP_OK && kp_kubelets_incomplete(kubelets) != NULL) {
		status = kp_tell(kp_kubelets_incomplete(kubelets), reterr);
	}
	if (status == KP_OK) {
		*ret_kubelets = kp_steal(&kubelets);
	}
	return status;
}

void kp_targets_freep(struct kp_kubelets **kubelets)
{
	kp_kubelets_free(*kubelets);
}

/** @return this machine's kubelet that runs in a unit, borrowed from kubelets; NULL if none does */
static const struct kp_kubelet *of_unit(const struct kp_kubelets *kubelets, const char *unit)
{
	for (size_t i = 0; i < kp_kubelets_count(kubelets); i++) {
		const struct kp_kubelet *kubelet = kp_kubelets_get(kubelets, i);
		const char *of = kp_kubelet_identity(kubelet)->unit;

		if (of != NULL && strcmp(of, unit) == 0 && kp_target_is_own(kubelet)) {
			return kubelet;
		}
	}
	return NULL;
}

enum kp_status kp_targets_find_unit(const struct kp_query *query, const struct kp_ctx *ctx,
				    const char *unit, struct kp_kubelets **ret_kubelets,
				    const struct kp_kubelet **ret_kubelet, struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	const struct kp_kubelet *kubelet;
	enum kp_status status = kp_targets_find(query, ctx, &kubelets, reterr);

	if (status != KP_OK) {
		return status;
	}
	kubelet = of_unit(kubelets, unit);
	if (kubelet == NULL) {
		return kp_fail(reterr, KP_ERR_GONE, "the %s of %s is gone", query->component->name,
			       unit);
	}
	*ret_kubelet = kubelet;
	*ret_kubelets = kp_steal(&kubelets);
	return KP_OK;
}

/** Whether two kubelets are the same process. */
static bool is_same(const struct kp_identity *left, const struct kp_identity *right)
{
	return left->pid == right->pid && left->start_ticks == right->start_ticks;
}

const struct kp_kubelet *kp_targets_again(const struct kp_kubelets *kubelets,
					  const struct kp_kubelet *kubelet)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);

	for (size_t i = 0; i < kp_kubelets_count(kubelets); i++) {
		if (is_same(kp_kubelet_identity(kp_kubelets_get(kubelets, i)), who)) {
			return kp_kubelets_get(kubelets, i);
		}
	}
	return who->unit == NULL || who->container != NULL ? NULL : of_unit(kubelets, who->unit);
}

enum kp_status kp_target_check_node(struct kp_error *reterr)
{
	if (access(KP_TARGET_MACHINE_CONFIG, F_OK) == 0 || errno != ENOENT) {
		return kp_fail(
			reterr, KP_ERR_UNSUPPORTED,
			"the Machine Config Operator of OpenShift owns the files of this node "
			"(" KP_TARGET_MACHINE_CONFIG "): use a KubeletConfig");
	}
	return KP_OK;
}

/** Look at what a path leads to in a root directory, in which its symbolic links are followed, too. */
static enum kp_status look(const char *root, const char *path, struct stat *ret_stat,
			   struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int fd = -1;
	enum kp_status status = kp_root_open(root, &fd, reterr);

	if (status == KP_OK) {
		status = kp_root_stat_beneath(fd, path, ret_stat, reterr);
	}
	return status == KP_OK ? KP_OK : kp_wrap(reterr, status, "in %s", root);
}

enum kp_status kp_target_check_file(pid_t pid, const char *path, struct kp_error *reterr)
{
	char root[64];
	struct stat ours = { 0 };
	struct stat theirs = { 0 };
	enum kp_status status = look("/", path, &ours, reterr);

	(void)snprintf(root, sizeof(root), "/proc/%ld/root", (long)pid);
	if (status == KP_OK) {
		status = look(root, path, &theirs, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	if (ours.st_dev != theirs.st_dev || ours.st_ino != theirs.st_ino) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "%s%s is another one than %s: fix it where that process runs", root,
			       path, path);
	}
	return KP_OK;
}

bool kp_target_is_own(const struct kp_kubelet *kubelet)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);

	return who->container == NULL &&
	       !(who->control_group != NULL && kp_cgroup_is_of_user(who->control_group)) &&
	       kp_target_check_file(who->pid, "/", /* reterr= */ NULL) == KP_OK;
}

enum kp_status kp_target_check(const struct kp_kubelet *kubelet, struct kp_error *reterr)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);
	const struct kp_kubelet *service = NULL;
	enum kp_status status;

	if (who->container != NULL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "it runs in the container %s: fix it there", who->container);
	}
	status = kp_target_check_file(who->pid, "/", reterr);
	return status == KP_OK ? kp_kubelet_service(kubelet, &service, reterr) : status;
}
