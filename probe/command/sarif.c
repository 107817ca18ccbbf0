/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/sarif.h"

#include <libxml/uri.h>
#include <libxml/xmlmemory.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "command/jsonc.h"

#define SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

/** The kind of a result (3.27.9). */
static const char *const kinds[] = {
	[KP_OUTCOME_PASS] = "pass",         [KP_OUTCOME_FAIL] = "fail",
	[KP_OUTCOME_OPEN] = "open",         [KP_OUTCOME_NOT_HERE] = "notApplicable",
	[KP_OUTCOME_TO_BE_SEEN] = "review",
};

/** @return the level of a failure (3.27.10) by the severity of its rule */
static const char *level_of(const struct kp_verdict *verdict)
{
	if (strcmp(verdict->severity, "high") == 0) {
		return "error";
	}
	return strcmp(verdict->severity, "low") == 0 ? "note" : "warning";
}

/** An object with a text, as a message is one. */
static json_object *make_message(struct kp_jsonc *json, const char *text)
{
	json_object *object = kp_jsonc_object(json);

	kp_jsonc_add_text(json, object, "text", text);
	return object;
}

static json_object *make_rule(struct kp_jsonc *json, const struct kp_verdict *verdict)
{
	json_object *rule = kp_jsonc_object(json);
	json_object *configuration = kp_jsonc_object(json);
	json_object *properties = kp_jsonc_object(json);
	json_object *tags = kp_jsonc_array(json);

	kp_jsonc_add_text(json, rule, "id", verdict->name);
	kp_jsonc_add(json, rule, "shortDescription", make_message(json, verdict->title));
	kp_jsonc_add_text(json, configuration, "level", level_of(verdict));
	kp_jsonc_add(json, rule, "defaultConfiguration", configuration);
	kp_jsonc_append_text(json, tags, "security");
	kp_jsonc_add(json, properties, "tags", tags);
	kp_jsonc_add_text(json, properties, "xccdf", verdict->rule);
	if (*verdict->number != '\0') {
		kp_jsonc_add_text(json, properties, "number", verdict->number);
	}
	kp_jsonc_add(json, rule, "properties", properties);
	return rule;
}

/** @return the line of a location `FILE:LINE`, with what may follow it behind a comma or blank; 0 */
static int64_t line_of(const char *location, size_t *ret_len)
{
	size_t len = strcspn(location, ",");
	size_t digits = len;
	int64_t line = 0;

	while (digits > 0 && location[digits - 1] >= '0' && location[digits - 1] <= '9') {
		digits--;
	}
	*ret_len = len;
	if (digits == len || digits == 0 || location[digits - 1] != ':' || len - digits > 9) {
		return 0;
	}
	for (size_t i = digits; i < len; i++) {
		line = 10 * line + (location[i] - '0');
	}
	*ret_len = digits - 1;
	return line;
}

/** Add the file that a location names. @param[in] len of its path */
static void add_file(struct kp_jsonc *json, json_object *location, const char *path, size_t len,
		     int64_t line)
{
	json_object *physical = kp_jsonc_object(json);
	json_object *artifact = kp_jsonc_object(json);
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *file = NULL;
	xmlChar *uri = NULL;

	kp_text_add(&text, path, len);
	if (kp_text_finish(&text, &file, NULL) == KP_OK) {
		uri = xmlURIEscapeStr((const xmlChar *)file, (const xmlChar *)"/");
		kp_text_add_str(&text, "file://");
		kp_text_add_str(&text, uri == NULL ? "" : (const char *)uri);
		free(kp_steal(&file));
	}
	if (uri == NULL || kp_text_finish(&text, &file, NULL) != KP_OK) {
		json->has_failed = true;
	}
	xmlFree(uri);
	kp_jsonc_add_text(json, artifact, "uri", file);
	kp_jsonc_add(json, physical, "artifactLocation", artifact);
	if (line > 0) {
		json_object *region = kp_jsonc_object(json);

		kp_jsonc_add_number(json, region, "startLine", line);
		kp_jsonc_add(json, physical, "region", region);
	}
	kp_jsonc_add(json, location, "physicalLocation", physical);
}

/** Where a finding was said: a file, with its line, or a place of no file, as an argument. */
static json_object *make_location(struct kp_jsonc *json, const struct kp_remark *finding)
{
	json_object *location = kp_jsonc_object(json);
	size_t len;
	int64_t line = line_of(finding->location, &len);

	if (finding->location[0] == '/') {
		add_file(json, location, finding->location, len, line);
	} else {
		json_object *logical = kp_jsonc_object(json);
		json_object *all = kp_jsonc_array(json);

		kp_jsonc_add_text(json, logical, "name", finding->location);
		kp_jsonc_append(json, all, logical);
		kp_jsonc_add(json, location, "logicalLocations", all);
	}
	return location;
}

/** The places of the reasons, or of a pass those of all that was looked at. */
static json_object *make_locations(struct kp_jsonc *json, const struct kp_verdict *verdict)
{
	json_object *locations = kp_jsonc_array(json);
	bool only_reasons = kp_verdict_has_reason(verdict);

	for (size_t i = 0; i < verdict->count; i++) {
		const struct kp_remark *finding = &verdict->findings[i];

		if (finding->location != NULL && *finding->location != '\0' &&
		    (finding->is_reason || !only_reasons)) {
			kp_jsonc_append(json, locations, make_location(json, finding));
		}
	}
	return locations;
}

/** What is said of a verdict: its title, and what was found. */
static json_object *make_text(struct kp_jsonc *json, const struct kp_verdict *verdict)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *whole = NULL;

	kp_text_add_str(&text, verdict->result);
	kp_text_add_str(&text, ": ");
	kp_text_add_str(&text, verdict->title);
	if (verdict->count > 0) {
		kp_text_add_char(&text, '\n');
		kp_format_add_lines(&text, verdict, "\n", kp_verdict_has_reason(verdict));
	}
	if (kp_text_finish(&text, &whole, NULL) != KP_OK) {
		json->has_failed = true;
	}
	return make_message(json, whole);
}

static json_object *make_result(struct kp_jsonc *json, const struct kp_verdict *verdict,
				size_t index)
{
	json_object *result = kp_jsonc_object(json);
	enum kp_outcome outcome = kp_format_outcome(verdict);

	kp_jsonc_add_text(json, result, "ruleId", verdict->name);
	kp_jsonc_add_number(json, result, "ruleIndex", (int64_t)index);
	kp_jsonc_add_text(json, result, "kind", kinds[outcome]);
	kp_jsonc_add_text(json, result, "level",
			  outcome == KP_OUTCOME_FAIL ? level_of(verdict) : "none");
	kp_jsonc_add(json, result, "message", make_text(json, verdict));
	kp_jsonc_add(json, result, "locations", make_locations(json, verdict));
	return result;
}

/** A verdict that could not be reached, as readers that look at failures alone would not see it. */
static json_object *make_notification(struct kp_jsonc *json, const struct kp_verdict *verdict,
				      size_t index)
{
	json_object *notification = kp_jsonc_object(json);
	json_object *rule = kp_jsonc_object(json);

	kp_jsonc_add_text(json, notification, "level", "error");
	kp_jsonc_add(json, notification, "message", make_text(json, verdict));
	kp_jsonc_add_text(json, rule, "id", verdict->name);
	kp_jsonc_add_number(json, rule, "index", (int64_t)index);
	kp_jsonc_add(json, notification, "associatedRule", rule);
	return notification;
}

static json_object *make_invocation(struct kp_jsonc *json, const struct kp_verdicts *verdicts)
{
	json_object *invocation = kp_jsonc_object(json);
	json_object *notifications = kp_jsonc_array(json);
	bool is_decided = true;

	for (size_t i = 0; i < verdicts->count; i++) {
		if (kp_format_outcome(&verdicts->items[i]) == KP_OUTCOME_OPEN) {
			is_decided = false;
			kp_jsonc_append(json, notifications,
					make_notification(json, &verdicts->items[i], i));
		}
	}
	kp_jsonc_add_bool(json, invocation, "executionSuccessful", is_decided);
	kp_jsonc_add(json, invocation, "toolExecutionNotifications", notifications);
	return invocation;
}

static json_object *make_tool(struct kp_jsonc *json, const struct kp_verdicts *verdicts,
			      const struct kp_format_told *told)
{
	json_object *tool = kp_jsonc_object(json);
	json_object *driver = kp_jsonc_object(json);
	json_object *rules = kp_jsonc_array(json);

	kp_jsonc_add_text(json, driver, "name", "oscap-kubelet");
	kp_jsonc_add_text(json, driver, "semanticVersion", told->version);
	for (size_t i = 0; i < verdicts->count; i++) {
		kp_jsonc_append(json, rules, make_rule(json, &verdicts->items[i]));
	}
	kp_jsonc_add(json, driver, "rules", rules);
	kp_jsonc_add(json, tool, "driver", driver);
	return tool;
}

static json_object *make_run(struct kp_jsonc *json, const struct kp_verdicts *verdicts,
			     const struct kp_format_told *told)
{
	json_object *run = kp_jsonc_object(json);
	json_object *invocations = kp_jsonc_array(json);
	json_object *results = kp_jsonc_array(json);

	kp_jsonc_add(json, run, "tool", make_tool(json, verdicts, told));
	kp_jsonc_append(json, invocations, make_invocation(json, verdicts));
	kp_jsonc_add(json, run, "invocations", invocations);
	for (size_t i = 0; i < verdicts->count; i++) {
		kp_jsonc_append(json, results, make_result(json, &verdicts->items[i], i));
	}
	kp_jsonc_add(json, run, "results", results);
	return run;
}

enum kp_status kp_sarif_write(const struct kp_verdicts *verdicts, const struct kp_format_told *told,
			      struct kp_text *out, struct kp_error *reterr)
{
	struct kp_jsonc json = { 0 };
	json_object *root = kp_jsonc_object(&json);
	json_object *runs = kp_jsonc_array(&json);

	kp_jsonc_add_text(&json, root, "$schema", SCHEMA);
	kp_jsonc_add_text(&json, root, "version", "2.1.0");
	kp_jsonc_append(&json, runs, make_run(&json, verdicts, told));
	kp_jsonc_add(&json, root, "runs", runs);
	return kp_jsonc_finish(&json, root, out, reterr);
}
