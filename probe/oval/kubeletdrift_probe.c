/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubeletdrift_probe.h"

#include <stdlib.h>

#include "core/cleanup.h"
#include "core/drift.h"
#include "oval/item.h"
#include "oval/kept.h"
#include "oval/session.h"
#include "oval/setting_names.h"

int kubeletdrift_probe_offline_mode_supported(void)
{
	return PROBE_OFFLINE_OWN;
}

static void add_absent(SEXP_t *item, const char *origin)
{
	(void)origin;
	kp_item_add_absent(item, "setting");
	kp_item_add_absent(item, "value");
	kp_item_add_absent(item, "location");
	kp_item_add_absent(item, "service_value");
	kp_item_add_absent(item, "service_location");
	kp_item_add_absent_of(item, "pid", "int");
	kp_item_add_absent_of(item, "differs", "boolean");
}

/** Add a value and where it was said. @param[in] setting NULL: not known */
static void add_setting(SEXP_t *item, const char *value_name, const char *location_name,
			const struct kp_setting *setting, const char *location)
{
	kp_item_add_string(item, value_name, setting == NULL ? NULL : setting->value);
	kp_item_add_plain(item, location_name, location);
}

/** Fill the item of a setting. @param[in] drift empty if it cannot be told */
static int fill_item(SEXP_t *item, const struct kp_kubelet *kubelet, const char *name,
		     const struct kp_drift *drift)
{
	const struct kp_setting *running = drift->running;
	const struct kp_setting *service = drift->service;
	KP_CLEANUP(kp_freep)
	char *location = running == NULL ? NULL : kp_item_location_of(running);
	KP_CLEANUP(kp_freep)
	char *service_location = service == NULL ? NULL : kp_item_location_of(service);

	if ((running != NULL && location == NULL) ||
	    (service != NULL && service_location == NULL)) {
		return PROBE_ENOMEM;
	}
	kp_item_add_string(item, "setting", name);
	add_setting(item, "value", "location", running, location);
	add_setting(item, "service_value", "service_location", service, service_location);
	kp_item_add_int(item, "pid", kp_kubelet_pid(kubelet));
	return 0;
}

/** Collect the kubeletdrift_item of one setting. */
static int collect_setting(struct kp_session *session, const struct kp_kubelet *kubelet,
			   const char *name)
{
	KP_CLEANUP(kp_drift_done) struct kp_drift drift = { 0 };
	struct kp_error error;
	enum kp_status status = kp_drift_get(kubelet, name, &drift, &error);
	SEXP_t *item =
		status == KP_ERR_NOMEM ? NULL : probe_item_create(session->subtype, NULL, NULL);

	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	if (status != KP_OK) {
		kp_item_set_error(&session->items, item, &error);
	}
	if (fill_item(item, kubelet, name, &drift) != 0) {
		SEXP_free(item);
		return PROBE_ENOMEM;
	}
	if (status == KP_OK) {
		kp_item_add_bool(item, "differs", drift.differs);
	} else {
		kp_item_add_absent_of(item, "differs", "boolean");
	}
	return kp_items_add(&session->items, item);
}

/** Collect the settings of one kubelet that the object asks for. */
static int collect(struct kp_session *session, const struct kp_kubelet *kubelet)
{
	return kp_setting_names_each(session, kubelet, collect_setting);
}

int kubeletdrift_probe_main(probe_ctx *ctx, void *arg)
{
	struct kp_session session = {
		.ctx = ctx,
		.object = probe_ctx_getobject(ctx),
		.subtype = OVAL_LINUX_KUBELETDRIFT,
		.kept = arg,
		.with_services = true,
		.add_absent = add_absent,
	};

	return kp_session_run(&session, collect);
}
