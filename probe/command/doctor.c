/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/doctor.h"

#include <stdarg.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "command/ask.h"
#include "command/diagnosis.h"
#include "loader/loader.h"

static const char help[] =
	"Usage: oscap-kubelet doctor\n"
	"\n"
	"Tells which scanner is here, whether the plugin works in it, what else on this machine keeps\n"
	"scans from working or gets no plugin, and what to do. The exit status is 0 if there is no\n"
	"problem, else 1; warnings are none.\n";

/** Longest addition to a text at once: a path and some words. */
enum {
	ADDITION_SIZE = 4608
};

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
	[KP_HEALTH_PROBLEM] = "PROBLEM",
};

__attribute__((format(printf, 2, 0))) static void add(struct kp_text *text, const char *format,
						      va_list arguments)
{
	char addition[ADDITION_SIZE];

	(void)vsnprintf(addition, sizeof(addition), format, arguments);
	kp_quote_message(text, addition);
}

void kp_diagnosis_say(struct kp_diagnosis *diagnosis, enum kp_health health, const char *format,
		      ...)
{
	va_list arguments;

	diagnosis->health = health > diagnosis->health ? health : diagnosis->health;
	va_start(arguments, format);
	add(&diagnosis->text, format, arguments);
	va_end(arguments);
}

void kp_diagnosis_advise(struct kp_diagnosis *diagnosis, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add(&diagnosis->advice, format, arguments);
	va_end(arguments);
}

/** Print what a check found. @param[in,out] diagnosis released @param[in,out] worst raised */
static void print(const char *name, struct kp_diagnosis *diagnosis, enum kp_health *worst)
{
	if (diagnosis->text.failed || diagnosis->advice.failed) {
		kp_text_done(&diagnosis->text);
		kp_diagnosis_say(diagnosis, KP_HEALTH_PROBLEM, "out of memory");
	}
	if (diagnosis->text.len > 0) {
		(void)printf("%-8s%s: %s\n", health_names[diagnosis->health], name,
			     diagnosis->text.bytes);
	}
	if (diagnosis->text.len > 0 && diagnosis->advice.len > 0) {
		(void)printf("        to do: %s\n", diagnosis->advice.bytes);
	}
	*worst = diagnosis->health > *worst ? diagnosis->health : *worst;
	kp_text_done(&diagnosis->text);
	kp_text_done(&diagnosis->advice);
}

/** Have oscap-kubelet tell which scanner it would start, or why it starts none. */
static enum kp_status find_oscap(struct kp_patient *patient, struct kp_error *reterr)
{
	const char *const argv[] = { patient->command->wrapper, "--version", NULL };
	struct kp_question question = { .argv = argv,
					.variable = KP_WHICH_ENV,
					.value = KP_SELFTEST_ASKED,
					.stream = STDOUT_FILENO };
	char **answer = &patient->oscap;
	int code = 0;
	enum kp_status status = kp_ask(&question, answer, &code, reterr);

	if (status == KP_OK && code != 0) {
		free(kp_steal(answer));
		answer = &patient->why;
		question.stream = STDERR_FILENO;
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

	patient->is_by_name = is_by_name(patient->command);
	if (asprintf(&patient->scanner, "%.*s/bin", (int)(strrchr(plugin, '/') - plugin), plugin) <
	    0) {
		patient->scanner = NULL;
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	return find_oscap(patient, reterr);
}

static void patient_done(struct kp_patient *patient)
{
	free(patient->oscap);
	free(patient->why);
	free(patient->scanner);
}

/** Run all checks. @return the worst that they find */
static enum kp_health run_checks(const struct kp_patient *patient)
{
	enum kp_health worst = KP_HEALTH_OK;
	const char *tool = "";

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		struct kp_diagnosis diagnosis = { 0 };

		checks[i].run(patient, &diagnosis);
		print(checks[i].name, &diagnosis, &worst);
	}
	for (size_t i = 0; tool != NULL; i++) {
		struct kp_diagnosis diagnosis = { 0 };

		tool = kp_check_tool(patient, i, &diagnosis);
		print(tool, &diagnosis, &worst);
	}
	return worst;
}

int kp_doctor(const struct kp_command *command)
{
	KP_CLEANUP(patient_done) struct kp_patient patient = { .command = command };
	struct kp_error error = { 0 };
	enum kp_health worst;

	if (command->argc == 2 &&
	    (strcmp(command->argv[1], "-h") == 0 || strcmp(command->argv[1], "--help") == 0)) {
		return fputs(help, stdout) < 0 || fflush(stdout) != 0 ? KP_COMMAND_FAILED : 0;
	}
	if (command->argc > 1) {
		return kp_command_fail(command, "it takes no arguments: %s", command->argv[1]);
	}
	if (examine(&patient, &error) != KP_OK) {
		return kp_command_fail(command, "%s", error.message);
	}
	worst = run_checks(&patient);
	if (fflush(stdout) != 0) {
		return kp_command_fail(command, "cannot write to standard output");
	}
	return worst == KP_HEALTH_PROBLEM ? KP_COMMAND_FAILED : 0;
}
