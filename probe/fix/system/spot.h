/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Where a file is: a directory that is held open and a name in it, so that nothing that happens to
 * the path afterwards leads to another file.
 */
#ifndef KP_FIX_SYSTEM_SPOT_H
#define KP_FIX_SYSTEM_SPOT_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/bytes.h"
#include "base/status.h"

/** A regular file and where it is. Start as KP_SPOT_NONE. */
struct kp_spot {
	int dir_fd; /**< the directory, O_PATH */
	int fd;     /**< the file, for reading */
	char *dir;  /**< path of the directory, without symbolic links; ends with a slash */
	char name[NAME_MAX + 1];
	struct stat st; /**< as it was when it was opened */
};

/* clang-format off */
#define KP_SPOT_NONE { .dir_fd = -1, .fd = -1 }
/* clang-format on */

/** Release what a place holds. */
void kp_spot_done(struct kp_spot *place);

/**
 * Find a file below a root directory. Symbolic links are followed as by kp_beneath_open().
 * @param[in] path absolute
 * @param[in,out] place fresh; to be released also on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED if it is no regular file, or if others than those who may write it
 *         could lead the path to another one (kp_way_check_writers()); KP_ERR_NOMEM; the errno of
 *         opening it as a status
 */
enum kp_status kp_spot_open(int root_fd, const char *path, struct kp_spot *place,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Open what has the same name in the same directory now. A symbolic link is not followed.
 * @param[in] path what the file is called in messages
 * @param[in,out] again fresh; to be released also on failure
 * @return as kp_spot_open()
 */
enum kp_status kp_spot_open_again(const struct kp_spot *place, const char *path,
				  struct kp_spot *again, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Compare the content of a file. @param[out] ret_holds whether it is those bytes */
enum kp_status kp_spot_holds(const struct kp_spot *place, const char *path,
			     const struct kp_bytes *bytes, bool *ret_holds, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether another file is the same to everybody who reads it: type, mode, owner, size and time of its
 * content. The inode may be another, since overlayfs copies a file up before it gets another name, and
 * so may be the time of the last change, which another name is.
 */
bool kp_spot_is_alike(const struct kp_spot *place, const struct stat *other);

/** Whether the name still is that of the same file, which nobody has changed in any way. */
bool kp_spot_is_untouched(const struct kp_spot *place);

#endif
