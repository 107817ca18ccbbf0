/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The settings that the `setting` entity of an object selects.
 */
#ifndef KP_OVAL_SETTING_NAMES_H
#define KP_OVAL_SETTING_NAMES_H

#include "oval/session.h"

/** Add the item of one setting of one kubelet to those of the session. @return 0 or PROBE_E... */
typedef int (*kp_setting_collect)(struct kp_session *session, const struct kp_kubelet *kubelet,
				  const char *name);

/**
 * Collect each setting that the object asks for. Names that are asked for by equality are collected
 * as they are, whether or not a table knows them; any other comparison is made with those of the
 * tables.
 * @return 0; PROBE_ENOENT without a `setting` entity; what collect returns
 */
int kp_setting_names_each(struct kp_session *session, const struct kp_kubelet *kubelet,
			  kp_setting_collect collect);

#endif
