/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Checks of the scanner and of what belongs to it.
 */
#ifndef KP_COMMAND_DIAGNOSE_SCANNER_H
#define KP_COMMAND_DIAGNOSE_SCANNER_H

#include "command/diagnosis.h"

/** Find the libopenscap of a patient whose scanner is known. @return caller-owned; NULL if it cannot be told */
char *kp_diagnose_library(const struct kp_patient *patient);

kp_check_function kp_check_oscap;
kp_check_function kp_check_library;
kp_check_function kp_check_hooks;
kp_check_function kp_check_schemas;
kp_check_function kp_check_stream;

#endif
