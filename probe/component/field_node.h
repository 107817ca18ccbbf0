/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Defaults of fields, and values as nodes: what a document would say.
 */
#ifndef KP_COMPONENT_FIELD_NODE_H
#define KP_COMPONENT_FIELD_NODE_H

#include "component/field.h"
#include "component/field_value.h"
#include "document/document.h"

/**
 * The default of a field as a value.
 * @param[in] with_config which of the two default sets
 * @param[in,out] value empty, and stays so where there is no default; to be released also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_field_default(const struct kp_field *field, bool with_config,
				struct kp_value *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * A node for a value, as a document would have it: kp_field_format() the other way round.
 * @param[in] place of the members, if it has some
 * @param[in,out] scratch owns the node
 * @param[out] ret_node borrowed from scratch; an empty string, list or map for one that is not
 *             set; NULL for another value that is not set, or whose form in a document is not known
 *             (objects given by a flag)
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_field_to_node(const struct kp_field *field, const struct kp_value *value,
				const struct kp_place *place, struct kp_document *scratch,
				struct kp_node **ret_node, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
