/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "goenv.h"
#include "govalue.h"
#include "recognise.h"
#include "root.h"
#include "text.h"

/** Files of /proc that have a few KiB: of more nothing is made. */
enum {
	PROC_TEXT_MAX = 256 << 10
};

/** Passes over /proc: new processes that keep coming do not hold it up. */
enum {
	PASSES_MAX = 10
};

/** Bytes by which the set of pids grows. */
enum {
	PIDS_STEP = 4096
};

/** A walk under way. */
struct walk {
	const struct kp_ctx *ctx;
	int proc_fd;
	kp_process_visit visit;
	void *data;
	uint8_t *pids;     /**< those that were looked at, a bit each: new ones may be smaller */
	size_t pids_size;  /**< in bytes, at most 512 KiB: PID_MAX_LIMIT of the kernel is 4 Mi */
	bool came;         /**< whether the pass under way has found a new pid */
	bool kubelet_came; /**< whether it has found a new kubelet */
	struct kp_process_walk seen;
};

static void process_done(struct kp_process *process)
{
	kp_argv_free(process->argv);
	kp_closep(&process->root_fd);
	free(process->cwd);
	free(process->exe);
	free(process->control_group);
}

/** Read the start of a process, in clock ticks since boot: field 22 of proc_pid_stat(5). */
static enum kp_status read_start_ticks(int pid_fd, int64_t *ret_ticks, struct kp_error *reterr)
{
	uint8_t stat[1024];
	size_t len;
	char *at;
	char *save = NULL;
	enum kp_status status = kp_root_peek(pid_fd, "stat", stat, sizeof(stat) - 1, &len, reterr);

	if (status != KP_OK) {
		return status;
	}
	stat[len] = '\0';
	/* The name of the process may contain anything, also blanks and brackets. */
	at = strrchr((char *)stat, ')');
	at = at == NULL ? NULL : strtok_r(at + 1, " ", &save);
	for (int field = 3; at != NULL && field < 22; field++) {
		at = strtok_r(NULL, " ", &save);
	}
	if (at == NULL || !kp_go_int(at, 10, 64, ret_ticks)) {
		return kp_fail(reterr, KP_ERR_IO,
			       "cannot make out the start time in /proc/PID/stat");
	}
	return KP_OK;
}

/** The wall clock time of a number of ticks since boot. */
static struct timespec from_ticks(int64_t ticks)
{
	const int64_t second = 1000000000;
	struct timespec real = { 0 };
	struct timespec boot = { 0 };
	int64_t per_second = sysconf(_SC_CLK_TCK);
	int64_t nanoseconds;

	(void)clock_gettime(CLOCK_REALTIME, &real);
	(void)clock_gettime(CLOCK_BOOTTIME, &boot);
	nanoseconds =
		(int64_t)real.tv_nsec - boot.tv_nsec + ticks % per_second * (second / per_second);
	real.tv_sec += (time_t)(ticks / per_second) - boot.tv_sec + (time_t)(nanoseconds / second);
	real.tv_nsec = (long)(nanoseconds % second);
	if (real.tv_nsec < 0) {
		real.tv_nsec += (long)second;
		real.tv_sec--;
	}
	return real;
}

/** Read a whole command line. */
static enum kp_status read_argv(const struct kp_ctx *ctx, int pid_fd, struct kp_argv **ret_argv,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = NULL;
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	size_t len;
	enum kp_status status =
		kp_root_read(pid_fd, "cmdline", ctx->limits.argv_bytes, &buf, &len, reterr);

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
	return status;
}

/**
 * Make a path that the kernel shows to the scanner one below the root of the process: of a
 * process in a chroot(2) the kernel shows both from the scanner's root.
 */
static void strip_root(char *cwd, const char *root)
{
	size_t len = strlen(root);

	if (len < 2 || strncmp(cwd, root, len) != 0) {
		return;
	}
	if (cwd[len] == '/') {
		memmove(cwd, cwd + len, strlen(cwd + len) + 1);
	} else if (cwd[len] == '\0') {
		cwd[1] = '\0'; /* the root itself */
	}
}

/** Open the root of a process and read its working directory. */
static enum kp_status read_surroundings(int pid_fd, struct kp_process *process)
{
	KP_CLEANUP(kp_freep) char *root = NULL;
	enum kp_status status =
		kp_root_open_dir(pid_fd, "root", &process->root_fd, &process->error);

	if (status == KP_OK) {
		status = kp_root_readlink(pid_fd, "root", &root, &process->error);
	}
	if (status == KP_OK) {
		status = kp_root_readlink(pid_fd, "cwd", &process->cwd, &process->error);
	}
	if (status == KP_OK) {
		strip_root(process->cwd, root);
	}
	return status;
}

/**
 * Call the working directory as PWD does, if that names the same directory, as Go's os.Getwd does. It
 * matters where `..` is taken out of a path behind it.
 */
static enum kp_status prefer_name(int pid_fd, const char *pwd, struct kp_process *process)
{
	struct stat named;
	struct stat cwd;
	char *name;

	if (pwd[0] != '/' || process->cwd == NULL || fstatat(pid_fd, "cwd", &cwd, 0) != 0 ||
	    kp_root_stat_beneath(process->root_fd, pwd, &named, NULL) != KP_OK ||
	    cwd.st_dev != named.st_dev || cwd.st_ino != named.st_ino) {
		return KP_OK;
	}
	if (kp_text_dup(pwd, &name, &process->error) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	free(process->cwd);
	process->cwd = name;
	return KP_OK;
}

/**
 * Look at the two variables that matter for any kubelet: the one that lets a kubelet 1.28 or 1.29 use --config-dir
 * (server.go), and the working directory as the shell calls it, which Go prefers (os.Getwd). Nothing
 * else of an environment is looked at or kept: it may hold secrets.
 */
static enum kp_status read_environment(const struct kp_ctx *ctx, int pid_fd,
				       struct kp_process *process)
{
	static const char alpha[] = "KUBELET_CONFIG_DROPIN_DIR_ALPHA";
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct kp_goenv env;
	const char *pwd;

	process->has_alpha = KP_NOT_KNOWN;
	if (kp_root_read(pid_fd, "environ", ctx->limits.environ_bytes, &buf, &env.len, NULL) !=
	    KP_OK) {
		return KP_OK;
	}
	env.block = buf;
	process->has_alpha =
		kp_goenv_find(&env, alpha, strlen(alpha)) != NULL ? KP_KNOWN_YES : KP_KNOWN_NO;
	pwd = kp_goenv_find(&env, "PWD", strlen("PWD"));
	return pwd == NULL ? KP_OK : prefer_name(pid_fd, pwd, process);
}

/** Read the effective user: the second number of `Uid:` in proc_pid_status(5). */
static int64_t read_user(int pid_fd)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	char *save = NULL;
	const char *at;
	int64_t user;
	size_t len;

	if (kp_root_read(pid_fd, "status", PROC_TEXT_MAX, &buf, &len, NULL) != KP_OK) {
		return -1;
	}
	/* Not the first line, where the name of the process stands. */
	at = strstr((char *)buf, "\nUid:");
	at = at == NULL ? NULL : strtok_r((char *)buf + (at - (char *)buf) + 5, " \t\n", &save);
	at = at == NULL ? NULL : strtok_r(NULL, " \t\n", &save);
	return at != NULL && kp_go_int(at, 10, 64, &user) ? user : -1;
}

/** Whether a line of /proc/PID/cgroup is of systemd's hierarchy (cgroups(7)). */
static bool is_systemd_group(const char *line)
{
	const char *controllers = strchr(line, ':');

	return controllers != NULL && (strncmp(controllers, "::", 2) == 0 ||
				       strncmp(controllers, ":name=systemd:", 14) == 0);
}

/** Read the control group, from which the unit or the container can be seen. */
static char *read_control_group(int pid_fd)
{
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	char *found = NULL;
	char *save = NULL;
	size_t len;

	if (kp_root_read(pid_fd, "cgroup", PROC_TEXT_MAX, &buf, &len, NULL) != KP_OK) {
		return NULL;
	}
	for (char *line = strtok_r((char *)buf, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		const char *path = strstr(line, ":/");

		if (path == NULL || !is_systemd_group(line) ||
		    (found != NULL && strcmp(path, ":/") == 0)) {
			continue;
		}
		free(found);
		found = strdup(path + 1);
	}
	return found;
}

static bool same_argv(const struct kp_argv *left, const struct kp_argv *right)
{
	size_t count = kp_argv_count(left);

	if (count != kp_argv_count(right)) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (strcmp(kp_argv_get(left, i), kp_argv_get(right, i)) != 0) {
			return false;
		}
	}
	return true;
}

/**
 * Read a process whose directory is open: that descriptor stays bound to it and fails once it is
 * gone, whoever gets its pid. The arguments are read before and after the rest, so that all of it
 * belongs to one program.
 * @param[out] ret_stable whether no exec(2) came in between
 */
static enum kp_status read_once(const struct kp_ctx *ctx, int pid_fd, struct kp_process *process,
				bool *ret_stable)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *before = NULL;
	enum kp_status status = read_start_ticks(pid_fd, &process->start_ticks, &process->error);

	if (status == KP_OK) {
		process->start = from_ticks(process->start_ticks);
		status = read_argv(ctx, pid_fd, &before, &process->error);
	}
	if (status != KP_OK) {
		return status;
	}
	status = read_surroundings(pid_fd, process);
	if (status == KP_ERR_GONE || status == KP_ERR_NOMEM) {
		return status;
	}
	if (read_environment(ctx, pid_fd, process) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	process->user_id = read_user(pid_fd);
	process->control_group = read_control_group(pid_fd);
	/* A root that may not be opened leaves the arguments: they are told all the same. */
	status = read_argv(ctx, pid_fd, &process->argv,
			   process->argv == NULL ? &process->error : NULL);
	*ret_stable = status == KP_OK && same_argv(before, process->argv);
	return status;
}

/** Read a process, again if it turns into another program meanwhile. */
static enum kp_status read_process(const struct kp_ctx *ctx, int pid_fd, struct kp_process *process)
{
	bool stable = false;
	enum kp_status status = KP_OK;

	for (int attempt = 0; status == KP_OK && !stable; attempt++) {
		pid_t pid = process->pid;

		if (attempt == 3) {
			return kp_fail(&process->error, KP_ERR_UNSUPPORTED,
				       "its arguments change while they are read");
		}
		process_done(process);
		*process = (struct kp_process){ .pid = pid, .pid_fd = pid_fd, .root_fd = -1 };
		status = read_once(ctx, pid_fd, process, &stable);
	}
	return status;
}

/** Read a process that was recognised, and let the caller have it. */
static enum kp_status visit_process(struct walk *walk, const char *name, pid_t pid,
				    enum kp_recognised match, struct kp_error *reterr)
{
	KP_CLEANUP(process_done)
	struct kp_process process = { .pid = pid, .pid_fd = -1, .root_fd = -1 };
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	enum kp_status status = kp_root_open_dir(walk->proc_fd, name, &pid_fd, &process.error);

	if (status == KP_OK && match == KP_RECOGNISED_HEADLESS) {
		status =
			kp_fail(&process.error, KP_ERR_UNSUPPORTED,
				"its first thread has ended, so that its arguments cannot be read");
	} else if (status == KP_OK) {
		status = read_process(walk->ctx, pid_fd, &process);
	}
	if (status == KP_ERR_GONE || status == KP_ERR_NOENT) {
		walk->seen.vanished++;
		return KP_OK;
	}
	if (status == KP_ERR_NOMEM) {
		return kp_fail(reterr, status, "out of memory");
	}
	if (status == KP_OK && kp_recognise_read(pid_fd, &process) == KP_RECOGNISED_NOT) {
		walk->seen.vanished += match == KP_RECOGNISED_KUBELET ? 1 : 0;
		return KP_OK;
	}
	if (status != KP_OK) {
		kp_argv_free(kp_steal(&process.argv));
	}
	process.pid_fd = pid_fd;
	status = walk->visit(walk->data, &process, reterr);
	if (status == KP_ERR_GONE) {
		walk->seen.vanished++;
		return KP_OK;
	}
	return status;
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

	if (process->pid_fd < 0 || argv == NULL) {
		return true; /* not a live one, or nothing was read */
	}
	return kp_root_read(process->pid_fd, "cmdline", SIZE_MAX / 4, &buf, &len, NULL) == KP_OK &&
	       kp_argv_parse(buf, len, &now, NULL) == KP_OK && same_argv(argv, now);
}

bool kp_process_still_runs(int proc_fd, pid_t pid, int64_t start_ticks, const struct kp_argv *argv)
{
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	struct kp_process process = { .pid = pid };
	char name[32];
	int64_t ticks;

	(void)snprintf(name, sizeof(name), "%ld", (long)pid);
	if (start_ticks == 0 || kp_root_open_dir(proc_fd, name, &pid_fd, NULL) != KP_OK) {
		return false;
	}
	process.pid_fd = pid_fd;
	return read_start_ticks(pid_fd, &ticks, NULL) == KP_OK && ticks == start_ticks &&
	       kp_process_is_same(&process, argv);
}

/**
 * Note that a process is looked at.
 * @param[out] ret_new whether it was not before
 */
static enum kp_status note_pid(struct walk *walk, int64_t pid, bool *ret_new,
			       struct kp_error *reterr)
{
	size_t at = (size_t)pid / 8;
	unsigned bit = 1U << (pid % 8);

	if (at >= walk->pids_size) {
		size_t size = (at / PIDS_STEP + 1) * PIDS_STEP;
		uint8_t *grown = realloc(walk->pids, size);

		if (grown == NULL) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		memset(grown + walk->pids_size, 0, size - walk->pids_size);
		walk->pids = grown;
		walk->pids_size = size;
	}
	*ret_new = (walk->pids[at] & bit) == 0;
	walk->pids[at] = (uint8_t)(walk->pids[at] | bit);
	return KP_OK;
}

/** Look at one entry of /proc. */
static enum kp_status look_at(struct walk *walk, const char *name, struct kp_error *reterr)
{
	enum kp_recognised match;
	enum kp_status status;
	bool is_new = false;
	int64_t pid;

	if (name[strspn(name, "0123456789")] != '\0' || !kp_go_int(name, 10, 32, &pid)) {
		return KP_OK;
	}
	status = note_pid(walk, pid, &is_new, reterr);
	if (status != KP_OK || !is_new) {
		return status;
	}
	walk->came = true;
	walk->seen.saw_init = walk->seen.saw_init || pid == 1;
	match = kp_recognise(walk->proc_fd, name);
	if (match == KP_RECOGNISED_UNREADABLE) {
		walk->seen.unreadable++;
		walk->seen.unreadable_pid = (pid_t)pid;
		return KP_OK;
	}
	if (match == KP_RECOGNISED_NOT) {
		return KP_OK;
	}
	walk->kubelet_came = true;
	return visit_process(walk, name, (pid_t)pid, match, reterr);
}

/** Call look_at() for each entry. */
static enum kp_status walk_entries(struct walk *walk, DIR *dir, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	walk->came = false;
	walk->kubelet_came = false;
	while (status == KP_OK) {
		const struct dirent *entry = NULL;

		status = kp_root_next(dir, "/proc", &entry, reterr);
		if (status == KP_OK) {
			status = look_at(walk, entry->d_name, reterr);
		}
	}
	return status == KP_ERR_END ? KP_OK : status;
}

/**
 * Walk once, and again over the pids that are new: the kernel lists many at a time, so that a kubelet
 * that has followed one which was ending when it was looked at need not be among them.
 */
static enum kp_status walk_passes(struct walk *walk, DIR *dir, struct kp_error *reterr)
{
	enum kp_status status = walk_entries(walk, dir, reterr);
	int passes = 1;

	for (; status == KP_OK && walk->came && passes < PASSES_MAX; passes++) {
		rewinddir(dir);
		status = walk_entries(walk, dir, reterr);
	}
	/* A kubelet that came so late may be followed by another. */
	walk->seen.vanished += passes == PASSES_MAX && walk->kubelet_came ? 1 : 0;
	return status;
}

enum kp_status kp_process_walk(const struct kp_ctx *ctx, kp_process_visit visit, void *data,
			       struct kp_process_walk *ret_walk, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int proc_fd = -1;
	struct walk walk = { .ctx = ctx, .visit = visit, .data = data };
	DIR *dir = NULL;
	enum kp_status status = kp_root_open_proc(ctx->root_fd, &proc_fd, reterr);

	if (status == KP_OK) {
		status = kp_root_list(proc_fd, &dir, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	walk.proc_fd = proc_fd;
	status = walk_passes(&walk, dir, reterr);
	(void)closedir(dir);
	free(walk.pids);
	if (status == KP_OK) {
		*ret_walk = walk.seen;
	}
	return status;
}
