/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A file that is written under a name of its own, and then takes the name of another in one step.
 */
#ifndef KP_FIX_SYSTEM_SCRATCH_H
#define KP_FIX_SYSTEM_SCRATCH_H

#include "base/bytes.h"
#include "base/status.h"

/** The file that is written. Start as KP_SCRATCH_NONE. */
struct kp_scratch {
	int dir_fd;    /**< borrowed */
	int fd;        /**< for reading and writing */
	char name[48]; /**< empty once it has another name */
};

/* clang-format off */
#define KP_SCRATCH_NONE { .dir_fd = -1, .fd = -1 }
/* clang-format on */

/** Close the file, and remove what has the name of the scratch. */
void kp_scratch_done(struct kp_scratch *scratch);

/**
 * Make a file that only its owner may read. Its name begins with a dot and has no suffix, so that
 * neither systemd nor a kubelet takes it for a drop-in file.
 * @param[in] dir_fd has to live as long as scratch
 * @param[in] path what the file will be called, for messages
 * @param[in,out] scratch fresh; to be released also on failure
 * @return KP_OK; the errno of making it as a status
 */
enum kp_status kp_scratch_open(int dir_fd, const char *path, struct kp_scratch *scratch,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Write the content, and give the file owner, mode and attributes of another.
 * @param[in] like_fd the other file
 * @return KP_OK; KP_ERR_NOMEM; the errno of what failed as a status
 */
enum kp_status kp_scratch_write(const struct kp_scratch *scratch, const struct kp_bytes *bytes,
				int like_fd, const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** kp_scratch_write(), and with the times of the other file. */
enum kp_status kp_scratch_write_copy(const struct kp_scratch *scratch, const struct kp_bytes *bytes,
				     int like_fd, const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Bring the file to the disk and give it its name, in place of a file that has that name.
 * @return KP_OK; the errno of what failed as a status, with everything under the old name as it was
 */
enum kp_status kp_scratch_rename(struct kp_scratch *scratch, const char *name, const char *path,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Bring the file to the disk and let it and the file that has a name exchange their names. From then on
 * scratch->name is that of the other one.
 * @return KP_OK; KP_ERR_UNSUPPORTED if the file system cannot do that (renameat2(2)); the errno of what
 *         failed as a status. On failure all names are as they were
 */
enum kp_status kp_scratch_exchange(const struct kp_scratch *scratch, const char *name,
				   const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Leave the file that has the name of the scratch there: it is somebody else's. */
void kp_scratch_leave(struct kp_scratch *scratch);

/** Bring the names of a directory to the disk. @param[in] dir_fd may be O_PATH */
enum kp_status kp_scratch_sync_directory(int dir_fd, const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
