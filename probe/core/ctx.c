/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ctx.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "root.h"

/** Each limit is far above what a kubelet can use, and far below what would hurt the scan. */
static const struct kp_limits default_limits = {
	.seconds = 60,         /* a node with 10,000 processes takes less than one */
	.argv_bytes = 4 << 20, /* Linux allows 6 MiB at most (execve(2)); real ones have 4 KiB */
	.file_bytes = 4 << 20, /* an etcd object, so a kubeadm ConfigMap, ends at 1.5 MiB */
	.document_nodes = 1 << 20, /* more than file_bytes can hold, but for aliases */
	.all_values = 4 << 20,     /* some 500 MB; a node has one kubelet with some 100 values */
	.kubelets = 2000,          /* kind on a large machine has tens */
	.argv_count = 4096,        /* there are 200 flags */
	.document_depth = 100,     /* KubeletConfiguration is 5 deep */
	.document_anchors = 256,   /* each alias looks through them */
	.environ_bytes = 4 << 20,  /* as argv_bytes: they share the stack's space */
	.dropins = 256,            /* RKE2 writes one, and people add a few */
	.dropin_entries = 4096,
	.dropin_depth = 16,
	.unit_entries = 16384, /* a desktop has 600 */
	.unit_names = 8192,
	.unit_files = 1024, /* a unit of a distribution has up to 10 */
	.unit_settings = 16384,
};

enum kp_status kp_ctx_init(struct kp_ctx *ctx, const char *root, struct kp_error *reterr)
{
	int fd = -1;
	enum kp_status status = kp_root_open(root, &fd, reterr);

	if (status != KP_OK) {
		return status;
	}
	*ctx = (struct kp_ctx){ .root_fd = fd, .limits = default_limits };
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
