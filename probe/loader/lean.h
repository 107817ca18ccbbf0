/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Validation without the OVAL schemas of other systems than those that a document is about: libxml2
 * would parse and compile 4.6 MB of Windows, macOS, iOS ... for a document about Linux.
 */
#ifndef KP_LOADER_LEAN_H
#define KP_LOADER_LEAN_H

#include <stddef.h>

#include <stdbool.h>

#include "oval/openscap_abi.h"

/** Room for any text of kp_lean_schema(). */
#define KP_LEAN_SCHEMA_SIZE 192

/** oscap_source_validate() */
typedef int (*kp_validate_t)(struct oscap_source *source, xml_reporter reporter, void *user);

/**
 * Validate a source: its verdict, messages and errors are those of the stock schemas.
 * @param[in] validate libopenscap's own function
 * @return what it returns
 */
int kp_lean_validate(kp_validate_t validate, struct oscap_source *source, xml_reporter reporter,
		     void *user);

/**
 * Find what stands for a file of the OVAL schemas 5.11 to 5.11.3 now, in this thread.
 * @param[in] name of the file, without directory
 * @param[out] ret_text an empty schema of the same namespace, of KP_LEAN_SCHEMA_SIZE bytes at most
 * @return whether anything stands for it
 */
bool kp_lean_schema(const char *name, char *ret_text);

/**
 * Whether a file of the stock schemas is to be read through kp_lean_trim() now, in this thread.
 * @param[in] path as libxml2 opens it
 */
bool kp_lean_trims(const char *path);

/**
 * Take out of a schema what the document that is validated in this thread does not need.
 * @param[in] path as kp_lean_trims() was asked about
 * @param[in,out] text what is in the file
 * @return the size of what is left
 */
size_t kp_lean_trim(const char *path, char *text, size_t size);

#endif
