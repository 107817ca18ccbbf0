/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "files/ctx.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "files/root.h"

enum kp_status kp_ctx_init(struct kp_ctx *ctx, const char *root, struct kp_error *reterr)
{
	int fd = -1;
	enum kp_status status = kp_root_open(root, &fd, reterr);

	if (status != KP_OK) {
		return status;
	}
	*ctx = (struct kp_ctx){ .root_fd = fd, .limits = kp_default_limits };
	return KP_OK;
}

void kp_ctx_done(struct kp_ctx *ctx)
{
	kp_closep(&ctx->root_fd);
	ctx->root_fd = -1;
}

/**
 * Find what is to be read in place of a file.
 * @param[out] ret_instead borrowed from ctx; NULL if nothing is
 * @return KP_OK, also where the file cannot be looked at; KP_ERR_NOMEM
 */
static enum kp_status find_instead(const struct kp_ctx *ctx, int root_fd, const char *path,
				   const struct kp_instead **ret_instead, struct kp_error *reterr)
{
	const struct kp_instead *instead = ctx->instead;
	struct stat st;
	enum kp_status status =
		instead == NULL ? KP_ERR_NOENT : kp_root_stat_beneath(root_fd, path, &st, reterr);

	*ret_instead = NULL;
	if (status != KP_OK) {
		return status == KP_ERR_NOMEM ? status : KP_OK;
	}
	while (instead != NULL && (instead->device != st.st_dev || instead->inode != st.st_ino)) {
		instead = instead->next;
	}
	*ret_instead = instead;
	return KP_OK;
}

enum kp_status kp_ctx_read(const struct kp_ctx *ctx, int root_fd, const char *path,
			   uint8_t **ret_buf, size_t *ret_len, struct timespec *ret_changed,
			   struct kp_error *reterr)
{
	const struct kp_instead *instead = NULL;
	uint8_t *buf;
	enum kp_status status = find_instead(ctx, root_fd, path, &instead, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (instead == NULL) {
		return kp_root_read_beneath(root_fd, path, ctx->limits.file_bytes, ret_buf, ret_len,
					    ret_changed, reterr);
	}
	buf = calloc(1, instead->len + 1);
	if (buf == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	if (instead->len > 0) {
		memcpy(buf, instead->buf, instead->len);
	}
	*ret_buf = buf;
	*ret_len = instead->len;
	*ret_changed = (struct timespec){ 0 };
	return KP_OK;
}
