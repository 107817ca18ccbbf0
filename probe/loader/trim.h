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

/**
 * Take out what libxml2 reads over, annotations, and what no name of the document can refer to.
 * @param[in,out] text of the schema; left as it is where it is not what the schemas of OpenSCAP look like
 * @param[in] elements the local names of all elements of the document
 * @param[in] is_family whether the elements that the schema declares are referred to by documents
 *            alone, so that those that the document has none of are taken out
 * @return the size of what is left
 */
size_t kp_trim_schema(char *text, size_t size, const struct kp_names *elements, bool is_family);

#endif
