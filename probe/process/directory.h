/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The working directory of a process as Go's os.Getwd names it, and the paths below it.
 */
#ifndef KP_PROCESS_DIRECTORY_H
#define KP_PROCESS_DIRECTORY_H

#include "base/status.h"
#include "process/process.h"

/**
 * Make a path of a process absolute as Go's filepath.Abs did at its start.
 * @param[in] path not empty
 * @param[out] ret_path as of kp_path_absolute()
 * @return KP_OK; why the working directory is not known; KP_ERR_UNSUPPORTED if the path goes up, and
 *         by which name of the working directory cannot be told; KP_ERR_NOMEM
 */
enum kp_status kp_process_absolute(const struct kp_process *process, const char *path,
				   char **ret_path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read the working directory of a process whose root directory is open.
 * @param[in,out] process gets cwd, unless it cannot be reached from that root by the name that the
 *                kernel has for it: of one who called chroot(2) without chdir(2) it need not lie there
 * @return KP_OK; why there is none, as process.error says too
 */
enum kp_status kp__directory_read(int pid_fd, struct kp_process *process)
	__attribute__((warn_unused_result));

/**
 * Call the working directory as PWD does, if that names the same directory, as os.Getwd does. Links
 * come and go: if PWD leads elsewhere now than at the start, the name that is not taken may have been the
 * one then.
 * @param[in,out] process with its start; gets another cwd, and cwd_other
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp__directory_prefer(int pid_fd, const char *pwd, struct kp_process *process)
	__attribute__((warn_unused_result));

#endif
