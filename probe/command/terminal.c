/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/terminal.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/quote.h"

#define RESULT_WIDTH 15
#define NUMBER_WIDTH 8
#define INDENT       "                       "

/** Add a text and blanks up to a width. */
static void add_padded(struct kp_text *out, const char *text, size_t width)
{
	kp_quote_message(out, text);
	for (size_t len = strlen(text); len < width; len++) {
		kp_text_add_char(out, ' ');
	}
}

/** What others wrote may hold what a terminal obeys: such bytes become escapes. */
static enum kp_status add_finding(const struct kp_remark *finding, struct kp_text *out,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *line = NULL;
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	enum kp_status status;

	kp_format_add_line(&text, finding);
	status = kp_text_finish(&text, &line, reterr);
	if (status == KP_OK) {
		kp_text_add_str(out, INDENT);
		kp_quote_message(out, line);
		kp_text_add_char(out, '\n');
	}
	return status;
}

/** Add the line of a rule, and those of its reasons. */
static enum kp_status add_verdict(const struct kp_verdict *verdict, bool has_colours,
				  struct kp_text *out, struct kp_error *reterr)
{
	static const char *const colours[] = {
		[KP_OUTCOME_PASS] = "\033[32m",       [KP_OUTCOME_FAIL] = "\033[31m",
		[KP_OUTCOME_OPEN] = "\033[35m",       [KP_OUTCOME_NOT_HERE] = "",
		[KP_OUTCOME_TO_BE_SEEN] = "\033[33m",
	};
	const char *colour = has_colours ? colours[kp_format_outcome(verdict)] : "";
	enum kp_status status = KP_OK;

	kp_text_add_str(out, colour);
	add_padded(out, verdict->result, RESULT_WIDTH);
	kp_text_add_str(out, *colour == '\0' ? "" : "\033[0m");
	add_padded(out, verdict->number, NUMBER_WIDTH);
	kp_text_add_str(out, strlen(verdict->number) >= NUMBER_WIDTH ? " " : "");
	kp_quote_message(out, verdict->title);
	kp_text_add_char(out, '\n');
	for (size_t i = 0; i < verdict->count && status == KP_OK; i++) {
		if (verdict->findings[i].is_reason) {
			status = add_finding(&verdict->findings[i], out, reterr);
		}
	}
	return status;
}

/** Add what is to be known of all verdicts together. */
static void add_notes(const struct kp_verdicts *verdicts, const struct kp_format_told *told,
		      struct kp_text *out)
{
	size_t counts[KP_OUTCOME__COUNT] = { 0 };

	for (size_t i = 0; i < verdicts->count; i++) {
		counts[kp_format_outcome(&verdicts->items[i])]++;
	}
	if (counts[KP_OUTCOME_TO_BE_SEEN] > 0) {
		kp_text_add_str(out,
				"\nWhat is notchecked is a question for a person: the report says "
				"how to answer it.\n");
	}
	if (verdicts->count == 0) {
		kp_text_add_str(out, "This profile selects no rule.\n");
	} else if (counts[KP_OUTCOME_NOT_HERE] == verdicts->count) {
		kp_text_add_str(out, "\nThere is no kubelet here: every rule is not applicable.\n");
		if (told->examples != NULL) {
			kp_text_add_str(out, "To see the rules at work on two example nodes: ");
			kp_text_add_str(out, told->examples);
			kp_text_add_char(out, '\n');
		}
	}
}

enum kp_status kp_terminal_write(const struct kp_verdicts *verdicts,
				 const struct kp_format_told *told, struct kp_text *out,
				 struct kp_error *reterr)
{
	const struct {
		const char *title;
		const char *path;
	} files[] = {
		{ "\nReport: ", told->report },
		{ "ARF:    ", told->arf },
		{ "XCCDF:  ", told->results },
	};
	enum kp_status status = KP_OK;

	for (size_t i = 0; i < verdicts->count && status == KP_OK; i++) {
		status = add_verdict(&verdicts->items[i], told->has_colours, out, reterr);
	}
	add_notes(verdicts, told, out);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (files[i].path != NULL) {
			kp_text_add_str(out, files[i].title);
			kp_quote_message(out, files[i].path);
			kp_text_add_char(out, '\n');
		}
	}
	return status;
}
