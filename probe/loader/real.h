/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * libopenscap, and its functions that our hooks replaced.
 */
#ifndef KP_LOADER_REAL_H
#define KP_LOADER_REAL_H

/** How the file of libopenscap begins, whatever its version; not that of libopenscap_sce.so. */
#define KP_OPENSCAP_LIBRARY "libopenscap.so"

/**
 * Find the function that a hook of ours took the place of.
 * @param[in] name of the hook
 * @return its address; NULL after a line on stderr if there is none, and the hook then has to
 *         answer that it knows nothing
 */
void *kp_real(const char *name) __attribute__((warn_unused_result));

#endif
