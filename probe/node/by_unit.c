/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "node/by_unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/rights.h"
#include "base/text.h"
#include "files/procfs.h"
#include "node/services.h"
#include "process/cgroup.h"
#include "process/mounts.h"
#include "process/start.h"
#include "process/stat.h"

enum {
	/** As in process/mounts.c. */
	MOUNTINFO_MAX = 16 << 20,
	/** Tries to read the mounts of two processes while others come and go. */
	TRIES_MAX = 5
};

/** The unit whose main process a control group can have. */
static enum kp_status find_unit(const struct kp_process *process, char **ret_unit,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *container = NULL;
	KP_CLEANUP(kp_freep) char *unit = NULL;
	const char *group = process->control_group;
	enum kp_status status = KP_OK;

	if (group != NULL && !process->group_is_cut) {
		status = kp_cgroup_unit(group, &unit, reterr);
	}
	if (status == KP_OK && unit != NULL) {
		status = kp_cgroup_container(group, &container, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	/* A service may have control groups below its own, but what systemd starts is in that. */
	if (unit == NULL || container != NULL || kp_cgroup_is_of_user(group) ||
	    !kp_text_has_end(unit, ".service") || strcmp(kp_text_basename(group), unit) != 0) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "its control group is not that of a service of the node");
	}
	*ret_unit = kp_steal(&unit);
	return KP_OK;
}

/** Check that systemd has started it, and with the arguments that the unit says. */
static enum kp_status check_unit(const struct kp_query *query, const struct kp_ctx *ctx,
				 const struct kp_process *process, const char *unit,
				 struct kp_error *reterr)
{
	const struct kp_query plain = { .component = query->component,
					.minor = query->minor,
					.units = query->units };
	struct kp_kubelet *service = NULL;
	struct kp_stat stat;
	bool is_same;
	enum kp_status status = kp_stat_read(process->pid_fd, "stat", &stat, reterr);

	if (status == KP_OK && stat.parent != 1) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "it is not the main process of %s: systemd is not its parent", unit);
	}
	if (status == KP_OK) {
		status = kp_service_of(&plain, ctx, unit, &service, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	is_same = kp_argv_is_same(process->argv, kp_kubelet_command(service));
	kp_kubelet_free(service);
	return is_same ? KP_OK
		       : kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "its arguments are not those that %s would start it with", unit);
}

/** Read the mounts of a process as they are listed. */
static enum kp_status read_mounts(int pid_fd, const char *name, char **ret_text,
				  struct kp_error *reterr)
{
	uint8_t *text = NULL;
	size_t len;
	enum kp_status status = kp_procfs_read(pid_fd, name, MOUNTINFO_MAX, &text, &len, reterr);

	if (status == KP_OK) {
		*ret_text = (char *)text;
	}
	return status;
}

/**
 * Check that a process has the mounts of process 1. Each mount has a number that no other has, in whatever
 * namespace, and the list begins at the root directory of the process: if they are the same, so is that.
 */
static enum kp_status check_mounts(const struct kp_process *process, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;
	bool is_same = false;

	for (int i = 0; status == KP_OK && !is_same && i < TRIES_MAX; i++) {
		KP_CLEANUP(kp_freep) char *own = NULL;
		KP_CLEANUP(kp_freep) char *of_init = NULL;

		status = read_mounts(process->pid_fd, "mountinfo", &own, reterr);
		if (status == KP_OK) {
			status = read_mounts(process->pid_fd, "../1/mountinfo", &of_init, reterr);
		}
		is_same = status == KP_OK && own[0] != '\0' && strcmp(own, of_init) == 0;
	}
	return status != KP_OK || is_same
		       ? status
		       : kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "its mounts are not those of process 1, so that its files cannot be "
				 "told from the node's");
}

/** Check that a process is what it was when it was read. */
static enum kp_status check_same(const struct kp_process *process, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *group = kp_cgroup_read(process->pid_fd, "cgroup");
	struct kp_stat stat;
	enum kp_status status = kp_stat_read(process->pid_fd, "stat", &stat, reterr);

	if (status == KP_OK && (group == NULL || strcmp(group, process->control_group) != 0 ||
				stat.start_ticks != process->start_ticks || stat.parent != 1)) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "its control group, parent or start changed meanwhile");
	}
	return status;
}

/** Check all that can be seen. */
static enum kp_status check(const struct kp_query *query, const struct kp_ctx *ctx,
			    const struct kp_process *process, struct kp_error *reterr)
{
	/* What was read of the unit lies in them. */
	static const char *const places[] = { "/", "/etc/systemd/system", "/run/systemd",
					      "/usr/lib/systemd/system" };
	KP_CLEANUP(kp_freep) char *unit = NULL;
	enum kp_status status = find_unit(process, &unit, reterr);

	if (status == KP_OK) {
		status = check_unit(query, ctx, process, unit, reterr);
	}
	if (status == KP_OK) {
		status = check_mounts(process, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < sizeof(places) / sizeof(places[0]); i++) {
		status = kp_process_check_view(process, places[i], reterr);
	}
	return status == KP_OK ? check_same(process, reterr) : status;
}

enum kp_status kp_by_unit_enter(const struct kp_query *query, const struct kp_ctx *ctx,
				struct kp_process *process, struct kp_error *reterr)
{
	struct kp_error error = { 0 };
	enum kp_status status;

	if (process->argv == NULL || process->root_fd >= 0 || process->pid_fd < 0 ||
	    process->error.status != KP_ERR_PERM) {
		return KP_OK;
	}
	status = kp_procfs_open_dir(ctx->root_fd, ".", &process->root_fd, &error);
	process->is_by_unit = status == KP_OK;
	if (status == KP_OK) {
		status = check(query, ctx, process, &error);
	}
	if (status == KP_OK) {
		status = kp__start_check(ctx, process->pid_fd, process);
	}
	if (status == KP_OK) {
		/* All that is missing is where paths that are relative begin. */
		return KP_OK;
	}
	kp_closep(&process->root_fd);
	process->root_fd = -1;
	process->is_by_unit = false;
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	(void)kp_add(&process->error, KP_ERR_PERM, "it is not known by its unit either: %s",
		     error.message);
	return KP_OK;
}
