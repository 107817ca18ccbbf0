/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "files/fd.h"
#include "files/procfs.h"
#include "process/stat.h"

/** Above it no process is watched: select(2) and limits of a process end at 1,024 descriptors. */
#define WATCH_FD_MAX 256

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

void kp_process_watch_done(struct kp_process_watch *watch)
{
	if (watch->is_open) {
		(void)close(watch->fd);
	}
	*watch = (struct kp_process_watch){ 0 };
}

/** Whether an open file of arguments has just these. */
static bool has_arguments(int fd, const struct kp_argv *argv)
{
	KP_CLEANUP(kp_freep) uint8_t *bytes = NULL;
	size_t size = 0;
	uint8_t *at;

	for (size_t i = 0; i < kp_argv_count(argv); i++) {
		size += strlen(kp_argv_get(argv, i)) + 1;
	}
	bytes = malloc(size + 1);
	if (bytes == NULL) {
		return false;
	}
	at = bytes;
	for (size_t i = 0; i < kp_argv_count(argv); i++) {
		size_t length = strlen(kp_argv_get(argv, i)) + 1;

		memcpy(at, kp_argv_get(argv, i), length);
		at += length;
	}
	return size > 0 && kp_fd_has(fd, bytes, size);
}

/** Watch a process, unless there are many descriptors already. */
static void begin_watch(int pid_fd, struct kp_process_watch *watch)
{
	int fd = -1;

	kp_process_watch_done(watch);
	if (kp_procfs_open_file(pid_fd, "cmdline", &fd, NULL) != KP_OK) {
		return;
	}
	watch->is_open = true;
	watch->fd = fd;
	if (fd >= WATCH_FD_MAX) {
		kp_process_watch_done(watch);
	}
}

/* An open file of /proc/PID stays that of its process, whoever has the pid later: without the process
 * there is nothing to read in it, and after execve(2) there are the new arguments (Linux,
 * fs/proc/base.c, proc_pid_cmdline_read()). One call in place of ten. What is not just as it was is looked
 * at as if for the first time. */
bool kp_process_still_runs(int proc_fd, pid_t pid, int64_t start_ticks, const struct kp_argv *argv,
			   struct kp_process_watch *watch)
{
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	struct kp_process process = { .pid = pid };
	struct kp_stat stat;
	char name[32];

	if (start_ticks != 0 && watch != NULL && watch->is_open && has_arguments(watch->fd, argv)) {
		return true;
	}
	(void)snprintf(name, sizeof(name), "%ld", (long)pid);
	if (start_ticks == 0 || kp_procfs_open_dir(proc_fd, name, &pid_fd, NULL) != KP_OK) {
		return false;
	}
	process.pid_fd = pid_fd;
	if (kp_stat_read(pid_fd, "stat", &stat, NULL) != KP_OK || stat.start_ticks != start_ticks ||
	    !kp_process_is_same(&process, argv)) {
		return false;
	}
	if (watch != NULL) {
		begin_watch(pid_fd, watch);
	}
	return true;
}

bool kp_process_has_proc(const struct kp_ctx *ctx)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	enum kp_status status = kp_procfs_open(ctx->root_fd, &proc_fd, NULL);

	return status != KP_ERR_UNSUPPORTED && status != KP_ERR_NOENT;
}
