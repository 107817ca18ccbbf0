/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Which processes are, or contain, a program that is looked for.
 */
#ifndef KP_PROCESS_RECOGNISE_H
#define KP_PROCESS_RECOGNISE_H

#include <stdint.h>

#include <limits.h>
#include <stdbool.h>

#include "process/process.h"

/** A program that is looked for, and those that contain it. */
struct kp_programs {
	const char *name;     /**< of the program, which each of the functions gets */
	const char *variable; /**< of its environment, as for kp_process_read() */

	/** Whether a program is it, by the file name of its executable, or of its argv[0]. */
	bool (*is_named)(const char *name, const char *file);

	/** Whether a program is it, or can contain or start it in its own process, by its executable. */
	bool (*may_contain)(const char *name, const char *exe);

	/** Whether what a process calls itself may be one of them, or what contains it. */
	bool (*resembles)(const char *name, const char *called);

	/**
	 * Which of the programs a process is.
	 * @param[in] exe file name of its executable; empty if that may not be seen
	 * @param[in] argv its arguments
	 * @return NULL if it is none
	 */
	const struct kp_host *(*find)(const char *name, const char *exe,
				      const struct kp_argv *argv);
};

/** What a look at a process has shown, for who looks for several programs. */
struct kp_look {
	int proc_fd;     /**< /proc, or the directory of threads */
	const char *pid; /**< its number as text, borrowed */
	bool has_exe;    /**< whether the following is known */
	enum kp_status exe_status;
	char exe[PATH_MAX];
	bool has_argv0; /**< likewise */
	enum kp_status argv0_status;
	size_t argv0_len;
	uint8_t argv0[PATH_MAX];
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

/** Begin to look at a process. @param[in] pid its number as text, which must outlive the look */
void kp_look_init(struct kp_look *look, int proc_fd, const char *pid);

/**
 * Look at what can be seen of any process for the cost of four system calls, and for none if it was looked
 * for another program before.
 * @param[in,out] look of that process
 * @param[out] reterr why, of one that is UNREADABLE; of others it may be filled too
 */
enum kp_recognised kp_recognise(const struct kp_programs *programs, struct kp_look *look,
				struct kp_error *reterr);

/**
 * Whether a process whose arguments are known is one of the programs.
 * @param[in,out] process being visited; gets exe, exe_replaced and host
 */
bool kp_recognise_read(const struct kp_programs *programs, struct kp_process *process);

#endif
