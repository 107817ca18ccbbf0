/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What has to be changed on disk so that a kubelet has other settings at its next start. Nothing is
 * written: each change is made in memory, and the kubelet is worked out anew with it.
 */
#ifndef KP_FIX_PLAN_H
#define KP_FIX_PLAN_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/status.h"
#include "base/text.h"
#include "files/ctx.h"
#include "node/instance.h"
#include "node/query.h"
#include "systemd/units.h"

/** A file that has to be changed. */
struct kp_plan_file {
	char *path; /**< as the kubelet sees it */
	struct kp_buffer was;
	struct kp_buffer now;
	struct kp_instead instead; /**< the same for the core */
};

/** A plan stays where it is: what it has borrows its ctx. */
struct kp_plan {
	const struct kp_query *query; /**< borrowed */
	struct kp_ctx ctx;            /**< of the node, with every file as it is on disk */
	const char *unit;             /**< borrowed */
	struct kp_units *units;       /**< in ctx; they do not depend on what their files say */
	struct kp_kubelet *service; /**< what the unit would start, with the changes made so far */
	struct kp_plan_file *files;
	size_t count;
	size_t size;
	char **changes; /**< what is changed, for people: `PATH:LINE: TEXT` */
	size_t change_count;
	size_t change_size;
};

/**
 * Begin a plan: nothing changes.
 * @param[in] query must outlive the plan
 * @param[in] ctx of the node; what it borrows, and unit, must outlive the plan
 * @param[in] unit of the kubelet
 * @param[in,out] plan `{ 0 }`; to be released with kp_plan_done() also on failure
 * @return as kp_service_of()
 */
enum kp_status kp_plan_begin(const struct kp_query *query, const struct kp_ctx *ctx,
			     const char *unit, struct kp_plan *plan, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Release what a plan holds. */
void kp_plan_done(struct kp_plan *plan);

/**
 * Find a file in a plan, or read it from disk.
 * @param[in] path as the kubelet sees it
 * @param[out] ret_file borrowed from plan until the next one is opened
 * @return KP_OK; KP_ERR_NOMEM; the errno of reading it as a status
 */
enum kp_status kp_plan_file_open(struct kp_plan *plan, const char *path,
				 struct kp_plan_file **ret_file, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Say what a file shall be. @param[in,out] now becomes empty */
void kp_plan_file_set(struct kp_plan_file *file, struct kp_buffer *now);

/** Forget the files that shall be what they are: one in which no way to say something was found. */
void kp_plan_drop_unchanged(struct kp_plan *plan);

/** Add a line to the changes. @param[in,out] change becomes empty */
enum kp_status kp_plan_note(struct kp_plan *plan, struct kp_text *change, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Work out the kubelet anew, with the files as they shall be. @return as kp_service_of() */
enum kp_status kp_plan_reload(struct kp_plan *plan, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
