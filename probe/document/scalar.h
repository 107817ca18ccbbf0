/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a YAML or JSON scalar means.
 */
#ifndef KP_DOCUMENT_SCALAR_H
#define KP_DOCUMENT_SCALAR_H

#include "document/document.h"

/** A scalar as libyaml tells it. */
struct kp_scalar {
	const char *text; /**< without NUL inside */
	const char *tag;  /**< NULL if none is written */
	bool plain;       /**< unquoted, without tag */
};

/**
 * Give a node the value of a scalar, as yaml.v2 (resolve.go) and the conversion to JSON behind it
 * do: YAML 1.1 booleans, base prefixes, `_` in numbers, no base 60, dates are strings, a number
 * with a zero fraction is an integer.
 * @param[in,out] node gets kind, text and value
 * @return KP_OK; KP_ERR_SYNTAX; KP_ERR_NOMEM
 */
enum kp_status kp_yaml_resolve(const struct kp_scalar *scalar, struct kp_node *node,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Give a node the value of its text, a word or a number of JSON. encoding/json refuses 1.0 and 1e3
 * for an integer, unlike the way over YAML.
 * @param[in,out] node gets kind and value
 */
void kp_json_resolve(struct kp_node *node);

#endif
