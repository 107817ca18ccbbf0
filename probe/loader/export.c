/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/export.h"

#include <stdatomic.h>

#include "loader/program.h"

/* Never taken back, and one for all sessions: what is written too much does no harm. */
static atomic_bool any_is_wanted;
static atomic_bool oval_is_wanted;

/* Between kp_export_begin() and kp_export_end(). */
static _Thread_local bool is_exporting;

void kp_export_want(bool is_wanted)
{
	if (is_wanted) {
		atomic_store(&any_is_wanted, true);
	}
}

void kp_export_want_oval(bool is_wanted)
{
	kp_export_want(is_wanted);
	if (is_wanted) {
		atomic_store(&oval_is_wanted, true);
	}
}

bool kp_export_is_idle(void)
{
	return !atomic_load(&any_is_wanted) && kp_program_is_oscap();
}

void kp_export_begin(void)
{
	is_exporting = true;
}

void kp_export_end(void)
{
	is_exporting = false;
}

bool kp_export_is_scratch(void)
{
	return is_exporting && !atomic_load(&oval_is_wanted) && kp_program_is_oscap();
}
