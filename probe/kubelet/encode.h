/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A configuration as encoding/json writes it, with the Go types that Kubernetes has for it.
 */
#ifndef KP_KUBELET_ENCODE_H
#define KP_KUBELET_ENCODE_H

#include "component/config.h"

/** Whether the v1beta1 type leaves a value out (`omitempty`). Durations are never left out. */
bool kp_encode_is_omitted(const struct kp_field *field, const struct kp_node *node);

/**
 * Encode a configuration as encoding/json does with the v1beta1 type, which leaves out what is
 * empty.
 * @param[out] ret_object sorted, borrowed from scratch
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_encode_v1beta1(const struct kp_config *config, int minor,
				 struct kp_document *scratch, struct kp_node **ret_object,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

/** The same with the internal type: under Go's names of the fields, the empty ones too. */
enum kp_status kp_encode_internal(const struct kp_config *config, int minor,
				  struct kp_document *scratch, struct kp_node **ret_object,
				  struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
