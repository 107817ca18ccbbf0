/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The constraints of a schema, xsd:key, xsd:keyref and xsd:unique, that a document is seen to fulfil.
 *
 * libxml2 goes through the fields and selectors of all constraints for each element and each attribute,
 * which takes two thirds of the validation of a data stream.
 */
#ifndef KP_LOADER_KEYS_H
#define KP_LOADER_KEYS_H

#include <stddef.h>

#include <stdbool.h>

#include "loader/names.h"
#include "oval/openscap_abi.h"

struct kp_keys;

void kp_keys_free(struct kp_keys *keys);

/**
 * Look for the constraints of a schema, and whether a document fulfils them.
 * @param[in] text of the schema, borrowed until kp_keys_free()
 * @param[in] elements the local names of all elements of the document
 * @return caller-owned (kp_keys_free()); NULL without memory, or for a schema that is not understood
 */
struct kp_keys *kp_keys_new(const char *text, size_t size, const xmlDoc *document,
			    const struct kp_names *elements);

/**
 * Whether a constraint says nothing new of the document, nor is needed by one that may.
 * @param[in] begin its first tag in the text
 */
bool kp_keys_are_met(const struct kp_keys *keys, const char *begin);

#endif
