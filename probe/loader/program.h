/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Which program the plugin was loaded into.
 */
#ifndef KP_LOADER_PROGRAM_H
#define KP_LOADER_PROGRAM_H

#include <stdbool.h>

/** Whether this is oscap: the only program of which it is known how it uses libopenscap. */
bool kp_program_is_oscap(void);

#endif
