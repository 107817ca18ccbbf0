/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The specifiers of unit files, such as %n and %i (systemd.unit(5) "SPECIFIERS"), for the system's
 * own systemd.
 */
#ifndef KP_SYSTEMD_SPECIFIERS_H
#define KP_SYSTEMD_SPECIFIERS_H

#include "base/status.h"
#include "base/strings.h"

/**
 * Replace the specifiers of a text.
 * @param[in] names full name of the unit, and its aliases, by any of which systemd may know it
 * @param[out] ret_expanded caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_UNSUPPORTED: one that depends on the machine, or on
 *         which of its names systemd is asked for, which the message says;
 *         KP_ERR_SYNTAX: one that there is not, or whose escapes are broken; KP_ERR_NOMEM
 */
enum kp_status kp_specifiers_expand(const char *text, const struct kp_strings *names,
				    char **ret_expanded, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Replace the specifiers of a text in the configuration of systemd itself (systemd-system.conf(5)),
 * which are fewer.
 * @param[in] systemd version of systemd
 * @param[out] ret_expanded caller-owned, free with free(); untouched on failure
 * @return as kp_specifiers_expand(); KP_ERR_UNSUPPORTED also if it depends on the version
 */
enum kp_status kp_specifiers_expand_manager(const char *text, int systemd, char **ret_expanded,
					    struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
