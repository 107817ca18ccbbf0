/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The walk over all processes of a node, to those that are, or contain, what is looked for.
 */
#ifndef KP_PROCESS_WALK_H
#define KP_PROCESS_WALK_H

#include <stddef.h>

#include <stdbool.h>
#include <sys/types.h>

#include "base/status.h"
#include "files/ctx.h"
#include "process/process.h"
#include "process/recognise.h"
#include "process/unseen.h"

/**
 * Called for each process that is looked for, while its directory is open.
 * @param[in,out] process may be taken over in parts: pointers become NULL then, and root_fd -1
 * @return KP_OK to go on; KP_ERR_GONE to go on, counting it as vanished; any other status ends the
 *         walk with it
 */
typedef enum kp_status (*kp_process_visit)(void *data, struct kp_process *process,
					   struct kp_error *reterr);

/** What a walk could not see. */
struct kp_process_walk {
	size_t unreadable;                /**< processes of which it cannot be told what they are */
	pid_t unreadable_pid;             /**< the first of them */
	struct kp_error unreadable_error; /**< why: KP_ERR_PERM if the scanner may not see it */
	struct kp_unseen unseen; /**< those that call themselves otherwise; kp_unseen_done() */
	bool saw_init;           /**< whether pid 1 was there: else /proc hides processes */
	/** those that were gone, or another program, before they were read; or that kept coming */
	size_t vanished;
};

/** One program that is looked for in a walk. */
struct kp_process_search {
	const struct kp_programs *programs;
	kp_process_visit visit;
	void *data;                  /**< of visit */
	struct kp_process_walk seen; /**< out: what of it could not be seen */
	bool came;                   /**< for the walk alone */
};

/**
 * Walk /proc once, for however many programs. A process is looked for if the file name of its executable or of its argv[0] is
 * the name of the program, or if it is one that contains that. Other processes cost one readlink(2)
 * and one small read, however many programs there are. Processes that vanish meanwhile are left out.
 * @param[in,out] searches get what they have seen; on failure there is nothing in it to release
 * @return KP_OK; KP_ERR_NOMEM; the status of reading /proc; that of a visit
 */
enum kp_status kp_process_walk(const struct kp_ctx *ctx, struct kp_process_search *searches,
			       size_t count, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
