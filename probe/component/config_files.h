/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The files that a component was told to read: each read and parsed once, for all versions.
 */
#ifndef KP_COMPONENT_CONFIG_FILES_H
#define KP_COMPONENT_CONFIG_FILES_H

#include "base/status.h"
#include "document/document.h"
#include "files/ctx.h"
#include "process/argv.h"
#include "process/process.h"

struct kp_component;

/** A configuration file. */
struct kp_config_file {
	char *path;         /**< as the component resolves it; NULL if there is none */
	bool has_two_names; /**< as in struct kp_place */
	struct kp_place *place;
	struct kp_document *document;
	enum kp_status status; /**< of reading and parsing it */
	struct kp_error error;
};

/** All files of one component. Start as `{ 0 }`. */
struct kp_sources {
	struct kp_config_file main; /**< the file given by --config */
	char *config_dir; /**< of --config-dir, as the component resolves it; NULL if none */
	struct kp_config_file
		*dropins; /**< the drop-in files in the order in which they are merged */
	size_t dropin_count;
	size_t dropin_size;
	bool dropins_have_two_names;   /**< has_two_names of each of them */
	size_t entry_count;            /**< entries of all directories below config_dir */
	struct kp_config_file *unread; /**< files in it that are not opened, by their names */
	size_t unread_count;
	size_t unread_size;
	bool dir_is_link;          /**< config_dir is a symbolic link, which is not followed */
	enum kp_status dir_status; /**< of looking through config_dir */
	struct kp_error dir_error;
	enum kp_known has_alpha; /**< has_variable of its struct kp_process */
	struct kp_room *room;    /**< as in struct kp_limits */
	char *changed_path; /**< a file or directory that changed since the process started; NULL if
			       none did */
	char *changed_entry; /**< the name in that directory that may be why; NULL: not known */
	bool entry_is_read;  /**< whether that counts for anything: no drop-in file, no directory */
	bool is_blank;       /**< what files say is not known: they count as saying nothing */
};

/**
 * Find out which files the arguments of a component name, and read them.
 * What is wrong with a file or directory is kept with it and does not fail the call.
 * @param[in] process the one that the component runs in: its root, working directory, start
 * @param[in] argv what the component is given, which need not be the process's own arguments
 * @param[in,out] sources empty; release with kp_sources_done() also on failure
 * @return KP_OK; KP_ERR_SYNTAX when no version accepts the arguments; the reason why a path cannot
 *         be told; KP_ERR_NOMEM
 */
enum kp_status kp_sources_read(const struct kp_component *component, const struct kp_ctx *ctx,
			       const struct kp_process *process, const struct kp_argv *argv,
			       struct kp_sources *sources, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read the files in --config-dir that the component itself does not open, to see what they would say. One
 * that cannot be read, or is no document, stays without one.
 * @param[in] process as for kp_sources_read()
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_sources_read_unread(const struct kp_ctx *ctx, const struct kp_process *process,
				      struct kp_sources *sources, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_sources_done(struct kp_sources *sources);

#endif
