/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/program.h"

#include <errno.h>
#include <string.h>

bool kp_program_is_oscap(void)
{
	return strcmp(program_invocation_short_name, "oscap") == 0;
}
