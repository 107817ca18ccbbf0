/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Verdicts as JSON, by content/schema/scan.schema.json.
 */
#ifndef KP_COMMAND_JSON_H
#define KP_COMMAND_JSON_H

#include "command/format.h"

/** The `write` of a struct kp_format. */
enum kp_status kp_json_write(const struct kp_verdicts *verdicts, const struct kp_format_told *told,
			     struct kp_text *out, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
