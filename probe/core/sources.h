/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The files that a kubelet was told to read: each read and parsed once, for all versions.
 */
#ifndef KP_SOURCES_H
#define KP_SOURCES_H

#include "argv.h"
#include "ctx.h"
#include "document.h"
#include "process.h"
#include "status.h"

/** A configuration file. */
struct kp_config_file {
	char *path; /**< as the kubelet resolves it; NULL if there is none */
	struct kp_place *place;
	struct kp_document *document;
	enum kp_status status; /**< of reading and parsing it */
	struct kp_error error;
};

/** All files of one kubelet. Start as `{ 0 }`. */
struct kp_sources {
	struct kp_config_file main; /**< the file given by --config */
	char *config_dir; /**< of --config-dir, as the kubelet resolves it; NULL if none */
	struct kp_config_file
		*dropins; /**< the drop-in files in the order in which they are merged */
	size_t dropin_count;
	size_t dropin_size;
	size_t entry_count;        /**< entries of all directories below config_dir */
	enum kp_status dir_status; /**< of looking through config_dir */
	struct kp_error dir_error;
	enum kp_known has_alpha; /**< as in struct kp_process */
	size_t *room;            /**< as in struct kp_limits */
	char *changed_path; /**< a file or directory that changed since the process started; NULL if
			       none did */
};

/**
 * Find out which files the arguments of a kubelet name, and read them.
 * What is wrong with a file or directory is kept with it and does not fail the call.
 * @param[in] process the one that the kubelet runs in: its root, working directory, start
 * @param[in] argv what the kubelet is given, which need not be the process's own arguments
 * @param[in,out] sources empty; release with kp_sources_done() also on failure
 * @return KP_OK; KP_ERR_SYNTAX when no version accepts the arguments; the reason why a path cannot
 *         be told; KP_ERR_NOMEM
 */
enum kp_status kp_sources_read(const struct kp_ctx *ctx, const struct kp_process *process,
			       const struct kp_argv *argv, struct kp_sources *sources,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_sources_done(struct kp_sources *sources);

#endif
