/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A schema without what the validation of one document does not need.
 */
#ifndef KP_LOADER_TRIM_H
#define KP_LOADER_TRIM_H

#include <stddef.h>

#include <stdbool.h>

#include "loader/names.h"
#include "oval/openscap_abi.h"

/** What a schema is read for. */
struct kp_trim_use {
	const xmlDoc *document;
	const struct kp_names *elements; /**< the local names of all its elements */
	bool is_family; /**< the elements that the schema declares are referred to by documents alone */
	bool has_keys; /**< its constraints are such as kp_keys_new() knows */
};

/**
 * Take out what libxml2 reads over, annotations; what no name of the document can refer to, if it is a
 * family; and constraints that the document is seen to fulfil.
 * @param[in,out] text of the schema; left as it is where it is not what the schemas of OpenSCAP look like
 * @return the size of what is left
 */
size_t kp_trim_schema(char *text, size_t size, const struct kp_trim_use *use);

#endif
