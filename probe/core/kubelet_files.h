/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * All files that decide what one kubelet does, found while its process is looked at.
 */
#ifndef KP_KUBELET_FILES_H
#define KP_KUBELET_FILES_H

#include <stdbool.h>

#include "file_list.h"
#include "kubelet.h"
#include "named_files.h"
#include "process.h"
#include "sources.h"

/** The files. Start as `{ 0 }`. */
struct kp_kubelet_files {
	struct kp_file_list configuration;
	bool has_unit; /**< whether the next were looked for (ctx.with_unit_files) */
	struct kp_file_list unit;
	bool has_named; /**< whether the next were looked for (ctx.with_named_files) */
	struct kp_named_file named[KP_NAMED_FILES];
};

/** Release what they hold. */
void kp_kubelet_files_done(struct kp_kubelet_files *files);

/**
 * Find them. What is wrong with any is kept.
 * @param[in] kubelet of which everything else is known
 * @param[in] arguments the path of the file that its arguments come from; NULL if there is none
 * @param[in,out] files empty; to be released also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_kubelet_files_find(const struct kp_ctx *ctx, const struct kp_process *process,
				     const struct kp_kubelet *kubelet,
				     const struct kp_sources *sources, const char *arguments,
				     struct kp_kubelet_files *files)
	__attribute__((warn_unused_result));

/**
 * Find the files of the unit, if they were not looked for yet.
 * @param[in] process where the kubelet runs: unit, root_fd and error are looked at. @return as
 *            kp_kubelet_files_find()
 */
enum kp_status kp_kubelet_files_find_unit(const struct kp_ctx *ctx,
					  const struct kp_process *process,
					  const struct kp_kubelet *kubelet, const char *arguments,
					  struct kp_kubelet_files *files)
	__attribute__((warn_unused_result));

#endif
