/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recognise.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cleanup.h"
#include "hosts.h"
#include "root.h"
#include "text.h"

static const char kubelet_name[] = "kubelet";

/** The path of a process or of a thread beneath the directory that is looked at. */
enum {
	TASK_MAX = 64
};

/**
 * Cut off what proc_pid_exe(5) adds to the path of an executable that was removed or replaced.
 * @return whether it was
 */
static bool drop_deleted(char *path)
{
	static const char deleted[] = " (deleted)";
	size_t len = strlen(path);

	if (len < strlen(deleted) || strcmp(path + len - strlen(deleted), deleted) != 0) {
		return false;
	}
	path[len - strlen(deleted)] = '\0';
	return true;
}

/** Whether not seeing something of a process means that there is no such process, or no more. */
static bool is_absence(enum kp_status status)
{
	return status == KP_ERR_NOENT || status == KP_ERR_GONE;
}

/** The path of a file of a process or of a thread. @param[in] task as long as TASK_MAX allows */
static void make_path(char *path, const char *task, const char *name)
{
	(void)stpcpy(stpcpy(path, task), name);
}

/** What an executable makes of a process. @param[out] ret_status of looking at it */
static enum kp_recognised recognise_exe(int proc_fd, const char *task, enum kp_status *ret_status)
{
	char name[TASK_MAX + sizeof("/exe")];
	char exe[PATH_MAX];

	make_path(name, task, "/exe");
	*ret_status = kp_root_peek_link(proc_fd, name, exe, sizeof(exe), NULL);
	if (*ret_status != KP_OK) {
		return is_absence(*ret_status) ? KP_RECOGNISED_NOT : KP_RECOGNISED_UNREADABLE;
	}
	(void)drop_deleted(exe);
	if (strcmp(kp_text_basename(exe), kubelet_name) == 0) {
		return KP_RECOGNISED_KUBELET;
	}
	return kp_host_is_named(kp_text_basename(exe)) ? KP_RECOGNISED_EMBEDDED : KP_RECOGNISED_NOT;
}

/** What the first argument makes of a process: one of NOT, KUBELET, PERHAPS. */
static enum kp_recognised recognise_argv0(const uint8_t *argv0, size_t len, size_t limit)
{
	if (len == limit && memchr(argv0, '\0', len) == NULL) {
		return KP_RECOGNISED_PERHAPS;
	}
	return strcmp(kp_text_basename((const char *)argv0), kubelet_name) == 0
		       ? KP_RECOGNISED_KUBELET
		       : KP_RECOGNISED_NOT;
}

/**
 * Look at a process, or at a thread of one: at its executable first, which costs one system call. A
 * kernel thread and a zombie have none, and no arguments either (fs/proc/base.c: both are of its
 * memory).
 * @param[in] task its path beneath /proc
 * @param[out] ret_bare whether it has neither arguments nor an executable that can be seen
 */
static enum kp_recognised recognise_task(int proc_fd, const char *task, bool *ret_bare)
{
	char name[TASK_MAX + sizeof("/cmdline")];
	uint8_t argv0[PATH_MAX];
	enum kp_status exe;
	enum kp_status status;
	enum kp_recognised by_exe = recognise_exe(proc_fd, task, &exe);
	enum kp_recognised by_argv0;
	size_t len = 0;

	*ret_bare = is_absence(exe);
	if (*ret_bare || by_exe == KP_RECOGNISED_KUBELET) {
		return by_exe;
	}
	make_path(name, task, "/cmdline");
	status = kp_root_peek_string(proc_fd, name, argv0, sizeof(argv0) - 1, &len, NULL);
	if (status != KP_OK) {
		return by_exe == KP_RECOGNISED_EMBEDDED ? by_exe
		       : is_absence(status)             ? KP_RECOGNISED_NOT
							: KP_RECOGNISED_UNREADABLE;
	}
	argv0[len] = '\0';
	by_argv0 = recognise_argv0(argv0, len, sizeof(argv0) - 1);
	/* Without privilege the executables of kernel threads cannot be seen either; no arguments tell
	 * them. */
	*ret_bare = exe != KP_OK && len == 0;
	if (*ret_bare || by_argv0 != KP_RECOGNISED_NOT) {
		return by_argv0;
	}
	return by_exe;
}

/** Whether a process has threads beside the first: its directory of them has a link for each. */
static bool has_threads(int proc_fd, const char *pid)
{
	char name[TASK_MAX];
	struct stat st;

	(void)snprintf(name, sizeof(name), "%s/task", pid);
	return fstatat(proc_fd, name, &st, 0) == 0 && st.st_nlink > 3;
}

/** Look at the threads of a process of which the first has ended, and took what it showed along. */
static enum kp_recognised recognise_threads(int proc_fd, const char *pid)
{
	KP_CLEANUP(kp_closep) int task_fd = -1;
	enum kp_recognised match = KP_RECOGNISED_NOT;
	const struct dirent *entry = NULL;
	char name[TASK_MAX];
	DIR *dir = NULL;

	(void)snprintf(name, sizeof(name), "%s/task", pid);
	if (kp_root_open_dir(proc_fd, name, &task_fd, NULL) != KP_OK ||
	    kp_root_list(task_fd, &dir, NULL) != KP_OK) {
		return KP_RECOGNISED_NOT; /* it has ended meanwhile: anyone may list threads */
	}
	while (match == KP_RECOGNISED_NOT && kp_root_next(dir, name, &entry, NULL) == KP_OK) {
		bool bare;

		if (entry->d_name[0] != '.' && strlen(entry->d_name) < TASK_MAX) {
			match = recognise_task(task_fd, entry->d_name, &bare);
		}
	}
	(void)closedir(dir);
	return match == KP_RECOGNISED_NOT || match == KP_RECOGNISED_UNREADABLE
		       ? match
		       : KP_RECOGNISED_HEADLESS;
}

enum kp_recognised kp_recognise(int proc_fd, const char *pid)
{
	/* A process that is ending looks as if only its first thread had, for a moment. */
	static const struct timespec moment = { .tv_nsec = 20L * 1000 * 1000 };
	enum kp_recognised match = KP_RECOGNISED_NOT;

	for (int attempt = 0; attempt < 2; attempt++) {
		bool bare;

		if (attempt > 0) {
			(void)nanosleep(&moment, NULL);
		}
		match = recognise_task(proc_fd, pid, &bare);
		if (!bare || !has_threads(proc_fd, pid)) {
			return match;
		}
		match = recognise_threads(proc_fd, pid);
		if (match == KP_RECOGNISED_NOT) {
			return match;
		}
	}
	return match;
}

enum kp_recognised kp_recognise_read(int pid_fd, struct kp_process *process)
{
	const char *name = "";

	if (kp_root_readlink(pid_fd, "exe", &process->exe, NULL) == KP_OK) {
		process->exe_replaced = drop_deleted(process->exe);
		name = kp_text_basename(process->exe);
	}
	process->host = kp_host_find(name, process->argv);
	if (process->host == NULL) {
		return KP_RECOGNISED_NOT;
	}
	return strcmp(kp_host_name(process->host), kubelet_name) == 0 ? KP_RECOGNISED_KUBELET
								      : KP_RECOGNISED_EMBEDDED;
}
