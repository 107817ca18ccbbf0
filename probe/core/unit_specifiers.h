/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The specifiers of unit files, such as %n and %i (systemd.unit(5) "SPECIFIERS"), for the system's
 * own systemd.
 */
#ifndef KP_UNIT_SPECIFIERS_H
#define KP_UNIT_SPECIFIERS_H

#include "status.h"
#include "unit_glob.h"

/**
 * Replace the specifiers of a text.
 * @param[in] names full name of the unit, and its aliases, by any of which systemd may know it
 * @param[out] ret_expanded caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED: one that depends on the machine, or on
 *         which of its names systemd is asked for, which the message says;
 *         KP_ERR_SYNTAX: one that there is not, or whose escapes are broken; KP_ERR_NOMEM
 */
enum kp_status kp_specifiers_expand(const char *text, const struct kp_paths *names,
				    char **ret_expanded, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
