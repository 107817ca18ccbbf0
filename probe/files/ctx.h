/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * All that the core knows of the outside: a root directory and limits.
 */
#ifndef KP_FILES_CTX_H
#define KP_FILES_CTX_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "base/limits.h"
#include "base/status.h"

/** Bytes to be read in place of those of a file: to see what a change of it would bring. */
struct kp_instead {
	dev_t device; /**< of the file, by whatever path it is read */
	ino_t inode;
	const uint8_t *buf; /**< borrowed */
	size_t len;
	const struct kp_instead *next; /**< borrowed; NULL at the end */
};

struct kp_ctx {
	int root_fd; /**< O_PATH directory below which everything is read */
	struct kp_limits limits;
	const struct kp_instead *instead; /**< borrowed; NULL: each file is read as it is */
};

/**
 * @param[out] ctx in place, release with kp_ctx_done(); untouched on failure
 * @param[in] root "/" for the live system
 * @return KP_OK; the errno of opening root as a status
 */
enum kp_status kp_ctx_init(struct kp_ctx *ctx, const char *root, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_ctx_done(struct kp_ctx *ctx);

/**
 * Read a file as kp_root_read_beneath() does, within limits.file_bytes, or what stands in ctx.instead
 * for it.
 * @param[in] root_fd of a process, which need not be the one of ctx
 * @param[out] ret_buf caller-owned, free with free(); one NUL more than ret_len
 * @param[out] ret_changed the Epoch for what is not on disk
 * @return as kp_root_read_beneath()
 */
enum kp_status kp_ctx_read(const struct kp_ctx *ctx, int root_fd, const char *path,
			   uint8_t **ret_buf, size_t *ret_len, struct timespec *ret_changed,
			   struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
