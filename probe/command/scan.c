/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/rights.h"
#include "base/text.h"
#include "command/evaluate.h"
#include "command/formats.h"
#include "command/names.h"
#include "command/output.h"
#include "command/scan_options.h"
#include "command/tailor.h"
#include "command/xml.h"

#define DEFAULT_PROFILE "cis_node_level1"

#define EVIDENCE "xccdf_" KP_NAMESPACE "_value_evidence"

/** Of the files that it writes. */
#define RESULT_MODE 0644

/** A scan while it is done. */
struct scan {
	const struct kp_command *command;
	struct kp_scan_options options;
	struct kp_workspace workspace;
	struct kp_evaluation evaluation;
	struct kp_verdicts verdicts;
	struct kp_caller caller;
	xmlDoc *stream;
	xmlDoc *tailoring;
	char *root;
	char *tailored; /**< a tailoring file of this scan alone; NULL: there is none */
	char *output;   /**< absolute */
	int directory;  /**< the same */
	char *paths[KP_WRITTEN__COUNT]; /**< of the files, where they go */
};

static void scan_done(struct scan *scan)
{
	kp_evaluation_done(&scan->evaluation);
	kp_verdicts_done(&scan->verdicts);
	kp_workspace_done(&scan->workspace);
	kp_scan_options_done(&scan->options);
	kp_xml_freep(&scan->stream);
	kp_xml_freep(&scan->tailoring);
	kp_closep(&scan->directory);
	free(scan->root);
	free(scan->tailored);
	free(scan->output);
	for (size_t i = 0; i < KP_WRITTEN__COUNT; i++) {
		free(scan->paths[i]);
	}
}

/** What is refused to somebody without rights would be an error of each rule. */
static enum kp_status check_rights(const struct scan *scan, struct kp_error *reterr)
{
	if (scan->evaluation.root != NULL || geteuid() == 0 ||
	    (kp_right_is_held(KP_RIGHT_PROCESSES) && kp_right_is_held(KP_RIGHT_FILES))) {
		return KP_OK;
	}
	return kp_fail(reterr, KP_ERR_PERM,
		       "run this as root or with sudo: it reads the kubelet's process and files");
}

/** Read a document. @param[out] ret_document caller-owned, free with xmlFreeDoc() */
static enum kp_status read_document(const char *path, xmlDoc **ret_document,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer buffer = { 0 };
	struct kp_bytes bytes;
	enum kp_status status = kp_workspace_read(path, &buffer, reterr);

	if (status != KP_OK) {
		return status;
	}
	bytes = kp_buffer_bytes(&buffer);
	return kp_xml_parse(path, &bytes, ret_document, reterr);
}

/** The profile of a tailoring file that names none: its only one. */
static enum kp_status find_only_profile(struct scan *scan, struct kp_error *reterr)
{
	const xmlNode *root = xmlDocGetRootElement(scan->tailoring);
	const xmlNode *profile = kp_xml_find(root, root, "Profile");
	const char *id = kp_xml_attribute(profile, "id");

	if (id == NULL || kp_xml_find(root, profile, "Profile") != NULL) {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "--tailoring-file: it has %s: name one with --profile",
			       id == NULL ? "no profile" : "several profiles");
	}
	scan->evaluation.profile = id;
	return KP_OK;
}

/** Find the profile: in the tailoring file, if there is one, then in the stream. */
static enum kp_status find_profile(struct scan *scan, struct kp_error *reterr)
{
	const char *name = scan->options.profile == NULL ? DEFAULT_PROFILE : scan->options.profile;
	enum kp_status status;

	if (scan->tailoring != NULL && scan->options.profile == NULL) {
		return find_only_profile(scan, reterr);
	}
	if (scan->tailoring != NULL) {
		status = kp_names_find(scan->tailoring, "Profile", "--profile", name,
				       &scan->evaluation.profile, reterr);
		if (status != KP_ERR_NOENT) {
			return status;
		}
	}
	return kp_names_find(scan->stream, "Profile", "--profile", name, &scan->evaluation.profile,
			     reterr);
}

/** Find the profile and the rules that were asked for. */
static enum kp_status find_names(struct scan *scan, struct kp_error *reterr)
{
	enum kp_status status = read_document(scan->command->stream, &scan->stream, reterr);

	if (status == KP_OK && scan->options.tailoring != NULL) {
		status = read_document(scan->options.tailoring, &scan->tailoring, reterr);
		status = status == KP_OK ? KP_OK : kp_wrap(reterr, status, "--tailoring-file");
	}
	if (status == KP_OK) {
		status = find_profile(scan, reterr);
	}
	for (size_t i = 0; i < scan->options.count && status == KP_OK; i++) {
		status = kp_names_find(scan->stream, "Rule", "--rule", scan->options.rules[i],
				       &scan->options.rules[i], reterr);
	}
	return status;
}

/** Enter the directory that the files go into. */
static enum kp_status find_output(struct scan *scan, struct kp_error *reterr)
{
	const char *name = scan->options.output;
	enum kp_status status = kp_output_make(name, &scan->caller, reterr);

	if (status != KP_OK) {
		return kp_fail(reterr, status, "--output: cannot make the directory '%s'", name);
	}
	scan->directory = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	scan->output = realpath(name, NULL);
	if (scan->directory < 0 || scan->output == NULL) {
		return kp_fail_errno(reterr, errno, "--output: cannot enter the directory '%s'",
				     name);
	}
	if (faccessat(scan->directory, ".", W_OK | X_OK, AT_EACCESS) != 0) {
		return kp_fail_errno(reterr, errno,
				     "--output: cannot write into the directory '%s'", name);
	}
	return KP_OK;
}

/** Find the root directory of the node, if it is another one. */
static enum kp_status find_root(struct scan *scan, struct kp_error *reterr)
{
	const char *name = scan->options.root;

	if (name == NULL) {
		return KP_OK;
	}
	scan->root = realpath(name, NULL);
	if (scan->root == NULL || access(scan->root, X_OK) != 0 || strlen(scan->root) >= PATH_MAX) {
		return kp_fail_errno(reterr, errno, "--root: cannot enter the directory '%s'",
				     name);
	}
	scan->evaluation.root = strcmp(scan->root, "/") == 0 ? NULL : scan->root;
	return KP_OK;
}

/** Put the files into their directory. */
static enum kp_status hand_over(struct scan *scan, struct kp_error *reterr)
{
	static const char *const ends[KP_WRITTEN__COUNT][2] = {
		[KP_WRITTEN_REPORT] = { "report", ".html" },
		[KP_WRITTEN_ARF] = { "arf", ".xml" },
		[KP_WRITTEN_RESULTS] = { "results", ".xml" },
	};
	enum kp_status status = KP_OK;

	for (size_t i = 0; i < KP_WRITTEN__COUNT && status == KP_OK; i++) {
		KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
		const char *name;

		kp_text_add_str(&text, scan->output);
		kp_text_add_char(&text, '/');
		kp_text_add_str(&text, ends[i][0]);
		kp_text_add_str(&text, scan->options.suffix);
		kp_text_add_str(&text, ends[i][1]);
		status = kp_text_finish(&text, &scan->paths[i], reterr);
		if (status == KP_OK) {
			name = kp_text_basename(scan->paths[i]);
			status = kp_output_put(scan->evaluation.written[i], scan->directory, name,
					       RESULT_MODE, &scan->caller, reterr);
		}
	}
	return status;
}

/** Put the reasons into both files of results. What is left as it was is told, and no failure. */
static enum kp_status add_messages(struct scan *scan, struct kp_error *reterr)
{
	static const enum kp_written which[] = { KP_WRITTEN_ARF, KP_WRITTEN_RESULTS };

	for (size_t i = 0; i < sizeof(which) / sizeof(which[0]); i++) {
		enum kp_status status =
			kp_evaluation_explain(&scan->evaluation, which[i], &scan->verdicts, reterr);

		if (scan->evaluation.signal != 0) {
			return status;
		}
		if (status != KP_OK) {
			(void)kp_command_fail(scan->command, "there are no reasons in %s: %s",
					      which[i] == KP_WRITTEN_ARF ? "the ARF"
									 : "the results",
					      reterr->message);
		}
	}
	return KP_OK;
}

/** Whether something is a terminal that takes more than lines. */
static bool is_terminal(int fd)
{
	const char *kind = getenv("TERM");

	return isatty(fd) && kind != NULL && strcmp(kind, "dumb") != 0;
}

/** Print the verdicts. */
static enum kp_status print(const struct scan *scan, struct kp_error *reterr)
{
	/* https://no-color.org: if it is set, and not empty. */
	const char *no_colour = getenv("NO_COLOR");
	struct kp_format_told told = {
		.version = scan->command->version,
		.examples = scan->command->examples,
		.report = scan->paths[KP_WRITTEN_REPORT],
		.arf = scan->paths[KP_WRITTEN_ARF],
		.results = scan->paths[KP_WRITTEN_RESULTS],
		.has_colours =
			is_terminal(STDOUT_FILENO) && (no_colour == NULL || *no_colour == '\0'),
	};
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *printed = NULL;
	enum kp_status status = scan->options.format->write(&scan->verdicts, &told, &text, reterr);

	if (status == KP_OK) {
		status = kp_text_finish(&text, &printed, reterr);
	}
	return status == KP_OK ? kp_command_print(printed, reterr) : status;
}

/** Have the evidence that was asked for decide: by a tailoring file, which is that of the user and more. */
static enum kp_status tailor(struct scan *scan, struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer buffer = { 0 };
	const struct kp_tailor wanted = { scan->tailoring, scan->evaluation.profile, EVIDENCE,
					  scan->options.evidence };
	struct kp_bytes bytes;
	enum kp_status status = KP_OK;

	scan->evaluation.tailoring = scan->options.tailoring;
	if (scan->options.evidence == NULL) {
		return KP_OK;
	}
	status = kp_tailor_write(&wanted, &buffer, reterr);
	if (status == KP_OK) {
		status = kp_workspace_path(&scan->workspace, "tailoring", ".xml", &scan->tailored,
					   reterr);
	}
	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&buffer);
		status = kp_workspace_write(scan->tailored, &bytes, reterr);
	}
	scan->evaluation.tailoring = scan->tailored;
	return status;
}

/** Evaluate, and do with the results what is to be done. */
static enum kp_status evaluate(struct scan *scan, struct kp_error *reterr)
{
	enum kp_status status = kp_workspace_init(&scan->workspace, reterr);

	scan->evaluation.wrapper = scan->command->wrapper;
	scan->evaluation.stream = scan->command->stream;
	scan->evaluation.rules = scan->options.rules;
	scan->evaluation.count = scan->options.count;
	scan->evaluation.workspace = &scan->workspace;
	scan->evaluation.is_shown = is_terminal(STDERR_FILENO);
	if (status == KP_OK) {
		status = tailor(scan, reterr);
	}
	if (status == KP_OK) {
		status = kp_evaluation_run(&scan->evaluation, reterr);
	}
	if (status == KP_OK) {
		status = kp_evaluation_read(&scan->evaluation, &scan->verdicts, reterr);
	}
	if (status == KP_OK) {
		status = add_messages(scan, reterr);
	}
	if (status == KP_OK) {
		status = hand_over(scan, reterr);
	}
	return status == KP_OK ? print(scan, reterr) : status;
}

/** Do all of it. */
static enum kp_status run(struct scan *scan, struct kp_error *reterr)
{
	enum kp_status status = find_root(scan, reterr);

	scan->caller = kp_output_caller();
	if (status == KP_OK) {
		status = check_rights(scan, reterr);
	}
	if (status == KP_OK) {
		status = find_names(scan, reterr);
	}
	if (status == KP_OK) {
		status = find_output(scan, reterr);
	}
	return status == KP_OK ? evaluate(scan, reterr) : status;
}

/**
 * Have signals that end this process wait: oscap is ended first, and what it wrote removed.
 * @param[out] ret_before what signals were held back before
 * @return a file descriptor of signalfd(2); -1
 */
static int hold_signals(sigset_t *ret_before)
{
	sigset_t held;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGCHLD, SIG_DFL);
	(void)sigemptyset(&held);
	(void)sigaddset(&held, SIGHUP);
	(void)sigaddset(&held, SIGINT);
	(void)sigaddset(&held, SIGTERM);
	(void)sigprocmask(SIG_BLOCK, &held, ret_before);
	return signalfd(-1, &held, SFD_CLOEXEC | SFD_NONBLOCK);
}

/** Let this process end as the signal would have ended it. */
static void release_signals(int signals, int caught, const sigset_t *before)
{
	kp_closep(&signals);
	(void)sigprocmask(SIG_SETMASK, before, NULL);
	if (caught != 0) {
		(void)signal(caught, SIG_DFL);
		(void)raise(caught);
	}
}

int kp_scan(const struct kp_command *command)
{
	struct scan scan = { .command = command, .directory = -1 };
	struct kp_error error;
	enum kp_status status = kp_scan_options_read(command->argv + 1, &scan.options, &error);
	int signals;
	int result;
	int caught;
	sigset_t before;

	if (status == KP_OK && scan.options.is_help) {
		(void)fputs(kp_scan_usage, stdout);
		scan_done(&scan);
		return fflush(stdout) == 0 ? 0 : KP_COMMAND_FAILED;
	}
	signals = hold_signals(&before);
	scan.evaluation.signals = signals;
	if (status == KP_OK) {
		status = run(&scan, &error);
	}
	caught = scan.evaluation.signal;
	result = status == KP_OK ? scan.evaluation.code : KP_COMMAND_FAILED;
	if (status != KP_OK && caught == 0) {
		(void)kp_command_fail(command, "%s", error.message);
	}
	scan_done(&scan);
	release_signals(signals, caught, &before);
	return result;
}
