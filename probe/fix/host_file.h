/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Files of this machine that a container has from it (hostPath).
 */
#ifndef KP_FIX_HOST_FILE_H
#define KP_FIX_HOST_FILE_H

#include <sys/stat.h>
#include <sys/types.h>

#include "base/status.h"

/** A file of this machine. Start as `{ 0 }`. */
struct kp_host_file {
	char *path;     /**< owned; NULL: it is not known */
	struct stat st; /**< of what the process has */
};

/** Release what it holds. */
void kp_host_file_done(struct kp_host_file *file);

/**
 * Find the file of this machine that a process with a root directory of its own has at a path. That what is
 * at its path is the same file is for who opens it to see, by its st.
 * @param[in] name as the process comes to it, from its root directory
 * @param[in,out] file `{ 0 }`; to be released also on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED with the reason if there is none, or it is of a volume that a kubelet
 *         writes; the errno of looking at it as a status
 */
enum kp_status kp_host_file_find(pid_t pid, const char *name, struct kp_host_file *file,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
