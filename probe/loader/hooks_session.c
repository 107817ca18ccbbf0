/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "loader/hooks_session.h"

#include <dlfcn.h>

#include "loader/export.h"
#include "loader/hook.h"
#include "loader/signature.h"

static bool set_file(const char *name, struct xccdf_session *session, const char *path)
{
	union kp_function next = kp_hook_real(name);

	kp_export_want(path != NULL);
	return next.symbol != NULL && next.set_file(session, path);
}

static void set(const char *name, struct xccdf_session *session, bool is_wanted)
{
	union kp_function next = kp_hook_real(name);

	if (next.symbol != NULL) {
		next.set_kind(session, is_wanted);
	}
}

/** @param[in] is_oval whether it is a kind that is written beside the files that are named */
static void set_kind(const char *name, struct xccdf_session *session, bool is_wanted, bool is_oval)
{
	if (is_oval) {
		kp_export_want_oval(is_wanted);
	} else {
		kp_export_want(is_wanted);
	}
	set(name, session, is_wanted);
}

bool xccdf_session_set_xccdf_export(struct xccdf_session *session, const char *path)
{
	return set_file("xccdf_session_set_xccdf_export", session, path);
}

bool xccdf_session_set_xccdf_stig_viewer_export(struct xccdf_session *session, const char *path)
{
	return set_file("xccdf_session_set_xccdf_stig_viewer_export", session, path);
}

bool xccdf_session_set_arf_export(struct xccdf_session *session, const char *path)
{
	kp_export_want_arf(path != NULL);
	return set_file("xccdf_session_set_arf_export", session, path);
}

bool xccdf_session_set_report_export(struct xccdf_session *session, const char *path)
{
	kp_export_want_arf(path != NULL);
	return set_file("xccdf_session_set_report_export", session, path);
}

void xccdf_session_set_oval_results_export(struct xccdf_session *session, bool is_wanted)
{
	set_kind("xccdf_session_set_oval_results_export", session, is_wanted, true);
}

void xccdf_session_set_oval_variables_export(struct xccdf_session *session, bool is_wanted)
{
	set_kind("xccdf_session_set_oval_variables_export", session, is_wanted, true);
}

void xccdf_session_set_check_engine_plugins_results_export(struct xccdf_session *session,
							   bool is_wanted)
{
	set_kind("xccdf_session_set_check_engine_plugins_results_export", session, is_wanted,
		 false);
}

/* With this oscap writes what it is asked for after those of OVAL. */
#define ALL "xccdf_session_export_all"

static int handle(const char *name, struct xccdf_session *session)
{
	union kp_function next = kp_hook_real(name);

	return next.symbol != NULL ? next.handle(session) : 1;
}

static int export_oval(struct xccdf_session *session)
{
	int result;

	kp_export_begin();
	result = handle("xccdf_session_export_oval", session);
	kp_export_end();
	return result;
}

/* libopenscap 1.3.7 builds the results of OVAL, writes them to files in a directory of its own, and takes
 * these away in the end, also where neither they nor an ARF or report are asked for. Later ones do not, and earlier
 * ones do not tell when they go on. */
int xccdf_session_export_oval(struct xccdf_session *session)
{
	if (kp_hook_is_active() && kp_export_is_idle() && dlsym(RTLD_NEXT, ALL) != NULL) {
		kp_export_put_off(session);
		return 0;
	}
	return export_oval(session);
}

/** Export what was put off. @return 0 also if nothing was */
static int export_late(struct xccdf_session *session)
{
	return kp_export_take_up(session) ? export_oval(session) : 0;
}

/* oscap says whether there is to be a report when the results of OVAL are exported, and may have gone on to
 * remediation by then (app_evaluate_xccdf() in utils/oscap-xccdf.c). That lets go of these results, and
 * without them libopenscap 1.3.7 ends the process instead of making a report. */
int xccdf_session_remediate(struct xccdf_session *session)
{
	return export_late(session) == 0 ? handle("xccdf_session_remediate", session) : 1;
}

int xccdf_session_export_all(struct xccdf_session *session)
{
	if (kp_export_needs_oval() && export_late(session) != 0) {
		return 1;
	}
	return handle(ALL, session);
}

/* For an ARF or a report, libopenscap 1.3.7 to 1.4.2 also writes the results of OVAL, of which it goes on
 * with the trees, into that directory. */
int oscap_source_save_as(struct oscap_source *source, const char *path)
{
	union kp_function next;

	if (kp_hook_is_active() && kp_export_is_scratch()) {
		return 0;
	}
	next = kp_hook_real("oscap_source_save_as");
	return next.symbol != NULL ? next.save_as(source, path) : -1;
}

struct xccdf_session *xccdf_session_new_from_source(struct oscap_source *source)
{
	union kp_function next = kp_hook_real("xccdf_session_new_from_source");
	struct xccdf_session *session = next.symbol != NULL ? next.new_session(source) : NULL;

	if (kp_hook_is_active()) {
		kp_signature_note(session, source);
	}
	return session;
}

#define VALIDATION "xccdf_session_set_signature_validation"

void xccdf_session_set_signature_validation(struct xccdf_session *session, bool is_wanted)
{
	set(VALIDATION, session,
	    is_wanted && !(kp_hook_is_active() && kp_signature_is_absent(session)));
}

/* Whether one that demands a signature looks for it without being told to validate it is for each release
 * of libopenscap to say. */
void xccdf_session_set_signature_enforcement(struct xccdf_session *session, bool is_wanted)
{
	if (is_wanted && kp_hook_is_active() && kp_signature_demand(session)) {
		set(VALIDATION, session, true);
	}
	set("xccdf_session_set_signature_enforcement", session, is_wanted);
}
