/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The service manager, by way of the systemctl(1) in PATH.
 */
#ifndef KP_FIX_SYSTEM_MANAGER_H
#define KP_FIX_SYSTEM_MANAGER_H

#include <stdbool.h>

#include "base/status.h"

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
 * @param[in] limit seconds for systemctl
 * @return KP_OK; KP_ERR_INVAL if it is no such name; KP_ERR_NOENT if there is no systemctl;
 *         KP_ERR_LIMIT; KP_ERR_IO if it failed, with what it said
 */
enum kp_status kp_manager_restart(const char *unit, unsigned limit, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Most bytes of a state, with the final NUL. */
#define KP_MANAGER_STATE_MAX 32

/** What the manager says of a service (systemctl(1) show; org.freedesktop.systemd1(5)). */
struct kp_manager_unit {
	char active[KP_MANAGER_STATE_MAX]; /**< ActiveState=: active, activating, failed, ... */
	char sub[KP_MANAGER_STATE_MAX];    /**< SubState=: running, auto-restart, dead, ... */
	char result[KP_MANAGER_STATE_MAX]; /**< Result=: success, exit-code, signal, ... */
	char file[KP_MANAGER_STATE_MAX];   /**< UnitFileState=: enabled, disabled, static, ... */
	bool has_ended;                    /**< whether a main process has ended, and how */
	bool by_signal;
	int status; /**< its exit status, or the signal */
};

/**
 * Ask for the state of a unit. What the manager does not know of is inactive, and everything else empty.
 * @param[in] unit the name of a service
 * @return as kp_manager_restart(); KP_ERR_SYNTAX if the answer is none
 */
enum kp_status kp_manager_ask(const char *unit, unsigned limit, struct kp_manager_unit *ret_unit,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
