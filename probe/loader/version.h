/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What libopenscap made of a version: it asks for the same few again and again.
 */
#ifndef KP_LOADER_VERSION_H
#define KP_LOADER_VERSION_H

#include <stdbool.h>

#include "oval/openscap_abi.h"

/**
 * Look for a version that this thread was told of.
 * @param[in] text may be NULL
 * @return whether it is remembered
 */
bool kp_version_recall(const char *text, oval_schema_version_t *ret_version);

/** Remember what oval_schema_version_from_cstr() made of a text, which may be NULL. */
void kp_version_remember(const char *text, oval_schema_version_t version);

#endif
