/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/validate.h"

#include <string.h>

#include "base/cleanup.h"
#include "component/check.h"
#include "component/component.h"
#include "kubelet/labels.h"
#include "kubelet/rules.h"

/** Settings that must be integers within bounds, from a minor version on. */
static const struct {
	const char *path;
	int64_t min;
	int64_t max;
	int since;
} ranges[] = {
	{ "containerLogMaxWorkers", 1, INT32_MAX, 30 },
	{ "eventBurst", 0, INT32_MAX, KP_MINOR_FIRST },
	{ "eventRecordQPS", 0, INT32_MAX, KP_MINOR_FIRST },
	{ "healthzPort", 0, 65535, KP_MINOR_FIRST },
	{ "imageGCHighThresholdPercent", 0, 100, KP_MINOR_FIRST },
	{ "imageGCLowThresholdPercent", 0, 100, KP_MINOR_FIRST },
	{ "iptablesDropBit", 0, 31, KP_MINOR_FIRST },
	{ "iptablesMasqueradeBit", 0, 31, KP_MINOR_FIRST },
	{ "kubeAPIBurst", 0, INT32_MAX, KP_MINOR_FIRST },
	{ "kubeAPIQPS", 0, INT32_MAX, KP_MINOR_FIRST },
	{ "maxOpenFiles", 0, INT64_MAX, KP_MINOR_FIRST },
	{ "maxPods", 0, INT32_MAX, KP_MINOR_FIRST },
	{ "nodeLeaseDurationSeconds", 1, INT32_MAX, KP_MINOR_FIRST },
	{ "nodeStatusMaxImages", -1, INT32_MAX, KP_MINOR_FIRST },
	{ "oomScoreAdj", -1000, 1000, KP_MINOR_FIRST },
	{ "podsPerCore", 0, INT32_MAX, KP_MINOR_FIRST },
	{ "port", 1, 65535, KP_MINOR_FIRST },
	{ "readOnlyPort", 0, 65535, KP_MINOR_FIRST },
	{ "registryBurst", 0, INT32_MAX, KP_MINOR_FIRST },
	{ "registryPullQPS", 0, INT32_MAX, KP_MINOR_FIRST },
};

/** Settings that must be one of some words. */
static const struct {
	const char *path;
	const char *words[5];
} choices[] = {
	{ "hairpinMode", { "promiscuous-bridge", "hairpin-veth", "none", NULL } },
	{ "topologyManagerPolicy",
	  { "none", "best-effort", "restricted", "single-numa-node", NULL } },
	{ "topologyManagerScope", { "container", "pod", NULL } },
};

static void check_ranges(struct kp_check *check)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		KP_CLEANUP(kp_check_done)
		struct kp_check row = { .view = check->view,
					.reterr = check->reterr,
					.status = check->status };
		const struct kp_setting *setting;
		int64_t number;

		if (check->view->minor < ranges[i].since) {
			continue;
		}
		setting = kp_check_ask(&row, ranges[i].path);
		number = kp_check_int(setting, ranges[i].min);
		if (number < ranges[i].min || number > ranges[i].max) {
			kp_check_refuse(
				&row, setting,
				"invalid configuration: %s %s must be between %lld and %lld",
				ranges[i].path, setting->value, (long long)ranges[i].min,
				(long long)ranges[i].max);
		}
		check->status = row.status;
	}
}

static bool is_choice(size_t row, const char *value)
{
	size_t i = 0;

	while (choices[row].words[i] != NULL && strcmp(choices[row].words[i], value) != 0) {
		i++;
	}
	return choices[row].words[i] != NULL;
}

static void check_choices(struct kp_check *check)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		const struct kp_setting *setting = kp_check_ask(check, choices[i].path);
		const char *value = setting->value == NULL ? "" : setting->value;

		if (!is_choice(i, value)) {
			kp_check_refuse(check, setting, "invalid configuration: unknown %s \"%s\"",
					choices[i].path, value);
		}
	}
}

/** Server certificates can be requested only where the gate for it is on, as it is by default. */
static void check_bootstrap(struct kp_check *check)
{
	const struct kp_setting *bootstrap = kp_check_ask(check, "serverTLSBootstrap");
	const struct kp_setting *gate =
		kp_check_ask(check, "featureGates.RotateKubeletServerCertificate");

	if (kp_check_is(bootstrap, "true") && kp_check_is(gate, "false")) {
		kp_check_refuse_with(
			check, bootstrap, gate,
			"invalid configuration: serverTLSBootstrap requires feature gate "
			"RotateKubeletServerCertificate, which is off");
	}
}

/**
 * Labels must be well-formed (cmd/kubelet/app/options ValidateKubeletFlags). 1.20.2 runs with any key and
 * any value.
 */
static void check_labels(struct kp_check *check)
{
	const struct kp_setting *labels = kp_check_ask(check, "node-labels");

	for (size_t i = 0; i < labels->element_count; i++) {
		char *value = strchr(labels->elements[i], '=');

		if (value == NULL) {
			kp_check_refuse(check, labels, "invalid node label: %s",
					labels->elements[i]);
			return;
		}
		*value++ = '\0';
		if (!kp_label_is_key(labels->elements[i]) || !kp_label_is_value(value)) {
			kp_check_refuse(check, labels, "invalid node labels: %s=%s",
					labels->elements[i], value);
		}
	}
}

/** The kubelet knows two modes, and exits on any other (cmd/kubelet/app/auth.go BuildAuthz). */
static void check_authorization(struct kp_check *check)
{
	const struct kp_setting *mode = kp_check_ask(check, "authorization.mode");

	if (mode->value == NULL) {
		kp_check_refuse(check, mode, "no authorization mode specified");
	} else if (!kp_check_is(mode, "AlwaysAllow") && !kp_check_is(mode, "Webhook")) {
		kp_check_refuse(check, mode, "unknown authorization mode %s", mode->value);
	}
}

static const struct kp_rule first[] = {
	{ 21, KP_MINOR_LAST, check_labels },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_ranges },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_choices },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_bootstrap },
};

static const struct kp_rule last[] = {
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_authorization },
};

enum kp_status kp_validate(const struct kp_view *view, struct kp_error *reterr)
{
	enum kp_status status =
		kp_check_rules(first, sizeof(first) / sizeof(first[0]), view, reterr);

	if (status == KP_OK) {
		status = kp_rules_check(view, reterr);
	}
	return status == KP_OK ? kp_check_rules(last, sizeof(last) / sizeof(last[0]), view, reterr)
			       : status;
}
