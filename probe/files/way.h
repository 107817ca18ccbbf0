/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The way along a path to a file, and who could lead it elsewhere: whoever may write to a directory
 * on it, or to one on the way of a symbolic link's target, can put another entry there.
 */
#ifndef KP_FILES_WAY_H
#define KP_FILES_WAY_H

#include <stddef.h>

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/status.h"
#include "files/beneath.h"

/** The look-up of a name in a directory. */
struct kp_way_step {
	char *dir; /**< the directory's path, without symbolic links */
	uid_t uid; /**< of the directory, as gid and mode */
	gid_t gid;
	mode_t mode;
	bool has_acl;    /**< whether an ACL may give the directory to more than those */
	uid_t entry_uid; /**< the owner of what has the name, which a symbolic link is, too */
	bool is_link;    /**< whether that is a symbolic link */
	bool is_last;    /**< whether no other name is looked up behind it */
};

/** A way. Start as KP_WAY_NONE. */
struct kp_way {
	struct kp_beneath_end end;
	struct stat st; /**< of what it leads to */
	struct kp_way_step *steps;
	size_t count;
	size_t size;
	bool failed; /**< a step is missing */
};

/* clang-format off */
#define KP_WAY_NONE { .end = KP_BENEATH_END_NONE }
/* clang-format on */

/** Release what a way holds. */
void kp_way_done(struct kp_way *way);

/**
 * Go along a path below a root directory. What is at its end is opened, so that it stays the same
 * whatever becomes of the path.
 * @param[in] path absolute
 * @param[in,out] way fresh; to be released also on failure
 * @return as kp_beneath_follow(); the errno of looking at what is there as a status
 */
enum kp_status kp_way_open(int root_fd, const char *path, struct kp_way *way,
			   struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Make sure that nobody but root (and who runs this) decides where a way leads. A sticky directory of
 * root, such as /tmp, is good enough for an entry of root's: others can neither remove nor rename it.
 * @param[in] path what was gone along, for messages
 * @return KP_OK; KP_ERR_UNSUPPORTED with the directory
 */
enum kp_status kp_way_check(const struct kp_way *way, const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The same, but those who may write the file at the end may lead the way to it, too. */
enum kp_status kp_way_check_writers(const struct kp_way *way, const char *path,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
