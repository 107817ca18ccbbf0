/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubeletsetting_probe.h"

#include <stdlib.h>

#include "core/cleanup.h"
#include "core/names.h"
#include "core/quote.h"
#include "oval/entity.h"
#include "oval/item.h"
#include "oval/session.h"

int kubeletsetting_probe_offline_mode_supported(void)
{
	return PROBE_OFFLINE_OWN;
}

static void add_absent(SEXP_t *item, const char *origin)
{
	kp_item_add_absent(item, "setting");
	kp_item_add_absent(item, "value");
	kp_item_add_absent(item, "source");
	kp_item_add_absent(item, "location");
	kp_item_add_string(item, "origin", origin);
	kp_item_add_absent_of(item, "pid", "int");
	kp_item_add_absent(item, "element");
}

/** Add the members of a list or map; an item always has the entity. */
static void add_elements(SEXP_t *item, const struct kp_setting *setting)
{
	for (size_t i = 0; i < setting->element_count; i++) {
		kp_item_add_string(item, "element", setting->elements[i]);
	}
	if (setting->element_count == 0) {
		kp_item_add_absent(item, "element");
	}
}

/**
 * Where a setting was said, and what it overrides there: "argv[2], overrides FILE:4 (Webhook)".
 * @return caller-owned, free with free(); NULL for lack of memory
 */
static char *format_location(const struct kp_setting *setting)
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

/** Fill the item of a setting. @param[in] setting, location NULL if its value cannot be told */
static void fill_item(SEXP_t *item, const struct kp_kubelet *kubelet, const char *name,
		      const struct kp_setting *setting, const char *location)
{
	kp_item_add_string(item, "setting", name);
	kp_item_add_string(item, "value", setting == NULL ? NULL : setting->value);
	kp_item_add_string(item, "source", setting == NULL ? NULL : kp_source_str(setting->source));
	kp_item_add_plain(item, "location", location);
	kp_item_add_string(item, "origin", kp_origin_str(kp_kubelet_origin(kubelet)));
	kp_item_add_int(item, "pid", kp_kubelet_pid(kubelet));
	if (setting == NULL) {
		kp_item_add_absent(item, "element");
	} else {
		add_elements(item, setting);
	}
}

/** Collect the kubeletsetting_item of one setting. */
static int collect_setting(struct kp_session *session, const struct kp_kubelet *kubelet,
			   const char *name)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	KP_CLEANUP(kp_freep) char *location = NULL;
	struct kp_error error;
	enum kp_status status = kp_kubelet_setting(kubelet, name, &setting, &error);
	SEXP_t *item;

	if (status == KP_OK) {
		location = format_location(setting);
	}
	if (status == KP_ERR_NOMEM || (status == KP_OK && location == NULL)) {
		return PROBE_ENOMEM;
	}
	item = probe_item_create(session->subtype, NULL, NULL);
	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	if (status != KP_OK) {
		kp_item_set_error(&session->items, item, &error);
	}
	fill_item(item, kubelet, name, setting, location);
	return kp_items_add(&session->items, item);
}

/** Collect a setting if its name satisfies an entity. */
static int collect_if(struct kp_session *session, const struct kp_kubelet *kubelet, SEXP_t *entity,
		      const char *name)
{
	switch (kp_entity_match(session->subtype, entity, "setting", name)) {
	case KP_MATCH_NO:
		return 0;
	case KP_MATCH_YES:
		return collect_setting(session, kubelet, name);
	case KP_MATCH_ERROR:
		break;
	}
	return kp_session_refuse_entity(session, "setting");
}

/** Collect the settings that an entity names one by one; no table needs to know them. */
static int collect_named(struct kp_session *session, const struct kp_kubelet *kubelet,
			 SEXP_t *entity)
{
	SEXP_t *values = NULL;
	uint32_t count = (uint32_t)probe_ent_getvals(entity, &values);
	int result = 0;

	for (uint32_t i = 1; result == 0 && i <= count; i++) {
		SEXP_t *value = SEXP_list_nth(values, i);
		KP_CLEANUP(kp_freep) char *name = SEXP_string_cstr(value);

		result = name == NULL ? kp_session_refuse_entity(session, "setting")
				      : collect_if(session, kubelet, entity, name);
		SEXP_free(value);
	}
	SEXP_free(values);
	return result;
}

/** Collect the settings of the tables whose names satisfy an entity. */
static int collect_known(struct kp_session *session, const struct kp_kubelet *kubelet,
			 SEXP_t *entity)
{
	size_t position = 0;
	const char *name;
	int result = 0;

	/* An entity that cannot be compared with one name cannot with another. */
	name = kp_names_next(&position);
	if (kp_entity_match(session->subtype, entity, "setting", name) == KP_MATCH_ERROR) {
		return kp_session_refuse_entity(session, "setting");
	}
	for (; result == 0 && name != NULL; name = kp_names_next(&position)) {
		result = collect_if(session, kubelet, entity, name);
	}
	return result;
}

/** Whether the names that an entity can mean are the ones that it holds. */
static bool names_all(SEXP_t *entity)
{
	SEXP_t *check = probe_ent_getattrval(entity, "var_check");
	bool inverted = check != NULL && SEXP_number_geti_32(check) == OVAL_CHECK_NONE_SATISFY;

	SEXP_free(check);
	return !inverted &&
	       probe_ent_getoperation(entity, OVAL_OPERATION_EQUALS) == OVAL_OPERATION_EQUALS;
}

/** Collect the settings of one kubelet that the object asks for. */
static int collect(struct kp_session *session, const struct kp_kubelet *kubelet)
{
	SEXP_t *entity = probe_obj_getent(session->object, "setting", 1);
	int result;

	if (entity == NULL) {
		return PROBE_ENOENT;
	}
	result = names_all(entity) ? collect_named(session, kubelet, entity)
				   : collect_known(session, kubelet, entity);
	SEXP_free(entity);
	return result;
}

int kubeletsetting_probe_main(probe_ctx *ctx, void *arg)
{
	struct kp_session session = {
		.ctx = ctx,
		.object = probe_ctx_getobject(ctx),
		.subtype = OVAL_LINUX_KUBELETSETTING,
		.kept = arg,
		.add_absent = add_absent,
	};

	return kp_session_run(&session, collect);
}
