/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Values of fields: whether a node fits a field's Go type, and the value as text.
 */
#ifndef KP_COMPONENT_FIELD_VALUE_H
#define KP_COMPONENT_FIELD_VALUE_H

#include "base/govalue.h"
#include "component/field.h"
#include "component/value.h"
#include "document/document.h"

/** What of a value does not fit. Start as `{ 0 }`. */
struct kp_field_fault {
	const struct kp_member *member; /**< of a list, map or object; NULL: all of it */
	char path
		[128]; /**< of that, behind the field's: `.KEY`, `[2]`, `[0].KEY`; cut if it is too long */
};

/**
 * Whether the JSON decoder accepts a node for a field.
 * @param[in] node not null
 * @param[out] fault filled on failure
 * @return KP_OK; KP_ERR_SYNTAX with what does not fit; KP_ERR_UNSUPPORTED (kp_node_check_opaque())
 */
enum kp_status kp_field_check(const struct kp_config_type *type, const struct kp_field *field,
			      const struct kp_node *node, struct kp_field_fault *fault,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/** Whether defaulting takes an accepted value for unset. */
bool kp_field_is_unset(const struct kp_field *field, const struct kp_node *node);

/**
 * The value of an accepted node as the component would print it: durations as Go does, lists and
 * maps joined with `, `, maps sorted by key.
 * @param[in] type of the objects in a KP_FIELD_OBJECTS list; NULL for a field of another type
 * @param[in,out] value empty; to be released with kp_value_done() also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_field_format(const struct kp_config_type *type, const struct kp_field *field,
			       const struct kp_node *node, struct kp_value *value,
			       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
