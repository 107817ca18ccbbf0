/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What oscap takes of the heap, made less where nobody notices.
 */
#ifndef KP_LOADER_MEMORY_H
#define KP_LOADER_MEMORY_H

#include "oval/openscap_abi.h"

/**
 * Give back what a text does not fill of its memory.
 * @param[in] text of libxml2, or NULL; consumed
 * @return the text, caller-owned, free with xmlFree()
 */
xmlChar *kp_memory_fit(xmlChar *text);

#endif
