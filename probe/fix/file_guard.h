/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Which files are a kubelet's own, so that who may access them is for us to change: whoever writes the
 * path of one into a unit or a configuration, or puts a symbolic link there, must not be able to have
 * root take a file away from everybody else.
 */
#ifndef KP_FIX_FILE_GUARD_H
#define KP_FIX_FILE_GUARD_H

#include "base/status.h"
#include "files/way.h"
#include "fix/system/restrict.h"

/**
 * Refuse to restrict a file that
 *
 * - others than root could swap for another (kp_way_check());
 * - has other names (hard links);
 * - others read, such as /etc/passwd, if reading it or owning it is what they would lose;
 * - is found by way of a symbolic link that leads out of the directory that holds it, unless to where
 *   the files of units and kubelets are. A file that is named without a link may be anywhere;
 * - is a program or a library, by its first bytes: unit files may begin with the comment `#!`.
 *
 * @param[in] root_fd the root directory that the way begins at
 * @param[in] path what was gone along, for messages
 * @return KP_OK; KP_ERR_UNSUPPORTED with the reason; KP_ERR_NOMEM; the errno of reading it as a status
 */
enum kp_status kp_file_guard_check(int root_fd, const struct kp_way *way, const char *path,
				   const struct kp_restriction *wanted, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
