/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * From a text, which is YAML or JSON, to a document.
 */
#ifndef KP_DOCUMENT_PARSE_H
#define KP_DOCUMENT_PARSE_H

#include "document/document.h"

/**
 * Parse the first document of a configuration file, choosing the format as Kubernetes does.
 *
 * A text that starts with `{` is JSON and nothing else (apimachinery
 * pkg/runtime/serializer/recognizer and yaml.GuessJSONStream); all other is YAML 1.1 with the
 * rules of yaml.v2, of which only the first document is read.
 * @param[in] place what the document is, must outlive it; NULL if nobody asks
 * @param[out] ret_document caller-owned, free with kp_document_free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX with the line; KP_ERR_LIMIT; KP_ERR_UNSUPPORTED; KP_ERR_NOMEM
 */
enum kp_status kp_document_parse(const uint8_t *buf, size_t len, const struct kp_limits *limits,
				 const struct kp_place *place, struct kp_document **ret_document,
				 struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
