/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * From a JSON text to a document. YAML has other rules for what stands in quotes.
 */
#ifndef KP_DOCUMENT_JSON_H
#define KP_DOCUMENT_JSON_H

#include <stddef.h>
#include <stdint.h>

#include <stdbool.h>

#include "document/document.h"

/** Whether Kubernetes would take a text for JSON: its first character but white space is `{`. */
bool kp_json_is_chosen(const uint8_t *buf, size_t len);

/**
 * Build the document of a text that is one JSON value (RFC 8259) and nothing else, as encoding/json
 * and its copies in Kubernetes read it: half a pair of surrogates is U+FFFD (decode.go unquote).
 * @param[in,out] document gets the nodes; to be freed by the caller also on failure
 * @return KP_OK; KP_ERR_SYNTAX with the line; KP_ERR_LIMIT; KP_ERR_NOMEM
 */
enum kp_status kp_json_build(const uint8_t *buf, size_t len, const struct kp_limits *limits,
			     struct kp_document *document, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
