/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/manager.h"

#include <stddef.h>

#include <string.h>

#include "base/govalue.h"
#include "fix/system/run.h"
#include "systemd/unit_name.h"

/** Make sure that a name is that of one service. */
static enum kp_status check_name(const char *unit, struct kp_error *reterr)
{
	enum kp_unit_name_kind kind = kp_unit_name_kind(unit);

	return kind == KP_UNIT_NAME_INVALID || kind == KP_UNIT_NAME_TEMPLATE
		       ? kp_fail(reterr, KP_ERR_INVAL, "%s is not the name of a service", unit)
		       : KP_OK;
}

/** Run `systemctl VERB [UNIT]`, whatever comes of it. @param[in] unit NULL for none */
static enum kp_status call(const char *verb, const char *unit, unsigned limit,
			   struct kp_run *ret_run, struct kp_error *reterr)
{
	const char *const argv[] = { "systemctl", verb, "--no-ask-password", "--", unit, NULL };
	enum kp_status status = unit == NULL ? KP_OK : check_name(unit, reterr);

	if (status != KP_OK) {
		return status;
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

/** Copy the value of a property. @param[in] said all of them, NAME=VALUE with blanks between them */
static void read_property(const char *said, const char *name, char value[KP_MANAGER_STATE_MAX])
{
	size_t name_len = strlen(name);
	size_t len = strcspn(said, " ");

	value[0] = '\0';
	for (; len > 0; said += len + strspn(said + len, " "), len = strcspn(said, " ")) {
		if (len > name_len && strncmp(said, name, name_len) == 0 && said[name_len] == '=' &&
		    len - name_len - 1 < KP_MANAGER_STATE_MAX) {
			memcpy(value, said + name_len + 1, len - name_len - 1);
			value[len - name_len - 1] = '\0';
		}
	}
}

/** How the main process has ended: `code` is one of waitid(2)'s si_code, 0 while none has. */
static void read_end(const char *said, struct kp_manager_unit *unit)
{
	char code[KP_MANAGER_STATE_MAX];
	char status[KP_MANAGER_STATE_MAX];
	int64_t number = 0;

	read_property(said, "ExecMainCode", code);
	read_property(said, "ExecMainStatus", status);
	unit->has_ended =
		code[0] != '\0' && strcmp(code, "0") != 0 && kp_go_int(status, 10, 32, &number);
	unit->by_signal = unit->has_ended && strcmp(code, "1") != 0; /* CLD_EXITED */
	unit->status = (int)number;
}

enum kp_status kp_manager_ask(const char *name, unsigned limit, struct kp_manager_unit *ret_unit,
			      struct kp_error *reterr)
{
	static const char verb[] = "show";
	const char *const argv[] = {
		"systemctl",
		verb,
		"--no-pager",
		"--property=ActiveState,SubState,Result,UnitFileState,ExecMainCode,ExecMainStatus",
		"--",
		name,
		NULL
	};
	struct kp_manager_unit unit;
	struct kp_run run;
	enum kp_status status = check_name(name, reterr);

	if (status != KP_OK) {
		return status;
	}
	status = kp_run_to_hear(argv, limit, &run, reterr);
	if (status != KP_OK) {
		return kp_wrap(reterr, status, "systemctl %s %s", verb, name);
	}
	if (run.exit_code != 0) {
		return tell_failure(verb, name, &run, reterr);
	}
	read_property(run.said, "ActiveState", unit.active);
	read_property(run.said, "SubState", unit.sub);
	read_property(run.said, "Result", unit.result);
	read_property(run.said, "UnitFileState", unit.file);
	read_end(run.said, &unit);
	if (unit.active[0] == '\0') {
		return kp_fail(reterr, KP_ERR_SYNTAX, "systemctl %s %s says no ActiveState=: %s",
			       verb, name, run.said);
	}
	*ret_unit = unit;
	return KP_OK;
}
