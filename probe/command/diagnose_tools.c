/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/diagnose_tools.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"

/** How a tool comes to the scanner. */
enum way {
	BY_NAME,    /* it starts the word oscap, by PATH */
	BY_OPTION,  /* so it does without its option --oscap= */
	BY_FILE,    /* it starts a file whose path it was built with */
	BY_DEFAULT, /* it starts the word oscap, by a PATH of its own */
	ELSEWHERE,  /* it starts the word oscap on another machine */
	BY_SERVICE, /* a service starts the word oscap at the next boot */
	BY_LIBRARY, /* it opens libopenscap itself */
	NOT_AT_ALL, /* it needs no scanner */
	WAY__COUNT
};

/** What is so for each way, and what to do. @see advise() for the latter */
static const char *const ways[WAY__COUNT] = {
	[BY_NAME] = "starts the word oscap",
	[BY_OPTION] = "starts the word oscap, or what --oscap= says",
	[BY_FILE] =
		"starts the oscap that it was built with, whatever PATH says: without the plugin",
	[BY_DEFAULT] = "starts /usr/bin/oscap, whatever PATH says: without the plugin",
	[ELSEWHERE] = "starts the word oscap of the other machine, by the PATH that its sshd gives",
	[BY_SERVICE] =
		"starts the word oscap from a service at the next boot, by the PATH of systemd",
	[BY_LIBRARY] = "opens libopenscap itself, whose types alone it knows",
	[NOT_AT_ALL] = "starts no scanner: what it writes is good for any",
};

/** The tools, each with where it is; `*` as of glob(7). */
static const struct tool {
	const char *name;
	enum way way;
	const char *pattern; /* NULL: a program in PATH */
} tools[] = {
	{ "oscap-chroot", BY_NAME, NULL },
	{ "oscap-vm", BY_OPTION, NULL },
	{ "oscap-podman", BY_OPTION, NULL },
	{ "oscap-docker", BY_OPTION, NULL },
	{ "oscap-ssh", ELSEWHERE, NULL },
	{ "oscap-im", BY_DEFAULT, NULL },
	{ "oscap-bootc", BY_DEFAULT, NULL },
	{ "oscap-remediate-offline", BY_SERVICE, NULL },
	{ "autotailor", NOT_AT_ALL, NULL },
	{ "scap-workbench", BY_FILE, NULL },
	{ "python3-openscap", BY_LIBRARY, "/usr/lib*/python3*/*-packages/openscap_api.py" },
	{ "ruby-openscap", BY_LIBRARY, "/usr/share/gems/gems/openscap-[0-9]*" },
	{ "ruby-openscap", BY_LIBRARY, "/var/lib/gems/*/gems/openscap-[0-9]*" },
};

/** Whether a program is in PATH. */
static bool is_in_path(const char *name)
{
	const char *path = getenv("PATH");
	KP_CLEANUP(kp_freep) char *directories = path == NULL ? NULL : strdup(path);
	char *rest = directories;
	char *directory;
	bool found = false;

	while (!found && (directory = strsep(&rest, ":")) != NULL) {
		KP_CLEANUP(kp_freep) char *file = NULL;

		found = directory[0] == '/' && asprintf(&file, "%s/%s", directory, name) >= 0 &&
			access(file, X_OK) == 0;
	}
	return found;
}

static bool is_here(const struct tool *tool)
{
	glob_t found = { 0 };
	bool is_found;

	if (tool->pattern == NULL) {
		return is_in_path(tool->name);
	}
	is_found = glob(tool->pattern, 0, NULL, &found) == 0;
	globfree(&found);
	return is_found;
}

/** Say what to do to give a tool the plugin. */
static void advise(const struct kp_patient *patient, const struct tool *tool,
		   struct kp_diagnosis *diagnosis)
{
	const char *wrapper = patient->command->wrapper;

	switch (tool->way) {
	case BY_NAME:
		kp_diagnosis_advise(diagnosis, "PATH=%s:$PATH %s ...", patient->scanner,
				    tool->name);
		break;
	case BY_OPTION:
		kp_diagnosis_advise(diagnosis, "%s --oscap=%s ...", tool->name, wrapper);
		break;
	case ELSEWHERE:
	case BY_SERVICE:
		kp_diagnosis_advise(
			diagnosis, "ln -s %s/oscap /usr/local/bin/oscap%s", patient->scanner,
			tool->way == ELSEWHERE ? " there, where sshd has that directory "
						 "before /usr/bin; else use ssh with "
						 "`oscap-kubelet scan`"
					       : "");
		break;
	case BY_LIBRARY:
		kp_diagnosis_advise(diagnosis,
				    "LD_PRELOAD=%s:%s: the plugin alone does nothing there",
				    patient->command->plugin,
				    patient->library == NULL ? "LIBOPENSCAP" : patient->library);
		break;
	case BY_FILE:
	case BY_DEFAULT:
		kp_diagnosis_advise(diagnosis, "use %s scan", wrapper);
		break;
	case NOT_AT_ALL:
	case WAY__COUNT:
		break;
	}
}

const char *kp_check_tool(const struct kp_patient *patient, size_t index,
			  struct kp_diagnosis *diagnosis)
{
	const struct tool *tool = &tools[index];
	bool is_served;

	if (index >= sizeof(tools) / sizeof(tools[0])) {
		return NULL;
	}
	if (!is_here(tool)) {
		return tool->name;
	}
	is_served = tool->way == NOT_AT_ALL ||
		    (patient->is_by_name && (tool->way == BY_NAME || tool->way == BY_OPTION));
	kp_diagnosis_say(diagnosis, is_served ? KP_HEALTH_OK : KP_HEALTH_WARNING, "%s",
			 ways[tool->way]);
	if (!is_served) {
		advise(patient, tool, diagnosis);
	}
	return tool->name;
}
