/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * A document as the kubelet of a given version decodes it: KubeletConfiguration's fields, each
 * with the place that said it.
 *
 * The kubelet decodes strictly first and, if only that fails, leniently with a warning
 * (pkg/kubelet/kubeletconfig/util/codec DecodeKubeletConfiguration, the same from 1.20 to 1.36):
 * unknown, misspelt and wrongly cased keys are ignored, all else that does not fit is fatal.
 */
#ifndef KP_CONFIG_H
#define KP_CONFIG_H

#include "document.h"
#include "fields.h"

/** A value that a document says. */
struct kp_said {
	const struct kp_node *node; /**< NULL if nothing is said */
	long line;
};

struct kp_config;

/**
 * @param[in] document must outlive the configuration
 * @param[in] minor version whose fields and decoder count
 * @param[out] ret_config caller-owned, free with kp_config_free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX when that version refuses the document, with the line; KP_ERR_NOMEM
 */
enum kp_status kp_config_decode(const struct kp_document *document, int minor,
                                struct kp_config **ret_config, struct kp_error *reterr)
        __attribute__((warn_unused_result));

void kp_config_free(struct kp_config *config);

/** Cleanup function for KP_CLEANUP. */
void kp_config_freep(struct kp_config **config);

/**
 * What the document says of a field. A value that defaulting takes for unset (v1beta1
 * defaults.go: `mode: ""`, `0s`) is not said.
 * @return borrowed from config; its node is NULL if nothing is said
 */
const struct kp_said *kp_config_get(const struct kp_config *config, const struct kp_field *field);

#endif
