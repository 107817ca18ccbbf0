/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What is mounted where a process has a file, and what was mounted over its files after its start.
 */
#ifndef KP_PROCESS_MOUNTS_H
#define KP_PROCESS_MOUNTS_H

#include <stdbool.h>

#include "base/status.h"
#include "process/process.h"

/**
 * Make sure that what the scanner finds at a path of a process is what the process finds there. It is, if the
 * root directory is that of the process itself; of one that is only known to be the same (is_by_unit) the
 * mounts are compared.
 * @return KP_OK; KP_ERR_UNSUPPORTED if it is another mount; why it cannot be told
 */
enum kp_status kp_process_check_view(const struct kp_process *process, const char *path,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Find out whether a mount on the way to a file is newer than a kubelet. No mount tells its time, but they
 * are listed in the order in which they came (fs/namespace.c; those that a new namespace begins with are
 * before all that come later), and a tmpfs has the time at which it was made. A kubelet mounts one for
 * each secret and token of a pod (pkg/volume/emptydir). What a service manager or a container runtime
 * mounts may be newer than the process that becomes the kubelet, and says nothing. Where no volume stands
 * before the mount nothing is found.
 * @param[out] ret_newer untouched on failure
 * @return KP_OK, also if it cannot be told; KP_ERR_NOMEM
 */
enum kp_status kp_process_is_mounted_over(const struct kp_process *process, const char *path,
					  bool *ret_newer) __attribute__((warn_unused_result));

/**
 * Find where the scanner has what a process with mounts of its own has at a path, because it is mounted from
 * there. What is found has to be compared: between two looks at mounts they may change.
 * @param[in] pid_fd directory of the process in /proc
 * @param[in] path of a file, from the root directory of the process, without symbolic links
 * @param[out] ret_path from the scanner's root directory; caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED with the reason if the scanner has it nowhere, as what is in the root
 *         file system of a container; why it cannot be told
 */
enum kp_status kp_process_find_mounted(int pid_fd, const char *path, char **ret_path,
				       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
