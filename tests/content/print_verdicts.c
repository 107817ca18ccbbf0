/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Print the verdicts of an ARF as the command does, or the document with their messages:
 * print_verdicts FORMAT ARF, print_verdicts messages ARF DOCUMENT.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "command/formats.h"
#include "command/messages.h"
#include "command/verdicts.h"
#include "command/workspace.h"
#include "command/xml.h"

static enum kp_status read_verdicts(const char *path, struct kp_verdicts *ret_verdicts,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer buffer = { 0 };
	KP_CLEANUP(kp_xml_freep) xmlDoc *document = NULL;
	struct kp_bytes bytes;
	enum kp_status status = kp_workspace_read(path, &buffer, reterr);

	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&buffer);
		status = kp_xml_parse("arf.xml", &bytes, &document, reterr);
	}
	return status == KP_OK ? kp_verdicts_read(document, ret_verdicts, reterr) : status;
}

static enum kp_status print(const char *format, const struct kp_verdicts *verdicts,
			    struct kp_error *reterr)
{
	const struct kp_format_told told = {
		.version = "1.2.3",
		.examples = "content/scan --example",
		.report = NULL,
	};
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *printed = NULL;
	enum kp_status status = kp_formats_find(format)->write(verdicts, &told, &text, reterr);

	if (status == KP_OK) {
		status = kp_text_finish(&text, &printed, reterr);
	}
	if (status == KP_OK) {
		(void)fputs(printed, stdout);
	}
	return status;
}

static enum kp_status add_messages(const char *path, const struct kp_verdicts *verdicts,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_buffer_done) struct kp_buffer before = { 0 };
	KP_CLEANUP(kp_buffer_done) struct kp_buffer after = { 0 };
	struct kp_bytes bytes;
	enum kp_status status = kp_workspace_read(path, &before, reterr);

	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&before);
		status = kp_messages_add("document", &bytes, verdicts, &after, reterr);
	}
	if (status == KP_OK) {
		(void)fwrite(after.at, 1, after.len, stdout);
	}
	return status;
}

int main(int argc, char *argv[])
{
	KP_CLEANUP(kp_verdicts_done) struct kp_verdicts verdicts = { 0 };
	struct kp_error error;
	enum kp_status status;

	if (argc < 3) {
		return EXIT_FAILURE;
	}
	status = read_verdicts(argv[2], &verdicts, &error);
	if (status == KP_OK) {
		status = argc > 3 ? add_messages(argv[3], &verdicts, &error)
				  : print(argv[1], &verdicts, &error);
	}
	if (status != KP_OK) {
		(void)fprintf(stderr, "%s\n", error.message);
	}
	return status == KP_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
