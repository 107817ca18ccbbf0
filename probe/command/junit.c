/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/junit.h"

#include <libxml/xmlwriter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "command/names.h"

/** How JUnit names an outcome; NULL of a pass. */
static const char *const elements[] = {
	[KP_OUTCOME_PASS] = NULL,
	[KP_OUTCOME_FAIL] = "failure",
	[KP_OUTCOME_OPEN] = "error",
	[KP_OUTCOME_NOT_HERE] = "skipped",
	[KP_OUTCOME_TO_BE_SEEN] = "skipped",
};

/** Put a text together. @param[out] ret_text caller-owned, free with free() */
static enum kp_status join(const char *left, const char *between, const char *right,
			   char **ret_text, struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };

	kp_text_add_str(&text, left);
	kp_text_add_str(&text, *left == '\0' ? "" : between);
	kp_text_add_str(&text, right);
	return kp_text_finish(&text, ret_text, reterr);
}

/** What is said of a verdict in its element. */
static enum kp_status read_reasons(const struct kp_verdict *verdict, char **ret_text,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };

	kp_format_add_lines(&text, verdict, "\n", true);
	return kp_text_finish(&text, ret_text, reterr);
}

static bool write_attribute(xmlTextWriter *writer, const char *name, const char *value)
{
	return xmlTextWriterWriteAttribute(writer, (const xmlChar *)name, (const xmlChar *)value) >=
	       0;
}

static bool write_case(xmlTextWriter *writer, const struct kp_verdict *verdict, const char *name,
		       const char *reasons)
{
	const char *element = elements[kp_format_outcome(verdict)];
	bool is_skipped = element != NULL && strcmp(element, "skipped") == 0;
	bool ok = xmlTextWriterStartElement(writer, (const xmlChar *)"testcase") >= 0 &&
		  write_attribute(writer, "name", name) &&
		  write_attribute(writer, "classname", verdict->name) &&
		  write_attribute(writer, "time", "0");

	if (ok && element != NULL) {
		ok = xmlTextWriterStartElement(writer, (const xmlChar *)element) >= 0 &&
		     (is_skipped || write_attribute(writer, "type", verdict->result)) &&
		     write_attribute(writer, "message",
				     is_skipped || *reasons == '\0' ? verdict->result : reasons) &&
		     (*reasons == '\0' || is_skipped ||
		      xmlTextWriterWriteString(writer, (const xmlChar *)reasons) >= 0) &&
		     xmlTextWriterEndElement(writer) >= 0;
	}
	return ok && xmlTextWriterEndElement(writer) >= 0;
}

static enum kp_status add_case(xmlTextWriter *writer, const struct kp_verdict *verdict,
			       struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *name = NULL;
	KP_CLEANUP(kp_freep) char *reasons = NULL;
	enum kp_status status = join(verdict->number, " ", verdict->title, &name, reterr);

	if (status == KP_OK) {
		status = read_reasons(verdict, &reasons, reterr);
	}
	if (status == KP_OK && !write_case(writer, verdict, name, reasons)) {
		status = kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	return status;
}

/** Begin a suite: the sum of its cases. */
static bool start_suite(xmlTextWriter *writer, const struct kp_verdicts *verdicts)
{
	static const char *const names[] = { "failure", "error", "skipped" };
	static const char *const sums[] = { "failures", "errors", "skipped" };
	bool ok = xmlTextWriterStartElement(writer, (const xmlChar *)"testsuite") >= 0 &&
		  write_attribute(writer, "name", kp_names_short(verdicts->profile)) &&
		  write_attribute(writer, "hostname", verdicts->target) &&
		  write_attribute(writer, "time", "0") &&
		  xmlTextWriterWriteFormatAttribute(writer, (const xmlChar *)"timestamp", "%.19s",
						    verdicts->start) >= 0 &&
		  xmlTextWriterWriteFormatAttribute(writer, (const xmlChar *)"tests", "%zu",
						    verdicts->count) >= 0;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && ok; i++) {
		size_t sum = 0;

		for (size_t at = 0; at < verdicts->count; at++) {
			const char *element = elements[kp_format_outcome(&verdicts->items[at])];

			sum += element != NULL && strcmp(element, names[i]) == 0 ? 1 : 0;
		}
		ok = xmlTextWriterWriteFormatAttribute(writer, (const xmlChar *)sums[i], "%zu",
						       sum) >= 0;
	}
	return ok;
}

static enum kp_status write_all(xmlTextWriter *writer, const struct kp_verdicts *verdicts,
				struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	if (xmlTextWriterSetIndent(writer, 1) < 0 ||
	    xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL) < 0 ||
	    xmlTextWriterStartElement(writer, (const xmlChar *)"testsuites") < 0 ||
	    !start_suite(writer, verdicts)) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < verdicts->count && status == KP_OK; i++) {
		status = add_case(writer, &verdicts->items[i], reterr);
	}
	if (status == KP_OK && xmlTextWriterEndDocument(writer) < 0) {
		status = kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	return status;
}

enum kp_status kp_junit_write(const struct kp_verdicts *verdicts, const struct kp_format_told *told,
			      struct kp_text *out, struct kp_error *reterr)
{
	xmlBuffer *buffer = xmlBufferCreate();
	xmlTextWriter *writer = buffer == NULL ? NULL : xmlNewTextWriterMemory(buffer, 0);
	enum kp_status status;

	(void)told;
	if (writer == NULL) {
		xmlBufferFree(buffer);
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	status = write_all(writer, verdicts, reterr);
	xmlFreeTextWriter(writer);
	if (status == KP_OK) {
		kp_text_add_str(out, (const char *)xmlBufferContent(buffer));
	}
	xmlBufferFree(buffer);
	return status;
}
