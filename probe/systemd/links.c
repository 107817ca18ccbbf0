/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "base/cleanup.h"
#include "base/path.h"
#include "base/text.h"
#include "files/root.h"

/** The links that Linux follows on the way along a path (path_resolution(7)). */
enum {
	FOLLOW_MAX = 40
};

static const char null_path[] = "/dev/null";

/** Whether a path is the device itself. */
static bool is_device(const struct kp_ctx *ctx, const char *path)
{
	struct stat st;

	/* null(4) */
	return kp_root_stat_beneath(ctx->root_fd, path, &st, /* reterr= */ NULL) == KP_OK &&
	       S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3);
}

enum kp_status kp_is_null(const struct kp_ctx *ctx, const char *path, bool *ret_null,
			  struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *simple = NULL;
	KP_CLEANUP(kp_freep) char *target = NULL;
	struct kp_error error = { 0 };
	enum kp_status status = kp_path_simplify(path, &simple, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (strcmp(simple, null_path) == 0) {
		*ret_null = true;
		return KP_OK;
	}
	status = kp_root_readlink_beneath(ctx->root_fd, path, &target, &error);
	if (status != KP_OK && status != KP_ERR_NOENT) {
		return kp_tell(&error, reterr);
	}
	*ret_null = (target != NULL && strcmp(target, null_path) == 0) || is_device(ctx, path);
	return KP_OK;
}

/** Follow one link. @param[in,out] at absolute. @return KP_ERR_END if it is none */
static enum kp_status follow(const struct kp_ctx *ctx, char **at, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *target = NULL;
	KP_CLEANUP(kp_freep) char *directory = NULL;
	struct kp_error error = { 0 };
	char *next = NULL;
	enum kp_status status = kp_root_readlink_beneath(ctx->root_fd, *at, &target, &error);

	if (status != KP_OK) {
		return status == KP_ERR_NOENT ? KP_ERR_END : kp_tell(&error, reterr);
	}
	status = kp_path_absolute(*at, "..", &directory, reterr);
	if (status == KP_OK) {
		status = kp_path_absolute(directory, target, &next, reterr);
	}
	if (status == KP_OK) {
		free(*at);
		*at = next;
	}
	return status;
}

enum kp_status kp_link_end(const struct kp_ctx *ctx, const char *path, char **ret_end,
			   struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *at = NULL;
	enum kp_status status = kp_text_dup(path, &at, reterr);

	for (size_t i = 0; status == KP_OK && i <= FOLLOW_MAX; i++) {
		status = follow(ctx, &at, reterr);
	}
	if (status != KP_OK && status != KP_ERR_END) {
		return status;
	}
	*ret_end = status == KP_OK ? NULL : kp_steal(&at);
	return KP_OK;
}

bool kp_is_circle(const struct kp_ctx *ctx, const char *path, const struct kp_error *error)
{
	KP_CLEANUP(kp_freep) char *end = NULL;

	return error->sys_errno == ELOOP &&
	       kp_link_end(ctx, path, &end, /* reterr= */ NULL) == KP_OK && end == NULL;
}

enum kp_status kp_link_missing(const struct kp_ctx *ctx, const char *path,
			       struct kp_strings *missing, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *end = NULL;
	struct stat st;
	enum kp_status status = kp_link_end(ctx, path, &end, reterr);

	if (status != KP_OK || end == NULL || strcmp(end, null_path) == 0 ||
	    kp_root_stat_beneath(ctx->root_fd, end, &st, /* reterr= */ NULL) != KP_ERR_NOENT) {
		return status;
	}
	return kp_strings_add(missing, end, strlen(end), reterr);
}

bool kp_is_unreadable(const struct kp_ctx *ctx, const char *path)
{
	struct kp_error error = { 0 };
	struct stat st;

	return kp_root_stat_beneath(ctx->root_fd, path, &st, &error) == KP_OK
		       ? S_ISDIR(st.st_mode)
		       : kp_is_circle(ctx, path, &error);
}
