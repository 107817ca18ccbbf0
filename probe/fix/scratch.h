/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A file that is written under a name of its own, and then takes the name of another in one step.
 */
#ifndef KP_SCRATCH_H
#define KP_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

#include "core/status.h"

/** The file that is written. Start as KP_SCRATCH_NONE. */
struct kp_scratch {
	int dir_fd; /**< borrowed */
	int fd;
	char name[48]; /**< empty once it has another name */
};

/* clang-format off */
#define KP_SCRATCH_NONE { .dir_fd = -1, .fd = -1 }
/* clang-format on */

/** Close the file, and remove it if it did not get its name; for KP_CLEANUP. */
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
 */
enum kp_status kp_scratch_write(const struct kp_scratch *scratch, const uint8_t *bytes, size_t len,
				int like_fd, const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** The same with the times of the other file. */
enum kp_status kp_scratch_write_copy(const struct kp_scratch *scratch, const uint8_t *bytes,
				     size_t len, int like_fd, const char *path,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Bring the file to the disk and give it its name, in place of a file that has that name.
 * @return KP_OK; the errno of what failed as a status, with everything under the old name as it was
 */
enum kp_status kp_scratch_rename(struct kp_scratch *scratch, const char *name, const char *path,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

/** Bring the names of a directory to the disk. @param[in] dir_fd may be O_PATH */
enum kp_status kp_scratch_sync_directory(int dir_fd, const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
