/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The objects in lists, spelled as the component itself prints them, whatever says them: compact JSON with
 * the keys of the Go type, in its order.
 */
#ifndef KP_COMPONENT_OBJECT_H
#define KP_COMPONENT_OBJECT_H

#include "base/text.h"
#include "component/field.h"
#include "component/flag.h"
#include "document/document.h"

/**
 * Spell an object of a document. Keys that the type does not have are left out; what is not said is the
 * zero value, or left out too.
 * @param[in] field a KP_FIELD_OBJECTS list
 * @param[in] object an accepted member of it; null is the zero value
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_object_format(const struct kp_config_type *type, const struct kp_field *field,
				const struct kp_node *object, struct kp_text *out,
				struct kp_error *reterr) __attribute__((warn_unused_result));

/** @return what stands between the objects in the value of a flag of that kind; NULL if it has none */
const char *kp_object_separator(enum kp_flag_kind kind);

/**
 * Spell an object of a flag. One that is none is spelled as a string.
 * @param[in] kind of a flag with objects
 * @param[in,out] part its text, cut up
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_object_format_part(enum kp_flag_kind kind, char *part, struct kp_text *out,
				     struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
