/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/gates_check.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "component/check.h"
#include "component/component.h"
#include "component/gate.h"

/** Check one gate that is set. @param[in] element of featureGates, `NAME=VALUE` */
static void check_gate(struct kp_check *check, const char *element, bool accepts_gates)
{
	const struct kp_gates *gates = check->view->component->gates;
	struct kp_gate_state state = { .is_locked = false };
	const struct kp_setting *setting;
	const char *value = strrchr(element, '=');
	char path[160];
	char name[128];
	bool is_on = false;

	/* No gate has so long a name, and none that long can be told. */
	if (value == NULL || (size_t)(value - element) >= sizeof(name)) {
		return;
	}
	(void)snprintf(name, sizeof(name), "%.*s", (int)(value - element), element);
	(void)snprintf(path, sizeof(path), "featureGates.%s", name);
	if (kp_gate_is_unknown(gates, name, check->view->minor)) {
		if (!accepts_gates) {
			kp_check_refuse(check, kp_check_ask(check, path),
					"unrecognized feature gate %s", name);
		}
		return;
	}
	if (kp_gate_find(gates, name, check->view->minor, &state) && state.is_locked &&
	    kp_go_bool(value + 1, &is_on) && is_on != state.is_on) {
		setting = kp_check_ask(check, path);
		kp_check_refuse(check, setting,
				"feature gate %s cannot be set to %s, it is locked to %s", name,
				value + 1, state.is_on ? "true" : "false");
	}
}

enum kp_status kp_gates_check(const struct kp_view *view, bool accepts_gates,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_check_done) struct kp_check all = { .view = view, .reterr = reterr };
	const struct kp_setting *gates = kp_check_ask(&all, "featureGates");
	enum kp_status status = all.status;

	for (size_t i = 0; status == KP_OK && i < gates->element_count; i++) {
		KP_CLEANUP(kp_check_done)
		struct kp_check check = { .view = view, .reterr = reterr };

		check_gate(&check, gates->elements[i], accepts_gates);
		status = check.status;
	}
	return status;
}
