/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What /proc/PID/stat says of a process or a thread (proc_pid_stat(5)). Anyone may read it, and all of
 * this is the kernel's own word, which no process can choose.
 */
#ifndef KP_PROCESS_STAT_H
#define KP_PROCESS_STAT_H

#include <stdint.h>

#include <stdbool.h>

#include "base/status.h"

struct kp_stat {
	bool is_kernel_thread; /**< PF_KTHREAD of include/linux/sched.h */
	bool has_ended;        /**< a zombie, or about to be none any more */
	int64_t parent;        /**< its pid */
	int64_t start_ticks;   /**< its start in clock ticks since boot */
};

/**
 * @param[in] name of the file, right below dir_fd or deeper
 * @param[out] ret_stat untouched on failure
 * @return KP_OK; KP_ERR_IO also if it cannot be made out; the errno of reading it as a status
 */
enum kp_status kp_stat_read(int dir_fd, const char *name, struct kp_stat *ret_stat,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
