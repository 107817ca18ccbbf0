/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/read.h"

#include <stdint.h>

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/rights.h"
#include "files/procfs.h"
#include "process/cgroup.h"
#include "process/directory.h"
#include "process/goenv.h"
#include "process/start.h"
#include "process/stat.h"

/** The file /proc/PID/status has a few KiB: of more nothing is made. */
enum {
	STATUS_MAX = 256 << 10
};

/** Read a whole command line. */
static enum kp_status read_argv(const struct kp_ctx *ctx, int pid_fd, struct kp_argv **ret_argv,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = NULL;
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	size_t len;
	enum kp_status status =
		kp_procfs_read(pid_fd, "cmdline", ctx->limits.argv_bytes, &buf, &len, reterr);

	if (status == KP_OK) {
		status = kp_argv_parse(buf, len, &argv, reterr);
	}
	if (status == KP_OK && kp_argv_count(argv) > ctx->limits.argv_count) {
		status = kp_fail(reterr, KP_ERR_LIMIT, "more than the limit of %zu arguments",
				 ctx->limits.argv_count);
	}
	if (status == KP_OK) {
		*ret_argv = kp_steal(&argv);
	}
	return kp_right_explain(KP_RIGHT_PROCESSES, status, reterr);
}

/** Open the root of a process and read its working directory. */
static enum kp_status read_surroundings(int pid_fd, struct kp_process *process)
{
	enum kp_status status =
		kp_procfs_open_dir(pid_fd, "root", &process->root_fd, &process->error);

	if (status == KP_OK) {
		status = kp__directory_read(pid_fd, process);
	}
	return kp_right_explain(KP_RIGHT_PROCESSES, status, &process->error);
}

/**
 * Look at the variable that is asked for, and at the working directory as the shell calls it, which Go
 * prefers (os.Getwd). Nothing else of an environment is looked at or kept: it may hold secrets.
 */
static enum kp_status read_environment(const struct kp_ctx *ctx, const char *variable, int pid_fd,
				       struct kp_process *process)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct kp_goenv env;
	const char *pwd;

	process->has_variable = KP_NOT_KNOWN;
	if (kp_procfs_read(pid_fd, "environ", ctx->limits.environ_bytes, &buf, &env.len, NULL) !=
	    KP_OK) {
		return KP_OK;
	}
	env.block = buf;
	process->has_variable =
		variable != NULL && kp_goenv_find(&env, variable, strlen(variable)) != NULL
			? KP_KNOWN_YES
			: KP_KNOWN_NO;
	pwd = kp_goenv_find(&env, "PWD", strlen("PWD"));
	return pwd == NULL ? KP_OK : kp__directory_prefer(pid_fd, pwd, process);
}

/** Read the effective user: the second number of `Uid:` in proc_pid_status(5). */
static int64_t read_user(int pid_fd)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	char *save = NULL;
	const char *at;
	int64_t user;
	size_t len;

	if (kp_procfs_read(pid_fd, "status", STATUS_MAX, &buf, &len, NULL) != KP_OK) {
		return -1;
	}
	/* Not the first line, where the name of the process stands. */
	at = strstr((char *)buf, "\nUid:");
	at = at == NULL ? NULL : strtok_r((char *)buf + (at - (char *)buf) + 5, " \t\n", &save);
	at = at == NULL ? NULL : strtok_r(NULL, " \t\n", &save);
	return at != NULL && kp_go_int(at, 10, 64, &user) ? user : -1;
}

/** Whether the scanner's control group namespace hides a part of a path that init's shows. */
static bool is_group_cut(int pid_fd, const char *path)
{
	KP_CLEANUP(kp_freep) char *of_init = NULL;

	if (path == NULL) {
		return false;
	}
	of_init = kp_cgroup_read(pid_fd, "../1/cgroup");
	return of_init != NULL && kp_cgroup_is_cut(path, of_init);
}

/**
 * Read a process whose directory is open: that descriptor stays bound to it and fails once it is
 * gone, whoever gets its pid. The arguments are read before and after the rest, so that all of it
 * belongs to one program.
 * @param[out] ret_stable whether no exec(2) came in between
 */
static enum kp_status read_once(const struct kp_ctx *ctx, const char *variable, int pid_fd,
				struct kp_process *process, bool *ret_stable)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *before = NULL;
	struct kp_stat stat;
	enum kp_status status = kp_stat_read(pid_fd, "stat", &stat, &process->error);

	if (status == KP_OK) {
		process->start_ticks = stat.start_ticks;
		process->start = kp__start_of_ticks(process->start_ticks);
		status = read_argv(ctx, pid_fd, &before, &process->error);
	}
	if (status != KP_OK) {
		return status;
	}
	status = read_surroundings(pid_fd, process);
	if (status == KP_ERR_GONE || status == KP_ERR_NOMEM) {
		return status;
	}
	process->control_group = kp_cgroup_read(pid_fd, "cgroup");
	/* What is not newer than the process depends on its start. */
	if (kp__start_check(ctx, pid_fd, process) != KP_OK ||
	    read_environment(ctx, variable, pid_fd, process) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	process->user_id = read_user(pid_fd);
	process->group_is_cut = is_group_cut(pid_fd, process->control_group);
	/* A root that may not be opened leaves the arguments: they are told all the same. */
	status = read_argv(ctx, pid_fd, &process->argv,
			   process->argv == NULL ? &process->error : NULL);
	*ret_stable = status == KP_OK && kp_argv_is_same(before, process->argv);
	return status;
}

enum kp_status kp_process_read(const struct kp_ctx *ctx, const char *variable,
			       struct kp_process *process)
{
	bool stable = false;
	enum kp_status status = KP_OK;

	for (int attempt = 0; status == KP_OK && !stable; attempt++) {
		const struct kp_process fresh = {
			.origin = KP_ORIGIN_PROCESS,
			.pid = process->pid,
			.pid_fd = process->pid_fd,
			.root_fd = -1,
		};

		if (attempt == 3) {
			return kp_fail(&process->error, KP_ERR_UNSUPPORTED,
				       "its arguments change while they are read");
		}
		kp_process_done(process);
		kp_closep(&process->root_fd);
		*process = fresh;
		status = read_once(ctx, variable, process->pid_fd, process, &stable);
	}
	return status;
}
