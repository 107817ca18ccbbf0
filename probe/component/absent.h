/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Settings that a version does not have, and another one has: nothing can have set them.
 */
#ifndef KP_COMPONENT_ABSENT_H
#define KP_COMPONENT_ABSENT_H

#include "component/setting.h"

struct kp_component;

/**
 * Whether some version has a setting of that name which no version has under another name: one that was a
 * flag before it was a field (register-node, registerNode) is not absent where its other name holds.
 */
bool kp_absent_can_be(const struct kp_component *component, const char *name);

/**
 * Make the setting of versions that do not have it: unset, by default.
 * @param[in] since the first of these versions
 * @param[in] until the last of them
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_absent_new(const struct kp_component *component, const char *name, int since,
			     int until, struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
