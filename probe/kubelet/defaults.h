/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The defaults that hang on more than the version: on what else is said, and on feature gates.
 *
 * A kubelet applies its defaults (pkg/kubelet/apis/config/v1beta1/defaults.go) to nothing at all before it
 * looks at its flags, to each file that it decodes, and from 1.32 on to what the merge of the drop-in
 * files leaves. What a flag says comes later, and has no part in them.
 */
#ifndef KP_KUBELET_DEFAULTS_H
#define KP_KUBELET_DEFAULTS_H

#include "component/finding.h"

/** The kubelet's kp_component.find_default. */
enum kp_status kp_defaults_find(const struct kp_view *view, const struct kp_field *field,
				struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Unite the hard eviction thresholds that the file of --config says with the default ones, if it asks for
 * that (mergeDefaultEvictionSettings). Drop-in files that ask for it come too late (server.go loadConfigFile).
 * @param[in,out] config as decoded from that file
 * @param[in,out] scratch gets nodes of the configuration, must outlive it
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_defaults_unite_evictions(struct kp_config *config, int minor,
					   struct kp_document *scratch, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
