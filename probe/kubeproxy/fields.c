/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubeproxy/fields.h"

#include "component/component.h"
#include "document/envelope.h"

/*
 * Rows as in kubelet/fields.c. Types from k8s.io/kube-proxy/config/v1alpha1 types.go, defaults from
 * pkg/proxy/apis/config/v1alpha1/defaults.go, those of mode and detectLocalMode from
 * platformApplyDefaults in cmd/kube-proxy/app/server_linux.go, of Kubernetes 1.20 to 1.37. No default
 * hangs on whether there is a file.
 */
/* clang-format off */
#define FIRST KP_MINOR_FIRST
#define LAST KP_MINOR_LAST
static const struct kp_field fields[] = {
	{ "bindAddress", KP_FIELD_STRING, KP_UNSET_ZERO, "0.0.0.0", NULL, FIRST, LAST },
	{ "bindAddressHardFail", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "clientConnection.acceptContentTypes", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "clientConnection.burst", KP_FIELD_INT32, KP_UNSET_ZERO, "10", NULL, FIRST, LAST },
	{ "clientConnection.contentType", KP_FIELD_STRING, KP_UNSET_ZERO, "application/vnd.kubernetes.protobuf", NULL, FIRST, LAST },
	{ "clientConnection.kubeconfig", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "clientConnection.qps", KP_FIELD_FLOAT64, KP_UNSET_ZERO, "5", NULL, FIRST, LAST },
	{ "clusterCIDR", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "configSyncPeriod", KP_FIELD_DURATION, KP_UNSET_ZERO, "15m0s", NULL, FIRST, LAST },
	{ "conntrack.maxPerCore", KP_FIELD_INT32, KP_UNSET_NIL, "32768", NULL, FIRST, LAST },
	{ "conntrack.min", KP_FIELD_INT32, KP_UNSET_NIL, "131072", NULL, FIRST, LAST },
	{ "conntrack.tcpBeLiberal", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, 29, LAST },
	{ "conntrack.tcpCloseWaitTimeout", KP_FIELD_DURATION, KP_UNSET_NIL, "1h0m0s", NULL, FIRST, LAST },
	{ "conntrack.tcpEstablishedTimeout", KP_FIELD_DURATION, KP_UNSET_NIL, "24h0m0s", NULL, FIRST, LAST },
	{ "conntrack.udpStreamTimeout", KP_FIELD_DURATION, KP_UNSET_NEVER, "0s", NULL, 29, LAST },
	{ "conntrack.udpTimeout", KP_FIELD_DURATION, KP_UNSET_NEVER, "0s", NULL, 29, LAST },
	{ "detectLocal.bridgeInterface", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, 23, LAST },
	{ "detectLocal.interfaceNamePrefix", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, 23, LAST },
	{ "detectLocalMode", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, 26 },
	{ "detectLocalMode", KP_FIELD_STRING, KP_UNSET_ZERO, "ClusterCIDR", NULL, 27, LAST },
	{ "enableProfiling", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "featureGates", KP_FIELD_BOOL_MAP, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "healthzBindAddress", KP_FIELD_STRING, KP_UNSET_ZERO, "0.0.0.0:10256", NULL, FIRST, LAST },
	{ "hostnameOverride", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "iptables.localhostNodePorts", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, 26, LAST },
	{ "iptables.masqueradeAll", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "iptables.masqueradeBit", KP_FIELD_INT32, KP_UNSET_NIL, "14", NULL, FIRST, LAST },
	{ "iptables.minSyncPeriod", KP_FIELD_DURATION, KP_UNSET_ZERO, "1s", NULL, FIRST, LAST },
	{ "iptables.snatNodeInternalIP", KP_FIELD_BOOL, KP_UNSET_NIL, NULL, NULL, 37, LAST },
	{ "iptables.syncPeriod", KP_FIELD_DURATION, KP_UNSET_ZERO, "30s", NULL, FIRST, LAST },
	{ "ipvs.excludeCIDRs", KP_FIELD_STRINGS, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "ipvs.minSyncPeriod", KP_FIELD_DURATION, KP_UNSET_NEVER, "0s", NULL, FIRST, LAST },
	{ "ipvs.scheduler", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "ipvs.strictARP", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "ipvs.syncPeriod", KP_FIELD_DURATION, KP_UNSET_ZERO, "30s", NULL, FIRST, LAST },
	{ "ipvs.tcpFinTimeout", KP_FIELD_DURATION, KP_UNSET_NEVER, "0s", NULL, FIRST, LAST },
	{ "ipvs.tcpTimeout", KP_FIELD_DURATION, KP_UNSET_NEVER, "0s", NULL, FIRST, LAST },
	{ "ipvs.udpTimeout", KP_FIELD_DURATION, KP_UNSET_NEVER, "0s", NULL, FIRST, LAST },
	{ "logging.flushFrequency", KP_FIELD_FLUSH, KP_UNSET_ZERO, "5s", NULL, 28, LAST },
	{ "logging.format", KP_FIELD_STRING, KP_UNSET_ZERO, "text", NULL, 28, LAST },
	{ "logging.options.json.infoBufferSize", KP_FIELD_QUANTITY, KP_UNSET_NEVER, "0", NULL, 28, LAST },
	{ "logging.options.json.splitStream", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, 28, LAST },
	{ "logging.options.text.infoBufferSize", KP_FIELD_QUANTITY, KP_UNSET_NEVER, "0", NULL, 30, LAST },
	{ "logging.options.text.splitStream", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, 30, LAST },
	{ "logging.verbosity", KP_FIELD_UINT32, KP_UNSET_NEVER, "0", NULL, 28, LAST },
	{ "logging.vmodule", KP_FIELD_OBJECTS, KP_UNSET_NIL, NULL, NULL, 28, LAST },
	{ "metricsBindAddress", KP_FIELD_STRING, KP_UNSET_ZERO, "127.0.0.1:10249", NULL, FIRST, LAST },
	{ "mode", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, 26 },
	{ "mode", KP_FIELD_STRING, KP_UNSET_ZERO, "iptables", NULL, 27, LAST },
	{ "nftables.masqueradeAll", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, 29, LAST },
	{ "nftables.masqueradeBit", KP_FIELD_INT32, KP_UNSET_NIL, "14", NULL, 29, LAST },
	{ "nftables.minSyncPeriod", KP_FIELD_DURATION, KP_UNSET_ZERO, "1s", NULL, 29, LAST },
	{ "nftables.syncPeriod", KP_FIELD_DURATION, KP_UNSET_ZERO, "30s", NULL, 29, LAST },
	{ "nodePortAddresses", KP_FIELD_STRINGS, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "oomScoreAdj", KP_FIELD_INT32, KP_UNSET_NIL, "-999", NULL, FIRST, LAST },
	{ "portRange", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "showHiddenMetricsForVersion", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "udpIdleTimeout", KP_FIELD_DURATION, KP_UNSET_ZERO, "250ms", NULL, FIRST, 28 },
	{ "windowsRunAsService", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, 33, LAST },
	{ "winkernel.enableDSR", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "winkernel.forwardHealthCheckVip", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, 22, LAST },
	{ "winkernel.networkName", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "winkernel.rootHnsEndpointName", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, 23, LAST },
	{ "winkernel.sourceVip", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
};
#undef FIRST
#undef LAST

/* clang-format on */

static const struct kp_element elements[] = {
	{ "logging.vmodule", "filePattern", KP_FIELD_STRING, false },
	{ "logging.vmodule", "verbosity", KP_FIELD_UINT32, false },
};

static const struct kp_envelope envelope = {
	.api_version = "kubeproxy.config.k8s.io/v1alpha1",
	.kind = "KubeProxyConfiguration",
};

/* Nothing makes a relative path of a file absolute: it is meant from the working directory. */
const struct kp_config_type kp_kubeproxy_type = {
	.envelope = &envelope,
	.rows = fields,
	.count = sizeof(fields) / sizeof(fields[0]),
	.elements = elements,
	.element_count = sizeof(elements) / sizeof(elements[0]),
};
