/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "command/diagnose_node.h"
#include "command/diagnose_scanner.h"
#include "command/diagnose_system.h"
#include "command/diagnose_tools.h"
#include "command/jsonc.h"
#include "loader/loader.h"
#include "programs/ask.h"

static const char help[] =
	"Usage: oscap-kubelet doctor [--format json]\n"
	"\n"
	"Tells which scanner is here, whether the plugin works in it, what else on this machine keeps\n"
	"scans from working or gets no plugin, and what to do. The exit status is 0 if there is no\n"
	"problem, else 1; warnings are none. With --format json all of it is for programs.\n";

/** The checks, in the order in which one thing hangs on another. */
static const struct check {
	const char *name;
	kp_check_function *run;
} checks[] = {
	{ "scanner", kp_check_oscap },       { "libopenscap", kp_check_library },
	{ "plugin", kp_check_hooks },        { "noexec", kp_check_noexec },
	{ "schemas", kp_check_schemas },     { "data stream", kp_check_stream },
	{ "processes", kp_check_processes }, { "files", kp_check_files },
	{ "kubelets", kp_check_kubelets },   { "SELinux", kp_check_selinux },
	{ "fapolicyd", kp_check_fapolicyd }, { "sudo", kp_check_sudo },
	{ "the word oscap", kp_check_name },
};

static const char *const health_names[KP_HEALTH__COUNT] = {
	[KP_HEALTH_OK] = "ok",
	[KP_HEALTH_WARNING] = "warning",
	[KP_HEALTH_PROBLEM] = "problem",
};

/** Where the findings go. */
struct report {
	struct kp_text text;
	struct kp_jsonc json;
	json_object *array; /* NULL: text is wanted */
	enum kp_health worst;
};

/** Write what a check found. @param[in,out] diagnosis whose texts are finished */
static void write_row(const char *name, const struct kp_diagnosis *diagnosis, struct report *report)
{
	const char *health = health_names[diagnosis->health];
	const char *advice = diagnosis->advice.bytes;
	json_object *row;

	if (report->array != NULL) {
		row = kp_jsonc_object(&report->json);
		kp_jsonc_add_text(&report->json, row, "check", name);
		kp_jsonc_add_text(&report->json, row, "health", health);
		kp_jsonc_add_text(&report->json, row, "text", diagnosis->text.bytes);
		kp_jsonc_add_text(&report->json, row, "to_do", advice);
		kp_jsonc_append(&report->json, report->array, row);
		return;
	}
	kp_text_addf(&report->text, "%-8s", health);
	kp_text_add_str(&report->text, name);
	kp_text_add_str(&report->text, ": ");
	kp_text_add_str(&report->text, diagnosis->text.bytes);
	if (advice != NULL) {
		kp_text_add_str(&report->text, "\n        to do: ");
		kp_text_add_str(&report->text, advice);
	}
	kp_text_add_char(&report->text, '\n');
}

/** Take what a check found. @param[in,out] diagnosis released */
static void take(const char *name, struct kp_diagnosis *diagnosis, struct report *report)
{
	report->text.failed =
		report->text.failed || diagnosis->text.failed || diagnosis->advice.failed;
	if (diagnosis->text.bytes != NULL && !report->text.failed) {
		write_row(name, diagnosis, report);
	}
	if (diagnosis->health > report->worst) {
		report->worst = diagnosis->health;
	}
	kp_text_done(&diagnosis->text);
	kp_text_done(&diagnosis->advice);
}

/** Have oscap-kubelet tell which scanner it would start, or why it starts none. */
static enum kp_status find_oscap(struct kp_patient *patient, struct kp_error *reterr)
{
	const char *const argv[] = { patient->command->wrapper, "--version", NULL };
	struct kp_question question = { .file = argv[0],
					.argv = argv,
					.variable = KP_WHICH_ENV,
					.value = KP_SELFTEST_ASKED,
					.is_output_heard = true };
	char **answer = &patient->oscap;
	int code = 0;
	enum kp_status status = kp_ask(&question, answer, &code, reterr);

	if (status == KP_OK && code != 0) {
		free(kp_steal(answer));
		answer = &patient->why;
		question.is_output_heard = false;
		question.is_error_heard = true;
		status = kp_ask(&question, answer, &code, reterr);
	}
	if (status == KP_OK) {
		(*answer)[strcspn(*answer, "\n")] = '\0';
	}
	return status;
}

static bool is_same_file(const char *left, const char *right)
{
	struct stat left_stat;
	struct stat right_stat;

	return stat(left, &left_stat) == 0 && stat(right, &right_stat) == 0 &&
	       left_stat.st_dev == right_stat.st_dev && left_stat.st_ino == right_stat.st_ino;
}

/** Whether the word oscap is oscap-kubelet, by PATH. */
static bool is_by_name(const struct kp_command *command)
{
	const char *path = getenv("PATH");
	KP_CLEANUP(kp_freep) char *directories = path == NULL ? NULL : strdup(path);
	char *rest = directories;
	char *directory;

	while ((directory = strsep(&rest, ":")) != NULL) {
		KP_CLEANUP(kp_freep) char *file = NULL;

		if (asprintf(&file, "%s/oscap", directory) >= 0 && access(file, X_OK) == 0) {
			return is_same_file(file, command->wrapper);
		}
	}
	return false;
}

/** Find out what the checks start from. */
static enum kp_status examine(struct kp_patient *patient, struct kp_error *reterr)
{
	const char *plugin = patient->command->plugin;
	enum kp_status status;

	patient->is_by_name = is_by_name(patient->command);
	if (asprintf(&patient->scanner, "%.*s/bin", (int)(strrchr(plugin, '/') - plugin), plugin) <
	    0) {
		patient->scanner = NULL;
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	status = find_oscap(patient, reterr);
	if (status == KP_OK) {
		patient->library = kp_diagnose_library(patient);
	}
	return status;
}

static void patient_done(struct kp_patient *patient)
{
	free(patient->oscap);
	free(patient->why);
	free(patient->scanner);
	free(patient->library);
}

/** Run all checks. */
static void run_checks(const struct kp_patient *patient, struct report *report)
{
	const char *tool = "";

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct kp_diagnosis diagnosis = { 0 };

		checks[i].run(patient, &diagnosis);
		take(checks[i].name, &diagnosis, report);
	}
	for (size_t i = 0; tool != NULL; i++) {
		struct kp_diagnosis diagnosis = { 0 };

		tool = kp_check_tool(patient, i, &diagnosis);
		take(tool, &diagnosis, report);
	}
}

/** Run all checks and write what they find. @param[out] ret_worst untouched on failure */
static enum kp_status diagnose(const struct kp_command *command, bool is_json,
			       enum kp_health *ret_worst, struct kp_error *reterr)
{
	KP_CLEANUP(patient_done) struct kp_patient patient = { .command = command };
	KP_CLEANUP(kp_freep) char *bytes = NULL;
	struct report report = { 0 };
	json_object *root;
	enum kp_status status = examine(&patient, reterr);

	if (status != KP_OK) {
		return status;
	}
	report.array = is_json ? kp_jsonc_array(&report.json) : NULL;
	run_checks(&patient, &report);
	if (is_json) {
		root = kp_jsonc_object(&report.json);
		kp_jsonc_add(&report.json, root, "checks", report.array);
		status = kp_jsonc_finish(&report.json, root, &report.text, reterr);
	}
	if (status == KP_OK) {
		status = kp_text_finish(&report.text, &bytes, reterr);
	}
	kp_text_done(&report.text);
	if (status == KP_OK) {
		status = kp_command_print(bytes, reterr);
	}
	if (status == KP_OK) {
		*ret_worst = report.worst;
	}
	return status;
}

int kp_doctor(const struct kp_command *command)
{
	static const char *const asked_for_json[] = { "--format=json", "--format", "json" };
	enum kp_health worst = KP_HEALTH_OK;
	struct kp_error error = { 0 };
	const char *first = command->argc > 1 ? command->argv[1] : "";
	bool is_json = (command->argc == 2 && strcmp(first, asked_for_json[0]) == 0) ||
		       (command->argc == 3 && strcmp(first, asked_for_json[1]) == 0 &&
			strcmp(command->argv[2], asked_for_json[2]) == 0);

	if (strcmp(first, "-h") == 0 || strcmp(first, "--help") == 0) {
		return fputs(help, stdout) < 0 || fflush(stdout) != 0 ? KP_COMMAND_FAILED : 0;
	}
	if (command->argc > 1 && !is_json) {
		return kp_command_fail(command, "unknown argument %s, see --help", first);
	}
	if (diagnose(command, is_json, &worst, &error) != KP_OK) {
		return kp_command_fail(command, "%s", error.message);
	}
	return worst == KP_HEALTH_PROBLEM ? KP_COMMAND_FAILED : 0;
}
