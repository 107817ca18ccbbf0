/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The settings whose value is the path of a file, and that file.
 */
#ifndef KP_NAMED_FILES_H
#define KP_NAMED_FILES_H

#include "file_list.h"
#include "process.h"
#include "status.h"

/** How many such settings there are. */
enum {
	KP_NAMED_FILES = 6
};

/** The file that a setting names. */
struct kp_named_file {
	char *path;            /**< as of kp_file_list_resolve(); NULL if there is no such file */
	struct kp_error error; /**< why that cannot be told; KP_OK if it can */
};

/** Release what a file holds. */
void kp_named_file_done(struct kp_named_file *file);

/** @return the name of a setting, its index being below KP_NAMED_FILES; a static text */
const char *kp_named_file_setting(size_t index);

/** @return the index of a setting; KP_NAMED_FILES if it names no file */
size_t kp_named_file_index(const char *setting);

/**
 * Find the file.
 * @param[in] process where the kubelet runs
 * @param[in] value of the setting, not empty
 * @param[in,out] file empty
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_named_file_find(const struct kp_file_list_root *root,
				  const struct kp_process *process, size_t index, const char *value,
				  struct kp_named_file *file) __attribute__((warn_unused_result));

#endif
