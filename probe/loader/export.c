/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/export.h"

#include <stdatomic.h>

#include "loader/program.h"

/* Never taken back, and one for all sessions: what is written too much does no harm. */
static atomic_bool any_is_wanted;
static atomic_bool oval_is_wanted;
static atomic_bool arf_is_wanted;

/* The session whose results were put off last. */
static _Thread_local const struct xccdf_session *put_off;

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

void kp_export_want_arf(bool is_wanted)
{
	kp_export_want(is_wanted);
	if (is_wanted) {
		atomic_store(&arf_is_wanted, true);
	}
}

bool kp_export_is_idle(void)
{
	return !atomic_load(&any_is_wanted) && kp_program_is_oscap();
}

bool kp_export_needs_oval(void)
{
	return atomic_load(&arf_is_wanted);
}

void kp_export_put_off(const struct xccdf_session *session)
{
	put_off = session;
}

bool kp_export_take_up(const struct xccdf_session *session)
{
	bool is_put_off = session != NULL && session == put_off;

	if (is_put_off) {
		put_off = NULL;
	}
	return is_put_off;
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
