/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Processes whose executables may not be seen, and which call themselves otherwise than the program that is
 * looked for: by argv[0], and by the name that the kernel has from the file that was executed.
 */
#ifndef KP_PROCESS_UNSEEN_H
#define KP_PROCESS_UNSEEN_H

#include <stddef.h>

#include <sys/types.h>

#include "base/index.h"
#include "base/status.h"

/** Those of one control group and one name. */
struct kp_unseen_group {
	char *group; /**< of systemd's hierarchy; NULL if that cannot be told */
	size_t count;
	pid_t pid;     /**< of the first of them */
	char name[16]; /**< as the kernel has it (proc_pid_comm(5)) */
};

/** All of a node. Start as `{ 0 }`. */
struct kp_unseen {
	struct kp_unseen_group *items;
	size_t count;
	size_t size;
	struct kp_index known; /**< by name and control group */
};

void kp_unseen_done(struct kp_unseen *unseen);

/**
 * Add a process.
 * @param[in] proc_fd /proc
 * @param[in] pid_name its number as text
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_unseen_add(struct kp_unseen *unseen, int proc_fd, const char *pid_name, pid_t pid,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Read what the kernel calls a process or a thread: the first 15 bytes of a file name, unless it changed
 * it itself.
 * @param[in] dir_fd, path of its file `comm`
 * @param[out] name a string; untouched on failure
 * @return KP_OK; the errno of reading it as a status
 */
enum kp_status kp_unseen_read_name(int dir_fd, const char *path, char name[16],
				   struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
