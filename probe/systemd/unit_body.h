/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a unit is made of. For unit.c, which tells it, and unit_load.c, which makes it.
 */
#ifndef KP_SYSTEMD_UNIT_BODY_H
#define KP_SYSTEMD_UNIT_BODY_H

#include <stdbool.h>

#include "base/strings.h"
#include "files/ctx.h"
#include "systemd/environment.h"

struct kp_argv;

struct kp_unit {
	char *name;
	char *path;
	bool is_masked;
	char *executable;
	struct kp_argv *argv;
	struct kp_environment environment;
	struct kp_limits limits; /* of the environment */
	char *cwd;
	char *root;
	char *user;
	char *doubt;
	struct kp_strings missing;
};

#endif
