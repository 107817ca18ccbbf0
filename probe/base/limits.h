/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * How much of a node is read at most.
 */
#ifndef KP_BASE_LIMITS_H
#define KP_BASE_LIMITS_H

#include <stddef.h>

/** What the components of one collection may take together. */
struct kp_room {
	size_t left;             /**< values of documents that may still be made */
	const char *whose;       /**< for messages: the components whose files they are */
	size_t executable_bytes; /**< of executables that may still be read */
};

/** Limits on what is read. Past one of them is KP_ERR_LIMIT, never a text cut off. */
struct kp_limits {
	unsigned seconds;      /**< the whole collection; kept by who calls it (oval/deadline.h) */
	size_t argv_bytes;     /**< /proc/PID/cmdline */
	size_t file_bytes;     /**< one configuration file */
	size_t document_nodes; /**< values in one document, aliases expanded */
	size_t document_depth; /**< nesting of one document */
	struct kp_room *room;  /**< of all documents together; borrowed, NULL: any number */
	size_t all_values;     /**< what is left of room in the beginning */
	size_t executable_bytes;    /**< likewise */
	size_t kubelets;            /**< kubelets of one collection */
	size_t argv_count;          /**< arguments of one process or service */
	size_t document_anchors;    /**< names that aliases of one document can refer to */
	size_t document_blanks;     /**< blanks and line ends of a YAML document in a row */
	size_t document_directives; /**< before a YAML document */
	size_t environ_bytes;       /**< /proc/PID/environ */
	size_t dropins;             /**< drop-in files below --config-dir */
	size_t dropin_entries;      /**< entries of all directories below --config-dir */
	size_t dropin_depth;        /**< directories below --config-dir inside each other */
	size_t unit_entries;        /**< entries of one directory of systemd units */
	size_t unit_names;          /**< names of services that systemd knows */
	size_t unit_files;          /**< drop-in files of one unit, or environment files */
	size_t unit_settings;       /**< settings in one of its files, or environment variables */
	size_t elements;            /**< members of the list or map that is one setting */
	size_t entities;            /**< of all items that one object has */
};

/** For what a node has. */
extern const struct kp_limits kp_default_limits;

/** For what is put together of documents that have been within their limits. */
extern const struct kp_limits kp_no_limits;

#endif
