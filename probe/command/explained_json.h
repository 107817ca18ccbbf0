/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What `explain` found out, as JSON.
 */
#ifndef KP_COMMAND_EXPLAINED_JSON_H
#define KP_COMMAND_EXPLAINED_JSON_H

#include "command/explained.h"

/** Write it, in one object; what is not set or not known is left out. @return KP_OK; KP_ERR_NOMEM */
enum kp_status kp_explanation_write_json(const struct kp_explanation *explanation,
					 struct kp_text *out, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
