/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Which processes are, or contain, a program that is looked for.
 */
#ifndef KP_PROCESS_RECOGNISE_H
#define KP_PROCESS_RECOGNISE_H

#include <stdbool.h>

#include "process/process.h"

/** A program that is looked for, and those that contain it. */
struct kp_programs {
	const char *variable; /**< of its environment, as for kp_process_read() */

	/** Whether a program is it, by the file name of its executable, or of its argv[0]. */
	bool (*is_named)(const char *file);

	/** Whether a program is it, or can contain or start it in its own process, by its executable. */
	bool (*may_contain)(const char *exe);

	/** Whether a name that a process has given itself may be one of them, or of what contains it. */
	bool (*resembles)(const char *name);

	/**
	 * Which of the programs a process is.
	 * @param[in] exe file name of its executable; empty if that may not be seen
	 * @param[in] argv its arguments
	 * @return NULL if it is none
	 */
	const struct kp_host *(*find)(const char *exe, const struct kp_argv *argv);
};

/** What makes a process one to look at. */
enum kp_recognised {
	KP_RECOGNISED_NOT,
	KP_RECOGNISED_ITSELF,   /**< the very program */
	KP_RECOGNISED_EMBEDDED, /**< a program that can contain one */
	KP_RECOGNISED_PERHAPS,  /**< its argv[0] is longer than what is looked at */
	KP_RECOGNISED_HEADLESS, /**< one whose first thread has ended: it shows nothing */
	KP_RECOGNISED_UNREADABLE, /**< it cannot be told: its executable or its threads are not seen */
	KP_RECOGNISED_UNSEEN, /**< its executable may not be seen; by all names it is another program */
};

/**
 * Look at what can be seen of any process for the cost of four system calls.
 * @param[in] proc_fd /proc
 * @param[in] pid its number as text
 * @param[out] reterr why, of one that is UNREADABLE; of others it may be filled too
 */
enum kp_recognised kp_recognise(const struct kp_programs *programs, int proc_fd, const char *pid,
				struct kp_error *reterr);

/**
 * Whether a process whose arguments are known is one of the programs.
 * @param[in,out] process being visited; gets exe, exe_replaced and host
 */
bool kp_recognise_read(const struct kp_programs *programs, struct kp_process *process);

#endif
