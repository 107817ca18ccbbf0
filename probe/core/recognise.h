/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Which processes are, or contain, a kubelet.
 */
#ifndef KP_RECOGNISE_H
#define KP_RECOGNISE_H

#include "process.h"

/** What makes a process one to look at. */
enum kp_recognised {
	KP_RECOGNISED_NOT,
	KP_RECOGNISED_KUBELET,
	KP_RECOGNISED_EMBEDDED,   /**< a program that can contain one */
	KP_RECOGNISED_PERHAPS,    /**< its argv[0] is longer than what is looked at */
	KP_RECOGNISED_HEADLESS,   /**< a kubelet whose first thread has ended: it shows nothing */
	KP_RECOGNISED_UNREADABLE, /**< its executable cannot be seen, and its argv[0] says nothing */
};

/**
 * Look at what can be seen of any process for the cost of four system calls.
 * @param[in] proc_fd /proc
 * @param[in] pid its number as text
 */
enum kp_recognised kp_recognise(int proc_fd, const char *pid);

/**
 * Which kind of process one is whose arguments are known.
 * @param[in] pid_fd its directory in /proc
 * @param[in,out] process gets exe, exe_replaced and host
 */
enum kp_recognised kp_recognise_read(int pid_fd, struct kp_process *process);

#endif
