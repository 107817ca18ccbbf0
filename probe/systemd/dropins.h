/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What adds to services: drop-in files, the configuration of systemd itself, programs that it runs.
 */
#ifndef KP_SYSTEMD_DROPINS_H
#define KP_SYSTEMD_DROPINS_H

#include <stdbool.h>

#include "base/status.h"
#include "base/strings.h"
#include "systemd/units.h"

/**
 * Find the drop-in files of a service, in the order in which they are read. What cannot be read is left
 * out, as systemd does it: a directory, a symbolic link that leads nowhere. It hides one of its name.
 * @param[in] names of kp_units_find()
 * @param[in,out] paths empty; released by the caller in any case
 * @param[in,out] missing where those lead that lead nowhere; released by the caller in any case
 * @return KP_OK, also if there are none; KP_ERR_UNSUPPORTED: versions of systemd differ, and this is
 *         none that is known; KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading a directory as a
 *         status, unless it is not there
 */
enum kp_status kp_units_dropins(const struct kp_units *units, const struct kp_strings *names,
				struct kp_strings *paths, struct kp_strings *missing,
				struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Find what adds to the environment of all services: the configuration of systemd itself
 * (systemd-system.conf(5)), in the order in which it is read, and programs that systemd runs
 * (systemd.environment-generator(7)), other than snapd's, which changes PATH only. It is looked for once.
 * @param[out] ret_common borrowed from units; untouched on failure
 * @return KP_OK, also if there is none; KP_ERR_LIMIT; KP_ERR_NOMEM; the errno of reading a file or
 *         directory as a status, unless it is not there
 */
enum kp_status kp_units_manager(const struct kp_units *units,
				const struct kp_units_common **ret_common, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
