/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What oscap takes of the heap, made less where nobody notices.
 */
#ifndef KP_LOADER_MEMORY_H
#define KP_LOADER_MEMORY_H

#include "oval/openscap_abi.h"

/**
 * Let all threads share one heap, unless the environment says how many there are to be. To be called while
 * the process still has one thread.
 */
void kp_memory_share(void);

/**
 * Give back what a text does not fill of its memory.
 * @param[in] text of libxml2, or NULL; consumed
 * @return the text, caller-owned, free with xmlFree()
 */
xmlChar *kp_memory_fit(xmlChar *text);

#endif
