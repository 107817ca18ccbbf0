/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * From libyaml's events to a document, with the rules of yaml.v2 where YAML leaves a choice.
 */
#ifndef KP_DOCUMENT_YAML_H
#define KP_DOCUMENT_YAML_H

#include "document/document.h"

/**
 * Build the first document of a YAML text.
 *
 * yaml.v2 decode.go: a `<<` counts at its place in the text; the last definition of an anchor
 * before an alias is meant; keys that are numbers or booleans become their text.
 * @param[in,out] document gets the nodes; to be freed by the caller also on failure
 * @return KP_OK; KP_ERR_SYNTAX with the line; KP_ERR_LIMIT; KP_ERR_UNSUPPORTED; KP_ERR_NOMEM
 */
enum kp_status kp_yaml_build(const uint8_t *buf, size_t len, const struct kp_limits *limits,
			     struct kp_document *document, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
