/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/directory.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "files/beneath.h"
#include "files/procfs.h"
#include "files/root.h"

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

/**
 * Whether a name leads from the root of a process to its working directory.
 * @param[out] ret_missing whether there is nothing of that name
 */
static bool leads_to_cwd(int pid_fd, const struct kp_process *process, const char *name,
			 bool *ret_missing)
{
	struct stat named;
	struct stat cwd;
	enum kp_status status = kp_root_stat_beneath(process->root_fd, name, &named, NULL);

	*ret_missing = status == KP_ERR_NOENT;
	return status == KP_OK && fstatat(pid_fd, "cwd", &cwd, 0) == 0 &&
	       cwd.st_dev == named.st_dev && cwd.st_ino == named.st_ino;
}

/** Whether the kernel calls a directory removed (proc_pid_cwd(5)): then nothing is found in it. */
static bool is_removed(const char *cwd)
{
	static const char removed[] = " (deleted)";
	size_t len = strlen(cwd);

	return len >= sizeof(removed) && strcmp(cwd + len - (sizeof(removed) - 1), removed) == 0;
}

enum kp_status kp__directory_read(int pid_fd, struct kp_process *process)
{
	KP_CLEANUP(kp_freep) char *root = NULL;
	KP_CLEANUP(kp_freep) char *cwd = NULL;
	bool is_missing = false;
	enum kp_status status = kp_procfs_readlink(pid_fd, "root", &root, &process->error);

	if (status == KP_OK) {
		status = kp_procfs_readlink(pid_fd, "cwd", &cwd, &process->error);
	}
	if (status != KP_OK) {
		return status;
	}
	strip_root(cwd, root);
	if (!leads_to_cwd(pid_fd, process, cwd, &is_missing) && !(is_missing && is_removed(cwd))) {
		return kp_fail(&process->error, KP_ERR_UNSUPPORTED,
			       "%s does not lead from its root directory to its working directory",
			       cwd);
	}
	process->cwd = kp_steal(&cwd);
	return KP_OK;
}

/** Whether a name leads where it led when the process started. */
static bool is_old(const struct kp_process *process, const char *name)
{
	struct timespec newest;

	return kp_beneath_newest_name(process->root_fd, name, &newest, NULL) == KP_OK &&
	       !kp_process_predates(process, &newest);
}

enum kp_status kp__directory_prefer(int pid_fd, const char *pwd, struct kp_process *process)
{
	KP_CLEANUP(kp_freep) char *other = NULL;
	bool ignored;

	if (pwd[0] != '/' || process->cwd == NULL || strcmp(pwd, process->cwd) == 0) {
		return KP_OK;
	}
	if (kp_text_dup(pwd, &other, &process->error) != KP_OK) {
		return KP_ERR_NOMEM;
	}
	if (leads_to_cwd(pid_fd, process, pwd, &ignored)) {
		char *name = kp_steal(&other);

		other = process->cwd;
		process->cwd = name;
	}
	if (!is_old(process, pwd)) {
		process->cwd_other = kp_steal(&other);
	}
	return KP_OK;
}

/** Whether two paths of a process lead to one file. */
static bool lead_to_same(const struct kp_process *process, const char *left, const char *right)
{
	struct stat one;
	struct stat other;

	return strcmp(left, right) == 0 ||
	       (kp_root_stat_beneath(process->root_fd, left, &one, NULL) == KP_OK &&
		kp_root_stat_beneath(process->root_fd, right, &other, NULL) == KP_OK &&
		one.st_dev == other.st_dev && one.st_ino == other.st_ino);
}

/** Make sure that it does not matter how the working directory was called. @return KP_OK if so */
static enum kp_status check_names(const struct kp_process *process, const char *path,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *taken = NULL;
	KP_CLEANUP(kp_freep) char *other = NULL;
	enum kp_status status = kp_path_absolute(process->cwd, path, &taken, reterr);

	if (status == KP_OK) {
		status = kp_path_absolute(process->cwd_other, path, &other, reterr);
	}
	if (status == KP_OK && !lead_to_same(process, taken, other)) {
		status = kp_fail(reterr, KP_ERR_UNSUPPORTED,
				 "%s is %s or %s: which of them it was at the start depends on "
				 "whether PWD named the working directory then",
				 path, taken, other);
	}
	return status;
}

/** Make sure that the working directory was called so at the start. @return KP_OK if so */
static enum kp_status check_name(const struct kp_process *process, const char *path,
				 struct kp_error *reterr)
{
	struct timespec newest;

	if (kp_beneath_newest_name(process->root_fd, process->cwd, &newest, NULL) != KP_OK ||
	    !kp_process_predates(process, &newest)) {
		return KP_OK;
	}
	return kp_fail(reterr, KP_ERR_UNSUPPORTED,
		       "%s goes up from %s, which may have been renamed after the start", path,
		       process->cwd);
}

enum kp_status kp_process_absolute(const struct kp_process *process, const char *path,
				   char **ret_path, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	if (path[0] == '/') {
		return kp_path_absolute("/", path, ret_path, reterr);
	}
	if (process->cwd == NULL) {
		return kp_tell(&process->error, reterr);
	}
	if (kp_path_goes_up(path)) {
		status = process->cwd_other == NULL ? check_name(process, path, reterr)
						    : check_names(process, path, reterr);
	}
	return status == KP_OK ? kp_path_absolute(process->cwd, path, ret_path, reterr) : status;
}
