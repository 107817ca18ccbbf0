/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "manager.h"

#include <stddef.h>

#include <string.h>

#include "core/unit_name.h"
#include "run.h"

/** Run `systemctl VERB [UNIT]`, whatever comes of it. @param[in] unit NULL for none */
static enum kp_status call(const char *verb, const char *unit, unsigned limit,
			   struct kp_run *ret_run, struct kp_error *reterr)
{
	const char *const argv[] = { "systemctl", verb, "--no-ask-password", "--", unit, NULL };
	enum kp_status status;

	if (unit != NULL && (kp_unit_name_kind(unit) == KP_UNIT_NAME_INVALID ||
			     kp_unit_name_kind(unit) == KP_UNIT_NAME_TEMPLATE)) {
		return kp_fail(reterr, KP_ERR_INVAL, "%s is not the name of a service", unit);
	}
	status = kp_run(argv, limit, ret_run, reterr);
	return status == KP_OK ? KP_OK
			       : kp_wrap(reterr, status, "systemctl %s%s%s", verb,
					 unit == NULL ? "" : " ", unit == NULL ? "" : unit);
}

/** What came of a call that did not succeed. */
static enum kp_status tell_failure(const char *verb, const char *unit, const struct kp_run *run,
				   struct kp_error *reterr)
{
	bool signalled = run->signal != 0;

	return kp_fail(reterr, KP_ERR_IO, "systemctl %s%s%s: %s %d%s%s", verb,
		       unit == NULL ? "" : " ", unit == NULL ? "" : unit,
		       signalled ? "ended by signal" : "exit status",
		       signalled ? run->signal : run->exit_code, run->said[0] == '\0' ? "" : ": ",
		       run->said);
}

/** Run `systemctl VERB [UNIT]`, which has to succeed. */
static enum kp_status call_well(const char *verb, const char *unit, unsigned limit,
				struct kp_error *reterr)
{
	struct kp_run run;
	enum kp_status status = call(verb, unit, limit, &run, reterr);

	if (status == KP_OK && run.exit_code != 0) {
		status = tell_failure(verb, unit, &run, reterr);
	}
	return status;
}

enum kp_status kp_manager_reload(unsigned limit, struct kp_error *reterr)
{
	return call_well("daemon-reload", /* unit= */ NULL, limit, reterr);
}

enum kp_status kp_manager_restart(const char *unit, unsigned limit, struct kp_error *reterr)
{
	struct kp_run ignored;

	/* It fails for a unit that has nothing to be reset. Should it matter, the restart fails. */
	(void)!call("reset-failed", unit, limit, &ignored, /* reterr= */ NULL);
	return call_well("restart", unit, limit, reterr);
}
