/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Reading verdicts out of what oscap wrote.
 */
#ifndef KP_COMMAND_VERDICTS_H
#define KP_COMMAND_VERDICTS_H

#include <libxml/tree.h>

#include "base/status.h"
#include "command/verdict.h"

/**
 * Read the verdicts out of an ARF.
 * @param[out] ret_verdicts caller-owned, release with kp_verdicts_done(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX where there are no results; KP_ERR_NOMEM
 */
enum kp_status kp_verdicts_read(const xmlDoc *arf, struct kp_verdicts *ret_verdicts,
				struct kp_error *reterr) __attribute__((warn_unused_result));

/** @return the last results of a document of oscap, borrowed; NULL */
xmlNode *kp_verdicts_run(const xmlDoc *document);

#endif
