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
#include "oval/unjudged.h"

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

/** Collect the item of one setting. */
static int collect_setting(struct kp_session *session, const struct kp_kubelet *kubelet,
			   const char *name)
{
	KP_CLEANUP(kp_drift_done) struct kp_drift drift = { 0 };
	struct kp_error error;
	enum kp_status status = kp_drift_get(kubelet, name, &drift, &error);
	struct told told = {
		.setting = name,
		.running = drift.running,
		.service = drift.service,
		.pid = kp_kubelet_identity(kubelet)->pid,
	};

	if (status == KP_ERR_NOMEM) {
		return PROBE_ENOMEM;
	}
	if (status != KP_OK) {
		return kp_session_add(session, &told, &error, NULL);
	}
	if (drift.is_of_pod) {
		return 0;
	}
	told.differs = drift.differs ? KP_KNOWN_YES : KP_KNOWN_NO;
	return kp_session_add(session, &told, NULL,
			      drift.running == NULL ? NULL : drift.running->note);
}

/** Say of one that a pod starts that it is not compared. */
static int tell_pod(struct kp_session *session, const struct kp_kubelet *kubelet)
{
	struct kp_error words;

	session->found_inapplicable = true;
	(void)kp_fail(
		&words, KP_ERR_UNSUPPORTED,
		"%s %ld runs in a pod, of which the node does not have what the next start is "
		"made of: it is not compared",
		session->component->name, (long)kp_kubelet_identity(kubelet)->pid);
	return kp_unjudged_add(session, words.message);
}

/** Collect the settings of one instance that the object asks for. */
static int collect(struct kp_session *session, const struct kp_kubelet *kubelet)
{
	int result = kp_kubelet_is_of_pod(kubelet) ? tell_pod(session, kubelet) : 0;

	return result == 0 ? kp_setting_names_each(session, kubelet, collect_setting) : result;
}

int kp_drift_probe_main(probe_ctx *ctx, const struct kp_drift_probe *probe, void *arg)
{
	struct kp_session session = {
		.ctx = ctx,
		.object = probe_ctx_getobject(ctx),
		.subtype = probe->subtype,
		.component = probe->component,
		.kept = arg,
		.with_services = true,
		.entities = entities,
		.tell = probe->tell,
	};

	return kp_session_run(&session, collect);
}

int kubeletdrift_probe_main(probe_ctx *ctx, void *arg)
{
	static const struct kp_drift_probe probe = {
		.subtype = OVAL_LINUX_KUBELETDRIFT,
		.component = &kp_kubelet_component,
	};

	return kp_drift_probe_main(ctx, &probe, arg);
}
