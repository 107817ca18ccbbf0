/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Settings as a configuration file says them: for the file of --config of other nodes, or a ConfigMap.
 */
#ifndef KP_FIX_PRINT_H
#define KP_FIX_PRINT_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/status.h"
#include "fix/wanted.h"

/**
 * Begin a document of a component's configuration without a setting.
 * @param[out] ret_text caller-owned, release with kp_buffer_done(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_print_begin(const struct kp_component *component, struct kp_buffer *ret_text,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Set a setting in a document; one that is set twice has the last value.
 * @param[in] wanted with a value
 * @param[in,out] text unchanged on failure
 * @return as kp_document_set()
 */
enum kp_status kp_print_add(const struct kp_wanted *wanted, struct kp_buffer *text,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
