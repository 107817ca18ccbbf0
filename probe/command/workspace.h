/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A directory of this process alone, for what oscap writes.
 */
#ifndef KP_COMMAND_WORKSPACE_H
#define KP_COMMAND_WORKSPACE_H

#include "base/bytes.h"
#include "base/status.h"

/** Start as `{ 0 }`. */
struct kp_workspace {
	char *path; /**< NULL: none */
};

/** Make one, in TMPDIR or /tmp. @return KP_OK; KP_ERR_IO and the like */
enum kp_status kp_workspace_init(struct kp_workspace *workspace, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Remove it with the files in it. */
void kp_workspace_done(struct kp_workspace *workspace);

/** @param[out] ret_path of a file in it; caller-owned, free with free(); untouched on failure */
enum kp_status kp_workspace_path(const struct kp_workspace *workspace, const char *name,
				 const char *end, char **ret_path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read a whole file.
 * @param[out] ret_bytes caller-owned, release with kp_buffer_done(); untouched on failure
 * @return KP_OK; KP_ERR_NOENT, KP_ERR_PERM, KP_ERR_LIMIT, ...
 */
enum kp_status kp_workspace_read(const char *path, struct kp_buffer *ret_bytes,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

/** Write a new file. @return KP_OK; KP_ERR_IO and the like */
enum kp_status kp_workspace_write(const char *path, const struct kp_bytes *bytes,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
