/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Verdicts as JUnit, for continuous integration.
 */
#ifndef KP_COMMAND_JUNIT_H
#define KP_COMMAND_JUNIT_H

#include "command/format.h"

/** The `write` of a struct kp_format. */
enum kp_status kp_junit_write(const struct kp_verdicts *verdicts, const struct kp_format_told *told,
			      struct kp_text *out, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
