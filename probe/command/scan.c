/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/scan.h"

int kp_scan(const struct kp_command *command)
{
	return kp_command_fail(command, "cannot scan yet");
}
