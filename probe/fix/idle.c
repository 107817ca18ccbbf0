/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/idle.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "fix/system/manager.h"
#include "fix/target.h"
#include "node/services.h"
#include "systemd/units.h"

/** Seconds for a question: systemctl itself gives up after 25 (sd_bus_call(3)). */
#define KP_IDLE_LIMIT 30

/** Whether one of the kubelets is this machine's own. */
static bool has_own(const struct kp_kubelets *kubelets)
{
	bool found = false;

	for (size_t i = 0; !found && i < kp_kubelets_count(kubelets); i++) {
		found = kp_target_is_own(kp_kubelets_get(kubelets, i));
	}
	return found;
}

/**
 * Whether a service is one that runs, or is to run. That of a program which makes up a kubelet's
 * arguments may well be up without one.
 */
static bool should_run(const struct kp_kubelet *service, const struct kp_manager_unit *unit,
		       bool is_wanted)
{
	if (strcmp(unit->active, "inactive") == 0) {
		return is_wanted || strncmp(unit->file, "enabled", strlen("enabled")) == 0;
	}
	return strcmp(unit->active, "active") != 0 || kp_kubelet_argv_error(service) == NULL;
}

/** Tell the unit and how the last process of the component in it ended. */
static enum kp_status tell(const char *component, const char *name,
			   const struct kp_manager_unit *unit, struct kp_error *reterr)
{
	char end[64] = "";

	if (unit->has_ended) {
		(void)snprintf(end, sizeof(end), "; its last process ended with %s %d",
			       unit->by_signal ? "signal" : "exit status", unit->status);
	}
	return kp_fail(reterr, KP_ERR_GONE,
		       "%s should run a %s, and none runs now: it is %s%s%s%s%s%s%s", name,
		       component, unit->active, unit->sub[0] == '\0' ? "" : " (", unit->sub,
		       unit->sub[0] == '\0' ? "" : ")", end,
		       unit->result[0] == '\0' ? "" : ", Result=", unit->result);
}

/** Make sure that a service should not run a kubelet. */
static enum kp_status check(const char *component, const struct kp_kubelet *service,
			    const struct kp_units *units, struct kp_error *reterr)
{
	const char *name = kp_kubelet_identity(service)->unit;
	bool is_wanted = kp_units_is_wanted(units, name);
	struct kp_manager_unit unit;
	struct kp_error error;
	enum kp_status status = kp_manager_ask(name, KP_IDLE_LIMIT, &unit, &error);

	if (status == KP_OK) {
		return should_run(service, &unit, is_wanted) ? tell(component, name, &unit, reterr)
							     : KP_OK;
	}
	/* Without a service manager nothing is started, but what is on disk says what should be. */
	return is_wanted
		       ? kp_fail(reterr, KP_ERR_GONE, "%s should run a %s, and none runs now (%s)",
				 name, component, error.message)
		       : KP_OK;
}

enum kp_status kp_idle_check(const struct kp_query *query, const struct kp_ctx *ctx,
			     const struct kp_kubelets *kubelets, struct kp_error *reterr)
{
	KP_CLEANUP(kp_units_freep) struct kp_units *units = NULL;
	KP_CLEANUP(kp_targets_freep) struct kp_kubelets *services = NULL;
	enum kp_status status;

	if (has_own(kubelets)) {
		return KP_OK;
	}
	status = kp_units_new(ctx, &units, reterr);
	if (status == KP_OK) {
		status = kp_services_collect(query, ctx, &services, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < kp_kubelets_count(services); i++) {
		status = check(query->component->name, kp_kubelets_get(services, i), units, reterr);
	}
	return status;
}
