/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the kubelet inside a program is given by it.
 */
#ifndef KP_HOSTS_GIVEN_H
#define KP_HOSTS_GIVEN_H

#include <stdbool.h>

#include "base/status.h"
#include "process/argv.h"

/** What a kubelet is given. Start as `{ 0 }`. */
struct kp_given {
	struct kp_argv *argv;  /**< its arguments; those that it has at least, if they are hidden */
	char *file;            /**< that they were read from; NULL if none was */
	bool is_hidden;        /**< whether the host shows none of them */
	bool changed;          /**< whether what they were read from changed since the start */
	struct kp_error doubt; /**< why nothing that follows is certain; KP_OK if it is */
};

/** Release what a kubelet is given. */
void kp_given_done(struct kp_given *given);

#endif
