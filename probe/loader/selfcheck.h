/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Whether every hook of the plugin is effective in the libopenscap of this process: all or none,
 * since with only some of them oscap crashes.
 */
#ifndef KP_LOADER_SELFCHECK_H
#define KP_LOADER_SELFCHECK_H

#include <stddef.h>

#include <stdbool.h>

#include "loader/elf_image.h"

/**
 * Check the hooks and the imports.
 * @param[in] openscap the libopenscap of this process
 * @param[out] ret_problem what is wrong, in one line; untouched if nothing is
 * @return whether all of them are good
 */
bool kp_selfcheck(const struct kp_elf_image *openscap, char *ret_problem, size_t size)
	__attribute__((warn_unused_result));

#endif
