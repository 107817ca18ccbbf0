/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recognise.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "root.h"
#include "text.h"

/** Programs that run a kubelet in their own process, without its arguments in their argv. */
static const struct {
	const char *exe;
	const char *words[3]; /* one of them is in its arguments then; none: always */
} embedded[] = {
	{ "k3s", { "server", "agent", NULL } },
	{ "kubelite", { NULL } },
	{ "microshift", { "run", NULL } },
	{ "hyperkube", { "kubelet", NULL } },
};

static const char kubelet_name[] = "kubelet";

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

/** @return a row of `embedded` by the name of an executable; NULL if there is none */
static const char *find_embedded(const char *exe, size_t *ret_row)
{
	for (size_t i = 0; i < sizeof(embedded) / sizeof(embedded[0]); i++) {
		if (strcmp(embedded[i].exe, exe) == 0) {
			*ret_row = i;
			return embedded[i].exe;
		}
	}
	return NULL;
}

/** Whether a process that can contain a kubelet is started so that it does. */
static bool runs_embedded(size_t row, const struct kp_argv *argv)
{
	const char *const *words = embedded[row].words;

	if (words[0] == NULL) {
		return true;
	}
	for (size_t i = 0; i < kp_argv_count(argv); i++) {
		const char *arg = kp_argv_get(argv, i);
		/* k3s overwrites its title with one string: "/usr/local/bin/k3s server". */
		const char *word = strrchr(arg, ' ') == NULL ? arg : strrchr(arg, ' ') + 1;

		for (size_t at = 0; words[at] != NULL; at++) {
			if (strcmp(word, words[at]) == 0) {
				return true;
			}
		}
	}
	return false;
}

/** Whether not seeing something of a process means that there is no such process, or no more. */
static bool is_absence(enum kp_status status)
{
	return status == KP_ERR_NOENT || status == KP_ERR_GONE;
}

/** What an executable makes of a process. A kernel thread and a zombie have none (ENOENT). */
static enum kp_recognised recognise_exe(int proc_fd, const char *pid)
{
	KP_CLEANUP(kp_freep) char *exe = NULL;
	char name[64];
	enum kp_status status;
	size_t row;

	(void)snprintf(name, sizeof(name), "%s/exe", pid);
	status = kp_root_readlink(proc_fd, name, &exe, NULL);
	if (status != KP_OK) {
		return is_absence(status) ? KP_RECOGNISED_NOT : KP_RECOGNISED_UNREADABLE;
	}
	(void)drop_deleted(exe);
	if (strcmp(kp_text_basename(exe), kubelet_name) == 0) {
		return KP_RECOGNISED_KUBELET;
	}
	return find_embedded(kp_text_basename(exe), &row) != NULL ? KP_RECOGNISED_EMBEDDED
								  : KP_RECOGNISED_NOT;
}

enum kp_recognised kp_recognise(int proc_fd, const char *pid)
{
	char name[64];
	uint8_t argv0[PATH_MAX];
	enum kp_status status;
	enum kp_recognised match;
	size_t len = 0;

	(void)snprintf(name, sizeof(name), "%s/cmdline", pid);
	status = kp_root_peek(proc_fd, name, argv0, sizeof(argv0) - 1, &len, NULL);
	if (status == KP_OK) {
		argv0[len] = '\0';
		if (strcmp(kp_text_basename((const char *)argv0), kubelet_name) == 0) {
			return KP_RECOGNISED_KUBELET;
		}
	}
	match = recognise_exe(proc_fd, pid);
	/* Without privilege the executables of kernel threads cannot be seen either; no arguments tell
	 * them, if those could be read. */
	if (match == KP_RECOGNISED_UNREADABLE && status == KP_OK && len == 0) {
		return KP_RECOGNISED_NOT;
	}
	return status == KP_OK || is_absence(status) || match != KP_RECOGNISED_NOT
		       ? match
		       : KP_RECOGNISED_UNREADABLE;
}

enum kp_recognised kp_recognise_read(int pid_fd, struct kp_process *process)
{
	const char *argv0 = kp_argv_count(process->argv) == 0 ? "" : kp_argv_get(process->argv, 0);
	const char *name = "";
	size_t row;

	if (kp_root_readlink(pid_fd, "exe", &process->exe, NULL) == KP_OK) {
		process->exe_replaced = drop_deleted(process->exe);
		name = kp_text_basename(process->exe);
	}
	if (strcmp(kp_text_basename(argv0), kubelet_name) == 0 || strcmp(name, kubelet_name) == 0) {
		return KP_RECOGNISED_KUBELET;
	}
	process->embedded_in = find_embedded(name, &row);
	if (process->embedded_in != NULL && runs_embedded(row, process->argv)) {
		return KP_RECOGNISED_EMBEDDED;
	}
	return KP_RECOGNISED_NOT;
}
