/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The files of a plan: what they are on disk, and what they shall be.
 */
#ifndef KP_PLAN_FILE_H
#define KP_PLAN_FILE_H

#include "core/text.h"
#include "fix/plan.h"

/** Release what a file of a plan holds. */
void kp_plan_file_done(struct kp_plan_file *file);

/**
 * Take a location apart that is `PATH:LINE`.
 * @param[out] ret_path caller-owned, free with free(); untouched on failure
 * @param[out] ret_line untouched on failure
 * @return KP_OK; KP_ERR_INVAL if it is something else, such as two of them; KP_ERR_NOMEM
 */
enum kp_status kp_plan_split(const char *location, char **ret_path, long *ret_line,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Find a file in a plan, or read it from disk.
 * @param[in] path as the kubelet sees it
 * @param[out] ret_file borrowed from plan until the next one is opened
 * @return KP_OK; KP_ERR_NOMEM; the errno of reading it as a status
 */
enum kp_status kp_plan_file_open(struct kp_plan *plan, const char *path,
				 struct kp_plan_file **ret_file, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Say what a file shall be. @param[in] now consumed */
void kp_plan_file_set(struct kp_plan_file *file, uint8_t *now, size_t len);

/** Forget the files that shall be what they are: one in which no way to say something was found. */
void kp_plan_drop_unchanged(struct kp_plan *plan);

/** Add a line to the changes. @param[in,out] change becomes empty */
enum kp_status kp_plan_note(struct kp_plan *plan, struct kp_text *change, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Work out the kubelet anew, with the files as they shall be. @return as kp_service_of() */
enum kp_status kp_plan_reload(struct kp_plan *plan, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
