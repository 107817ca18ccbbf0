/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The directory that results go into. It is the caller's, if they may write there, and may hold whatever
 * they put there, also while this runs: so what is written there is written with their rights, and is
 * theirs. The caller is who called sudo; else this process.
 */
#ifndef KP_COMMAND_OUTPUT_H
#define KP_COMMAND_OUTPUT_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/status.h"

/** Whose rights are used. */
struct kp_caller {
	bool is_other; /**< than who runs this process, root */
	uid_t uid;
	gid_t gid;
};

/** @return who called sudo, by its variables, if this process is root; else who runs it */
struct kp_caller kp_output_caller(void);

/**
 * Make a directory, with those on the way, if it is missing.
 * @return KP_OK, also if it is there; KP_ERR_PERM and the like
 */
enum kp_status kp_output_make(const char *path, const struct kp_caller *caller,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Put a file of ours into a directory, where it replaces what has its name: a link is not followed.
 * @param[in] file its path
 * @param[in] directory file descriptor of a directory: entered once, no other can take its place
 * @param[in] name in the directory
 * @param[in] mode of the new file
 * @return KP_OK; KP_ERR_IO and the like
 */
enum kp_status kp_output_put(const char *file, int directory, const char *name, mode_t mode,
			     const struct kp_caller *caller, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
