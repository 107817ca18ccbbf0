/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubeproxy/validate.h"

#include <string.h>

#include "base/address.h"
#include "base/cleanup.h"
#include "component/check.h"
#include "component/component.h"

#define INVALID "failed validate: "

/** Last version that is taken to validate as 1.20 does, of those of which it is not known. */
enum {
	LAST_OF_OLD = 31
};

/** Integers within bounds. */
static const struct {
	const char *path;
	int64_t min;
	int64_t max;
} ranges[] = {
	{ "clientConnection.burst", 0, INT32_MAX },
	{ "conntrack.maxPerCore", 0, INT32_MAX },
	{ "conntrack.min", 0, INT32_MAX },
	{ "iptables.masqueradeBit", 0, 31 },
	{ "oomScoreAdj", -1000, 1000 },
};

/** Durations that must not be less than so many nanoseconds, in some mode or in any. */
static const struct {
	const char *path;
	int64_t min;
	const char *mode; /* NULL: any */
} periods[] = {
	{ "configSyncPeriod", 1, NULL },
	{ "conntrack.tcpCloseWaitTimeout", 0, NULL },
	{ "conntrack.tcpEstablishedTimeout", 0, NULL },
	{ "conntrack.udpStreamTimeout", 0, NULL },
	{ "conntrack.udpTimeout", 0, NULL },
	{ "ipvs.minSyncPeriod", 0, "ipvs" },
	{ "ipvs.syncPeriod", 1, "ipvs" },
	{ "ipvs.tcpFinTimeout", 0, "ipvs" },
	{ "ipvs.tcpTimeout", 0, "ipvs" },
	{ "ipvs.udpTimeout", 0, "ipvs" },
	{ "udpIdleTimeout", 1, NULL },
};

/** A check of one row of a table. */
static struct kp_check row_of(const struct kp_check *check)
{
	return (struct kp_check){ .view = check->view,
				  .reterr = check->reterr,
				  .status = check->status };
}

static void check_ranges(struct kp_check *check)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		KP_CLEANUP(kp_check_done) struct kp_check row = row_of(check);
		const struct kp_setting *setting = kp_check_ask(&row, ranges[i].path);
		int64_t number = kp_check_int(setting, ranges[i].min);

		if (number < ranges[i].min || number > ranges[i].max) {
			kp_check_refuse(&row, setting,
					INVALID "%s %s must be between %lld and %lld",
					ranges[i].path, setting->value, (long long)ranges[i].min,
					(long long)ranges[i].max);
		}
		check->status = row.status;
	}
}

static void check_periods(struct kp_check *check)
{
	const struct kp_setting *mode = kp_check_ask(check, "mode");

	for (size_t i = 0; i < sizeof(periods) / sizeof(periods[0]); i++) {
		KP_CLEANUP(kp_check_done) struct kp_check row = row_of(check);
		const struct kp_setting *setting = kp_check_ask(&row, periods[i].path);

		if (kp_check_has_value(setting) && kp_check_duration(setting) < periods[i].min &&
		    (periods[i].mode == NULL || kp_check_is(mode, periods[i].mode))) {
			kp_check_refuse(&row, setting, INVALID "%s %s must be %s 0",
					periods[i].path, setting->value,
					periods[i].min > 0 ? "greater than"
							   : "greater than or equal to");
		}
		check->status = row.status;
	}
}

/**
 * How often rules are written. Up to 1.31 those of iptables counted in any mode; since then one pair does,
 * which is that of the mode.
 */
static void check_rewriting(struct kp_check *check)
{
	const struct kp_setting *mode = kp_check_ask(check, "mode");
	bool is_ipvs = kp_check_is(mode, "ipvs");
	bool is_nftables = kp_check_is(mode, "nftables");
	const struct kp_setting *most;
	const struct kp_setting *least;

	if (check->view->minor > LAST_OF_OLD && (is_ipvs || is_nftables)) {
		most = kp_check_ask(check, is_ipvs ? "ipvs.syncPeriod" : "nftables.syncPeriod");
		least = kp_check_ask(check,
				     is_ipvs ? "ipvs.minSyncPeriod" : "nftables.minSyncPeriod");
	} else {
		most = kp_check_ask(check, "iptables.syncPeriod");
		least = kp_check_ask(check, "iptables.minSyncPeriod");
	}
	if (kp_check_duration(most) <= 0) {
		kp_check_refuse(check, most, INVALID "the syncPeriod %s must be greater than 0",
				most->value);
	}
	if (kp_check_duration(least) < 0) {
		kp_check_refuse(check, least, INVALID "the minSyncPeriod %s must not be negative",
				least->value);
	}
	if (kp_check_duration(least) > kp_check_duration(most)) {
		kp_check_refuse_with(check, most, least,
				     INVALID "the syncPeriod %s must not be less than the "
					     "minSyncPeriod %s",
				     most->value, least->value);
	}
}

static bool is_one_of(const char *const *words, const char *text)
{
	size_t i = 0;

	while (words[i] != NULL && strcmp(words[i], text) != 0) {
		i++;
	}
	return words[i] != NULL;
}

/** Modes of Linux. One came and one went where it is not known exactly when. */
static void check_modes(struct kp_check *check)
{
	static const char *const old[] = { "userspace", "iptables", "ipvs", NULL };
	static const char *const all[] = { "iptables", "ipvs", "nftables", NULL };
	static const char *const local[] = { "ClusterCIDR", "NodeCIDR", "BridgeInterface",
					     "InterfaceNamePrefix", NULL };
	const struct kp_setting *mode = kp_check_ask(check, "mode");
	const struct kp_setting *detect = kp_check_ask(check, "detectLocalMode");

	if (kp_check_has_value(mode) &&
	    !is_one_of(check->view->minor < 26 ? old : all, mode->value)) {
		kp_check_refuse(check, mode, INVALID "unknown mode \"%s\"", mode->value);
	}
	if (check->view->minor >= 27 && kp_check_has_value(detect) &&
	    !is_one_of(local, detect->value)) {
		kp_check_refuse(check, detect, INVALID "unknown detectLocalMode \"%s\"",
				detect->value);
	}
}

/** An address and a port between 1 and 65535. */
static void check_host_port(struct kp_check *check, const struct kp_setting *setting,
			    const char *name)
{
	const char *value = setting->value == NULL ? "" : setting->value;
	const char *port = "";

	if (!kp_address_split(value, &port) || !kp_address_is_port(port, 1)) {
		kp_check_refuse(check, setting, INVALID "%s \"%s\" must be IP:port", name, value);
	}
}

static void check_addresses(struct kp_check *check)
{
	const struct kp_setting *bind = kp_check_ask(check, "bindAddress");
	const struct kp_setting *healthz = kp_check_ask(check, "healthzBindAddress");
	const struct kp_setting *metrics = kp_check_ask(check, "metricsBindAddress");

	if (!kp_address_is_ip(bind->value == NULL ? "" : bind->value)) {
		kp_check_refuse(check, bind, INVALID "bindAddress \"%s\" is not an IP address",
				bind->value == NULL ? "" : bind->value);
	}
	if (kp_check_has_value(healthz)) {
		check_host_port(check, healthz, "healthzBindAddress");
	}
	check_host_port(check, metrics, "metricsBindAddress");
}

/**
 * The addresses of pods: one block, or one of each family. In 1.32 at the latest they count in their own
 * mode alone, and then an empty flag says one that is none (processV1Alpha1Flags).
 */
static void check_cluster(struct kp_check *check)
{
	const struct kp_setting *blocks = kp_check_ask(check, "clusterCIDR");
	const struct kp_setting *mode = kp_check_ask(check, "detectLocalMode");
	bool is_new = check->view->minor > LAST_OF_OLD;
	KP_CLEANUP(kp_freep) char *text = NULL;
	bool is_good = true;
	size_t count = 0;
	char *rest;
	char *block;

	if (is_new ? !kp_check_is(mode, "ClusterCIDR") ||
			     (!kp_check_has_value(blocks) && blocks->source != KP_SOURCE_FLAG)
		   : !kp_check_has_value(blocks)) {
		return;
	}
	text = strdup(blocks->value == NULL ? "" : blocks->value);
	if (text == NULL) {
		check->status = kp_fail(check->reterr, KP_ERR_NOMEM, "out of memory");
		return;
	}
	rest = text;
	while ((block = strsep(&rest, ",")) != NULL) {
		is_good = is_good && kp_address_is_block(block);
		count++;
	}
	if (!is_good || count > 2) {
		kp_check_refuse(check, blocks, INVALID "clusterCIDR \"%s\" must be a valid CIDR",
				blocks->value == NULL ? "" : blocks->value);
	}
}

/** The word that stands for the node's own addresses came with 1.29, and more of them with 1.37. */
static void check_node_ports(struct kp_check *check)
{
	static const char *const none[] = { NULL };
	static const char *const primary[] = { "primary", NULL };
	static const char *const words[] = { "primary", "localhost", "all", NULL };
	const struct kp_setting *ports = kp_check_ask(check, "nodePortAddresses");
	const char *const *known = check->view->minor < 27   ? none
				   : check->view->minor < 37 ? primary
							     : words;

	for (size_t i = 0; i < ports->element_count; i++) {
		if (!is_one_of(known, ports->elements[i]) &&
		    !kp_address_is_block(ports->elements[i])) {
			kp_check_refuse(check, ports,
					INVALID "nodePortAddresses \"%s\" must be a valid CIDR",
					ports->elements[i]);
			return;
		}
	}
}

static void check_port_range(struct kp_check *check)
{
	const struct kp_setting *range = kp_check_ask(check, "portRange");

	if (kp_check_has_value(range) && !kp_address_is_port_range(range->value)) {
		kp_check_refuse(check, range, INVALID "portRange \"%s\" must be a valid port range",
				range->value);
	}
}

static void check_hidden_metrics(struct kp_check *check)
{
	kp_check_hidden_metrics(check, INVALID);
}

/** A name of nothing but blanks is refused (processHostnameOverrideFlag). */
static void check_name(struct kp_check *check)
{
	const struct kp_setting *name = kp_check_ask(check, "hostnameOverride");

	if (name->source == KP_SOURCE_FLAG && name->value != NULL && name->value[0] == '\0') {
		kp_check_refuse(check, name, "empty hostname-override is invalid");
	}
}

static const struct kp_rule rules[] = {
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_ranges },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_periods },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_rewriting },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_modes },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_addresses },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_cluster },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_node_ports },
	{ KP_MINOR_FIRST, LAST_OF_OLD, check_port_range },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_hidden_metrics },
	{ KP_MINOR_FIRST, KP_MINOR_LAST, check_name },
};

enum kp_status kp_kubeproxy_validate(const struct kp_view *view, struct kp_error *reterr)
{
	return kp_check_rules(rules, sizeof(rules) / sizeof(rules[0]), view, reterr);
}

enum kp_status kp_kubeproxy_check_start(const struct kp_view *view, bool is_known,
					struct kp_error *reterr)
{
	static const char *const flags[] = { "cleanup", "init-only", "write-config-to" };
	KP_CLEANUP(kp_check_done) struct kp_check check = { .view = view, .reterr = reterr };

	(void)is_known;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		const struct kp_setting *setting = kp_check_ask(&check, flags[i]);

		if (kp_check_has_value(setting) && !kp_check_is(setting, "false")) {
			kp_check_refuse(&check, setting, "with --%s it ends soon", flags[i]);
		}
	}
	return check.status;
}
