/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Checks of the system around the scanner: rights, and what hides the plugin.
 */
#ifndef KP_COMMAND_DIAGNOSE_SYSTEM_H
#define KP_COMMAND_DIAGNOSE_SYSTEM_H

#include "command/diagnosis.h"

kp_check_function kp_check_processes;
kp_check_function kp_check_files;
kp_check_function kp_check_noexec;
kp_check_function kp_check_selinux;
kp_check_function kp_check_fapolicyd;
kp_check_function kp_check_sudo;
kp_check_function kp_check_name;

#endif
