/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What libopenscap makes of the names of platforms: it asks for each rule whether a reference to a platform
 * is the name of one.
 */
#ifndef KP_LOADER_PLATFORM_H
#define KP_LOADER_PLATFORM_H

#include <stdbool.h>

#include "oval/openscap_abi.h"

/**
 * Whether a text can be the name of a platform at all. Each form of one begins with `cpe:` or `wfn:` (NISTIR 7695,
 * 5 and 6), whatever else libopenscap wants of it; a reference to an expression of CPE's language, which a
 * platform of XCCDF can be, too, begins with `#`.
 * @param[in] text may be NULL, which is none
 */
bool kp_platform_can_be_name(const char *text);

/**
 * Look for a name that this thread was told of.
 * @param[in] text may be NULL
 * @return whether it is remembered
 */
bool kp_platform_recall(const char *text, cpe_format_t *ret_format);

/** Remember what cpe_name_get_format_of_str() made of a text, which may be NULL. */
void kp_platform_remember(const char *text, cpe_format_t format);

#endif
