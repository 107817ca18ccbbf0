/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a tailoring may make of the Values of our benchmark.
 *
 * libopenscap (1.3.7 to 1.4.4) puts the text of a Value into fixes as it is, and the title of a profile
 * into the head of a script. It reads what a Value may be (`match`, `choices`), and then looks at none
 * of it, so that a tailoring could write whatever lines it likes into a script that runs as root.
 */
#ifndef KP_LOADER_TAILORING_H
#define KP_LOADER_TAILORING_H

#include <stdbool.h>

#include "oval/openscap_abi.h"

/**
 * Whether a tailoring keeps to what the benchmark allows: each `set-value` of a Value of ours, and texts
 * that are one line in a script. If it does not, one line on stderr says why.
 * @param[in] benchmark that it is for; of another one than ours everything is allowed, as it is of NULL
 */
bool kp_tailoring_is_allowed(const struct xccdf_tailoring *tailoring,
			     const struct xccdf_benchmark *benchmark);

#endif
