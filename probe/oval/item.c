/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/item.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/limits.h"
#include "base/quote.h"

/** Add an entity. @param[in] value consumed */
static void add_value(SEXP_t *item, const char *name, SEXP_t *value)
{
	(void)probe_item_ent_add(item, name, NULL, value);
	SEXP_free(value);
}

void kp_item_add_plain(SEXP_t *item, const char *name, const char *text)
{
	add_value(item, name, SEXP_string_new(text, strlen(text)));
}

/** Add a text that is made. @param[in,out] text released */
static void add_text(SEXP_t *item, const char *name, struct kp_text *text)
{
	KP_CLEANUP(kp_freep) char *string = NULL;

	if (kp_text_finish(text, &string, NULL) != KP_OK) {
		(void)probe_item_setstatus(item, SYSCHAR_STATUS_ERROR);
		return;
	}
	kp_item_add_plain(item, name, string);
}

void kp_item_add_string(SEXP_t *item, const char *name, const char *bytes)
{
	struct kp_text text = { 0 };

	kp_quote_text(&text, bytes);
	add_text(item, name, &text);
}

bool kp_item_fill_string(SEXP_t *item, const char *name, const void *value)
{
	const char *const *text = value;

	if (*text != NULL) {
		kp_item_add_string(item, name, *text);
	}
	return *text != NULL;
}

bool kp_item_fill_plain(SEXP_t *item, const char *name, const void *value)
{
	const char *const *text = value;

	if (*text != NULL) {
		kp_item_add_plain(item, name, *text);
	}
	return *text != NULL;
}

bool kp_item_fill_int(SEXP_t *item, const char *name, const void *value)
{
	const int64_t *number = value;

	if (*number >= 0) {
		add_value(item, name, SEXP_number_newi_64(*number));
	}
	return *number >= 0;
}

bool kp_item_fill_bool(SEXP_t *item, const char *name, const void *value)
{
	const enum kp_known *known = value;

	if (*known != KP_NOT_KNOWN) {
		add_value(item, name, SEXP_number_newb(*known == KP_KNOWN_YES));
	}
	return *known != KP_NOT_KNOWN;
}

bool kp_item_fill_paths(SEXP_t *item, const char *name, const void *value)
{
	const struct kp_strings *const *paths = value;
	size_t count = *paths == NULL ? 0 : (*paths)->count;

	for (size_t i = 0; i < count; i++) {
		kp_item_add_string(item, name, (*paths)->items[i]);
	}
	return count > 0;
}

enum kp_status kp_item_check_path(const char *path, struct kp_error *reterr)
{
	const char *root = getenv("OSCAP_PROBE_ROOT");

	if (!kp_quote_is_plain(path)) {
		return kp_fail(reterr, KP_ERR_UNSUPPORTED,
			       "the name of a file has bytes that cannot be handed to oscap's file "
			       "test: %s",
			       path);
	}
	if ((root == NULL ? 0 : strlen(root)) + strlen(path) >= PATH_MAX) {
		return kp_fail(reterr, KP_ERR_LIMIT,
			       "the path of a file is too long for oscap's file test: %s", path);
	}
	return KP_OK;
}

enum kp_status kp_item_check_paths(const struct kp_strings *paths, struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && paths != NULL && i < paths->count; i++) {
		status = kp_item_check_path(paths->items[i], reterr);
	}
	return status;
}

bool kp_item_fill_value(SEXP_t *item, const char *name, const void *value)
{
	const struct kp_setting *const *setting = value;

	return *setting != NULL && kp_item_fill_string(item, name, &(*setting)->value);
}

/** Add a text as people can read it. @param[in,out] raw becomes empty */
static void quote(struct kp_text *text, struct kp_text *raw)
{
	KP_CLEANUP(kp_freep) char *string = NULL;

	if (kp_text_finish(raw, &string, NULL) == KP_OK) {
		kp_quote_text(text, string);
	} else {
		text->failed = true;
	}
}

bool kp_item_fill_location(SEXP_t *item, const char *name, const void *value)
{
	const struct kp_setting *setting = *(const struct kp_setting *const *)value;
	struct kp_text text = { 0 };
	struct kp_text location = { 0 };

	if (setting == NULL) {
		return false;
	}
	kp_setting_add_location(setting, &location);
	quote(&text, &location);
	for (size_t i = 0; i < setting->overridden_count; i++) {
		kp_text_add_str(&text, i == 0 ? ", overrides " : ", ");
		kp_overridden_add_text(&setting->overridden[i], &location);
		quote(&text, &location);
	}
	add_text(item, name, &text);
	return true;
}

/** Add an entity with the status `does not exist`. */
static void add_absent(SEXP_t *item, const struct kp_item_entity *row)
{
	SEXP_t *value = SEXP_string_new("", 0);
	SEXP_t *entity = probe_ent_creat1(row->name, NULL, value);

	(void)SEXP_datatype_set(entity, row->datatype);
	(void)probe_ent_setstatus(entity, SYSCHAR_STATUS_DOES_NOT_EXIST);
	(void)SEXP_list_add(item, entity);
	SEXP_free(entity);
	SEXP_free(value);
}

void kp_item_fill(SEXP_t *item, const struct kp_item_entity *entities, const void *told)
{
	for (const struct kp_item_entity *row = entities; row->name != NULL; row++) {
		if (!row->fill(item, row->name, (const char *)told + row->offset)) {
			add_absent(item, row);
		}
	}
}

void kp_item_fill_absent(SEXP_t *item, const struct kp_item_entity *entities, const char *origin)
{
	for (const struct kp_item_entity *row = entities; row->name != NULL; row++) {
		if (strcmp(row->name, "origin") == 0) {
			kp_item_add_plain(item, row->name, origin);
		} else {
			add_absent(item, row);
		}
	}
}

int64_t kp_item_pid_of(const struct kp_kubelet *kubelet)
{
	const struct kp_identity *who = kp_kubelet_identity(kubelet);

	return who->origin == KP_ORIGIN_SERVICE ? -1 : who->pid;
}

/** Cut a text off where a character begins. */
static void cut(char *text, size_t size)
{
	static const char mark[] = "...";
	size_t at = size - sizeof(mark);

	if (strlen(text) < size) {
		return;
	}
	while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80) {
		at--;
	}
	memcpy(text + at, mark, sizeof(mark));
}

/** Add a message. Without memory there is none. */
static void add_message(SEXP_t *item, oval_message_level_t level, const char *words)
{
	KP_CLEANUP(kp_freep) char *message = NULL;
	struct kp_text text = { 0 };

	kp_quote_message(&text, words);
	if (kp_text_finish(&text, &message, NULL) == KP_OK) {
		cut(message, PROBE_ITEM_MESSAGE_MAX);
		(void)probe_item_add_msg(item, level, "%s", message);
	}
}

void kp_item_set_error(struct kp_items *items, SEXP_t *item, const struct kp_error *error)
{
	items->failed++;
	(void)probe_item_setstatus(item, SYSCHAR_STATUS_ERROR);
	add_message(item, OVAL_MESSAGE_LEVEL_ERROR, error->message);
}

void kp_item_set_note(SEXP_t *item, const char *note)
{
	if (note != NULL) {
		add_message(item, OVAL_MESSAGE_LEVEL_WARNING, note);
	}
}

int kp_items_add(struct kp_items *items, SEXP_t *item)
{
	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	items->entities += SEXP_list_length(item);
	if (items->is_over || items->entities > kp_default_limits.entities) {
		SEXP_free(item);
		kp_items_done(items);
		items->is_over = true;
		return 0;
	}
	if (kp_array_reserve(&items->items, items->count, &items->size, sizeof(SEXP_t *), NULL) !=
	    KP_OK) {
		SEXP_free(item);
		return PROBE_ENOMEM;
	}
	items->items[items->count++] = item;
	return 0;
}

static bool has_filter(probe_ctx *ctx)
{
	SEXP_t *filter = probe_obj_getent(probe_ctx_getobject(ctx), "filter", 1);
	bool found = filter != NULL;

	SEXP_free(filter);
	return found;
}

/** Whether the object is asked for once for each value of a variable: what all bring is one object. */
static bool is_part(probe_ctx *ctx)
{
	SEXP_t *setting = probe_obj_getent(probe_ctx_getobject(ctx), "setting", 1);
	bool is_variable = setting != NULL && probe_ent_attrexists(setting, "var_ref");

	SEXP_free(setting);
	return is_variable;
}

/** Flag the collected object. Without an error oscap does so by itself. */
static void set_flag(const struct kp_items *items, probe_ctx *ctx)
{
	oval_syschar_collection_flag_t flag = SYSCHAR_FLAG_COMPLETE;
	bool is_known = items->failed < items->count;

	if (items->failed == 0) {
		return;
	}
	if ((is_known && items->incomplete) || (has_filter(ctx) && (is_known || is_part(ctx)))) {
		flag = SYSCHAR_FLAG_INCOMPLETE;
	} else if (!is_known) {
		flag = SYSCHAR_FLAG_ERROR;
	}
	probe_cobj_set_flag(probe_ctx_getresult(ctx), flag);
}

int kp_items_collect(struct kp_items *items, probe_ctx *ctx)
{
	int result = 0;

	set_flag(items, ctx);
	for (size_t i = 0; i < items->count; i++) {
		/* Consumed, whatever comes of it: 1 is an item that a filter took away. */
		if (probe_item_collect(ctx, items->items[i]) < 0) {
			result = PROBE_ENOMEM;
		}
	}
	items->count = 0;
	kp_items_done(items);
	return result;
}

void kp_items_done(struct kp_items *items)
{
	for (size_t i = 0; i < items->count; i++) {
		SEXP_free(items->items[i]);
	}
	free(items->items);
	*items = (struct kp_items){ 0 };
}
