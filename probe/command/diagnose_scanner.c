/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/diagnose_scanner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "loader/loader.h"
#include "loader/real.h"
#include "programs/ask.h"

/** Ask the scanner for its version. @return its answer, caller-owned; NULL */
static char *ask_version(const struct kp_patient *patient, const char *variable, const char *value)
{
	const char *const argv[] = { patient->oscap, "--version", NULL };
	const struct kp_question question = { .file = argv[0],
					      .argv = argv,
					      .variable = variable,
					      .value = value,
					      .is_output_heard = true };
	char *text = NULL;
	int code = 0;

	return patient->oscap != NULL && kp_ask(&question, &text, &code, NULL) == KP_OK ? text
											: NULL;
}

void kp_check_oscap(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	KP_CLEANUP(kp_freep) char *text = ask_version(patient, NULL, NULL);

	if (patient->oscap == NULL) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "%s",
				 patient->why == NULL ? "none is found" : patient->why);
		kp_diagnosis_advise(
			diagnosis,
			"install openscap-scanner; OSCAP_KUBELET_OSCAP=FILE names another");
		return;
	}
	if (text == NULL || strncmp(text, "OpenSCAP ", strlen("OpenSCAP ")) != 0) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "%s does not tell its version",
				 patient->oscap);
		return;
	}
	text[strcspn(text, "\n")] = '\0';
	kp_diagnosis_say(diagnosis, KP_HEALTH_OK, "%s: %s", patient->oscap, text);
}

char *kp_diagnose_library(const struct kp_patient *patient)
{
	KP_CLEANUP(kp_freep)
	char *text = ask_version(patient, "LD_TRACE_LOADED_OBJECTS", "1");
	char *line = text == NULL ? NULL : strstr(text, "\t" KP_OPENSCAP_LIBRARY);
	char *path = line == NULL ? NULL : strstr(line, " => ");

	if (path == NULL) {
		return NULL;
	}
	path += strlen(" => ");
	return strndup(path, strcspn(path, " \n"));
}

void kp_check_library(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	if (patient->library != NULL) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK, "%s", patient->library);
	} else if (patient->oscap != NULL) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_WARNING,
				 "%s is not linked with libopenscap, as far as the dynamic linker "
				 "says",
				 patient->oscap);
	}
}

void kp_check_hooks(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	const char *const argv[] = { patient->oscap, "--version", NULL };
	const struct kp_question question = { .file = argv[0],
					      .argv = argv,
					      .variable = KP_SELFTEST_ENV,
					      .value = KP_SELFTEST_ASKED,
					      .preload = patient->command->plugin,
					      .is_error_heard = true };
	KP_CLEANUP(kp_freep) char *text = NULL;
	struct kp_error error = { 0 };
	int code = 0;

	if (patient->oscap == NULL) {
		return;
	}
	if (kp_ask(&question, &text, &code, &error) != KP_OK) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "%s", error.message);
		return;
	}
	text[strcspn(text, "\n")] = '\0';
	if (code == KP_SELFTEST_EFFECTIVE) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_OK, "each hook of %s is effective",
				 patient->command->plugin);
		return;
	}
	kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "%s",
			 text[0] != '\0' ? text : "the plugin is not loaded");
	kp_diagnosis_advise(diagnosis,
			    "use the libopenscap of the distribution, or build one without "
			    "-Bsymbolic and with its symbols");
}

/** Cut the value of a line of `oscap --version` out. @return borrowed from text; NULL */
static char *find_line(char *text, const char *begin)
{
	char *line = text == NULL ? NULL : strstr(text, begin);

	if (line == NULL) {
		return NULL;
	}
	line += strlen(begin);
	line[strcspn(line, "\n")] = '\0';
	return line;
}

void kp_check_schemas(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	KP_CLEANUP(kp_freep) char *text = ask_version(patient, NULL, NULL);
	const char *chosen = getenv("OSCAP_SCHEMA_PATH");
	bool is_chosen = chosen != NULL && chosen[0] != '\0';
	const char *directory = is_chosen ? chosen : find_line(text, "Schema files: ");
	KP_CLEANUP(kp_freep) char *oval = NULL;
	struct kp_text path = { 0 };

	if (patient->oscap == NULL || directory == NULL) {
		return;
	}
	kp_text_addf(&path, "%s/oval", directory);
	if (kp_text_finish(&path, &oval, NULL) != KP_OK) {
		return;
	}
	if (access(oval, R_OK | X_OK) != 0) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "%s has no schemas of OVAL",
				 directory);
		kp_diagnosis_advise(diagnosis, is_chosen ? "unset OSCAP_SCHEMA_PATH"
							 : "install openscap-common (Debian), "
							   "openscap (Fedora)");
		return;
	}
	kp_diagnosis_say(diagnosis, KP_HEALTH_OK, "%s%s; the plugin adds ours", directory,
			 is_chosen ? " (OSCAP_SCHEMA_PATH)" : "");
}

void kp_check_stream(const struct kp_patient *patient, struct kp_diagnosis *diagnosis)
{
	const char *stream = patient->command->stream;

	if (access(stream, R_OK) != 0) {
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "%s cannot be read", stream);
		kp_diagnosis_advise(diagnosis, "install oscap-kubelet again");
		return;
	}
	kp_diagnosis_say(diagnosis, KP_HEALTH_OK,
			 "%s (stock oscap finds many errors in it: it has types of tests that only "
			 "the plugin knows)",
			 stream);
}
