/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Functions of libraries that are opened when they are first needed.
 */
#ifndef KP_BASE_LIBRARY_H
#define KP_BASE_LIBRARY_H

#include <stdbool.h>

#include "base/status.h"

/**
 * Find a function.
 * @param[in] library as of dlopen(3)
 * @param[out] function_address of a pointer to it, which is NULL if there is none
 * @return whether there is one
 */
bool kp_library_find(void *library, const char *name, void *function_address);

/**
 * The path of a file in the directory of the library, or the program, that something is part of.
 * @param[in] part address of something static
 * @param[out] ret_path caller-owned, free with free(); untouched on failure
 * @return KP_OK; KP_ERR_NOENT if that directory cannot be told; KP_ERR_NOMEM
 */
enum kp_status kp_library_beside(const void *part, const char *name, char **ret_path,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
