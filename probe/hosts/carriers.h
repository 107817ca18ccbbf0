/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Programs that run another one in their own process: the dynamic loader when it is started by hand,
 * and emulators of other processors. The executable of such a process is theirs, and their
 * arguments stand before those of what they run.
 */
#ifndef KP_HOSTS_CARRIERS_H
#define KP_HOSTS_CARRIERS_H

#include <stddef.h>

#include <stdbool.h>

#include "process/argv.h"

/** What a process runs. All texts are borrowed. */
struct kp_call {
	const char *exe;            /**< the program, its path or its file name; empty: not known */
	const char *argv0;          /**< that it is given; NULL if there are no arguments at all */
	const struct kp_argv *argv; /**< arguments of the process */
	size_t rest;                /**< index of the first argument behind argv0 */
	bool is_doubtful;           /**< whether it may be another argument that is the program */
};

/** Whether a program is a carrier, by the file name of its executable. */
bool kp_carrier_is(const char *exe);

/** Whether a name that may be cut off, or have an ending of its own, may be that of a carrier. */
bool kp_carrier_resembles(const char *name);

/**
 * Go on from a carrier to what it runs.
 * @param[in,out] call becomes what it runs; untouched if the function returns false
 * @return false if it is no carrier, or runs nothing
 */
bool kp_carrier_unwrap(struct kp_call *call);

#endif
