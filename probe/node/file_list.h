/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The files that decide what a kubelet does, by paths that another program can open from the
 * scanner's root directory: no symbolic link is left on them that could lead elsewhere.
 */
#ifndef KP_NODE_FILE_LIST_H
#define KP_NODE_FILE_LIST_H

#include "base/index.h"
#include "base/status.h"
#include "base/strings.h"
#include "component/config_files.h"
#include "files/ctx.h"
#include "node/shared_units.h"

/** From where files are looked for. */
struct kp_file_list_root {
	int fd;                           /**< the root directory of a kubelet */
	const struct kp_process *process; /**< NULL: none */
	char prefix[32]; /**< what leads there from the scanner's: /proc/PID/root; mostly nothing */
};

/** Files. Start as `{ 0 }`. */
struct kp_file_list {
	struct kp_strings paths; /**< each once */
	struct kp_strings names; /**< of each path, what led to it: links may be left on it */
	struct kp_index known;   /**< the paths */
	struct kp_error error;   /**< why they cannot all be told; KP_OK if they can */
};

/** Release what a list of files holds. */
void kp_file_list_done(struct kp_file_list *files);

/**
 * From where the files of a process can be opened by name.
 * @param[in] process NULL: from the scanner's root directory
 */
void kp_file_list_root_init(const struct kp_ctx *ctx, const struct kp_process *process,
			    struct kp_file_list_root *root);

/**
 * The path of one file.
 * @param[in] path absolute, from the root directory of the kubelet
 * @param[out] ret_path caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOENT if there is no such file; KP_ERR_NOMEM; the errno of looking for it as
 *         a status
 */
enum kp_status kp_file_list_resolve(const struct kp_file_list_root *root, const char *path,
				    char **ret_path, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * The path of one file as kp_file_list_resolve() gives it, but with the symbolic links that are on it.
 * @param[out] ret_name caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_file_list_name(const struct kp_file_list_root *root, const char *path,
				 char **ret_name, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Add a file. What is wrong with it is kept. @return KP_OK; KP_ERR_NOMEM */
enum kp_status kp_file_list_add(const struct kp_file_list_root *root, const char *path,
				struct kp_file_list *files) __attribute__((warn_unused_result));

/**
 * Add the file of --config and the drop-in files, as the kubelet reads them.
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_file_list_add_sources(const struct kp_file_list_root *root,
					const struct kp_sources *sources,
					struct kp_file_list *files)
	__attribute__((warn_unused_result));

/**
 * Add the files that say how systemd starts a service (kp_unit_files()).
 * @param[in] ctx limits
 * @param[in,out] units of the collection (shared_units.h); NULL: none
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_file_list_add_unit(const struct kp_ctx *ctx, struct kp_shared_units *units,
				     const struct kp_file_list_root *root, const char *unit,
				     struct kp_file_list *files)
	__attribute__((warn_unused_result));

#endif
