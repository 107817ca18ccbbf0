/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/recognise.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "files/fd.h"
#include "files/procfs.h"
#include "process/stat.h"
#include "process/unseen.h"

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

void kp_look_init(struct kp_look *look, int proc_fd, const char *pid)
{
	look->proc_fd = proc_fd;
	look->pid = pid;
	look->has_exe = false;
	look->has_argv0 = false;
}

/** Read the path of the executable, once. */
static void look_at_exe(struct kp_look *look)
{
	char name[TASK_MAX + sizeof("/exe")];

	if (look->has_exe) {
		return;
	}
	make_path(name, look->pid, "/exe");
	look->exe_status =
		kp_procfs_peek_link(look->proc_fd, name, look->exe, sizeof(look->exe), NULL);
	if (look->exe_status == KP_OK) {
		(void)drop_deleted(look->exe);
	}
	look->has_exe = true;
}

/** Read the first argument, once. @param[out] reterr why that fails, if it is read now */
static enum kp_status look_at_argv0(struct kp_look *look, struct kp_error *reterr)
{
	char name[TASK_MAX + sizeof("/cmdline")];

	if (!look->has_argv0) {
		make_path(name, look->pid, "/cmdline");
		look->argv0_len = 0;
		look->argv0_status =
			kp_procfs_peek_string(look->proc_fd, name, look->argv0,
					      sizeof(look->argv0) - 1, &look->argv0_len, reterr);
		look->has_argv0 = true;
	}
	return look->argv0_status;
}

/** What an executable makes of a process. */
static enum kp_recognised recognise_exe(const struct kp_programs *programs, struct kp_look *look)
{
	look_at_exe(look);
	if (look->exe_status != KP_OK) {
		return is_absence(look->exe_status) ? KP_RECOGNISED_NOT : KP_RECOGNISED_UNREADABLE;
	}
	if (!programs->may_contain(programs->name, kp_text_basename(look->exe))) {
		return KP_RECOGNISED_NOT;
	}
	return programs->is_named(programs->name, kp_text_basename(look->exe))
		       ? KP_RECOGNISED_ITSELF
		       : KP_RECOGNISED_EMBEDDED;
}

/** What the first argument makes of a process: one of NOT, ITSELF, PERHAPS. */
static enum kp_recognised recognise_argv0(const struct kp_programs *programs, const uint8_t *argv0,
					  size_t len, size_t limit)
{
	if (len == limit && memchr(argv0, '\0', len) == NULL) {
		return KP_RECOGNISED_PERHAPS;
	}
	return programs->is_named(programs->name, kp_text_basename((const char *)argv0))
		       ? KP_RECOGNISED_ITSELF
		       : KP_RECOGNISED_NOT;
}

/**
 * What one is whose executable may not be seen, by what it calls itself and by what the kernel calls it: a
 * kubelet has no reason to hide, and who executes one under another name can do so as well under a name
 * that is not known here.
 */
static enum kp_recognised recognise_names(const struct kp_programs *programs, int proc_fd,
					  const char *task, const char *argv0)
{
	char path[TASK_MAX + sizeof("/comm")];
	char name[16];
	enum kp_status status;

	make_path(path, task, "/comm");
	status = kp_unseen_read_name(proc_fd, path, name, NULL);
	if (status != KP_OK) {
		return is_absence(status) ? KP_RECOGNISED_NOT : KP_RECOGNISED_UNREADABLE;
	}
	return name[0] == '\0' || programs->resembles(programs->name, name) ||
			       programs->resembles(programs->name, argv0)
		       ? KP_RECOGNISED_UNREADABLE
		       : KP_RECOGNISED_UNSEEN;
}

/**
 * What one is that shows no arguments, and whose executable may not be seen: without privilege this
 * is so of kernel threads and of zombies, but also of a program that has wiped its arguments out.
 * @param[out] ret_bare as of recognise_task()
 */
static enum kp_recognised recognise_silent(int proc_fd, const char *task, bool *ret_bare,
					   struct kp_error *reterr)
{
	char name[TASK_MAX + sizeof("/stat")];
	struct kp_stat stat = { 0 };
	enum kp_status status;

	make_path(name, task, "/stat");
	status = kp_stat_read(proc_fd, name, &stat, reterr);
	if (is_absence(status) || (status == KP_OK && stat.is_kernel_thread)) {
		return KP_RECOGNISED_NOT;
	}
	*ret_bare = status == KP_OK && stat.has_ended;
	if (*ret_bare) {
		return KP_RECOGNISED_NOT;
	}
	if (status == KP_OK) {
		(void)kp_fail(reterr, KP_ERR_PERM, "its executable may not be seen");
	}
	return KP_RECOGNISED_UNREADABLE;
}

/**
 * Look at a process, or at a thread of one: at its executable first, which costs one system call. A
 * kernel thread and a zombie have none, and no arguments either (fs/proc/base.c: both are of its
 * memory).
 * @param[out] ret_bare whether it has neither arguments nor an executable, so that threads of it may
 */
static enum kp_recognised recognise_task(const struct kp_programs *programs, struct kp_look *look,
					 bool *ret_bare, struct kp_error *reterr)
{
	enum kp_recognised by_exe = recognise_exe(programs, look);
	enum kp_status exe = look->exe_status;
	enum kp_recognised by_argv0;
	enum kp_status status;

	*ret_bare = is_absence(exe);
	if (*ret_bare || by_exe == KP_RECOGNISED_ITSELF) {
		return by_exe;
	}
	status = look_at_argv0(look, reterr);
	if (status != KP_OK) {
		return by_exe == KP_RECOGNISED_EMBEDDED ? by_exe
		       : is_absence(status)             ? KP_RECOGNISED_NOT
							: KP_RECOGNISED_UNREADABLE;
	}
	look->argv0[look->argv0_len] = '\0';
	by_argv0 = recognise_argv0(programs, look->argv0, look->argv0_len, sizeof(look->argv0) - 1);
	if (by_argv0 != KP_RECOGNISED_NOT || by_exe != KP_RECOGNISED_UNREADABLE) {
		return by_argv0 != KP_RECOGNISED_NOT ? by_argv0 : by_exe;
	}
	if (look->argv0_len == 0) {
		return recognise_silent(look->proc_fd, look->pid, ret_bare, reterr);
	}
	(void)kp_fail(reterr, exe, "its executable cannot be seen (%s)", kp_status_str(exe));
	return exe == KP_ERR_PERM ? recognise_names(programs, look->proc_fd, look->pid,
						    kp_text_basename((const char *)look->argv0))
				  : by_exe;
}

/**
 * Whether a process may have threads beside the first: its directory of them has a link for each.
 * Only that it is gone is no.
 */
static bool may_have_threads(int proc_fd, const char *pid)
{
	char name[TASK_MAX];
	struct stat st;

	(void)snprintf(name, sizeof(name), "%s/task", pid);
	if (fstatat(proc_fd, name, &st, 0) != 0) {
		return errno != ENOENT && errno != ESRCH;
	}
	return st.st_nlink > 3;
}

/** Look at each of the threads that a directory has. */
static enum kp_recognised recognise_each(const struct kp_programs *programs, int task_fd,
					 struct kp_error *reterr)
{
	enum kp_recognised match = KP_RECOGNISED_NOT;
	const struct dirent *entry = NULL;
	DIR *dir = NULL;
	enum kp_status status = kp_fd_list(task_fd, &dir, reterr);

	while (match == KP_RECOGNISED_NOT && status == KP_OK) {
		struct kp_look look;
		bool bare;

		status = kp_fd_next(dir, "/proc/PID/task", &entry, reterr);
		if (status == KP_OK && entry->d_name[0] != '.' &&
		    strlen(entry->d_name) < TASK_MAX) {
			kp_look_init(&look, task_fd, entry->d_name);
			match = recognise_task(programs, &look, &bare, reterr);
		}
	}
	if (dir != NULL) {
		(void)closedir(dir);
	}
	return status == KP_OK || status == KP_ERR_END || is_absence(status)
		       ? match
		       : KP_RECOGNISED_UNREADABLE;
}

/**
 * Look at the threads of a process of which the first has ended, and took what it showed along. Anyone
 * may list threads, so that failing to do so says nothing of what they are, unless they are gone.
 */
static enum kp_recognised recognise_threads(const struct kp_programs *programs, int proc_fd,
					    const char *pid, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int task_fd = -1;
	enum kp_recognised match;
	char name[TASK_MAX];
	enum kp_status status;

	(void)snprintf(name, sizeof(name), "%s/task", pid);
	status = kp_procfs_open_dir(proc_fd, name, &task_fd, reterr);
	if (status != KP_OK) {
		return is_absence(status) ? KP_RECOGNISED_NOT : KP_RECOGNISED_UNREADABLE;
	}
	match = recognise_each(programs, task_fd, reterr);
	if (match == KP_RECOGNISED_NOT) {
		return match;
	}
	/* The name of a thread says nothing of the program. */
	return match == KP_RECOGNISED_UNREADABLE || match == KP_RECOGNISED_UNSEEN
		       ? KP_RECOGNISED_UNREADABLE
		       : KP_RECOGNISED_HEADLESS;
}

enum kp_recognised kp_recognise(const struct kp_programs *programs, struct kp_look *look,
				struct kp_error *reterr)
{
	/* A process that is ending looks as if only its first thread had, for a moment. */
	static const struct timespec moment = { .tv_nsec = 20L * 1000 * 1000 };
	enum kp_recognised match = KP_RECOGNISED_NOT;

	for (int attempt = 0; attempt < 2; attempt++) {
		bool bare;

		if (attempt > 0) {
			(void)nanosleep(&moment, NULL);
			kp_look_init(look, look->proc_fd, look->pid);
		}
		match = recognise_task(programs, look, &bare, reterr);
		if (!bare || !may_have_threads(look->proc_fd, look->pid)) {
			return match;
		}
		match = recognise_threads(programs, look->proc_fd, look->pid, reterr);
		if (match == KP_RECOGNISED_NOT) {
			return match;
		}
	}
	return match;
}

bool kp_recognise_read(const struct kp_programs *programs, struct kp_process *process)
{
	const char *name = "";

	if (kp_procfs_readlink(process->pid_fd, "exe", &process->exe, NULL) == KP_OK) {
		process->exe_replaced = drop_deleted(process->exe);
		name = kp_text_basename(process->exe);
	}
	process->host = programs->find(programs->name, name, process->argv);
	return process->host != NULL;
}
