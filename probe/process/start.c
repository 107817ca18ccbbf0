/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/start.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/change.h"
#include "files/procfs.h"
#include "files/root.h"
#include "process/cgroup.h"
#include "process/stat.h"

enum {
	NANOSECONDS = 1000000000,
	/** Seconds that ExecStartPre= and a busy machine may take between the link and the process. */
	SLACK = 10
};

struct timespec kp__start_of_ticks(int64_t ticks)
{
	struct timespec real = { 0 };
	struct timespec boot = { 0 };
	int64_t per_second = sysconf(_SC_CLK_TCK);
	int64_t nanoseconds;

	(void)clock_gettime(CLOCK_REALTIME, &real);
	(void)clock_gettime(CLOCK_BOOTTIME, &boot);
	nanoseconds = (int64_t)real.tv_nsec - boot.tv_nsec +
		      ticks % per_second * (NANOSECONDS / per_second);
	real.tv_sec +=
		(time_t)(ticks / per_second) - boot.tv_sec + (time_t)(nanoseconds / NANOSECONDS);
	real.tv_nsec = (long)(nanoseconds % NANOSECONDS);
	if (real.tv_nsec < 0) {
		real.tv_nsec += NANOSECONDS;
		real.tv_sec--;
	}
	return real;
}

/** When systemd made the link of a unit. @return KP_OK; KP_ERR_NOMEM; why it cannot be told */
static enum kp_status read_link_time(const struct kp_process *process, const char *unit,
				     struct timespec *ret_time)
{
	KP_CLEANUP(kp_freep) char *path = NULL;
	struct kp_text text = { 0 };
	struct stat st;
	enum kp_status status;

	kp_text_add_str(&text, "/run/systemd/units/invocation:");
	kp_text_add_str(&text, unit);
	status = kp_text_finish(&text, &path, NULL);
	if (status == KP_OK) {
		status = kp_root_lstat_beneath(process->root_fd, path, &st, NULL);
	}
	if (status == KP_OK) {
		*ret_time = st.st_ctim;
	}
	return status;
}

/**
 * Whether a process was started by another one of its unit, at whatever time.
 * @return false also if its parent cannot be looked at
 */
static bool is_grandchild(const struct kp_ctx *ctx, int pid_fd, const char *unit)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	KP_CLEANUP(kp_closep) int parent_fd = -1;
	KP_CLEANUP(kp_freep) char *group = NULL;
	KP_CLEANUP(kp_freep) char *other = NULL;
	char name[32];
	struct kp_stat stat;

	if (kp_stat_read(pid_fd, "stat", &stat, NULL) != KP_OK ||
	    kp_procfs_open(ctx->root_fd, &proc_fd, NULL) != KP_OK) {
		return false;
	}
	(void)snprintf(name, sizeof(name), "%ld", (long)stat.parent);
	if (kp_procfs_open_dir(proc_fd, name, &parent_fd, NULL) != KP_OK) {
		return false;
	}
	group = kp_cgroup_read(parent_fd, "cgroup");
	return group != NULL && kp_cgroup_unit(group, &other, NULL) == KP_OK && other != NULL &&
	       strcmp(unit, other) == 0;
}

/**
 * Whether it is certain that the clock was not stepped forward since the boot: /run was mounted after
 * it, and would be older than a boot that is worked out by a clock that was.
 */
static bool was_not_stepped(const struct kp_ctx *ctx)
{
	const struct timespec boot = kp__start_of_ticks(0);
	struct timespec birth;
	int64_t mount;

	return kp_root_mount_beneath(ctx->root_fd, "/run", &mount) &&
	       kp_root_birth_beneath(ctx->root_fd, "/run", mount, &birth) &&
	       kp_change_is_earlier(&boot, &birth);
}

enum kp_status kp__start_check(const struct kp_ctx *ctx, int pid_fd, struct kp_process *process)
{
	KP_CLEANUP(kp_freep) char *unit = NULL;
	struct timespec link = { 0 };
	enum kp_status status;

	if (process->root_fd < 0 || process->control_group == NULL ||
	    kp_cgroup_is_of_user(process->control_group)) {
		return KP_OK;
	}
	status = kp_cgroup_unit(process->control_group, &unit, NULL);
	if (status != KP_OK || unit == NULL || !kp_text_has_end(unit, ".service")) {
		return status;
	}
	status = read_link_time(process, unit, &link);
	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? status : KP_OK;
	}
	if (link.tv_sec + SLACK < process->start.tv_sec && !was_not_stepped(ctx) &&
	    !is_grandchild(ctx, pid_fd, unit)) {
		process->start = link;
	}
	return KP_OK;
}
