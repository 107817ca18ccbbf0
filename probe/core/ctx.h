/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * All that the core knows of the outside: a root directory and limits.
 */
#ifndef KP_CTX_H
#define KP_CTX_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "status.h"

/** Limits on what is read. Past one of them is KP_ERR_LIMIT, never a text cut off. */
struct kp_limits {
	unsigned seconds;      /**< the whole collection; kept by who calls it (oval/deadline.h) */
	size_t argv_bytes;     /**< /proc/PID/cmdline */
	size_t file_bytes;     /**< one configuration file */
	size_t document_nodes; /**< values in one document, aliases expanded */
	size_t document_depth; /**< nesting of one document */
	size_t *room;      /**< values that all documents of a collection may still take together;
		       * borrowed, NULL: any number */
	size_t all_values; /**< what room begins with */
	size_t kubelets;   /**< kubelets of one collection */
	size_t argv_count; /**< arguments of one kubelet */
	size_t document_anchors; /**< names that aliases of one document can refer to */
	size_t environ_bytes;    /**< /proc/PID/environ */
	size_t dropins;          /**< drop-in files of one kubelet */
	size_t dropin_entries;   /**< entries of all directories below --config-dir */
	size_t dropin_depth;     /**< directories below --config-dir inside each other */
	size_t unit_entries;     /**< entries of one directory of systemd units */
	size_t unit_names;       /**< names of services that systemd knows */
	size_t unit_files;       /**< drop-in files of one unit, or environment files */
	size_t unit_settings;    /**< settings in one of its files, or environment variables */
};

/** Bytes to be read in place of those of a file: to see what a change of it would bring. */
struct kp_instead {
	dev_t device; /**< of the file, by whatever path it is read */
	ino_t inode;
	const uint8_t *buf; /**< borrowed */
	size_t len;
	const struct kp_instead *next; /**< borrowed; NULL at the end */
};

struct kp_ctx {
	int root_fd; /**< O_PATH directory below which everything is read */
	struct kp_limits limits;
	bool with_services; /**< whether each running kubelet is wanted with the one of its service */
	bool with_named_files; /**< whether the files that settings name are wanted */
	bool with_unit_files;  /**< whether the files of each kubelet's unit are wanted */
	const struct kp_instead *instead; /**< borrowed; NULL: each file is read as it is */
	int minor; /**< N of Kubernetes 1.N that the operator says the kubelets have; 0 if not said */
};

/**
 * @param[out] ctx in place, release with kp_ctx_done(); untouched on failure
 * @param[in] root "/" for the live system
 * @return KP_OK; the errno of opening root as a status
 */
enum kp_status kp_ctx_init(struct kp_ctx *ctx, const char *root, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_ctx_done(struct kp_ctx *ctx);

/**
 * Read a file as kp_root_read_beneath() does, within limits.file_bytes, or what stands in ctx.instead
 * for it.
 * @param[in] root_fd of a process, which need not be the one of ctx
 * @param[out] ret_changed the Epoch for what is not on disk
 * @return as kp_root_read_beneath()
 */
enum kp_status kp_ctx_read(const struct kp_ctx *ctx, int root_fd, const char *path,
			   uint8_t **ret_buf, size_t *ret_len, struct timespec *ret_changed,
			   struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
