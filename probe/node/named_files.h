/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The settings whose value is the path of a file, and that file.
 */
#ifndef KP_NODE_NAMED_FILES_H
#define KP_NODE_NAMED_FILES_H

#include "base/status.h"
#include "component/component.h"
#include "node/file_list.h"
#include "process/process.h"

/** The file that a setting names. */
struct kp_named_file {
	char *path;            /**< as of kp_file_list_resolve(); NULL if there is no such file */
	char *name;            /**< as of kp_file_list_name(); NULL if path is */
	struct kp_error error; /**< why that cannot be told; KP_OK if it can */
	struct kp_error
		missing; /**< names the file if there has to be one, and is none; KP_OK if not */
};

/** Release what a file holds. */
void kp_named_file_done(struct kp_named_file *file);

/** @return the index of a setting in component.path_settings; their number if it names no file */
size_t kp_named_file_index(const struct kp_component *component, const char *setting);

/**
 * Find the file.
 * @param[in] process where the kubelet runs
 * @param[in] value of the setting, not empty
 * @param[in,out] file empty
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_named_file_find(const struct kp_file_list_root *root,
				  const struct kp_process *process,
				  const struct kp_path_setting *setting, const char *value,
				  struct kp_named_file *file) __attribute__((warn_unused_result));

#endif
