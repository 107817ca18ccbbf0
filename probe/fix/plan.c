/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "files/root.h"
#include "node/services.h"

static void file_done(struct kp_plan_file *file)
{
	free(file->path);
	kp_buffer_done(&file->was);
	kp_buffer_done(&file->now);
}

enum kp_status kp_plan_begin(const struct kp_query *query, const struct kp_ctx *ctx,
			     const char *unit, struct kp_plan *plan, struct kp_error *reterr)
{
	enum kp_status status;

	plan->query = query;
	plan->ctx = *ctx;
	plan->unit = unit;
	status = kp_units_new(&plan->ctx, &plan->units, reterr);
	return status == KP_OK ? kp_plan_reload(plan, reterr) : status;
}

void kp_plan_done(struct kp_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		file_done(&plan->files[i]);
	}
	for (size_t i = 0; i < plan->change_count; i++) {
		free(plan->changes[i]);
	}
	free(plan->files);
	free(plan->changes);
	kp_kubelet_free(plan->service);
	kp_units_free(plan->units);
	*plan = (struct kp_plan){ 0 };
}

/** Read a file that is new to the plan. @param[in,out] file `{ 0 }`; released by the caller */
static enum kp_status read_file(const struct kp_plan *plan, const char *path, const struct stat *st,
				struct kp_plan_file *file, struct kp_error *reterr)
{
	struct timespec ignored;
	enum kp_status status =
		kp_root_read_beneath(plan->ctx.root_fd, path, plan->ctx.limits.file_bytes,
				     &file->was.at, &file->was.len, &ignored, reterr);

	if (status == KP_OK) {
		status = kp_text_dup(path, &file->path, reterr);
	}
	if (status == KP_OK) {
		const struct kp_bytes was = kp_buffer_bytes(&file->was);

		status = kp_buffer_copy(&was, &file->now, reterr);
	}
	if (status == KP_OK) {
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
	enum kp_status status = kp_root_stat_beneath(plan->ctx.root_fd, path, &st, reterr);

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
		file_done(&file);
		return status;
	}
	plan->files[plan->count] = file;
	*ret_file = &plan->files[plan->count++];
	return KP_OK;
}

void kp_plan_file_set(struct kp_plan_file *file, struct kp_buffer *now)
{
	kp_buffer_done(&file->now);
	file->now = kp_buffer_steal(now);
}

void kp_plan_drop_unchanged(struct kp_plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < plan->count; i++) {
		struct kp_plan_file *file = &plan->files[i];

		if (file->now.len == file->was.len &&
		    memcmp(file->now.at, file->was.at, file->was.len) == 0) {
			file_done(file);
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
	const struct kp_instead *on_disk = plan->ctx.instead;
	enum kp_status status;

	for (size_t i = 0; i < plan->count; i++) {
		struct kp_plan_file *file = &plan->files[i];

		file->instead.buf = file->now.at;
		file->instead.len = file->now.len;
		file->instead.next = plan->ctx.instead;
		plan->ctx.instead = &file->instead;
	}
	status = kp_service_in(plan->query, plan->units, plan->unit, &service, reterr);
	plan->ctx.instead = on_disk;
	if (status == KP_OK) {
		kp_kubelet_free(plan->service);
		plan->service = kp_steal(&service);
	}
	return status;
}
