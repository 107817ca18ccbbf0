/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Functions of libraries that are opened when they are first needed.
 */
#ifndef KP_BASE_LIBRARY_H
#define KP_BASE_LIBRARY_H

#include <stdbool.h>

/**
 * Find a function.
 * @param[in] library as of dlopen(3)
 * @param[out] function_address of a pointer to it, which is NULL if there is none
 * @return whether there is one
 */
bool kp_library_find(void *library, const char *name, void *function_address);

#endif
