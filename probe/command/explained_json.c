/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <json-c/json.h>

#include "base/cleanup.h"
#include "base/quote.h"
#include "command/explained.h"

/** A document being made. */
struct document {
	bool failed;
};

static void put_object(struct document *document, struct json_object *object, const char *key,
		       struct json_object *value)
{
	if (object == NULL || value == NULL || json_object_object_add(object, key, value) != 0) {
		document->failed = true;
		(void)json_object_put(value);
	}
}

/** Add a text, or null. What is no XML text is quoted as in items. */
static void put_text(struct document *document, struct json_object *object, const char *key,
		     const char *bytes)
{
	KP_CLEANUP(kp_freep) char *quoted = NULL;
	struct kp_text text = { 0 };

	if (bytes == NULL) {
		if (json_object_object_add(object, key, NULL) != 0) {
			document->failed = true;
		}
		return;
	}
	kp_quote_text(&text, bytes);
	if (kp_text_finish(&text, &quoted, NULL) != KP_OK) {
		document->failed = true;
		return;
	}
	put_object(document, object, key, json_object_new_string(quoted));
}

static void put_number(struct document *document, struct json_object *object, const char *key,
		       int64_t number)
{
	put_object(document, object, key, json_object_new_int64(number));
}

/** Add an array. @return it, borrowed from object; NULL if that failed */
static struct json_object *put_array(struct document *document, struct json_object *object,
				     const char *key)
{
	struct json_object *array = json_object_new_array();

	put_object(document, object, key, array);
	return document->failed ? NULL : array;
}

/** Append an object. @return it, borrowed from array; NULL if that failed */
static struct json_object *append(struct document *document, struct json_object *array)
{
	struct json_object *object = json_object_new_object();

	if (array == NULL || object == NULL || json_object_array_add(array, object) != 0) {
		document->failed = true;
		(void)json_object_put(object);
		return NULL;
	}
	return object;
}

/** Add a value, and where it was said. */
static void put_said(struct document *document, struct json_object *object,
		     const struct kp_setting *setting)
{
	KP_CLEANUP(kp_freep) char *location = NULL;

	if (kp_setting_location(setting, &location, NULL) != KP_OK) {
		document->failed = true;
		return;
	}
	put_text(document, object, "value", setting->value);
	put_text(document, object, "source", kp_source_str(setting->source));
	put_text(document, object, "location", location);
}

static void put_overridden(struct document *document, struct json_object *object,
			   const struct kp_setting *setting)
{
	struct json_object *array = put_array(document, object, "overrides");

	for (size_t i = 0; !document->failed && i < setting->overridden_count; i++) {
		const struct kp_overridden *overridden = &setting->overridden[i];
		struct json_object *item = append(document, array);
		KP_CLEANUP(kp_freep) char *location = NULL;
		struct kp_text text = { 0 };

		kp_said_at_add(&overridden->at, &text);
		if (document->failed || kp_text_finish(&text, &location, NULL) != KP_OK) {
			document->failed = true;
			return;
		}
		/* Of many only some are told, and then that there are more. */
		put_text(document, item, "location",
			 overridden->at.source == KP_SOURCE__COUNT ? NULL : location);
		put_text(document, item, "value", overridden->value);
	}
}

static void put_unheeded(struct document *document, struct json_object *object,
			 const struct kp_unheeded_list *list)
{
	struct json_object *array = put_array(document, object, "without_effect");

	for (size_t i = 0; !document->failed && i < list->count; i++) {
		const struct kp_unheeded *unheeded = &list->items[i];
		struct json_object *item = append(document, array);

		if (item != NULL) {
			put_text(document, item, "kind", unheeded->kind->name);
			put_text(document, item, "path", unheeded->path);
			put_number(document, item, "line", unheeded->line);
			put_text(document, item, "what", unheeded->what);
			put_text(document, item, "why", unheeded->kind->why);
		}
	}
}

static void put_answers(struct document *document, struct json_object *object,
			const struct kp_answers *answers)
{
	struct json_object *array = put_array(document, object, "versions");

	for (size_t i = 0; !document->failed && i < answers->count; i++) {
		const struct kp_answer *answer = &answers->items[i];
		struct json_object *item = append(document, array);

		if (item == NULL) {
			return;
		}
		put_number(document, item, "since", answer->since);
		put_number(document, item, "until", answer->until);
		if (answer->setting != NULL) {
			put_said(document, item, answer->setting);
		} else {
			put_text(document, item, "error",
				 answer->error.status == KP_ERR_INVAL ? "no such setting"
								      : answer->error.message);
		}
	}
}

static void put_explained(struct document *document, struct json_object *object,
			  const struct kp_explained *explained)
{
	const struct kp_identity *who = explained->who;

	put_text(document, object, "origin", kp_origin_str(who->origin));
	if (who->origin == KP_ORIGIN_PROCESS) {
		put_number(document, object, "pid", who->pid);
	}
	put_text(document, object, "unit", who->unit);
	put_text(document, object, "container", who->container);
	if (explained->setting != NULL) {
		put_said(document, object, explained->setting);
		put_text(document, object, "note", explained->setting->note);
		put_overridden(document, object, explained->setting);
	} else {
		put_text(document, object, "error", explained->error.message);
	}
	put_unheeded(document, object, &explained->unheeded);
	put_answers(document, object, &explained->answers);
}

enum kp_status kp_explanation_print_json(const struct kp_explanation *explanation, FILE *out,
					 struct kp_error *reterr)
{
	struct document document = { false };
	struct json_object *root = json_object_new_object();
	struct json_object *array;
	const char *text;
	enum kp_status status = KP_OK;

	if (root == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	put_text(&document, root, "setting", explanation->setting);
	put_text(&document, root, "incomplete",
		 explanation->incomplete == NULL ? NULL : explanation->incomplete->message);
	array = put_array(&document, root, "kubelets");
	for (size_t i = 0; !document.failed && i < explanation->count; i++) {
		struct json_object *item = append(&document, array);

		if (item != NULL) {
			put_explained(&document, item, &explanation->items[i]);
		}
	}
	text = document.failed
		       ? NULL
		       : json_object_to_json_string_ext(
				 root, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text == NULL) {
		status = kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	} else if (fprintf(out, "%s\n", text) < 0 || fflush(out) != 0) {
		status = kp_fail_errno(reterr, errno, "cannot write to standard output");
	}
	(void)json_object_put(root);
	return status;
}
