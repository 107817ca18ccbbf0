/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/json.h"

#include <string.h>

#include "command/jsonc.h"
#include "command/names.h"

/** Of content/schema/scan.schema.json: it becomes 2 where a program that reads 1 would go wrong. */
#define FORMAT_VERSION 1

#define PID_DIGITS 10

/** Add a pid as a number; what is none is left out. */
static void add_pid(struct kp_jsonc *json, json_object *object, const char *pid)
{
	size_t len = pid == NULL ? 0 : strlen(pid);
	int64_t number = 0;

	if (len == 0 || len > PID_DIGITS || strspn(pid, "0123456789") != len) {
		return;
	}
	for (; *pid != '\0'; pid++) {
		number = 10 * number + (*pid - '0');
	}
	kp_jsonc_add_number(json, object, "pid", number);
}

static json_object *make_finding(struct kp_jsonc *json, const struct kp_remark *finding)
{
	json_object *object = kp_jsonc_object(json);

	add_pid(json, object, finding->pid);
	kp_jsonc_add_text(json, object, "setting", finding->setting);
	kp_jsonc_add_text(json, object, "value", finding->value);
	kp_jsonc_add_text(json, object, "source", finding->source);
	kp_jsonc_add_text(json, object, "location", finding->location);
	kp_jsonc_add_text(json, object, "message", finding->message);
	kp_jsonc_add_text(json, object, "text", finding->text);
	kp_jsonc_add_bool(json, object, "reason", finding->is_reason);
	return object;
}

static json_object *make_rule(struct kp_jsonc *json, const struct kp_verdict *verdict)
{
	json_object *object = kp_jsonc_object(json);
	json_object *findings = kp_jsonc_array(json);

	kp_jsonc_add_text(json, object, "rule", verdict->rule);
	kp_jsonc_add_text(json, object, "name", verdict->name);
	if (*verdict->number != '\0') {
		kp_jsonc_add_text(json, object, "number", verdict->number);
	}
	kp_jsonc_add_text(json, object, "title", verdict->title);
	kp_jsonc_add_text(json, object, "severity", verdict->severity);
	kp_jsonc_add_text(json, object, "result", verdict->result);
	for (size_t i = 0; i < verdict->count; i++) {
		kp_jsonc_append(json, findings, make_finding(json, &verdict->findings[i]));
	}
	kp_jsonc_add(json, object, "findings", findings);
	return object;
}

/** How often each result is there. */
static json_object *make_counts(struct kp_jsonc *json, const struct kp_verdicts *verdicts)
{
	json_object *counts = kp_jsonc_object(json);

	for (size_t i = 0; i < verdicts->count; i++) {
		json_object *known = NULL;
		const char *result = verdicts->items[i].result;

		(void)json_object_object_get_ex(counts, result, &known);
		kp_jsonc_add_number(json, counts, result, json_object_get_int64(known) + 1);
	}
	return counts;
}

enum kp_status kp_json_write(const struct kp_verdicts *verdicts, const struct kp_format_told *told,
			     struct kp_text *out, struct kp_error *reterr)
{
	struct kp_jsonc json = { 0 };
	json_object *root = kp_jsonc_object(&json);
	json_object *files = kp_jsonc_object(&json);
	json_object *rules = kp_jsonc_array(&json);

	kp_jsonc_add_number(&json, root, "format", FORMAT_VERSION);
	kp_jsonc_add_text(&json, root, "version", told->version);
	kp_jsonc_add_text(&json, root, "target", verdicts->target);
	kp_jsonc_add_text(&json, root, "benchmark", verdicts->benchmark);
	kp_jsonc_add_text(&json, root, "benchmark_version", verdicts->version);
	kp_jsonc_add_text(&json, root, "profile", verdicts->profile);
	kp_jsonc_add_text(&json, root, "profile_name", kp_names_short(verdicts->profile));
	kp_jsonc_add_text(&json, root, "start", verdicts->start);
	kp_jsonc_add_text(&json, root, "end", verdicts->end);
	kp_jsonc_add(&json, root, "counts", make_counts(&json, verdicts));
	kp_jsonc_add_text(&json, files, "report", told->report);
	kp_jsonc_add_text(&json, files, "arf", told->arf);
	kp_jsonc_add_text(&json, files, "results", told->results);
	kp_jsonc_add(&json, root, "files", files);
	for (size_t i = 0; i < verdicts->count; i++) {
		kp_jsonc_append(&json, rules, make_rule(&json, &verdicts->items[i]));
	}
	kp_jsonc_add(&json, root, "rules", rules);
	return kp_jsonc_finish(&json, root, out, reterr);
}
