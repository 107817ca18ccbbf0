/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * All files that decide what one kubelet does, found while its process is looked at.
 */
#ifndef KP_NODE_INSTANCE_FILES_H
#define KP_NODE_INSTANCE_FILES_H

#include <stdbool.h>

#include "node/file_list.h"
#include "node/identity.h"
#include "node/named_files.h"
#include "node/query.h"
#include "node/told.h"
#include "process/process.h"

/** The files. Start as `{ 0 }`. */
struct kp_kubelet_files {
	struct kp_file_list configuration;
	bool has_unit; /**< whether the next were looked for (query.with_unit_files) */
	struct kp_file_list unit;
	bool has_named; /**< whether the next were looked for (query.with_named_files) */
	struct kp_named_file *named; /**< as component.path_settings */
	size_t named_count;
};

/** Release what they hold. */
void kp_kubelet_files_done(struct kp_kubelet_files *files);

/**
 * Find them. What is wrong with any is kept.
 * @param[in,out] files empty; to be released also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_kubelet_files_find(const struct kp_query *query, const struct kp_ctx *ctx,
				     const struct kp_process *process,
				     const struct kp_identity *who, const struct kp_told *told,
				     struct kp_kubelet_files *files)
	__attribute__((warn_unused_result));

/**
 * Find the files of the unit, if they were not looked for yet.
 * @param[in] process where the kubelet runs: origin, root_fd and error are looked at
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_kubelet_files_find_unit(const struct kp_ctx *ctx, struct kp_shared_units *units,
					  const struct kp_process *process,
					  const struct kp_identity *who, const struct kp_told *told,
					  struct kp_kubelet_files *files)
	__attribute__((warn_unused_result));

#endif
