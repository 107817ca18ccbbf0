/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "validate.h"

#include <string.h>

#include "cleanup.h"
#include "govalue.h"
#include "labels.h"

/** Settings that must be integers within bounds. */
static const struct {
	const char *path;
	int64_t min;
	int64_t max;
} ranges[] = {
	{ "eventBurst", 0, INT32_MAX },
	{ "eventRecordQPS", 0, INT32_MAX },
	{ "healthzPort", 0, 65535 },
	{ "imageGCHighThresholdPercent", 0, 100 },
	{ "imageGCLowThresholdPercent", 0, 100 },
	{ "iptablesDropBit", 0, 31 },
	{ "iptablesMasqueradeBit", 0, 31 },
	{ "kubeAPIBurst", 0, INT32_MAX },
	{ "kubeAPIQPS", 0, INT32_MAX },
	{ "maxOpenFiles", 0, INT64_MAX },
	{ "maxPods", 0, INT32_MAX },
	{ "nodeLeaseDurationSeconds", 1, INT32_MAX },
	{ "nodeStatusMaxImages", -1, INT32_MAX },
	{ "oomScoreAdj", -1000, 1000 },
	{ "podsPerCore", 0, INT32_MAX },
	{ "port", 1, 65535 },
	{ "readOnlyPort", 0, 65535 },
	{ "registryBurst", 0, INT32_MAX },
	{ "registryPullQPS", 0, INT32_MAX },
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

static enum kp_status get(const struct kp_effective *effective, const char *path,
			  struct kp_setting **ret_setting, struct kp_error *reterr)
{
	return kp_effective_setting(effective, path, ret_setting, reterr);
}

static enum kp_status check_range(const struct kp_effective *effective, size_t row,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status = get(effective, ranges[row].path, &setting, reterr);
	int64_t number;

	if (status != KP_OK || setting->value == NULL ||
	    !kp_go_int(setting->value, 10, 64, &number)) {
		return status;
	}
	if (number < ranges[row].min || number > ranges[row].max) {
		return kp_fail(reterr, KP_ERR_SYNTAX,
			       "%s: invalid configuration: %s %s must be between %lld and %lld",
			       setting->location, ranges[row].path, setting->value,
			       (long long)ranges[row].min, (long long)ranges[row].max);
	}
	return KP_OK;
}

static enum kp_status check_choice(const struct kp_effective *effective, size_t row,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	enum kp_status status = get(effective, choices[row].path, &setting, reterr);
	const char *value;

	if (status != KP_OK) {
		return status;
	}
	value = setting->value == NULL ? "" : setting->value;
	for (size_t i = 0; choices[row].words[i] != NULL; i++) {
		if (strcmp(value, choices[row].words[i]) == 0) {
			return KP_OK;
		}
	}
	return kp_fail(reterr, KP_ERR_SYNTAX, "%s: invalid configuration: unknown %s \"%s\"",
		       setting->location, choices[row].path, value);
}

/** Server certificates can be requested only where the gate for it is on, as it is by default. */
static enum kp_status check_bootstrap(const struct kp_effective *effective, struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *bootstrap = NULL;
	KP_CLEANUP(kp_setting_freep) struct kp_setting *gate = NULL;
	enum kp_status status = get(effective, "serverTLSBootstrap", &bootstrap, reterr);

	if (status == KP_OK) {
		status = get(effective, "featureGates.RotateKubeletServerCertificate", &gate,
			     reterr);
	}
	if (status != KP_OK || strcmp(bootstrap->value, "true") != 0 || gate->value == NULL ||
	    strcmp(gate->value, "true") == 0) {
		return status;
	}
	return kp_fail(reterr, KP_ERR_SYNTAX,
		       "%s: invalid configuration: serverTLSBootstrap requires feature gate "
		       "RotateKubeletServerCertificate, which is off (%s)",
		       bootstrap->location, gate->location);
}

/** First version in which the keys of --node-labels are checked, as far as is known. */
enum {
	LABEL_KEYS_FIRST = 21
};

/** Labels must be well-formed (cmd/kubelet/app/options ValidateKubeletFlags). */
static enum kp_status check_labels(const struct kp_effective *effective, int minor,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *labels = NULL;
	enum kp_status status = get(effective, "node-labels", &labels, reterr);

	for (size_t i = 0; status == KP_OK && i < labels->element_count; i++) {
		char *value = strchr(labels->elements[i], '=');

		if (value == NULL) {
			return kp_fail(reterr, KP_ERR_SYNTAX, "%s: invalid node label: %s",
				       labels->location, labels->elements[i]);
		}
		*value++ = '\0';
		if ((minor >= LABEL_KEYS_FIRST && !kp_label_is_key(labels->elements[i])) ||
		    !kp_label_is_value(value)) {
			return kp_fail(reterr, KP_ERR_SYNTAX, "%s: invalid node labels: %s=%s",
				       labels->location, labels->elements[i], value);
		}
	}
	return status;
}

/** The kubelet knows two modes, and exits on any other. */
static enum kp_status check_authorization(const struct kp_effective *effective,
					  struct kp_error *reterr)
{
	KP_CLEANUP(kp_setting_freep) struct kp_setting *mode = NULL;
	enum kp_status status = get(effective, "authorization.mode", &mode, reterr);

	if (status != KP_OK) {
		return status;
	}
	if (mode->value == NULL) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "%s: no authorization mode specified",
			       mode->location);
	}
	if (strcmp(mode->value, "AlwaysAllow") != 0 && strcmp(mode->value, "Webhook") != 0) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "%s: unknown authorization mode %s",
			       mode->location, mode->value);
	}
	return KP_OK;
}

enum kp_status kp_validate(const struct kp_effective *effective, int minor, struct kp_error *reterr)
{
	enum kp_status status = check_labels(effective, minor, reterr);

	for (size_t i = 0; status == KP_OK && i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		status = check_range(effective, i, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < sizeof(choices) / sizeof(choices[0]); i++) {
		status = check_choice(effective, i, reterr);
	}
	if (status == KP_OK) {
		status = check_bootstrap(effective, reterr);
	}
	return status == KP_OK ? check_authorization(effective, reterr) : status;
}
