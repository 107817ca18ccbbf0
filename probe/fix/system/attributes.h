/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a file has besides its content: owner, group, mode, times and extended attributes, among
 * which are POSIX ACLs and the SELinux context.
 */
#ifndef KP_FIX_SYSTEM_ATTRIBUTES_H
#define KP_FIX_SYSTEM_ATTRIBUTES_H

#include "base/status.h"

/**
 * Give a file the owner, group, mode and extended attributes of another. It has those attributes
 * then, or the call has failed; but for ones that its file system does not know at all.
 * @param[in] path what the other file is called in messages
 * @return KP_OK; KP_ERR_NOMEM; the errno of what failed as a status
 */
enum kp_status kp_attributes_copy(int from_fd, int to_fd, const char *path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Give a file the times of another, too. */
enum kp_status kp_attributes_copy_times(int from_fd, int to_fd, const char *path,
					struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
