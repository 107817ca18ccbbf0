/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/item.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "core/quote.h"

/** Add an entity. @param[in] value consumed */
static void add_value(SEXP_t *item, const char *name, SEXP_t *value)
{
	(void)probe_item_ent_add(item, name, NULL, value);
	SEXP_free(value);
}

void kp_item_add_plain(SEXP_t *item, const char *name, const char *text)
{
	if (text == NULL) {
		kp_item_add_absent(item, name);
	} else {
		add_value(item, name, SEXP_string_new(text, strlen(text)));
	}
}

void kp_item_add_string(SEXP_t *item, const char *name, const char *bytes)
{
	KP_CLEANUP(kp_freep) char *string = NULL;
	struct kp_text text = { 0 };

	if (bytes == NULL) {
		kp_item_add_absent(item, name);
		return;
	}
	kp_quote_text(&text, bytes);
	if (kp_text_finish(&text, &string, NULL) != KP_OK) {
		(void)probe_item_setstatus(item, SYSCHAR_STATUS_ERROR);
		return;
	}
	kp_item_add_plain(item, name, string);
}

void kp_item_add_paths(SEXP_t *item, const char *name, const struct kp_paths *paths)
{
	size_t count = paths == NULL ? 0 : paths->count;

	for (size_t i = 0; i < count; i++) {
		kp_item_add_string(item, name, paths->items[i]);
	}
	if (count == 0) {
		kp_item_add_absent(item, name);
	}
}

void kp_item_add_int(SEXP_t *item, const char *name, int64_t value)
{
	add_value(item, name, SEXP_number_newi_64(value));
}

void kp_item_add_bool(SEXP_t *item, const char *name, bool value)
{
	add_value(item, name, SEXP_number_newb(value));
}

void kp_item_add_absent_of(SEXP_t *item, const char *name, const char *datatype)
{
	SEXP_t *value = SEXP_string_new("", 0);
	SEXP_t *entity = probe_ent_creat1(name, NULL, value);

	(void)SEXP_datatype_set(entity, datatype);
	(void)probe_ent_setstatus(entity, SYSCHAR_STATUS_DOES_NOT_EXIST);
	(void)SEXP_list_add(item, entity);
	SEXP_free(entity);
	SEXP_free(value);
}

void kp_item_add_absent(SEXP_t *item, const char *name)
{
	kp_item_add_absent_of(item, name, "string");
}

void kp_item_add_pid(SEXP_t *item, const struct kp_kubelet *kubelet)
{
	if (kp_kubelet_origin(kubelet) == KP_ORIGIN_SERVICE) {
		kp_item_add_absent_of(item, "pid", "int");
	} else {
		kp_item_add_int(item, "pid", kp_kubelet_pid(kubelet));
	}
}

char *kp_item_location_of(const struct kp_setting *setting)
{
	struct kp_text text = { 0 };
	char *location = NULL;

	kp_quote_text(&text, setting->location);
	for (size_t i = 0; i < setting->overridden_count; i++) {
		kp_text_add_str(&text, i == 0 ? ", overrides " : ", ");
		kp_quote_text(&text, setting->overridden[i]);
	}
	return kp_text_finish(&text, &location, NULL) == KP_OK ? location : NULL;
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

void kp_item_set_error(struct kp_items *items, SEXP_t *item, const struct kp_error *error)
{
	KP_CLEANUP(kp_freep) char *message = NULL;
	struct kp_text text = { 0 };

	items->failed = true;
	(void)probe_item_setstatus(item, SYSCHAR_STATUS_ERROR);
	kp_quote_message(&text, error->message);
	if (kp_text_finish(&text, &message, NULL) == KP_OK) {
		cut(message, PROBE_ITEM_MESSAGE_MAX);
		(void)probe_item_add_msg(item, OVAL_MESSAGE_LEVEL_ERROR, "%s", message);
	}
}

int kp_items_add(struct kp_items *items, SEXP_t *item)
{
	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	if (kp_array_reserve(&items->items, items->count, &items->size, sizeof(SEXP_t *), NULL) !=
	    KP_OK) {
		SEXP_free(item);
		return PROBE_ENOMEM;
	}
	items->items[items->count++] = item;
	return 0;
}

int kp_items_collect(struct kp_items *items, probe_ctx *ctx)
{
	int result = 0;

	if (items->failed) {
		probe_cobj_set_flag(probe_ctx_getresult(ctx), SYSCHAR_FLAG_ERROR);
	}
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
