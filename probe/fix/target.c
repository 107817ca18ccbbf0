/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/cgroup.h"
#include "core/cleanup.h"

/** What the daemon of the Machine Config Operator keeps on each node. */
#define KP_TARGET_MACHINE_CONFIG "/etc/machine-config-daemon/currentconfig"

enum kp_status kp_targets_find(const struct kp_ctx *ctx, struct kp_kubelets **ret_kubelets,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *kubelets = NULL;
	enum kp_status status = kp_kubelets_collect(ctx, &kubelets, reterr);

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

const struct kp_kubelet *kp_targets_of_unit(const struct kp_kubelets *kubelets, const char *unit)
{
	for (size_t i = 0; i < kp_kubelets_count(kubelets); i++) {
		const struct kp_kubelet *kubelet = kp_kubelets_get(kubelets, i);
		const char *of = kp_kubelet_unit(kubelet);

		if (of != NULL && strcmp(of, unit) == 0 && kp_target_is_own(kubelet)) {
			return kubelet;
		}
	}
	return NULL;
}

/** Whether two kubelets are the same process. */
static bool is_same(const struct kp_kubelet *left, const struct kp_kubelet *right)
{
	return kp_kubelet_pid(left) == kp_kubelet_pid(right) &&
	       kp__kubelet_start_ticks(left) == kp__kubelet_start_ticks(right);
}

const struct kp_kubelet *kp_targets_again(const struct kp_kubelets *kubelets,
					  const struct kp_kubelet *kubelet)
{
	const char *unit = kp_kubelet_unit(kubelet);

	for (size_t i = 0; i < kp_kubelets_count(kubelets); i++) {
		if (is_same(kp_kubelets_get(kubelets, i), kubelet)) {
			return kp_kubelets_get(kubelets, i);
		}
	}
	return unit == NULL || kp_kubelet_container(kubelet) != NULL
		       ? NULL
		       : kp_targets_of_unit(kubelets, unit);
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

/** Compare what two paths lead to. @param[in] other said in messages */
static enum kp_status check_same(const char *path, const char *other, struct kp_error *reterr)
{
	struct stat ours;
	struct stat theirs;

	if (stat(path, &ours) != 0) {
		return kp_fail_errno(reterr, errno, "cannot look at %s", path);
	}
	if (stat(other, &theirs) != 0) {
		return kp_fail_errno(reterr, errno, "cannot look at %s", other);
	}
	if (ours.st_dev != theirs.st_dev || ours.st_ino != theirs.st_ino) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "%s is another one than %s: fix it where the kubelet runs", other,
			       path);
	}
	return KP_OK;
}

enum kp_status kp_target_check_file(pid_t pid, const char *path, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *theirs = NULL;

	if (asprintf(&theirs, "/proc/%ld/root%s", (long)pid, path) < 0) {
		theirs = NULL;
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	return check_same(path, theirs, reterr);
}

bool kp_target_is_own(const struct kp_kubelet *kubelet)
{
	const char *group = kp_kubelet_control_group(kubelet);

	return kp_kubelet_container(kubelet) == NULL &&
	       !(group != NULL && kp_cgroup_is_of_user(group)) &&
	       kp_target_check_file(kp_kubelet_pid(kubelet), "/", /* reterr= */ NULL) == KP_OK;
}

enum kp_status kp_target_check(const struct kp_kubelet *kubelet, struct kp_error *reterr)
{
	const struct kp_kubelet *service = NULL;
	enum kp_status status;

	if (kp_kubelet_container(kubelet) != NULL) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "it runs in the container %s: fix it there",
			       kp_kubelet_container(kubelet));
	}
	status = kp_target_check_file(kp_kubelet_pid(kubelet), "/", reterr);
	return status == KP_OK ? kp_kubelet_service(kubelet, &service, reterr) : status;
}
