/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The name of a setting as somebody types it.
 */
#ifndef KP_COMMAND_SETTING_NAME_H
#define KP_COMMAND_SETTING_NAME_H

#include <stdbool.h>

#include "base/status.h"

struct kp_component;

/** @return the setting that a name or a flag (`--read-only-port`) means, static; the name itself if it is none */
const char *kp_setting_name_of(const struct kp_component *component, const char *typed);

/** Whether the tables know a setting of that name, or a map that it is a member of, in some version. */
bool kp_setting_name_is_known(const struct kp_component *component, const char *name);

/**
 * Say that there is no such setting, and which names are like it.
 * @return KP_ERR_INVAL; KP_ERR_NOMEM
 */
enum kp_status kp_setting_name_fail(const struct kp_component *component, const char *typed,
				    struct kp_error *reterr);

#endif
