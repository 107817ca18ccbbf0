/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The hooks of what a session is told, and of what it writes: so that nothing is built, written or looked for
 * that nobody has asked for.
 */
#ifndef KP_LOADER_HOOKS_SESSION_H
#define KP_LOADER_HOOKS_SESSION_H

/* libopenscap's own headers declare all of them. */
#include "oval/openscap_abi.h"

#endif
