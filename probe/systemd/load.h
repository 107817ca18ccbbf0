/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A service from its files: what systemd would start, and which files say so.
 */
#ifndef KP_SYSTEMD_LOAD_H
#define KP_SYSTEMD_LOAD_H

#include "base/status.h"
#include "systemd/unit.h"
#include "systemd/units.h"

/**
 * Load a service. A masked one is loaded, and has nothing but its names and paths.
 * @param[in] name of the service, or an alias
 * @param[out] ret_unit caller-owned, free with kp_unit_free(); untouched on failure. It does not
 *             need the units after this
 * @return KP_OK; KP_ERR_NOENT: there is no such service; KP_ERR_SYNTAX: systemd would not start it;
 *         KP_ERR_UNSUPPORTED: what it would start cannot be told; KP_ERR_INVAL: that is no name of
 *         a service; KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading a file as a status
 */
enum kp_status kp_unit_load(const struct kp_units *units, const char *name,
			    struct kp_unit **ret_unit, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Find the files that say how systemd starts a service: its unit file, its drop-in files, and the
 * environment files that are there. Whether its command can be told does not matter.
 * @param[in,out] paths empty; as they are named, symbolic links and all; released by the caller
 * @return KP_OK; KP_ERR_UNSUPPORTED also if it is masked; otherwise as kp_unit_load()
 */
enum kp_status kp_unit_files(const struct kp_units *units, const char *name,
			     struct kp_strings *paths, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
