/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Copies of files before they are replaced: BACKUP_DIR/TIME-PID/PATH.
 */
#ifndef KP_FIX_SYSTEM_BACKUP_H
#define KP_FIX_SYSTEM_BACKUP_H

#include "base/bytes.h"
#include "base/status.h"

/**
 * Write a copy of a file to the disk, with its owner, mode, times and extended attributes. No
 * earlier copy is overwritten.
 * @param[in] backup_dir absolute; what is missing of it is made, for its owner alone
 * @param[in] path the file's path
 * @param[in] bytes the file's content
 * @param[in] like_fd the file
 * @param[out] ret_path of the copy; caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM; KP_ERR_UNSUPPORTED if others may write to backup_dir; the errno of
 *         what failed as a status
 */
enum kp_status kp_backup_write(const char *backup_dir, const char *path,
			       const struct kp_bytes *bytes, int like_fd, char **ret_path,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
