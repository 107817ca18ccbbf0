/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "files/procfs.h"
#include "process/stat.h"

const char *kp_origin_str(enum kp_origin origin)
{
	static const char *const names[KP_ORIGIN__COUNT] = {
		[KP_ORIGIN_PROCESS] = "process",
		[KP_ORIGIN_SERVICE] = "service",
	};

	return names[origin];
}

void kp_process_done(struct kp_process *process)
{
	kp_argv_free(kp_steal(&process->argv));
	free(kp_steal(&process->cwd));
	free(kp_steal(&process->cwd_other));
	free(kp_steal(&process->exe));
	free(kp_steal(&process->control_group));
}

bool kp_process_predates(const struct kp_process *process, const struct timespec *changed)
{
	const struct timespec *start = &process->start;
	const int64_t second = 1000000000;
	int64_t seconds = (int64_t)changed->tv_sec - start->tv_sec;

	/* More than a second needs no counting, and could overflow. */
	return seconds > 1 ||
	       (seconds >= -1 && seconds * second + changed->tv_nsec - start->tv_nsec >
					 second / sysconf(_SC_CLK_TCK));
}

bool kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *now = NULL;
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	size_t len;

	return kp_procfs_read(process->pid_fd, "cmdline", SIZE_MAX / 4, &buf, &len, NULL) ==
		       KP_OK &&
	       kp_argv_parse(buf, len, &now, NULL) == KP_OK && kp_argv_is_same(argv, now);
}

bool kp_process_still_runs(int proc_fd, pid_t pid, int64_t start_ticks, const struct kp_argv *argv)
{
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	struct kp_process process = { .pid = pid };
	struct kp_stat stat;
	char name[32];

	(void)snprintf(name, sizeof(name), "%ld", (long)pid);
	if (start_ticks == 0 || kp_procfs_open_dir(proc_fd, name, &pid_fd, NULL) != KP_OK) {
		return false;
	}
	process.pid_fd = pid_fd;
	return kp_stat_read(pid_fd, "stat", &stat, NULL) == KP_OK &&
	       stat.start_ticks == start_ticks && kp_process_is_same(&process, argv);
}

bool kp_process_has_proc(const struct kp_ctx *ctx)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	enum kp_status status = kp_procfs_open(ctx->root_fd, &proc_fd, NULL);

	return status != KP_ERR_UNSUPPORTED && status != KP_ERR_NOENT;
}
