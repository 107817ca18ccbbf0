/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The aliases of services, found by what they are other names of.
 */
#ifndef KP_SYSTEMD_ALIASES_H
#define KP_SYSTEMD_ALIASES_H

#include <stddef.h>

#include "base/status.h"
#include "base/strings.h"

/** A name that a directory of units has. */
struct kp_unit_entry {
	char *name;
	char *path;   /**< of its file; NULL for an alias */
	char *target; /**< the name that it is an alias of, else NULL */
};

/** A name that is an alias. What it refers to must stay where it is. */
struct kp_alias {
	const struct kp_unit_entry *name;
	const struct kp_unit_entry *file; /**< what it leads to */
	char *own; /**< the service's own name; NULL: of a template, so of each instance of the file */
};

/** All of a node. Start as `{ 0 }`; before they are looked for they have to be sorted. */
struct kp_aliases {
	struct kp_alias *items;
	size_t count;
	size_t size;
};

void kp_aliases_done(struct kp_aliases *aliases);

/** Add one. @param[in] alias its own name is consumed, also on failure. @return KP_OK; KP_ERR_NOMEM */
enum kp_status kp_aliases_add(struct kp_aliases *aliases, const struct kp_alias *alias,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/** Sort them, once all are there. */
void kp_aliases_sort(struct kp_aliases *aliases);

/**
 * Add the aliases of a service to its names, in the order of the entries.
 * @param[in] file the entry of its file
 * @param[in,out] names its own name
 * @return KP_OK; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_aliases_take(const struct kp_aliases *aliases, const struct kp_unit_entry *file,
			       struct kp_strings *names, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
