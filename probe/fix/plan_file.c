/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/plan_file.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/govalue.h"
#include "core/root.h"
#include "core/services.h"

void kp_plan_file_done(struct kp_plan_file *file)
{
	free(file->path);
	free(file->was);
	free(file->now);
}

enum kp_status kp_plan_split(const char *location, char **ret_path, long *ret_line,
			     struct kp_error *reterr)
{
	const char *colon = strrchr(location, ':');
	int64_t line = 0;
	char *path;

	if (location[0] != '/' || colon == NULL || !kp_go_int(colon + 1, 10, 32, &line) ||
	    strstr(location, ", /") != NULL) {
		return kp_fail(reterr, KP_ERR_INVAL, "%s is not a line of one file", location);
	}
	path = strndup(location, (size_t)(colon - location));
	if (path == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	*ret_path = path;
	*ret_line = (long)line;
	return KP_OK;
}

/** Read a file that is new to the plan. @param[in,out] file `{ 0 }`; released by the caller */
static enum kp_status read_file(const struct kp_plan *plan, const char *path, const struct stat *st,
				struct kp_plan_file *file, struct kp_error *reterr)
{
	struct timespec ignored;
	enum kp_status status =
		kp_root_read_beneath(plan->ctx->root_fd, path, plan->ctx->limits.file_bytes,
				     &file->was, &file->was_len, &ignored, reterr);

	if (status == KP_OK) {
		status = kp_text_dup(path, &file->path, reterr);
	}
	if (status == KP_OK) {
		file->now = malloc(file->was_len + 1);
		status = file->now == NULL ? kp_fail(reterr, KP_ERR_NOMEM, "out of memory") : KP_OK;
	}
	if (status == KP_OK) {
		memcpy(file->now, file->was, file->was_len + 1);
		file->now_len = file->was_len;
		file->instead.device = st->st_dev;
		file->instead.inode = st->st_ino;
	}
	return status;
}

enum kp_status kp_plan_file_open(struct kp_plan *plan, const char *path,
				 struct kp_plan_file **ret_file, struct kp_error *reterr)
{
	struct kp_plan_file file = { 0 };
	struct stat st;
	enum kp_status status = kp_root_stat_beneath(plan->ctx->root_fd, path, &st, reterr);

	for (size_t i = 0; status == KP_OK && i < plan->count; i++) {
		if (plan->files[i].instead.device == st.st_dev &&
		    plan->files[i].instead.inode == st.st_ino) {
			*ret_file = &plan->files[i];
			return KP_OK;
		}
	}
	if (status == KP_OK) {
		status = kp_array_reserve(&plan->files, plan->count, &plan->size,
					  sizeof(*plan->files), reterr);
	}
	if (status == KP_OK) {
		status = read_file(plan, path, &st, &file, reterr);
	}
	if (status != KP_OK) {
		kp_plan_file_done(&file);
		return status;
	}
	plan->files[plan->count] = file;
	*ret_file = &plan->files[plan->count++];
	return KP_OK;
}

void kp_plan_file_set(struct kp_plan_file *file, uint8_t *now, size_t len)
{
	free(file->now);
	file->now = now;
	file->now_len = len;
}

void kp_plan_drop_unchanged(struct kp_plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->count; i++) {
		struct kp_plan_file *file = &plan->files[i];

		if (file->now_len == file->was_len &&
		    memcmp(file->now, file->was, file->was_len) == 0) {
			kp_plan_file_done(file);
		} else {
			plan->files[kept++] = *file;
		}
	}
	plan->count = kept;
}

enum kp_status kp_plan_note(struct kp_plan *plan, struct kp_text *change, struct kp_error *reterr)
{
	enum kp_status status =
		kp_array_reserve(&plan->changes, plan->change_count, &plan->change_size,
				 sizeof(*plan->changes), reterr);

	if (status == KP_OK) {
		status = kp_text_finish(change, &plan->changes[plan->change_count], reterr);
	}
	if (status == KP_OK) {
		plan->change_count++;
	}
	return status;
}

enum kp_status kp_plan_reload(struct kp_plan *plan, struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *service = NULL;
	struct kp_ctx ctx = *plan->ctx;
	enum kp_status status;

	for (size_t i = 0; i < plan->count; i++) {
		struct kp_plan_file *file = &plan->files[i];

		file->instead.buf = file->now;
		file->instead.len = file->now_len;
		file->instead.next = ctx.instead;
		ctx.instead = &file->instead;
	}
	status = kp_service_of(&ctx, plan->unit, &service, reterr);
	if (status == KP_OK) {
		kp_kubelet_free(plan->service);
		plan->service = kp_steal(&service);
	}
	return status;
}
