/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Out of memory at each place between an ARF and what is made of it. The rows of what is said are
 * content/test_scan.py and content/test_command.py. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "command/formats.h"
#include "command/messages.h"
#include "command/verdicts.h"
#include "command/xml.h"
#include "memory.h"
#include "table.h"

#define RULE(name, verdict, definition)                                  \
	"<rule-result idref='" name "' severity='high'><result>" verdict \
	"</result><check><check-content-ref name='" definition "'/></check></rule-result>"

static const char arf[] =
	"<arf><Benchmark id='B'><version>1</version>"
	"<Profile id='P'><reference href='b'/></Profile>"
	"<Rule id='R'><title>4.2.2 T</title><ident>4.2.2</ident>"
	"<reference href='b'>4.2.2</reference></Rule></Benchmark>"
	"<TestResult start-time='s' end-time='e'><target>t</target>"
	"<target-facts><fact name='f'>o</fact>"
	"<fact name='urn:xccdf:fact:identifier'>node</fact></target-facts><profile idref='P'/>" RULE(
		"R", "fail", "d") RULE("S", "error", "d") RULE("U", "unknown", "none")
		RULE("V", "notselected",
		     "d") "</TestResult>"
			  "<oval_results><oval_definitions><tests><kubeletsetting_test id='t'>"
			  "<object object_ref='o'/></kubeletsetting_test></tests></oval_definitions>"
			  "<results><system><definitions><definition definition_id='d'><criteria>"
			  "<criterion test_ref='t'/></criteria></definition></definitions>"
			  "<tests><test test_id='t' result='false'><tested_item item_id='1' result='false'/>"
			  "<tested_item item_id='2' result='error'/><tested_item item_id='3' result='true'/></test></tests>"
			  "<oval_system_characteristics><collected_objects><object id='o'><message>m</message></object>"
			  "</collected_objects><system_data>"
			  "<kubeletsetting_item id='1'><setting>a</setting><value>v</value><source>command line</source>"
			  "<location>/f:1</location><pid>12</pid></kubeletsetting_item>"
			  "<kubeletdrift_item id='2' status='error'><message>n</message></kubeletdrift_item>"
			  "<file_item id='3'><filepath>/f</filepath><user_id>0</user_id><group_id>0</group_id></file_item>"
			  "</system_data></oval_system_characteristics></system></results></oval_results></arf>";

/** A row: a format, or NULL for messages. */
struct row {
	const char *name;
	const char *format;
	const char *wanted; /**< in what is made */
};

static struct row rows[] = {
	{ "text", "text", "fail           4.2.2   T\n" },
	{ "json", "json", "\"pid\":12," },
	{ "name of the target", "json", "\"target\":\"node\"," },
	{ "junit", "junit", "failures=\"1\" errors=\"2\"" },
	{ "sarif", "sarif", "\"startLine\":1" },
	{ "messages", NULL,
	  "</result><message severity=\"info\">oscap-kubelet: kubelet 12: a is v, " },
};

static enum kp_status make(const struct row *row, const struct kp_verdicts *verdicts,
			   char **ret_made, struct kp_error *error)
{
	const struct kp_bytes bytes = { (const uint8_t *)arf, strlen(arf) };
	const struct kp_format_told told = { .version = "1" };
	struct kp_buffer buffer = { 0 };
	struct kp_text text = { 0 };
	enum kp_status status;

	if (row->format == NULL) {
		status = kp_messages_add("arf.xml", &bytes, verdicts, &buffer, error);
		*ret_made = (char *)buffer.at;
		return status;
	}
	status = kp_formats_find(row->format)->write(verdicts, &told, &text, error);
	if (status == KP_OK) {
		status = kp_text_finish(&text, ret_made, error);
	}
	kp_text_done(&text);
	return status;
}

/** Read the verdicts, and make of them what a row wants. */
static enum kp_status work(const struct row *row, struct kp_error *error)
{
	const struct kp_bytes bytes = { (const uint8_t *)arf, strlen(arf) };
	struct kp_verdicts verdicts = { 0 };
	xmlDoc *document = NULL;
	char *made = NULL;
	enum kp_status status = kp_xml_parse("arf.xml", &bytes, &document, error);

	if (status == KP_OK) {
		status = kp_verdicts_read(document, &verdicts, error);
	}
	if (status == KP_OK) {
		status = make(row, &verdicts, &made, error);
	}
	if (status == KP_OK && strstr(made, row->wanted) == NULL) {
		print_error("%s\n", made);
		fail();
	}
	free(made);
	kp_verdicts_done(&verdicts);
	xmlFreeDoc(document);
	return status;
}

static void test_memory(void **state)
{
	const struct row *row = *state;
	long before = memory.live;
	struct kp_error error;
	size_t count;

	table_error_prepare(&error);
	memory_fail_at(0);
	table_assert_ok(work(row, &error), &error);
	count = memory.count;
	assert_true(count > 0);
	assert_int_equal(memory.live, before);
	for (size_t i = 1; i <= count; i += memory_step()) {
		memory_fail_at(i);
		assert_int_equal(work(row, &error), KP_ERR_NOMEM);
		assert_int_equal(memory.live, before);
	}
	memory_fail_at(0);
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_memory, rows) };

	return TABLE_MAIN(tables);
}
