/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/export.h"

#include <stdatomic.h>

#include "loader/program.h"

/* Never taken back, and one for all sessions: what is written too much does no harm. */
static atomic_bool any_is_wanted;

void kp_export_want(bool is_wanted)
{
	if (is_wanted) {
		atomic_store(&any_is_wanted, true);
	}
}

bool kp_export_is_idle(void)
{
	return !atomic_load(&any_is_wanted) && kp_program_is_oscap();
}
