/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "flags.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

/*
 * Rows: name, kind, KubeletConfiguration path, first and last minor version, first minor version
 * with the path, global (cadvisor, klog, version). Sorted by name. From cmd/kubelet/app/options (options.go, globalflags*.go),
 * pkg/kubelet/config/flags.go and component-base/logs of Kubernetes 1.20 to 1.36. A range that
 * ends at 1.23 may have lived in 1.24, and one that begins at 1.23 in 1.22, which does no harm: a
 * running kubelet knows all of its flags. max-housekeeping-interval is OpenShift's.
 */
/* clang-format off */
#define FIRST KP_MINOR_FIRST
#define LAST KP_MINOR_LAST
static const struct kp_flag flags[] = {
	{ "add-dir-header", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "address", KP_KIND_IP, "address", FIRST, LAST, FIRST, false },
	{ "allowed-unsafe-sysctls", KP_KIND_STRING_SLICE, "allowedUnsafeSysctls", FIRST, LAST, FIRST, false },
	{ "alsologtostderr", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "anonymous-auth", KP_KIND_BOOL, "authentication.anonymous.enabled", FIRST, LAST, FIRST, false },
	{ "application-metrics-count-limit", KP_KIND_INT64, NULL, FIRST, LAST, FIRST, true },
	{ "authentication-token-webhook", KP_KIND_BOOL, "authentication.webhook.enabled", FIRST, LAST, FIRST, false },
	{ "authentication-token-webhook-cache-ttl", KP_KIND_DURATION, "authentication.webhook.cacheTTL", FIRST, LAST, FIRST, false },
	{ "authorization-mode", KP_KIND_STRING, "authorization.mode", FIRST, LAST, FIRST, false },
	{ "authorization-webhook-cache-authorized-ttl", KP_KIND_DURATION, "authorization.webhook.cacheAuthorizedTTL", FIRST, LAST, FIRST, false },
	{ "authorization-webhook-cache-unauthorized-ttl", KP_KIND_DURATION, "authorization.webhook.cacheUnauthorizedTTL", FIRST, LAST, FIRST, false },
	{ "azure-container-registry-config", KP_KIND_STRING, NULL, FIRST, 29, FIRST, true },
	{ "boot-id-file", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "bootstrap-kubeconfig", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "cert-dir", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "cgroup-driver", KP_KIND_STRING, "cgroupDriver", FIRST, LAST, FIRST, false },
	{ "cgroup-root", KP_KIND_STRING, "cgroupRoot", FIRST, LAST, FIRST, false },
	{ "cgroups-per-qos", KP_KIND_BOOL, "cgroupsPerQOS", FIRST, LAST, FIRST, false },
	{ "chaos-chance", KP_KIND_FLOAT64, NULL, FIRST, 21, FIRST, false },
	{ "client-ca-file", KP_KIND_STRING, "authentication.x509.clientCAFile", FIRST, LAST, FIRST, false },
	{ "cloud-config", KP_KIND_STRING, NULL, FIRST, 33, FIRST, false },
	{ "cloud-provider", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "cluster-dns", KP_KIND_STRING_SLICE, "clusterDNS", FIRST, LAST, FIRST, false },
	{ "cluster-domain", KP_KIND_STRING, "clusterDomain", FIRST, LAST, FIRST, false },
	{ "cni-bin-dir", KP_KIND_STRING, NULL, FIRST, 23, FIRST, false },
	{ "cni-cache-dir", KP_KIND_STRING, NULL, FIRST, 23, FIRST, false },
	{ "cni-conf-dir", KP_KIND_STRING, NULL, FIRST, 23, FIRST, false },
	{ "config", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "config-dir", KP_KIND_STRING, NULL, 28, LAST, 28, false },
	{ "container-hints", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "container-log-max-files", KP_KIND_INT32, "containerLogMaxFiles", FIRST, LAST, FIRST, false },
	{ "container-log-max-size", KP_KIND_STRING, "containerLogMaxSize", FIRST, LAST, FIRST, false },
	{ "container-runtime", KP_KIND_STRING, NULL, FIRST, 26, FIRST, false },
	{ "container-runtime-endpoint", KP_KIND_STRING, "containerRuntimeEndpoint", FIRST, LAST, 27, false },
	{ "containerd", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "containerd-namespace", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "contention-profiling", KP_KIND_BOOL, "enableContentionProfiling", FIRST, LAST, FIRST, false },
	{ "cpu-cfs-quota", KP_KIND_BOOL, "cpuCFSQuota", FIRST, LAST, FIRST, false },
	{ "cpu-cfs-quota-period", KP_KIND_DURATION, "cpuCFSQuotaPeriod", FIRST, LAST, FIRST, false },
	{ "cpu-manager-policy", KP_KIND_STRING, "cpuManagerPolicy", FIRST, LAST, FIRST, false },
	{ "cpu-manager-policy-options", KP_KIND_MAP_NO_SPLIT, "cpuManagerPolicyOptions", 23, LAST, 23, false },
	{ "cpu-manager-reconcile-period", KP_KIND_DURATION, "cpuManagerReconcilePeriod", FIRST, LAST, FIRST, false },
	{ "docker", KP_KIND_STRING, NULL, FIRST, 23, FIRST, true },
	{ "docker-endpoint", KP_KIND_STRING, NULL, FIRST, 23, FIRST, false },
	{ "docker-env-metadata-whitelist", KP_KIND_STRING, NULL, FIRST, 23, FIRST, true },
	{ "docker-only", KP_KIND_BOOL, NULL, FIRST, 23, FIRST, true },
	{ "docker-root", KP_KIND_STRING, NULL, FIRST, 23, FIRST, true },
	{ "docker-tls", KP_KIND_BOOL, NULL, FIRST, 23, FIRST, true },
	{ "docker-tls-ca", KP_KIND_STRING, NULL, FIRST, 23, FIRST, true },
	{ "docker-tls-cert", KP_KIND_STRING, NULL, FIRST, 23, FIRST, true },
	{ "docker-tls-key", KP_KIND_STRING, NULL, FIRST, 23, FIRST, true },
	{ "dynamic-config-dir", KP_KIND_STRING, NULL, FIRST, 23, FIRST, false },
	{ "enable-cadvisor-json-endpoints", KP_KIND_BOOL, NULL, FIRST, 20, FIRST, false },
	{ "enable-controller-attach-detach", KP_KIND_BOOL, "enableControllerAttachDetach", FIRST, LAST, FIRST, false },
	{ "enable-debugging-handlers", KP_KIND_BOOL, "enableDebuggingHandlers", FIRST, LAST, FIRST, false },
	{ "enable-load-reader", KP_KIND_BOOL, NULL, FIRST, LAST, FIRST, true },
	{ "enable-server", KP_KIND_BOOL, "enableServer", FIRST, LAST, FIRST, false },
	{ "enforce-node-allocatable", KP_KIND_STRING_SLICE, "enforceNodeAllocatable", FIRST, LAST, FIRST, false },
	{ "event-burst", KP_KIND_INT32, "eventBurst", FIRST, LAST, FIRST, false },
	{ "event-qps", KP_KIND_INT32, "eventRecordQPS", FIRST, LAST, FIRST, false },
	{ "event-storage-age-limit", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "event-storage-event-limit", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "eviction-hard", KP_KIND_MAP_LANGLE, "evictionHard", FIRST, LAST, FIRST, false },
	{ "eviction-max-pod-grace-period", KP_KIND_INT32, "evictionMaxPodGracePeriod", FIRST, LAST, FIRST, false },
	{ "eviction-minimum-reclaim", KP_KIND_MAP, "evictionMinimumReclaim", FIRST, LAST, FIRST, false },
	{ "eviction-pressure-transition-period", KP_KIND_DURATION, "evictionPressureTransitionPeriod", FIRST, LAST, FIRST, false },
	{ "eviction-soft", KP_KIND_MAP_LANGLE, "evictionSoft", FIRST, LAST, FIRST, false },
	{ "eviction-soft-grace-period", KP_KIND_MAP, "evictionSoftGracePeriod", FIRST, LAST, FIRST, false },
	{ "exit-on-lock-contention", KP_KIND_BOOL, NULL, FIRST, LAST, FIRST, false },
	{ "experimental-allocatable-ignore-eviction", KP_KIND_BOOL, NULL, FIRST, LAST, FIRST, false },
	{ "experimental-bootstrap-kubeconfig", KP_KIND_STRING, NULL, FIRST, 21, FIRST, false },
	{ "experimental-check-node-capabilities-before-mount", KP_KIND_BOOL, NULL, FIRST, 23, FIRST, false },
	{ "experimental-dockershim-root-directory", KP_KIND_STRING, NULL, FIRST, 23, FIRST, false },
	{ "experimental-kernel-memcg-notification", KP_KIND_BOOL, "kernelMemcgNotification", FIRST, 23, FIRST, false },
	{ "experimental-logging-sanitization", KP_KIND_BOOL, "logging.sanitization", FIRST, 23, FIRST, false },
	{ "experimental-mounter-path", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "fail-cgroupv1", KP_KIND_BOOL, "failCgroupV1", 31, LAST, 31, false },
	{ "fail-swap-on", KP_KIND_BOOL, "failSwapOn", FIRST, LAST, FIRST, false },
	{ "feature-gates", KP_KIND_MAP_BOOL, "featureGates", FIRST, LAST, FIRST, false },
	{ "file-check-frequency", KP_KIND_DURATION, "fileCheckFrequency", FIRST, LAST, FIRST, false },
	{ "global-housekeeping-interval", KP_KIND_DURATION, NULL, FIRST, LAST, FIRST, true },
	{ "hairpin-mode", KP_KIND_STRING, "hairpinMode", FIRST, LAST, FIRST, false },
	{ "healthz-bind-address", KP_KIND_IP, "healthzBindAddress", FIRST, LAST, FIRST, false },
	{ "healthz-port", KP_KIND_INT32, "healthzPort", FIRST, LAST, FIRST, false },
	{ "help", KP_KIND_BOOL, NULL, FIRST, LAST, FIRST, true },
	{ "hostname-override", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "housekeeping-interval", KP_KIND_DURATION, NULL, FIRST, LAST, FIRST, true },
	{ "http-check-frequency", KP_KIND_DURATION, "httpCheckFrequency", FIRST, LAST, FIRST, false },
	{ "image-credential-provider-bin-dir", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "image-credential-provider-config", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "image-gc-high-threshold", KP_KIND_INT32, "imageGCHighThresholdPercent", FIRST, LAST, FIRST, false },
	{ "image-gc-low-threshold", KP_KIND_INT32, "imageGCLowThresholdPercent", FIRST, LAST, FIRST, false },
	{ "image-pull-progress-deadline", KP_KIND_DURATION, NULL, FIRST, 23, FIRST, false },
	{ "image-service-endpoint", KP_KIND_STRING, "imageServiceEndpoint", FIRST, LAST, 27, false },
	{ "iptables-drop-bit", KP_KIND_INT32, "iptablesDropBit", FIRST, 30, FIRST, false },
	{ "iptables-masquerade-bit", KP_KIND_INT32, "iptablesMasqueradeBit", FIRST, 30, FIRST, false },
	{ "keep-terminated-pod-volumes", KP_KIND_BOOL, NULL, FIRST, 30, FIRST, false },
	{ "kernel-memcg-notification", KP_KIND_BOOL, "kernelMemcgNotification", FIRST, LAST, FIRST, false },
	{ "kube-api-burst", KP_KIND_INT32, "kubeAPIBurst", FIRST, LAST, FIRST, false },
	{ "kube-api-content-type", KP_KIND_STRING, "contentType", FIRST, LAST, FIRST, false },
	{ "kube-api-qps", KP_KIND_INT32, "kubeAPIQPS", FIRST, LAST, FIRST, false },
	{ "kube-reserved", KP_KIND_MAP, "kubeReserved", FIRST, LAST, FIRST, false },
	{ "kube-reserved-cgroup", KP_KIND_STRING, "kubeReservedCgroup", FIRST, LAST, FIRST, false },
	{ "kubeconfig", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "kubelet-cgroups", KP_KIND_STRING, "kubeletCgroups", FIRST, LAST, FIRST, false },
	{ "local-storage-capacity-isolation", KP_KIND_BOOL, "localStorageCapacityIsolation", 25, LAST, 25, false },
	{ "lock-file", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "log-backtrace-at", KP_KIND_STRING, NULL, FIRST, 25, FIRST, true },
	{ "log-cadvisor-usage", KP_KIND_BOOL, NULL, FIRST, LAST, FIRST, true },
	{ "log-dir", KP_KIND_STRING, NULL, FIRST, 25, FIRST, true },
	{ "log-file", KP_KIND_STRING, NULL, FIRST, 25, FIRST, true },
	{ "log-file-max-size", KP_KIND_INT64, NULL, FIRST, 25, FIRST, true },
	{ "log-flush-frequency", KP_KIND_DURATION, "logging.flushFrequency", FIRST, LAST, 23, false },
	{ "log-json-info-buffer-size", KP_KIND_QUANTITY, "logging.options.json.infoBufferSize", 23, LAST, 23, false },
	{ "log-json-split-stream", KP_KIND_BOOL, "logging.options.json.splitStream", 23, LAST, 23, false },
	{ "log-text-info-buffer-size", KP_KIND_QUANTITY, "logging.options.text.infoBufferSize", 30, LAST, 30, false },
	{ "log-text-split-stream", KP_KIND_BOOL, "logging.options.text.splitStream", 30, LAST, 30, false },
	{ "logging-format", KP_KIND_STRING, "logging.format", FIRST, LAST, FIRST, false },
	{ "logtostderr", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "machine-id-file", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "make-iptables-util-chains", KP_KIND_BOOL, "makeIPTablesUtilChains", FIRST, LAST, FIRST, false },
	{ "manifest-url", KP_KIND_STRING, "staticPodURL", FIRST, LAST, FIRST, false },
	{ "manifest-url-header", KP_KIND_MULTIMAP, "staticPodURLHeader", FIRST, LAST, FIRST, false },
	{ "master-service-namespace", KP_KIND_STRING, NULL, FIRST, 26, FIRST, false },
	{ "max-housekeeping-interval", KP_KIND_DURATION, NULL, FIRST, LAST, FIRST, true },
	{ "max-open-files", KP_KIND_INT64, "maxOpenFiles", FIRST, LAST, FIRST, false },
	{ "max-pods", KP_KIND_INT32, "maxPods", FIRST, LAST, FIRST, false },
	{ "maximum-dead-containers", KP_KIND_INT32, NULL, FIRST, LAST, FIRST, false },
	{ "maximum-dead-containers-per-container", KP_KIND_INT32, NULL, FIRST, LAST, FIRST, false },
	{ "memory-manager-policy", KP_KIND_STRING, "memoryManagerPolicy", 21, LAST, 21, false },
	{ "minimum-container-ttl-duration", KP_KIND_DURATION, NULL, FIRST, LAST, FIRST, false },
	{ "minimum-image-ttl-duration", KP_KIND_DURATION, "imageMinimumGCAge", FIRST, LAST, FIRST, false },
	{ "network-plugin", KP_KIND_STRING, NULL, FIRST, 23, FIRST, false },
	{ "network-plugin-mtu", KP_KIND_INT32, NULL, FIRST, 23, FIRST, false },
	{ "node-ip", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "node-labels", KP_KIND_MAP_LABELS, NULL, FIRST, LAST, FIRST, false },
	{ "node-status-max-images", KP_KIND_INT32, "nodeStatusMaxImages", FIRST, LAST, FIRST, false },
	{ "node-status-update-frequency", KP_KIND_DURATION, "nodeStatusUpdateFrequency", FIRST, LAST, FIRST, false },
	{ "non-masquerade-cidr", KP_KIND_STRING, NULL, FIRST, 23, FIRST, false },
	{ "one-output", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "oom-score-adj", KP_KIND_INT32, "oomScoreAdj", FIRST, LAST, FIRST, false },
	{ "pod-cidr", KP_KIND_STRING, "podCIDR", FIRST, LAST, FIRST, false },
	{ "pod-infra-container-image", KP_KIND_STRING, NULL, FIRST, 34, FIRST, false },
	{ "pod-manifest-path", KP_KIND_STRING, "staticPodPath", FIRST, LAST, FIRST, false },
	{ "pod-max-pids", KP_KIND_INT64, "podPidsLimit", FIRST, LAST, FIRST, false },
	{ "pods-per-core", KP_KIND_INT32, "podsPerCore", FIRST, LAST, FIRST, false },
	{ "port", KP_KIND_INT32, "port", FIRST, LAST, FIRST, false },
	{ "protect-kernel-defaults", KP_KIND_BOOL, "protectKernelDefaults", FIRST, LAST, FIRST, false },
	{ "provider-id", KP_KIND_STRING, "providerID", FIRST, LAST, FIRST, false },
	{ "qos-reserved", KP_KIND_MAP, "qosReserved", FIRST, LAST, FIRST, false },
	{ "read-only-port", KP_KIND_INT32, "readOnlyPort", FIRST, LAST, FIRST, false },
	{ "really-crash-for-testing", KP_KIND_BOOL, NULL, FIRST, 23, FIRST, false },
	{ "redirect-container-streaming", KP_KIND_BOOL, NULL, FIRST, 21, FIRST, false },
	{ "register-node", KP_KIND_BOOL, "registerNode", FIRST, LAST, 23, false },
	{ "register-schedulable", KP_KIND_BOOL, NULL, FIRST, 33, FIRST, false },
	{ "register-with-taints", KP_KIND_TAINTS, "registerWithTaints", FIRST, LAST, 23, false },
	{ "registry-burst", KP_KIND_INT32, "registryBurst", FIRST, LAST, FIRST, false },
	{ "registry-qps", KP_KIND_INT32, "registryPullQPS", FIRST, LAST, FIRST, false },
	{ "reserved-cpus", KP_KIND_STRING, "reservedSystemCPUs", FIRST, LAST, FIRST, false },
	{ "reserved-memory", KP_KIND_RESERVED_MEMORY, "reservedMemory", 21, LAST, 21, false },
	{ "resolv-conf", KP_KIND_STRING, "resolvConf", FIRST, LAST, FIRST, false },
	{ "root-dir", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "rotate-certificates", KP_KIND_BOOL, "rotateCertificates", FIRST, LAST, FIRST, false },
	{ "rotate-server-certificates", KP_KIND_BOOL, "serverTLSBootstrap", FIRST, LAST, FIRST, false },
	{ "runonce", KP_KIND_BOOL, "runOnce", FIRST, LAST, FIRST, false },
	{ "runtime-cgroups", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "runtime-request-timeout", KP_KIND_DURATION, "runtimeRequestTimeout", FIRST, LAST, FIRST, false },
	{ "seccomp-default", KP_KIND_BOOL, NULL, 23, LAST, 23, false },
	{ "seccomp-profile-root", KP_KIND_STRING, NULL, FIRST, 21, FIRST, false },
	{ "serialize-image-pulls", KP_KIND_BOOL, "serializeImagePulls", FIRST, LAST, FIRST, false },
	{ "skip-headers", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "skip-log-headers", KP_KIND_BOOL, NULL, FIRST, 25, FIRST, true },
	{ "stderrthreshold", KP_KIND_STRING, NULL, FIRST, 25, FIRST, true },
	{ "storage-driver-buffer-duration", KP_KIND_DURATION, NULL, FIRST, LAST, FIRST, true },
	{ "storage-driver-db", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "storage-driver-host", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "storage-driver-password", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "storage-driver-secure", KP_KIND_BOOL, NULL, FIRST, LAST, FIRST, true },
	{ "storage-driver-table", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "storage-driver-user", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, true },
	{ "streaming-connection-idle-timeout", KP_KIND_DURATION, "streamingConnectionIdleTimeout", FIRST, LAST, FIRST, false },
	{ "sync-frequency", KP_KIND_DURATION, "syncFrequency", FIRST, LAST, FIRST, false },
	{ "system-cgroups", KP_KIND_STRING, "systemCgroups", FIRST, LAST, FIRST, false },
	{ "system-reserved", KP_KIND_MAP, "systemReserved", FIRST, LAST, FIRST, false },
	{ "system-reserved-cgroup", KP_KIND_STRING, "systemReservedCgroup", FIRST, LAST, FIRST, false },
	{ "tls-cert-file", KP_KIND_STRING, "tlsCertFile", FIRST, LAST, FIRST, false },
	{ "tls-cipher-suites", KP_KIND_STRING_SLICE, "tlsCipherSuites", FIRST, LAST, FIRST, false },
	{ "tls-min-version", KP_KIND_STRING, "tlsMinVersion", FIRST, LAST, FIRST, false },
	{ "tls-private-key-file", KP_KIND_STRING, "tlsPrivateKeyFile", FIRST, LAST, FIRST, false },
	{ "topology-manager-policy", KP_KIND_STRING, "topologyManagerPolicy", FIRST, LAST, FIRST, false },
	{ "topology-manager-policy-options", KP_KIND_MAP, "topologyManagerPolicyOptions", 26, LAST, 26, false },
	{ "topology-manager-scope", KP_KIND_STRING, "topologyManagerScope", FIRST, LAST, FIRST, false },
	{ "v", KP_KIND_VERBOSITY, "logging.verbosity", FIRST, LAST, 23, false },
	{ "version", KP_KIND_VERSION, NULL, FIRST, LAST, FIRST, true },
	{ "vmodule", KP_KIND_STRING, "logging.vmodule", FIRST, LAST, 23, false },
	{ "volume-plugin-dir", KP_KIND_STRING, "volumePluginDir", FIRST, LAST, FIRST, false },
	{ "volume-stats-agg-period", KP_KIND_DURATION, "volumeStatsAggPeriod", FIRST, LAST, FIRST, false },
	{ "windows-priorityclass", KP_KIND_STRING, NULL, FIRST, LAST, FIRST, false },
	{ "windows-service", KP_KIND_BOOL, NULL, FIRST, LAST, FIRST, false },
};
#undef FIRST
#undef LAST

/* clang-format on */

/** A name as it stands in an argument. */
struct name {
	const char *bytes;
	size_t len;
};

/** Compare a name of an argument, in which `_` is `-`, with that of a row. */
static int compare_name(const void *key, const void *row)
{
	const struct name *name = key;
	const struct kp_flag *flag = row;

	for (size_t i = 0; i < name->len; i++) {
		unsigned char left = (unsigned char)(name->bytes[i] == '_' ? '-' : name->bytes[i]);
		unsigned char right = (unsigned char)flag->name[i];

		/* The row's final NUL differs from any byte of an argument. */
		if (left != right) {
			return left < right ? -1 : 1;
		}
	}
	return flag->name[name->len] == '\0' ? 0 : -1;
}

size_t kp_flag_count(void)
{
	return sizeof(flags) / sizeof(flags[0]);
}

const struct kp_flag *kp_flag_get(size_t index)
{
	return &flags[index];
}

const struct kp_flag *kp_flag_find(const char *name, size_t len, int minor)
{
	const struct name key = { name, len };
	const struct kp_flag *flag =
		bsearch(&key, flags, kp_flag_count(), sizeof(flags[0]), compare_name);

	return flag != NULL && minor >= flag->since && minor <= flag->until ? flag : NULL;
}

bool kp_flag_is_bool(const struct kp_flag *flag)
{
	return flag->kind == KP_KIND_BOOL || flag->kind == KP_KIND_VERSION;
}

/** Whether a text, which may be empty, is an address (net.ParseIP). */
static bool is_ip(const char *value)
{
	struct in6_addr address;

	return *value == '\0' || inet_pton(AF_INET, value, &address) == 1 ||
	       inet_pton(AF_INET6, value, &address) == 1;
}

/** Whether a text is a resource.Quantity: a decimal number and a suffix. */
static bool is_quantity(const char *value)
{
	static const char *const suffixes[] = { "",  "n", "u",  "m",  "k",  "M",  "G",  "T",
						"P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei" };
	const char *number = value + (*value == '-' || *value == '+' ? 1 : 0);
	size_t len = strspn(number, "0123456789.");
	double ignored;

	if (len == 0 || strspn(number, ".") == len) {
		return false;
	}
	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (strcmp(number + len, suffixes[i]) == 0) {
			return strchr(number, '.') == strrchr(number, '.');
		}
	}
	return kp_go_float(value, &ignored);
}

/** Whether each non-empty part between commas is a pair. */
static bool is_pairs(const char *value, char separator)
{
	while (*value != '\0') {
		size_t len = strcspn(value, ",");

		if (len > 0 && memchr(value, separator, len) == NULL) {
			return false;
		}
		value += len + (value[len] == ',' ? 1 : 0);
	}
	return true;
}

/** Check `k=bool` pairs (map_string_bool.go). */
static enum kp_status check_bools(const char *value, struct kp_error *reterr)
{
	while (*value != '\0') {
		size_t len = strcspn(value, ",");
		KP_CLEANUP(kp_freep) char *pair = strndup(value, len);
		char *separator;
		bool ignored;

		if (pair == NULL) {
			return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
		}
		separator = strchr(pair, '=');
		if (len > 0 && separator == NULL) {
			return kp_fail(reterr, KP_ERR_SYNTAX, "missing bool value for %s", pair);
		}
		if (len > 0 && !kp_go_bool(kp_text_trim(separator + 1), &ignored)) {
			return kp_fail(reterr, KP_ERR_SYNTAX, "invalid bool value in %s", pair);
		}
		value += len + (value[len] == ',' ? 1 : 0);
	}
	return KP_OK;
}

/** Check the kinds whose syntax is a yes or no. */
static bool is_valid(enum kp_flag_kind kind, const char *value)
{
	int64_t number;
	double real;
	bool truth;

	switch (kind) {
	case KP_KIND_BOOL:
		return kp_go_bool(value, &truth);
	case KP_KIND_VERSION:
		return kp_go_bool(value, &truth) || strcmp(value, "raw") == 0 || value[0] == 'v';
	case KP_KIND_INT32:
		return kp_go_int(value, 0, 32, &number);
	case KP_KIND_INT64:
		return kp_go_int(value, 0, 64, &number);
	case KP_KIND_VERBOSITY:
		return kp_go_int(value, 10, 32, &number);
	case KP_KIND_FLOAT64:
		return kp_go_float(value, &real);
	case KP_KIND_DURATION:
		return kp_go_duration(value, &number);
	case KP_KIND_MAP:
		return is_pairs(value, '=');
	case KP_KIND_MAP_LANGLE:
		return is_pairs(value, '<');
	case KP_KIND_MULTIMAP:
		return is_pairs(value, ':');
	case KP_KIND_MAP_NO_SPLIT:
		return strchr(value, '=') != NULL;
	case KP_KIND_IP:
		return is_ip(value);
	case KP_KIND_QUANTITY:
		return is_quantity(value);
	case KP_KIND_STRING:
	case KP_KIND_STRING_SLICE:
	case KP_KIND_MAP_BOOL:
	case KP_KIND_MAP_LABELS:
	case KP_KIND_TAINTS:
	case KP_KIND_RESERVED_MEMORY:
	case KP_KIND__COUNT:
		break;
	}
	return true;
}

enum kp_status kp_flag_check(const struct kp_flag *flag, const char *value, struct kp_error *reterr)
{
	if (flag->kind == KP_KIND_STRING_SLICE) {
		KP_CLEANUP(kp_strings_done) struct kp_strings fields = { 0 };

		return kp_go_csv(value, &fields, reterr);
	}
	if (flag->kind == KP_KIND_MAP_BOOL) {
		return check_bools(value, reterr);
	}
	if (!is_valid(flag->kind, value)) {
		return kp_fail(reterr, KP_ERR_SYNTAX, "not a valid value of its kind");
	}
	return KP_OK;
}
