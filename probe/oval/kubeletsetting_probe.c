/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubeletsetting_probe.h"

#include <stdlib.h>

#include "core/cleanup.h"
#include "core/quote.h"
#include "oval/item.h"
#include "oval/session.h"
#include "oval/setting_names.h"

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
	kp_item_add_absent(item, "file");
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
 * Fill the item of a setting.
 * @param[in] setting, location NULL if its value cannot be told
 * @param[in] file NULL if it names none that is there
 */
static void fill_item(SEXP_t *item, const struct kp_kubelet *kubelet, const char *name,
		      const struct kp_setting *setting, const char *location, const char *file)
{
	kp_item_add_string(item, "setting", name);
	kp_item_add_string(item, "value", setting == NULL ? NULL : setting->value);
	kp_item_add_string(item, "source", setting == NULL ? NULL : kp_source_str(setting->source));
	kp_item_add_plain(item, "location", location);
	kp_item_add_string(item, "origin", kp_origin_str(kp_kubelet_origin(kubelet)));
	kp_item_add_pid(item, kubelet);
	kp_item_add_string(item, "file", file);
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
	const char *file = NULL;
	struct kp_error error;
	enum kp_status status = kp_kubelet_setting(kubelet, name, &setting, &error);
	SEXP_t *item;

	if (status == KP_OK) {
		location = kp_item_location_of(setting);
	}
	if (status == KP_ERR_NOMEM || (status == KP_OK && location == NULL)) {
		return PROBE_ENOMEM;
	}
	if (status == KP_OK) {
		status = kp_kubelet_named_file(kubelet, name, &file, &error);
	}
	item = probe_item_create(session->subtype, NULL, NULL);
	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	if (status != KP_OK) {
		kp_item_set_error(&session->items, item, &error);
	}
	fill_item(item, kubelet, name, setting, location, file);
	return kp_items_add(&session->items, item);
}

/** Collect the settings of one kubelet that the object asks for. */
static int collect(struct kp_session *session, const struct kp_kubelet *kubelet)
{
	return kp_setting_names_each(session, kubelet, collect_setting);
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
