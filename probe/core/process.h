/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The processes of a node that are, or contain, a kubelet.
 */
#ifndef KP_PROCESS_H
#define KP_PROCESS_H

#include <stddef.h>

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "argv.h"
#include "ctx.h"
#include "status.h"

/** Something that may not be known. */
enum kp_known {
	KP_NOT_KNOWN,
	KP_KNOWN_NO,
	KP_KNOWN_YES,
};

/** One process, read while it stayed the same one. */
struct kp_process {
	pid_t pid;
	struct timespec start; /**< CLOCK_REALTIME, to the tick */
	char *exe;             /**< path of its executable; NULL if it may not be seen */
	bool exe_replaced;     /**< whether that was removed or replaced since */
	struct kp_argv *argv;  /**< NULL if it could not be read */
	const char
		*embedded_in; /**< program that runs a kubelet inside itself; NULL for a kubelet */
	int root_fd;          /**< its root directory, O_PATH; -1 if that cannot be opened */
	char *cwd;            /**< its working directory, seen from its root; NULL likewise */
	enum kp_known has_alpha; /**< KUBELET_CONFIG_DROPIN_DIR_ALPHA in its environment */
	struct kp_error error;   /**< why argv, root_fd or cwd is missing; KP_OK if none is */
};

/**
 * Called for each process that is, or contains, a kubelet.
 * @param[in,out] process may be taken over in parts: argv becomes NULL, root_fd -1 then
 * @return KP_OK to go on; any other status ends the walk with it
 */
typedef enum kp_status (*kp_process_visit)(void *data, struct kp_process *process,
					   struct kp_error *reterr);

/** What a walk could not see. */
struct kp_process_walk {
	size_t unreadable;    /**< processes whose executable the scanner may not see */
	pid_t unreadable_pid; /**< one of them */
	bool saw_init;        /**< whether pid 1 was there: else /proc hides processes */
};

/**
 * Walk /proc once. A process is a kubelet if the file name of its executable or of its argv[0] is
 * `kubelet`; programs that contain one are rows of a table. Other processes cost one small read
 * and one readlink(2). Processes that vanish meanwhile are left out.
 * @param[out] ret_walk untouched on failure
 * @return KP_OK; KP_ERR_NOMEM; the status of reading /proc; that of visit
 */
enum kp_status kp_process_walk(const struct kp_ctx *ctx, kp_process_visit visit, void *data,
			       struct kp_process_walk *ret_walk, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
