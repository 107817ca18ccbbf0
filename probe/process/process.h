/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * One process of a node, and all that is read of it.
 */
#ifndef KP_PROCESS_PROCESS_H
#define KP_PROCESS_PROCESS_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "base/status.h"
#include "files/ctx.h"
#include "process/argv.h"

/** Something that may not be known. */
enum kp_known {
	KP_NOT_KNOWN,
	KP_KNOWN_NO,
	KP_KNOWN_YES,
};

/** Where a process comes from. */
enum kp_origin {
	KP_ORIGIN_PROCESS, /**< it runs */
	KP_ORIGIN_SERVICE, /**< the systemd unit on disk would start it */
	KP_ORIGIN__COUNT   /**< not a valid value */
};

struct kp_host;

/** One process, read while it stayed the same one; or one that a service unit would be. */
struct kp_process {
	enum kp_origin origin;
	const char *unit; /**< of a service: the unit that it would be of, borrowed */
	pid_t pid;
	int pid_fd; /**< its directory in /proc, borrowed for the visit; -1 outside of one */
	int64_t start_ticks; /**< its start in clock ticks since boot; 0 if it was not read */
	struct timespec
		start;     /**< its start in CLOCK_REALTIME, to the tick; an earlier time where that
				  cannot be told (start.h) */
	char *exe;         /**< path of its executable; NULL if it may not be seen */
	bool exe_replaced; /**< whether that was removed or replaced since */
	struct kp_argv *argv;       /**< NULL if it could not be read */
	const struct kp_host *host; /**< which program it is (recognise.h); NULL: not asked */
	int root_fd; /**< its root directory, O_PATH, borrowed; -1 if that cannot be opened */
	/** Whether that is not its own, but the scanner's of the node, which its unit has (by_unit.h) */
	bool is_by_unit;
	char *cwd; /**< its working directory as Go names it, seen from its root; NULL if not known */
	/** Another name that may have been the one at its start: then `..` led elsewhere; or NULL */
	char *cwd_other;
	int64_t user_id;     /**< effective user; -1 if that cannot be told */
	char *control_group; /**< of systemd's hierarchy; NULL if that cannot be told */
	bool group_is_cut;   /**< as of kp_cgroup_is_cut() */
	/** Its environment, borrowed, if it is not to be read from pid_fd: `NAME=VALUE`, each with a NUL */
	const uint8_t *variables;
	size_t variables_len;
	enum kp_known has_variable; /**< whether its environment has the one that was asked for */
	struct kp_error error;      /**< why argv, root_fd or cwd is missing; KP_OK if none is */
};

/** @return `process` or `service`, a static text */
const char *kp_origin_str(enum kp_origin origin);

/** Release what a process holds, all but the descriptors. */
void kp_process_done(struct kp_process *process);

/**
 * Whether processes can be looked for: a root directory that is that of an image has another file
 * system, or nothing at all, at /proc. What is there but is no directory that can be opened counts as
 * one: it may be a link to one, or be shut.
 */
bool kp_process_has_proc(const struct kp_ctx *ctx);

/** Whether a process had started before something changed. Start times are known to a clock tick. */
bool kp_process_predates(const struct kp_process *process, const struct timespec *changed);

/**
 * Whether a process that is being visited is still the one that was read: alive, and with the same
 * arguments.
 */
bool kp_process_is_same(const struct kp_process *process, const struct kp_argv *argv);

/**
 * The arguments of a process that is asked about again and again. Start as `{ 0 }`, end with
 * kp_process_watch_done().
 */
struct kp_process_watch {
	bool is_open;
	int fd; /**< of /proc/PID/cmdline */
};

void kp_process_watch_done(struct kp_process_watch *watch);

/**
 * Whether a process that was visited once still runs: a pid is given again, a pid with a start is not.
 * @param[in] proc_fd as of kp_procfs_open()
 * @param[in] start_ticks as it was read; 0: no
 * @param[in,out] watch of this process alone, which makes asking again cheap; or NULL
 */
bool kp_process_still_runs(int proc_fd, pid_t pid, int64_t start_ticks, const struct kp_argv *argv,
			   struct kp_process_watch *watch);

#endif
