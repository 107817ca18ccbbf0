/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The processes of a node that are, or contain, a kubelet.
 */
#ifndef KP_PROCESS_H
#define KP_PROCESS_H

#include <stddef.h>
#include <stdint.h>

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

struct kp_host;

/** One process, read while it stayed the same one; or one that a service unit would be. */
struct kp_process {
	const char *unit; /**< the unit that it would be of, borrowed; NULL for one that runs */
	pid_t pid;
	int pid_fd; /**< its directory in /proc, borrowed for the visit; -1 outside of one */
	int64_t start_ticks;   /**< its start in clock ticks since boot; 0 if it was not read */
	struct timespec start; /**< the same as CLOCK_REALTIME, to the tick */
	char *exe;             /**< path of its executable; NULL if it may not be seen */
	bool exe_replaced;     /**< whether that was removed or replaced since */
	struct kp_argv *argv;  /**< NULL if it could not be read */
	const struct kp_host *host; /**< which program it is (hosts.h); NULL for a kubelet */
	int root_fd;                /**< its root directory, O_PATH; -1 if that cannot be opened */
	char *cwd; /**< its working directory as Go names it, seen from its root; NULL likewise */
	int64_t user_id;     /**< effective user; -1 if that cannot be told */
	char *control_group; /**< of systemd's hierarchy; NULL if that cannot be told */
	/** Its environment, borrowed, if it is not to be read from pid_fd: `NAME=VALUE`, each with a NUL */
	const uint8_t *variables;
	size_t variables_len;
	enum kp_known has_alpha; /**< KUBELET_CONFIG_DROPIN_DIR_ALPHA in its environment */
	struct kp_error error;   /**< why argv, root_fd or cwd is missing; KP_OK if none is */
};

/**
 * Called for each process that is, or contains, a kubelet, while its directory is open.
 * @param[in,out] process may be taken over in parts: pointers become NULL then
 * @return KP_OK to go on; KP_ERR_GONE to go on, counting it as vanished; any other status ends the
 *         walk with it
 */
typedef enum kp_status (*kp_process_visit)(void *data, struct kp_process *process,
					   struct kp_error *reterr);

/** What a walk could not see. */
struct kp_process_walk {
	size_t unreadable;    /**< processes whose executable the scanner may not see */
	pid_t unreadable_pid; /**< one of them */
	bool saw_init;        /**< whether pid 1 was there: else /proc hides processes */
	/** kubelets that were gone, or another program, before they were read; or that kept coming */
	size_t vanished;
};

/**
 * Whether processes can be looked for: a root directory that is that of an image has no proc file
 * system, or nothing at all, at /proc. What is there but cannot be opened counts as one.
 */
bool kp_process_has_proc(const struct kp_ctx *ctx);

/**
 * Walk /proc once. A process is a kubelet if the file name of its executable or of its argv[0] is
 * `kubelet`; programs that contain one are rows of a table (hosts.c). Other processes cost one
 * readlink(2) and one small read. Processes that vanish meanwhile are left out.
 * @param[out] ret_walk untouched on failure
 * @return KP_OK; KP_ERR_NOMEM; the status of reading /proc; that of visit
 */
enum kp_status kp_process_walk(const struct kp_ctx *ctx, kp_process_visit visit, void *data,
			       struct kp_process_walk *ret_walk, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whether a process had started before something changed. Start times are known to a clock tick. */
bool kp_process_predates(const struct kp_process *process, const struct timespec *changed);

/**
 * Whether a process that is being visited is still the one that was read: alive, and with the same
 * arguments.
 */
bool kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv);

/**
 * Whether a process that was visited once still runs: a pid is given again, a pid with a start is not.
 * @param[in] proc_fd as of kp_root_open_proc()
 * @param[in] start_ticks as it was read; 0: no
 */
bool kp_process_still_runs(int proc_fd, pid_t pid, int64_t start_ticks, const struct kp_argv *argv);

#endif
