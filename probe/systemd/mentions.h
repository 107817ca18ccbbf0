/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Which services are worth being loaded.
 */
#ifndef KP_SYSTEMD_MENTIONS_H
#define KP_SYSTEMD_MENTIONS_H

#include <stdbool.h>

#include "base/status.h"
#include "systemd/units.h"

/**
 * Whether a command of a service has one of some texts in it, such as a part of the name of a program:
 * for going through all services, most of which are none that need to be loaded. What cannot be read as
 * settings counts with all of its text; what leads nowhere does not.
 * @param[in] texts as many as there are before a NULL
 * @param[out] ret_mentions untouched on failure
 * @return as kp_unit_load()
 */
enum kp_status kp_unit_mentions(const struct kp_units *units, const char *name,
				const char *const *texts, bool *ret_mentions,
				struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
