/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A set of names, such as those of all elements of a document.
 */
#ifndef KP_LOADER_NAMES_H
#define KP_LOADER_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

struct kp_names {
	const char **slots; /**< NULL where there is none; the names are borrowed */
	size_t size;        /**< of slots, a power of two; 0 before the first name */
	size_t count;
	uint64_t point;   /**< of the hash function; not of a set without slots */
	const char *last; /**< the name that was added last */
};

/** To be called for a set that was filled, or was set to zeros. */
void kp_names_done(struct kp_names *names);

/**
 * Add a name.
 * @param[in] name borrowed until kp_names_done()
 * @return false if there is no memory
 */
bool kp_names_add(struct kp_names *names, const char *name);

/** @param[in] text not terminated */
bool kp_names_have(const struct kp_names *names, const char *text, size_t length);

#endif
