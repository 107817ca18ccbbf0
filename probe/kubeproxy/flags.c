/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubeproxy/flags.h"

#include "component/component.h"

/*
 * Rows: name, kind, KubeProxyConfiguration path, first and last minor version, first minor version with
 * the path, global. Sorted by name. From cmd/kube-proxy/app (server.go of 1.20 to 1.30, options.go since)
 * and component-base/logs/api/v1 options.go; what 1.20.2, 1.32.13 and 1.36.3 accept was measured. Where it
 * is not known when a flag came or went, the row is the wider one, which does no harm: a running
 * kube-proxy knows all of its flags. Those of Windows are not there.
 */
/* clang-format off */
#define FIRST KP_MINOR_FIRST
#define LAST KP_MINOR_LAST
static const struct kp_flag flags[] = {
	{ "add-dir-header", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "alsologtostderr", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "azure-container-registry-config", KP_KIND_STRING, NULL, FIRST, 29, FIRST, true },
	{ "bind-address", KP_KIND_IP, "bindAddress", FIRST, LAST, FIRST, false },
	{ "bind-address-hard-fail", KP_KIND_BOOL, "bindAddressHardFail", FIRST, LAST, FIRST, false },
	{ "boot-id-file", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "cleanup", KP_KIND_BOOL, NULL, FIRST, LAST, FIRST, false },
	{ "cleanup-ipvs", KP_KIND_BOOL, NULL, FIRST, 31, FIRST, false },
	{ "cloud-provider-gce-l7lb-src-cidrs", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "cloud-provider-gce-lb-src-cidrs", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "cluster-cidr", KP_KIND_STRING, "clusterCIDR", FIRST, LAST, FIRST, false },
	{ "config", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "config-sync-period", KP_KIND_DURATION, "configSyncPeriod", FIRST, LAST, FIRST, false },
	{ "conntrack-max-per-core", KP_KIND_INT32, "conntrack.maxPerCore", FIRST, LAST, FIRST, false },
	{ "conntrack-min", KP_KIND_INT32, "conntrack.min", FIRST, LAST, FIRST, false },
	{ "conntrack-tcp-be-liberal", KP_KIND_BOOL, "conntrack.tcpBeLiberal", 29, LAST, 29, false },
	{ "conntrack-tcp-timeout-close-wait", KP_KIND_DURATION, "conntrack.tcpCloseWaitTimeout", FIRST, LAST, FIRST, false },
	{ "conntrack-tcp-timeout-established", KP_KIND_DURATION, "conntrack.tcpEstablishedTimeout", FIRST, LAST, FIRST, false },
	{ "conntrack-udp-timeout", KP_KIND_DURATION, "conntrack.udpTimeout", 29, LAST, 29, false },
	{ "conntrack-udp-timeout-stream", KP_KIND_DURATION, "conntrack.udpStreamTimeout", 29, LAST, 29, false },
	{ "container-hints", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "default-not-ready-toleration-seconds", KP_KIND_INT64, NULL, FIRST, LAST, FIRST, true },
	{ "default-unreachable-toleration-seconds", KP_KIND_INT64, NULL, FIRST, LAST, FIRST, true },
	{ "detect-local-mode", KP_KIND_STRING, "detectLocalMode", FIRST, LAST, FIRST, false },
	{ "feature-gates", KP_KIND_MAP_BOOL, "featureGates", FIRST, LAST, FIRST, false },
	{ "healthz-bind-address", KP_KIND_IP_PORT, "healthzBindAddress", FIRST, LAST, FIRST, false },
	{ "healthz-port", KP_KIND_INT32, NULL, FIRST, LAST, FIRST, false },
	{ "help", KP_KIND_BOOL, NULL, FIRST, LAST, FIRST, true },
	{ "hostname-override", KP_KIND_STRING, "hostnameOverride", FIRST, LAST, FIRST, false },
	{ "init-only", KP_KIND_BOOL, NULL, 29, LAST, 29, false },
	{ "iptables-localhost-nodeports", KP_KIND_BOOL, "iptables.localhostNodePorts", 26, LAST, 26, false },
	{ "iptables-masquerade-bit", KP_KIND_INT32, "iptables.masqueradeBit", FIRST, LAST, FIRST, false },
	{ "iptables-min-sync-period", KP_KIND_DURATION, "iptables.minSyncPeriod", FIRST, LAST, FIRST, false },
	{ "iptables-sync-period", KP_KIND_DURATION, "iptables.syncPeriod", FIRST, LAST, FIRST, false },
	{ "ipvs-exclude-cidrs", KP_KIND_STRING_SLICE, "ipvs.excludeCIDRs", FIRST, LAST, FIRST, false },
	{ "ipvs-min-sync-period", KP_KIND_DURATION, "ipvs.minSyncPeriod", FIRST, LAST, FIRST, false },
	{ "ipvs-scheduler", KP_KIND_STRING, "ipvs.scheduler", FIRST, LAST, FIRST, false },
	{ "ipvs-strict-arp", KP_KIND_BOOL, "ipvs.strictARP", FIRST, LAST, FIRST, false },
	{ "ipvs-sync-period", KP_KIND_DURATION, "ipvs.syncPeriod", FIRST, LAST, FIRST, false },
	{ "ipvs-tcp-timeout", KP_KIND_DURATION, "ipvs.tcpTimeout", FIRST, LAST, FIRST, false },
	{ "ipvs-tcpfin-timeout", KP_KIND_DURATION, "ipvs.tcpFinTimeout", FIRST, LAST, FIRST, false },
	{ "ipvs-udp-timeout", KP_KIND_DURATION, "ipvs.udpTimeout", FIRST, LAST, FIRST, false },
	{ "kube-api-burst", KP_KIND_INT32, "clientConnection.burst", FIRST, LAST, FIRST, false },
	{ "kube-api-content-type", KP_KIND_STRING, "clientConnection.contentType", FIRST, LAST, FIRST, false },
	{ "kube-api-qps", KP_KIND_FLOAT64, "clientConnection.qps", FIRST, LAST, FIRST, false },
	{ "kubeconfig", KP_KIND_STRING, "clientConnection.kubeconfig", FIRST, LAST, FIRST, false },
	{ "log-backtrace-at", KP_KIND_STRING, NULL, FIRST, 25, FIRST, true },
	{ "log-dir", KP_KIND_STRING, NULL, FIRST, 25, FIRST, true },
	{ "log-file", KP_KIND_STRING, NULL, FIRST, 25, FIRST, true },
	{ "log-file-max-size", KP_KIND_INT64, NULL, FIRST, 25, FIRST, true },
	{ "log-flush-frequency", KP_KIND_DURATION, "logging.flushFrequency", FIRST, LAST, 28, false },
	{ "log-json-info-buffer-size", KP_KIND_QUANTITY, "logging.options.json.infoBufferSize", 28, LAST, 28, false },
	{ "log-json-split-stream", KP_KIND_BOOL, "logging.options.json.splitStream", 28, LAST, 28, false },
	{ "log-text-info-buffer-size", KP_KIND_QUANTITY, "logging.options.text.infoBufferSize", 30, LAST, 30, false },
	{ "log-text-split-stream", KP_KIND_BOOL, "logging.options.text.splitStream", 30, LAST, 30, false },
	{ "logging-format", KP_KIND_STRING, "logging.format", 26, LAST, 28, false },
	{ "logtostderr", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "machine-id-file", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "masquerade-all", KP_KIND_BOOL, "iptables.masqueradeAll", FIRST, LAST, FIRST, false },
	{ "master", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "metrics-bind-address", KP_KIND_IP_PORT, "metricsBindAddress", FIRST, LAST, FIRST, false },
	{ "metrics-port", KP_KIND_INT32, NULL, FIRST, LAST, FIRST, false },
	{ "nodeport-addresses", KP_KIND_STRING_SLICE, "nodePortAddresses", FIRST, LAST, FIRST, false },
	{ "one-output", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "oom-score-adj", KP_KIND_INT32, "oomScoreAdj", FIRST, LAST, FIRST, false },
	{ "pod-bridge-interface", KP_KIND_STRING, "detectLocal.bridgeInterface", 23, LAST, 23, false },
	{ "pod-interface-name-prefix", KP_KIND_STRING, "detectLocal.interfaceNamePrefix", 23, LAST, 23, false },
	{ "profiling", KP_KIND_BOOL, "enableProfiling", FIRST, LAST, FIRST, false },
	{ "proxy-mode", KP_KIND_STRING, "mode", FIRST, LAST, FIRST, false },
	{ "proxy-port-range", KP_KIND_PORT_RANGE, "portRange", FIRST, 31, FIRST, false },
	{ "show-hidden-metrics-for-version", KP_KIND_STRING, "showHiddenMetricsForVersion", FIRST, LAST, FIRST, false },
	{ "skip-headers", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "skip-log-headers", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "stderrthreshold", KP_KIND_STRING, NULL, FIRST, 25, FIRST, true },
	{ "udp-timeout", KP_KIND_DURATION, "udpIdleTimeout", FIRST, 31, FIRST, false },
	{ "v", KP_KIND_VERBOSITY, "logging.verbosity", FIRST, LAST, 28, false },
	{ "version", KP_KIND_VERSION, NULL, FIRST, LAST, FIRST, true },
	{ "vmodule", KP_KIND_VMODULE, "logging.vmodule", FIRST, LAST, 28, false },
	{ "write-config-to", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
};
#undef FIRST
#undef LAST

/* clang-format on */

/* pkg/cluster/ports. */
static const struct kp_flag_preset presets[] = {
	{ "healthz-port", "10256" },
	{ "metrics-port", "10249" },
};

const struct kp_flags kp_kubeproxy_flags = {
	.rows = flags,
	.count = sizeof(flags) / sizeof(flags[0]),
	.presets = presets,
	.preset_count = sizeof(presets) / sizeof(presets[0]),
	/* cmd.Flags() of NewProxyCommand has no normalization, pflag.CommandLine has. */
	.is_strict = true,
	/* NewProxyCommand, Args: only what is not empty is refused. */
	.lets_empty = true,
};
