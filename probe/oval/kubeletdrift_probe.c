/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubeletdrift_probe.h"

#include <stddef.h>

#include "base/cleanup.h"
#include "kubelet/component.h"
#include "node/drift.h"
#include "oval/item.h"
#include "oval/kept.h"
#include "oval/session.h"
#include "oval/setting_names.h"

int kubeletdrift_probe_offline_mode_supported(void)
{
	return PROBE_OFFLINE_OWN;
}

/** What an item tells. */
struct told {
	const char *setting;
	const struct kp_setting *running; /* NULL: not known */
	const struct kp_setting *service; /* NULL: not known */
	int64_t pid;
	enum kp_known differs;
};

#define TOLD(member) offsetof(struct told, member)

static const struct kp_item_entity entities[] = {
	{ "setting", "string", kp_item_fill_string, TOLD(setting) },
	{ "value", "string", kp_item_fill_value, TOLD(running) },
	{ "location", "string", kp_item_fill_location, TOLD(running) },
	{ "service_value", "string", kp_item_fill_value, TOLD(service) },
	{ "service_location", "string", kp_item_fill_location, TOLD(service) },
	{ "pid", "int", kp_item_fill_int, TOLD(pid) },
	{ "differs", "boolean", kp_item_fill_bool, TOLD(differs) },
	{ 0 },
};

/** Collect the kubeletdrift_item of one setting. */
static int collect_setting(struct kp_session *session, const struct kp_kubelet *kubelet,
			   const char *name)
{
	KP_CLEANUP(kp_drift_done) struct kp_drift drift = { 0 };
	struct kp_error error;
	enum kp_status status = kp_drift_get(kubelet, name, &drift, &error);
	SEXP_t *item =
		status == KP_ERR_NOMEM ? NULL : probe_item_create(session->subtype, NULL, NULL);
	struct told told = {
		.setting = name,
		.running = drift.running,
		.service = drift.service,
		.pid = kp_kubelet_identity(kubelet)->pid,
	};

	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	if (status == KP_OK) {
		told.differs = drift.differs ? KP_KNOWN_YES : KP_KNOWN_NO;
		kp_item_set_note(item, drift.running == NULL ? NULL : drift.running->note);
	} else {
		kp_item_set_error(&session->items, item, &error);
	}
	kp_item_fill(item, entities, &told);
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
		.component = &kp_kubelet_component,
		.kept = arg,
		.with_services = true,
		.entities = entities,
	};

	return kp_session_run(&session, collect);
}
