/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/start.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/index.h"
#include "component/check.h"
#include "component/component.h"
#include "kubelet/needs.h"

/** A setting of the server, which need not be there. */
static bool is_of_server(const char *name)
{
	return strncmp(name, "tls", 3) == 0;
}

/** What one setting needs of another. */
static void check_needs(struct kp_check *check)
{
	const struct kp_setting *server = kp_check_ask(check, "enableServer");
	const struct kp_need *needs;
	size_t count;

	needs = kp_needs(&count);
	for (size_t i = 0; i < count; i++) {
		const struct kp_setting *setting;

		/* Each lasts no longer than its row: there may be more rows than settings at once. */
		KP_CLEANUP(kp_check_done)
		struct kp_check row = { .view = check->view,
					.reterr = check->reterr,
					.status = check->status };

		setting = kp_check_ask(&row, needs[i].setting);
		if (kp_check_has_value(setting) &&
		    (needs[i].value == NULL || kp_check_is(setting, needs[i].value)) &&
		    !kp_check_has_value(kp_check_ask(&row, needs[i].other)) &&
		    !(is_of_server(needs[i].setting) && kp_check_is(server, "false"))) {
			kp_check_refuse(&row, setting, "%s %s: %s (%s)", needs[i].setting,
					setting->value, needs[i].reason, needs[i].source);
		}
		check->status = row.status;
	}
}

/** Somebody has to be let in (k8s.io/apiserver, authenticatorfactory/delegating.go). */
static void check_authentication(struct kp_check *check)
{
	const struct kp_setting *anonymous =
		kp_check_ask(check, "authentication.anonymous.enabled");
	const struct kp_setting *webhook = kp_check_ask(check, "authentication.webhook.enabled");
	const struct kp_setting *ca = kp_check_ask(check, "authentication.x509.clientCAFile");

	if (kp_check_is(anonymous, "false") && kp_check_is(webhook, "false") &&
	    !kp_check_has_value(ca)) {
		kp_check_refuse(
			check, anonymous,
			"no authentication method is configured: neither anonymous nor webhook "
			"is enabled, and clientCAFile is not set");
	}
}

static void check_sync(struct kp_check *check)
{
	const struct kp_setting *sync = kp_check_ask(check, "syncFrequency");

	if (sync->value != NULL && kp_check_duration(sync) <= 0) {
		kp_check_refuse(check, sync, "invalid syncFrequency %s: it must be longer than 0s",
				sync->value);
	}
}

static void check_iptables(struct kp_check *check)
{
	const struct kp_setting *chains = kp_check_ask(check, "makeIPTablesUtilChains");
	const struct kp_setting *drop = kp_check_ask(check, "iptablesDropBit");
	const struct kp_setting *masquerade = kp_check_ask(check, "iptablesMasqueradeBit");

	if (kp_check_is(chains, "true") && drop->value != NULL &&
	    kp_check_is(masquerade, drop->value)) {
		kp_check_refuse_with(
			check, drop, masquerade,
			"iptablesDropBit %s and iptablesMasqueradeBit must be different",
			drop->value);
	}
}

/** What eviction goes by (pkg/kubelet/eviction/api, Signal). */
static bool is_signal(const char *name, size_t len, int minor)
{
	static const char *const signals[] = {
		"memory.available",  "nodefs.available",   "nodefs.inodesFree",
		"imagefs.available", "imagefs.inodesFree", "allocatableMemory.available",
		"pid.available",
	};
	static const char containers[] = "containerfs.";

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		if (strlen(signals[i]) == len && strncmp(signals[i], name, len) == 0) {
			return true;
		}
	}
	/* They came with the gate KubeletSeparateDiskGC. */
	return minor >= 29 && strncmp(name, containers, sizeof(containers) - 1) == 0;
}

/** Check the signals of a map of thresholds or of what goes with them. */
static void check_signals(struct kp_check *check, const struct kp_setting *map)
{
	for (size_t i = 0; i < map->element_count; i++) {
		size_t len = strcspn(map->elements[i], "=<");

		if (!is_signal(map->elements[i], len, check->view->minor)) {
			kp_check_refuse(check, map, "unsupported eviction signal %.*s in %s",
					(int)len, map->elements[i], map->name);
		}
	}
}

/** Put the names of the members of a map into an index. */
static void index_names(struct kp_check *check, const struct kp_setting *map,
			struct kp_index *names)
{
	for (size_t i = 0; check->status == KP_OK && i < map->element_count; i++) {
		const char *element = map->elements[i];

		check->status =
			kp_index_put(names, element, strcspn(element, "=<"), i, check->reterr);
	}
}

/** Each soft threshold needs a grace period. */
static void check_grace(struct kp_check *check, const struct kp_setting *soft,
			const struct kp_setting *grace)
{
	struct kp_index names = { 0 };
	size_t ignored;

	index_names(check, grace, &names);
	for (size_t i = 0; check->status == KP_OK && i < soft->element_count; i++) {
		size_t len = strcspn(soft->elements[i], "=<");

		if (!kp_index_find(&names, soft->elements[i], len, &ignored)) {
			kp_check_refuse(check, soft,
					"the soft eviction threshold %.*s needs a grace period "
					"(evictionSoftGracePeriod)",
					(int)len, soft->elements[i]);
		}
	}
	kp_index_done(&names);
}

/** Thresholds (pkg/kubelet/eviction/helpers.go, ParseThresholdConfig). */
static void check_eviction(struct kp_check *check)
{
	const struct kp_setting *hard = kp_check_ask(check, "evictionHard");
	const struct kp_setting *soft = kp_check_ask(check, "evictionSoft");
	const struct kp_setting *grace = kp_check_ask(check, "evictionSoftGracePeriod");
	const struct kp_setting *reclaim = kp_check_ask(check, "evictionMinimumReclaim");
	const struct kp_setting *const maps[] = { hard, soft, grace, reclaim };

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
		check_signals(check, maps[i]);
	}
	check_grace(check, soft, grace);
	for (size_t i = 0; i < grace->element_count; i++) {
		const char *period = strchr(grace->elements[i], '=');
		int64_t nanoseconds;

		if (period != NULL &&
		    (!kp_go_duration(period + 1, &nanoseconds) || nanoseconds < 0)) {
			kp_check_refuse(check, grace, "invalid eviction grace period %s",
					grace->elements[i]);
		}
	}
}

/** Before 1.36 the manager of the logs refuses it; up to 1.23 only where Docker is not the runtime. */
static void check_log_files(struct kp_check *check)
{
	const struct kp_setting *files = kp_check_ask(check, "containerLogMaxFiles");

	if (kp_check_int(files, 5) <= 1) {
		kp_check_refuse(check, files, "containerLogMaxFiles %s must be greater than 1",
				files->value);
	}
}

static void check_lock_file(struct kp_check *check)
{
	const struct kp_setting *exits = kp_check_ask(check, "exit-on-lock-contention");
	const struct kp_setting *file = kp_check_ask(check, "lock-file");

	if (kp_check_is(exits, "true") && !kp_check_has_value(file)) {
		kp_check_refuse(check, exits, "exit-on-lock-contention needs a --lock-file");
	}
}

/** Refuse a setting that is none of some words. */
static void check_words(struct kp_check *check, const char *name, const char *const *words)
{
	const struct kp_setting *setting = kp_check_ask(check, name);

	if (!kp_check_is_said(setting) || !kp_check_has_value(setting)) {
		return;
	}
	for (size_t i = 0; words[i] != NULL; i++) {
		if (kp_check_is(setting, words[i])) {
			return;
		}
	}
	kp_check_refuse(check, setting, "unknown %s \"%s\"", name, setting->value);
}

static void check_cpu_policy(struct kp_check *check)
{
	static const char *const words[] = { "none", "static", NULL };

	check_words(check, "cpuManagerPolicy", words);
}

/** BestEffort is of Windows. */
static void check_memory_policy(struct kp_check *check)
{
	static const char *const words[] = { "None", "Static", NULL };

	check_words(check, "memoryManagerPolicy", words);
}

static void check_tls_version(struct kp_check *check)
{
	static const char *const words[] = { "VersionTLS10", "VersionTLS11", "VersionTLS12",
					     "VersionTLS13", NULL };

	check_words(check, "tlsMinVersion", words);
}

static const struct kp_rule start_rules[] = {
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_needs },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_authentication },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_tls_version },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_cpu_policy },
	{ 21, KP_MINOR_LAST, check_memory_policy },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_lock_file },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_sync },
	{ KP_MINOR_FIRST, 27, check_iptables },
	{ 24, KP_MINOR_LAST, check_log_files },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_eviction },
};

/** The cloud providers that were part of Kubernetes, and their last versions. */
static const struct {
	const char *name;
	int until;
	int until_gated; /* as long as the gate DisableCloudProviders is turned off */
} providers[] = {
	{ "openstack", 25, 25 }, { "aws", 26, 26 },     { "azure", 28, 30 },
	{ "gce", 28, 30 },       { "vsphere", 28, 30 },
};

/** k8s.io/cloud-provider InitCloudProvider, and from 1.29 pkg/kubelet NewMainKubelet. */
static void check_cloud_provider(struct kp_check *check)
{
	const struct kp_setting *provider = kp_check_ask(check, "cloud-provider");
	int minor = check->view->minor;

	if (!kp_check_has_value(provider) || kp_check_is(provider, "external")) {
		return;
	}
	for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++) {
		if (kp_check_is(provider, providers[i].name) &&
		    (minor <= providers[i].until ||
		     (minor <= providers[i].until_gated &&
		      !kp_check_gate(check, "DisableCloudProviders")))) {
			return;
		}
	}
	kp_check_refuse(check, provider, "unknown cloud provider %s", provider->value);
}

/** pkg/kubelet PreInitRuntimeService: Docker itself ended with 1.23, the flag with 1.26. */
static void check_runtime(struct kp_check *check)
{
	const struct kp_setting *runtime = kp_check_ask(check, "container-runtime");

	if (kp_check_is_said(runtime) && kp_check_has_value(runtime) &&
	    !kp_check_is(runtime, "remote") &&
	    !(kp_check_is(runtime, "docker") && check->view->minor <= 23)) {
		kp_check_refuse(check, runtime, "unsupported container runtime %s", runtime->value);
	}
}

static const struct kp_rule version_rules[] = {
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_cloud_provider },
	{ KP_MINOR_FIRST, 26, check_runtime },
};

enum kp_status kp_start_check(const struct kp_view *view, bool is_known, struct kp_error *reterr)
{
	enum kp_status status = kp_check_rules(
		start_rules, sizeof(start_rules) / sizeof(start_rules[0]), view, reterr);

	return status == KP_OK && is_known
		       ? kp_check_rules(version_rules,
					sizeof(version_rules) / sizeof(version_rules[0]), view,
					reterr)
		       : status;
}
