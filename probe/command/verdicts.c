/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/verdicts.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "command/evidence.h"
#include "command/names.h"
#include "command/xml.h"

/** What is judged by where a profile names no benchmark of its own. */
#define DEFAULT_BENCHMARK "https://www.cisecurity.org/benchmark/kubernetes/"

#define VALUE(name) "xccdf_" KP_NAMESPACE "_value_" name

/** A document while its verdicts are read. */
struct reading {
	const xmlNode *root;
	const xmlNode *benchmark; /**< or all of a document without one */
	const xmlNode *run;
	const char *href; /**< of the profile's benchmark, where a rule refers to it by a number */
	const struct kp_evidence *evidence;
};

xmlNode *kp_verdicts_run(const xmlDoc *document)
{
	xmlNode *root = xmlDocGetRootElement(document);
	xmlNode *run = kp_xml_is(root, "TestResult") ? root : NULL;

	for (xmlNode *node = kp_xml_find(root, root, "TestResult"); node != NULL;
	     node = kp_xml_find(root, node, "TestResult")) {
		run = node;
	}
	return run;
}

/** @return an element of that name and id; borrowed; NULL */
static const xmlNode *find_id(const xmlNode *top, const char *name, const char *id)
{
	const xmlNode *node = top == NULL ? NULL : kp_xml_find(top, top, name);

	while (node != NULL && (id == NULL || !kp_xml_has(node, "id", id))) {
		node = kp_xml_find(top, node, name);
	}
	return node;
}

/** @return what a value of the benchmark was set to, an element; borrowed; NULL */
static const xmlNode *find_value(const struct reading *reading, const char *id)
{
	const xmlNode *value = kp_xml_child(reading->run, "set-value");

	while (value != NULL && !kp_xml_has(value, "idref", id)) {
		value = kp_xml_next(value, "set-value");
	}
	return value;
}

/** Whether a rule hands a value to its check. */
static bool is_exported(const xmlNode *rule, const char *value)
{
	const xmlNode *node = rule == NULL ? NULL : kp_xml_find(rule, rule, "check-export");

	while (node != NULL && !kp_xml_has(node, "value-id", value)) {
		node = kp_xml_find(rule, node, "check-export");
	}
	return node != NULL;
}

/** The benchmark of the profile: by its reference, or that of the profile that it extends. */
static const char *find_href(const struct reading *reading)
{
	const char *id = kp_xml_attribute(kp_xml_child(reading->run, "profile"), "idref");

	/* A tailored profile extends one, and that may extend another; no circle takes longer. */
	for (int depth = 0; depth < 4 && id != NULL; depth++) {
		const xmlNode *profile = find_id(reading->root, "Profile", id);
		const char *href = kp_xml_attribute(kp_xml_child(profile, "reference"), "href");

		if (href != NULL) {
			return href;
		}
		id = kp_xml_attribute(profile, "extends");
	}
	return DEFAULT_BENCHMARK;
}

/** The numbers of a rule in the benchmark. */
static enum kp_status read_number(const struct reading *reading, const xmlNode *rule,
				  char **ret_number, struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	enum kp_status status = KP_OK;

	for (const xmlNode *node = kp_xml_child(rule, "reference"); node != NULL && status == KP_OK;
	     node = kp_xml_next(node, "reference")) {
		KP_CLEANUP(kp_freep) char *number = NULL;

		if (!kp_xml_has(node, "href", reading->href)) {
			continue;
		}
		status = kp_xml_text(node, &number, reterr);
		if (status == KP_OK) {
			kp_text_add_str(&text, text.len > 0 ? ", " : "");
			kp_text_add_str(&text, number);
		}
	}
	return status == KP_OK ? kp_text_finish(&text, ret_number, reterr) : status;
}

/** The title of a rule without the number before it, which is that of CIS Kubernetes. */
static enum kp_status read_title(const xmlNode *rule, char **ret_title, struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *title = NULL;
	KP_CLEANUP(kp_freep) char *number = NULL;
	enum kp_status status = kp_xml_text(kp_xml_child(rule, "title"), &title, reterr);
	size_t len;

	if (status == KP_OK) {
		status = kp_xml_text(kp_xml_child(rule, "ident"), &number, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	len = strlen(number);
	if (len > 0 && strncmp(title, number, len) == 0 && title[len] == ' ') {
		return kp_text_dup(title + len + 1, ret_title, reterr);
	}
	*ret_title = kp_steal(&title);
	return KP_OK;
}

/** Copy an attribute that may be missing. */
static enum kp_status copy(const xmlNode *node, const char *name, char **ret_text,
			   struct kp_error *reterr)
{
	const char *text = kp_xml_attribute(node, name);

	return kp_text_dup(text == NULL ? "" : text, ret_text, reterr);
}

static enum kp_status read_findings(const struct reading *reading, const xmlNode *result,
				    const xmlNode *rule, struct kp_verdict *verdict,
				    struct kp_error *reterr)
{
	const xmlNode *reference = kp_xml_child(kp_xml_child(result, "check"), "check-content-ref");
	KP_CLEANUP(kp_freep) char *said = NULL;
	KP_CLEANUP(kp_freep) char *list = NULL;
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	struct kp_leave leave = {
		.text_counts = kp_xml_says(find_value(reading, VALUE("follow")), "audit_text"),
		.default_is_nothing =
			is_exported(rule, VALUE("accept_builtin_default")) &&
			!kp_xml_says(find_value(reading, VALUE("accept_builtin_default")), "true"),
		.argument_is_nothing =
			is_exported(rule, VALUE("kubelet_said_in")) &&
			kp_xml_says(find_value(reading, VALUE("kubelet_said_in")), "file"),
	};
	enum kp_status status = kp_xml_text(
		find_value(reading, VALUE("kubelet_settings_to_be_said")), &said, reterr);

	if (status != KP_OK) {
		return status;
	}
	kp_text_add_char(&text, ',');
	kp_text_add_str(&text, said);
	kp_text_add_char(&text, ',');
	status = kp_text_finish(&text, &list, reterr);
	if (status != KP_OK) {
		return status;
	}
	leave.to_be_said = list;
	return kp_evidence_add(reading->evidence, kp_xml_attribute(reference, "name"), &leave,
			       verdict, reterr);
}

/** Read what a rule-result and its rule say. */
static enum kp_status read_verdict(const struct reading *reading, const xmlNode *result,
				   struct kp_verdict *verdict, struct kp_error *reterr)
{
	const xmlNode *rule =
		find_id(reading->benchmark, "Rule", kp_xml_attribute(result, "idref"));
	enum kp_status status = copy(result, "idref", &verdict->rule, reterr);

	if (status == KP_OK) {
		verdict->name = kp_names_short(verdict->rule);
		status = copy(result, "severity", &verdict->severity, reterr);
	}
	if (status == KP_OK) {
		status = kp_xml_text(kp_xml_child(result, "result"), &verdict->result, reterr);
	}
	if (status == KP_OK) {
		status = read_number(reading, rule, &verdict->number, reterr);
	}
	if (status == KP_OK) {
		status = read_title(rule, &verdict->title, reterr);
	}
	return status == KP_OK ? read_findings(reading, result, rule, verdict, reterr) : status;
}

static enum kp_status read_verdicts(const struct reading *reading, struct kp_verdicts *verdicts,
				    struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (const xmlNode *result = kp_xml_child(reading->run, "rule-result");
	     result != NULL && status == KP_OK; result = kp_xml_next(result, "rule-result")) {
		if (kp_xml_says(kp_xml_child(result, "result"), "notselected")) {
			continue;
		}
		status = kp_array_reserve(&verdicts->items, verdicts->count, &verdicts->size,
					  sizeof(*verdicts->items), reterr);
		if (status == KP_OK) {
			verdicts->items[verdicts->count] = (struct kp_verdict){ 0 };
			status = read_verdict(reading, result, &verdicts->items[verdicts->count++],
					      reterr);
		}
	}
	return status;
}

/** @return what names the target: what somebody calls it (OSCAP_EVALUATION_TARGET), or its host name */
static const xmlNode *find_target(const struct reading *reading)
{
	const xmlNode *facts = kp_xml_child(reading->run, "target-facts");

	for (const xmlNode *fact = kp_xml_child(facts, "fact"); fact != NULL;
	     fact = kp_xml_next(fact, "fact")) {
		if (kp_xml_has(fact, "name", "urn:xccdf:fact:identifier")) {
			return fact;
		}
	}
	return kp_xml_child(reading->run, "target");
}

/** Read what is said of the whole scan. */
static enum kp_status read_run(const struct reading *reading, struct kp_verdicts *verdicts,
			       struct kp_error *reterr)
{
	enum kp_status status =
		copy(kp_xml_child(reading->run, "profile"), "idref", &verdicts->profile, reterr);

	if (status == KP_OK) {
		status = copy(reading->benchmark, "id", &verdicts->benchmark, reterr);
	}
	if (status == KP_OK) {
		status = copy(reading->run, "start-time", &verdicts->start, reterr);
	}
	if (status == KP_OK) {
		status = copy(reading->run, "end-time", &verdicts->end, reterr);
	}
	if (status == KP_OK) {
		status = kp_xml_text(kp_xml_child(reading->benchmark, "version"),
				     &verdicts->version, reterr);
	}
	if (status == KP_OK) {
		status = kp_xml_text(find_target(reading), &verdicts->target, reterr);
	}
	return status;
}

enum kp_status kp_verdicts_read(const xmlDoc *arf, struct kp_verdicts *ret_verdicts,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_verdicts_done) struct kp_verdicts verdicts = { 0 };
	struct kp_evidence *evidence = NULL;
	struct reading reading = { .root = xmlDocGetRootElement(arf), .run = kp_verdicts_run(arf) };
	enum kp_status status;

	if (reading.run == NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "there are no results in what oscap wrote");
	}
	reading.benchmark = kp_xml_find(reading.root, reading.root, "Benchmark");
	reading.benchmark = reading.benchmark == NULL ? reading.root : reading.benchmark;
	reading.href = find_href(&reading);
	status = kp_evidence_new(arf, &evidence, reterr);
	if (status == KP_OK) {
		reading.evidence = evidence;
		status = read_run(&reading, &verdicts, reterr);
	}
	if (status == KP_OK) {
		status = read_verdicts(&reading, &verdicts, reterr);
	}
	kp_evidence_free(evidence);
	if (status != KP_OK) {
		return status;
	}
	*ret_verdicts = verdicts;
	verdicts = (struct kp_verdicts){ 0 };
	return KP_OK;
}
