/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The service manager, by way of the systemctl(1) in PATH.
 */
#ifndef KP_MANAGER_H
#define KP_MANAGER_H

#include "core/status.h"

/**
 * Seconds for one call of systemctl: a restart waits for the stop and for the start of a service,
 * each of which systemd gives 90 seconds if a unit says nothing else (systemd-system.conf(5)).
 */
#define KP_MANAGER_LIMIT 200

/**
 * Let the manager read the unit files again.
 * @param[in] limit seconds for systemctl
 * @return KP_OK; KP_ERR_NOENT if there is no systemctl; KP_ERR_LIMIT; KP_ERR_IO if it failed, with
 *         what it said
 */
enum kp_status kp_manager_reload(unsigned limit, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Restart a unit, also one that has failed too often to be started again.
 * @param[in] unit the name of a service
 * @return as kp_manager_reload(); KP_ERR_INVAL if it is no such name
 */
enum kp_status kp_manager_restart(const char *unit, unsigned limit, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
