/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "oval/kubeletdrift_probe.h"

#include <stdlib.h>
#include <string.h>

#include "core/cleanup.h"
#include "oval/item.h"
#include "oval/kept.h"
#include "oval/session.h"
#include "oval/setting_names.h"

/** One setting in the running kubelet and in the one that its unit would start. */
struct pair {
	struct kp_setting *running;
	struct kp_setting *service;
	char *running_location;
	char *service_location;
};

int kubeletdrift_probe_offline_mode_supported(void)
{
	return PROBE_OFFLINE_OWN;
}

static void pair_done(struct pair *pair)
{
	kp_setting_free(pair->running);
	kp_setting_free(pair->service);
	free(pair->running_location);
	free(pair->service_location);
}

/** @return KP_OK; KP_ERR_NOMEM; why one of the two cannot be told */
static enum kp_status pair_get(const struct kp_kubelet *kubelet, const char *name,
			       struct pair *pair, struct kp_error *reterr)
{
	const struct kp_kubelet *service = NULL;
	enum kp_status status = kp_kubelet_service(kubelet, &service, reterr);

	if (status == KP_OK) {
		status = kp_kubelet_setting(kubelet, name, &pair->running, reterr);
	}
	if (status != KP_OK) {
		return status;
	}
	status = kp_kubelet_setting(service, name, &pair->service, reterr);
	if (status != KP_OK) {
		return kp_wrap(reterr, status, "after a restart");
	}
	pair->running_location = kp_item_location_of(pair->running);
	pair->service_location = kp_item_location_of(pair->service);
	return pair->running_location == NULL || pair->service_location == NULL ? KP_ERR_NOMEM
										: KP_OK;
}

/** Whether two values are not the same; NULL is none. */
static bool differ(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one != other : strcmp(one, other) != 0;
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

/** Fill the item of a setting. @param[in] pair of NULLs if it cannot be told */
static void fill_item(SEXP_t *item, const struct kp_kubelet *kubelet, const char *name,
		      const struct pair *pair)
{
	bool told = pair->running_location != NULL && pair->service_location != NULL;
	const char *value = told ? pair->running->value : NULL;
	const char *service_value = told ? pair->service->value : NULL;

	kp_item_add_string(item, "setting", name);
	kp_item_add_string(item, "value", value);
	kp_item_add_plain(item, "location", told ? pair->running_location : NULL);
	kp_item_add_string(item, "service_value", service_value);
	kp_item_add_plain(item, "service_location", told ? pair->service_location : NULL);
	kp_item_add_int(item, "pid", kp_kubelet_pid(kubelet));
	if (told) {
		kp_item_add_bool(item, "differs", differ(value, service_value));
	} else {
		kp_item_add_absent_of(item, "differs", "boolean");
	}
}

/** Collect the kubeletdrift_item of one setting. */
static int collect_setting(struct kp_session *session, const struct kp_kubelet *kubelet,
			   const char *name)
{
	KP_CLEANUP(pair_done) struct pair pair = { 0 };
	struct kp_error error;
	enum kp_status status = pair_get(kubelet, name, &pair, &error);
	SEXP_t *item;

	if (status == KP_ERR_NOMEM) {
		return PROBE_ENOMEM;
	}
	item = probe_item_create(session->subtype, NULL, NULL);
	if (item == NULL) {
		return PROBE_ENOMEM;
	}
	if (status != KP_OK) {
		kp_item_set_error(&session->items, item, &error);
	}
	fill_item(item, kubelet, name, &pair);
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
