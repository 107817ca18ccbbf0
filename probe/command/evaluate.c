/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/evaluate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "command/messages.h"
#include "command/oscap.h"
#include "command/verdicts.h"
#include "command/xml.h"

/** oscap's code where a rule failed, or could not be decided. */
#define CODE_FAILED 2

/** The name of each file, the option that oscap has for it, and how oscap validates it. */
static const struct {
	const char *name;
	const char *option;
	const char *validate[4];
} files[KP_WRITTEN__COUNT] = {
	[KP_WRITTEN_REPORT] = { "report.html", "--report", { NULL } },
	[KP_WRITTEN_ARF] = { "arf.xml", "--results-arf", { "ds", "rds-validate" } },
	[KP_WRITTEN_RESULTS] = { "results.xml",
				 "--results",
				 { "xccdf", "validate", "--skip-schematron" } },
};

/** Arguments while they are put together. */
struct arguments {
	const char **items;
	size_t count;
	size_t size;
	struct kp_error error;
	enum kp_status status;
};

static void add(struct arguments *arguments, const char *argument)
{
	if (arguments->status == KP_OK) {
		arguments->status =
			kp_array_reserve(&arguments->items, arguments->count, &arguments->size,
					 sizeof(*arguments->items), &arguments->error);
	}
	if (arguments->status == KP_OK) {
		arguments->items[arguments->count++] = argument;
	}
}

static void add_option(struct arguments *arguments, const char *option, const char *value)
{
	if (value != NULL) {
		add(arguments, option);
		add(arguments, value);
	}
}

void kp_evaluation_done(struct kp_evaluation *evaluation)
{
	for (size_t i = 0; i < KP_WRITTEN__COUNT; i++) {
		free(evaluation->written[i]);
		evaluation->written[i] = NULL;
	}
}

/** Start oscap-kubelet, and wait for its end. @param[in,out] arguments released */
static enum kp_status run(struct kp_evaluation *evaluation, struct arguments *arguments,
			  bool is_silent, int *ret_code, struct kp_error *reterr)
{
	struct kp_oscap oscap = {
		.root = evaluation->root,
		.is_shown = evaluation->is_shown && !is_silent,
		.is_silent = is_silent,
		.signals = evaluation->signals,
	};
	enum kp_status status;

	add(arguments, NULL);
	status = arguments->status == KP_OK ? KP_OK : kp_tell(&arguments->error, reterr);
	if (status == KP_OK) {
		oscap.argv = arguments->items;
		status = kp_oscap_run(&oscap, ret_code, &evaluation->signal, reterr);
	}
	free(arguments->items);
	if (status == KP_OK && evaluation->signal != 0) {
		status = kp_fail(reterr, KP_ERR_IO, "ended by signal %d", evaluation->signal);
	}
	return status;
}

enum kp_status kp_evaluation_run(struct kp_evaluation *evaluation, struct kp_error *reterr)
{
	struct arguments arguments = { 0 };
	struct stat arf;
	enum kp_status status = KP_OK;

	add(&arguments, evaluation->wrapper);
	add(&arguments, "xccdf");
	add(&arguments, "eval");
	add(&arguments, "--progress");
	add_option(&arguments, "--profile", evaluation->profile);
	add_option(&arguments, "--tailoring-file", evaluation->tailoring);
	for (size_t i = 0; i < evaluation->count; i++) {
		add_option(&arguments, "--rule", evaluation->rules[i]);
	}
	for (size_t i = 0; i < KP_WRITTEN__COUNT && status == KP_OK; i++) {
		status = kp_workspace_path(evaluation->workspace, files[i].name, "",
					   &evaluation->written[i], reterr);
		add_option(&arguments, files[i].option, evaluation->written[i]);
	}
	add(&arguments, evaluation->stream);
	if (status != KP_OK) {
		free(arguments.items);
		return status;
	}
	status = run(evaluation, &arguments, false, &evaluation->code, reterr);
	if (status == KP_OK &&
	    ((evaluation->code != 0 && evaluation->code != CODE_FAILED) ||
	     stat(evaluation->written[KP_WRITTEN_ARF], &arf) != 0 || arf.st_size == 0)) {
		status = kp_fail(reterr, KP_ERR_IO, "oscap failed (exit status %d)",
				 evaluation->code);
	}
	return status;
}

enum kp_status kp_evaluation_read(const struct kp_evaluation *evaluation,
				  struct kp_verdicts *ret_verdicts, struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer arf = { 0 };
	KP_CLEANUP(kp_xml_freep) xmlDoc *document = NULL;
	struct kp_bytes bytes;
	enum kp_status status =
		kp_workspace_read(evaluation->written[KP_WRITTEN_ARF], &arf, reterr);

	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&arf);
		status = kp_xml_parse(files[KP_WRITTEN_ARF].name, &bytes, &document, reterr);
	}
	return status == KP_OK ? kp_verdicts_read(document, ret_verdicts, reterr) : status;
}

/** Ask oscap whether a file is valid. */
static enum kp_status validate(struct kp_evaluation *evaluation, enum kp_written which,
			       const char *path, struct kp_error *reterr)
{
	struct arguments arguments = { 0 };
	enum kp_status status;
	int code = 0;

	add(&arguments, evaluation->wrapper);
	for (size_t i = 0; files[which].validate[i] != NULL; i++) {
		add(&arguments, files[which].validate[i]);
	}
	add(&arguments, path);
	status = run(evaluation, &arguments, true, &code, reterr);
	return status == KP_OK && code != 0
		       ? kp_fail(reterr, KP_ERR_UNSUPPORTED, "it would not be valid with them")
		       : status;
}

enum kp_status kp_evaluation_explain(struct kp_evaluation *evaluation, enum kp_written which,
				     const struct kp_verdicts *verdicts, struct kp_error *reterr)
{
	const char *path = evaluation->written[which];
	KP_CLEANUP(kp_buffer_done) struct kp_buffer before = { 0 };
	KP_CLEANUP(kp_buffer_done) struct kp_buffer after = { 0 };
	KP_CLEANUP(kp_freep) char *new_path = NULL;
	struct kp_bytes bytes;
	enum kp_status status = kp_workspace_read(path, &before, reterr);

	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&before);
		status = kp_messages_add(files[which].name, &bytes, verdicts, &after, reterr);
	}
	if (status == KP_OK) {
		status = kp_workspace_path(evaluation->workspace, files[which].name, ".new",
					   &new_path, reterr);
	}
	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&after);
		status = kp_workspace_write(new_path, &bytes, reterr);
	}
	if (status == KP_OK) {
		status = validate(evaluation, which, new_path, reterr);
	}
	if (status == KP_OK && rename(new_path, path) != 0) {
		status = kp_fail_errno(reterr, errno, "cannot write %s", path);
	}
	return status;
}
