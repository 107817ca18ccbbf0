/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Replacement of a configuration file in one step, after a copy of it was kept, and the way back.
 */
#ifndef KP_FIX_SYSTEM_REPLACE_H
#define KP_FIX_SYSTEM_REPLACE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/status.h"

/** A file that was replaced, and how to put it back. */
struct kp_replacement;

/**
 * Replace the content of a file. Whoever opens the file sees the old content or the new one, with
 * the same owner, group, mode and extended attributes. If the path is a symbolic link, the file that
 * it leads to is replaced.
 * @param[in] path absolute, as seen below root_fd
 * @param[in] was the content that was edited
 * @param[in] backup_dir where the copy goes, as of kp_backup_write()
 * @param[out] ret caller-owned, free with kp_replacement_free(); untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED if it is not a file that can be replaced, or one that others than
 *         who may write it could swap (kp_way_check_writers()); KP_ERR_GONE if its content is not, or
 *         no longer, `was`; KP_ERR_NOMEM; the errno of what failed as a status. On failure the file is
 *         as it was, or as somebody else has left it, and no other file is left over but perhaps the
 *         copy, and what others have written (kp_swap())
 */
enum kp_status kp_replace(int root_fd, const char *path, const struct kp_bytes *was,
			  const struct kp_bytes *now, const char *backup_dir,
			  struct kp_replacement **ret, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Put the old content back, with the old owner, group, mode, times and extended attributes.
 * @return KP_OK; KP_ERR_GONE if the content is not the new one, in which case nothing is done;
 *         KP_ERR_NOMEM; the errno of what failed as a status. The message names the copy
 */
enum kp_status kp_replace_undo(const struct kp_replacement *replacement, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** @return the path of the copy of the old file, borrowed from replacement */
const char *kp_replacement_backup(const struct kp_replacement *replacement);

/**
 * Whether the file was compared and replaced in one step. Where its file system cannot do that, what
 * somebody wrote in the moment between the two is lost.
 */
bool kp_replacement_in_one_step(const struct kp_replacement *replacement);

/** Free what kp_replace() gave, or NULL. The copy stays. */
void kp_replacement_free(struct kp_replacement *replacement);

void kp_replacement_freep(struct kp_replacement **replacement);

#endif
