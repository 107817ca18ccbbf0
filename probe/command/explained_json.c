/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/explained_json.h"

#include "base/cleanup.h"
#include "base/quote.h"
#include "command/jsonc.h"

/** Add a text, quoted as in items where it is no plain text; of NULL none. */
static void add_bytes(struct kp_jsonc *json, json_object *object, const char *name,
		      const char *bytes)
{
	KP_CLEANUP(kp_freep) char *quoted = NULL;
	struct kp_text text = { 0 };

	if (bytes == NULL) {
		return;
	}
	kp_quote_text(&text, bytes);
	if (kp_text_finish(&text, &quoted, NULL) != KP_OK) {
		json->has_failed = true;
		return;
	}
	kp_jsonc_add_text(json, object, name, quoted);
}

/** Add a value, and where it was said. */
static void add_said(struct kp_jsonc *json, json_object *object, const struct kp_setting *setting)
{
	KP_CLEANUP(kp_freep) char *location = NULL;

	if (kp_setting_location(setting, &location, NULL) != KP_OK) {
		json->has_failed = true;
		return;
	}
	add_bytes(json, object, "value", setting->value);
	kp_jsonc_add_text(json, object, "source", kp_source_str(setting->source));
	add_bytes(json, object, "location", location);
}

/** Add what a setting overrides. Of many only some are told, and then that there are more. */
static void add_overridden(struct kp_jsonc *json, json_object *object,
			   const struct kp_setting *setting)
{
	json_object *array = kp_jsonc_array(json);

	for (size_t i = 0; i < setting->overridden_count; i++) {
		const struct kp_overridden *overridden = &setting->overridden[i];
		json_object *item = kp_jsonc_object(json);
		KP_CLEANUP(kp_freep) char *location = NULL;
		struct kp_text text = { 0 };

		if (overridden->at.source != KP_SOURCE__COUNT) {
			kp_said_at_add(&overridden->at, &text);
			if (kp_text_finish(&text, &location, NULL) != KP_OK) {
				json->has_failed = true;
			}
		}
		add_bytes(json, item, "location", location);
		add_bytes(json, item, "value", overridden->value);
		kp_jsonc_append(json, array, item);
	}
	kp_jsonc_add(json, object, "overrides", array);
}

static void add_unheeded(struct kp_jsonc *json, json_object *object,
			 const struct kp_unheeded_list *list)
{
	json_object *array = kp_jsonc_array(json);

	for (size_t i = 0; i < list->count; i++) {
		const struct kp_unheeded *unheeded = &list->items[i];
		json_object *item = kp_jsonc_object(json);

		kp_jsonc_add_text(json, item, "kind", unheeded->kind->name);
		add_bytes(json, item, "path", unheeded->path);
		kp_jsonc_add_number(json, item, "line", unheeded->line);
		add_bytes(json, item, "what", unheeded->what);
		kp_jsonc_add_text(json, item, "why", unheeded->kind->why);
		kp_jsonc_append(json, array, item);
	}
	kp_jsonc_add(json, object, "without_effect", array);
}

static void add_answers(struct kp_jsonc *json, json_object *object,
			const struct kp_answers *answers)
{
	json_object *array = kp_jsonc_array(json);

	for (size_t i = 0; i < answers->count; i++) {
		const struct kp_answer *answer = &answers->items[i];
		json_object *item = kp_jsonc_object(json);

		kp_jsonc_add_number(json, item, "since", answer->since);
		kp_jsonc_add_number(json, item, "until", answer->until);
		if (answer->setting != NULL) {
			add_said(json, item, answer->setting);
		} else {
			add_bytes(json, item, "error",
				  answer->error.status == KP_ERR_INVAL ? KP_ANSWER_NONE
								       : answer->error.message);
		}
		kp_jsonc_append(json, array, item);
	}
	kp_jsonc_add(json, object, "versions", array);
}

/** Add what the running kubelet says, if it was asked. */
static void add_running(struct kp_jsonc *json, json_object *object,
			const struct kp_explained *explained)
{
	json_object *running;

	if (!explained->is_asked) {
		return;
	}
	running = kp_jsonc_object(json);
	if (explained->running != NULL) {
		add_said(json, running, explained->running);
		add_bytes(json, running, "note", explained->running->note);
	} else {
		add_bytes(json, running, "error", explained->running_error.message);
	}
	kp_jsonc_add(json, object, "running_configuration", running);
}

static json_object *make_item(struct kp_jsonc *json, const struct kp_explained *explained)
{
	const struct kp_identity *who = explained->who;
	json_object *object = kp_jsonc_object(json);

	kp_jsonc_add_text(json, object, "origin", kp_origin_str(who->origin));
	if (who->origin == KP_ORIGIN_PROCESS) {
		kp_jsonc_add_number(json, object, "pid", who->pid);
	}
	add_bytes(json, object, "unit", who->unit);
	add_bytes(json, object, "container", who->container);
	if (explained->setting != NULL) {
		add_said(json, object, explained->setting);
		add_bytes(json, object, "note", explained->setting->note);
		add_overridden(json, object, explained->setting);
	} else {
		add_bytes(json, object, "error", explained->error.message);
	}
	add_running(json, object, explained);
	add_unheeded(json, object, &explained->unheeded);
	add_answers(json, object, &explained->answers);
	return object;
}

enum kp_status kp_explanation_write_json(const struct kp_explanation *explanation,
					 struct kp_text *out, struct kp_error *reterr)
{
	struct kp_jsonc json = { 0 };
	json_object *root = kp_jsonc_object(&json);
	json_object *array = kp_jsonc_array(&json);

	add_bytes(&json, root, "setting", explanation->setting);
	add_bytes(&json, root, "incomplete",
		  explanation->incomplete == NULL ? NULL : explanation->incomplete->message);
	for (size_t i = 0; i < explanation->count; i++) {
		kp_jsonc_append(&json, array, make_item(&json, &explanation->items[i]));
	}
	kp_jsonc_add(&json, root, "kubelets", array);
	return kp_jsonc_finish(&json, root, out, reterr);
}
