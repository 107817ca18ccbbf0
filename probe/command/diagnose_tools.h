/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What other tools would do, of those that are here.
 */
#ifndef KP_COMMAND_DIAGNOSE_TOOLS_H
#define KP_COMMAND_DIAGNOSE_TOOLS_H

#include "command/diagnosis.h"

/**
 * @param[in] index 0 for the first
 * @param[in,out] diagnosis empty; stays so if the tool is not here
 * @return the name of the tool, static; NULL past the last
 */
const char *kp_check_tool(const struct kp_patient *patient, size_t index,
			  struct kp_diagnosis *diagnosis);

#endif
