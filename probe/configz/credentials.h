/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the files that the operator names say, read into the memory of this process alone: libcurl is given
 * paths of files without a name.
 */
#ifndef KP_CONFIGZ_CREDENTIALS_H
#define KP_CONFIGZ_CREDENTIALS_H

#include "base/bytes.h"
#include "configz/options.h"
#include "files/ctx.h"

/** A file in memory. Start as KP_CONFIGZ_FILE_NONE. */
struct kp_configz_file {
	int fd;        /**< -1: there is none */
	char path[32]; /**< by which this process opens it */
};

/* clang-format off */
#define KP_CONFIGZ_FILE_NONE { .fd = -1 }
#define KP_CONFIGZ_CREDENTIALS_NONE \
	{ .cert = KP_CONFIGZ_FILE_NONE, .key = KP_CONFIGZ_FILE_NONE, .ca = KP_CONFIGZ_FILE_NONE }
/* clang-format on */

/** Release a file. */
void kp_configz_file_done(struct kp_configz_file *file);

/** @return the path of a file; NULL if there is none */
const char *kp_configz_file_path(const struct kp_configz_file *file);

/** Make a file. @param[in,out] file none @return KP_OK; the errno of making it as a status */
enum kp_status kp_configz_file_make(const struct kp_bytes *bytes, struct kp_configz_file *file,
				    struct kp_error *reterr) __attribute__((warn_unused_result));

/** All of them. Start as KP_CONFIGZ_CREDENTIALS_NONE. */
struct kp_configz_credentials {
	struct kp_configz_file cert;
	struct kp_configz_file key;
	struct kp_configz_file ca;
	char *token; /**< owned; NULL: none */
};

/** Release what credentials hold. */
void kp_configz_credentials_done(struct kp_configz_credentials *credentials);

/**
 * Read a file that nobody but root (and who runs this) can write, or replace by another one.
 * @param[in] root_fd below which it is
 * @param[out] ret_text release with kp_buffer_done(); untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED if others can; KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading it as a
 *         status
 */
enum kp_status kp_configz_read_trusted(int root_fd, const char *path, struct kp_buffer *ret_text,
				       struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Read what the options name. A file below the root directory that is scanned is one of that, and what a
 * kubeconfig there names as well.
 * @param[in] root path of that of ctx
 * @param[in,out] credentials none; released by the caller in any case
 * @return KP_OK; as kp_configz_read_trusted() and kp_configz_kubeconfig_parse(); KP_ERR_SYNTAX for a token
 *         that is none
 */
enum kp_status kp_configz_credentials_read(const struct kp_ctx *ctx, const char *root,
					   const struct kp_configz_options *options,
					   struct kp_configz_credentials *credentials,
					   struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
