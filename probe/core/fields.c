/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fields.h"

#include <string.h>
#include <strings.h>

#include "flags.h"

/*
 * Rows: path, type, when a value counts as unset, default, default without --config where it
 * differs, first and last minor version. Sorted by path. Types from k8s.io/kubelet/config/v1beta1
 * types.go, defaults from pkg/kubelet/apis/config/v1beta1/defaults.go, those without --config from
 * cmd/kubelet/app/options/options.go applyLegacyDefaults, of Kubernetes 1.20 to 1.36.
 */
/* clang-format off */
#define FIRST KP_MINOR_FIRST
#define LAST KP_MINOR_LAST
static const struct kp_field fields[] = {
	{ "address", KP_FIELD_STRING, KP_UNSET_ZERO, "0.0.0.0", NULL, FIRST, LAST },
	{ "allowedUnsafeSysctls", KP_FIELD_STRINGS, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "authentication.anonymous.enabled", KP_FIELD_BOOL, KP_UNSET_NIL, "false", "true", FIRST, LAST },
	{ "authentication.webhook.cacheTTL", KP_FIELD_DURATION, KP_UNSET_ZERO, "2m0s", NULL, FIRST, LAST },
	{ "authentication.webhook.enabled", KP_FIELD_BOOL, KP_UNSET_NIL, "true", "false", FIRST, LAST },
	{ "authentication.x509.clientCAFile", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "authorization.mode", KP_FIELD_STRING, KP_UNSET_ZERO, "Webhook", "AlwaysAllow", FIRST, LAST },
	{ "authorization.webhook.cacheAuthorizedTTL", KP_FIELD_DURATION, KP_UNSET_ZERO, "5m0s", NULL, FIRST, LAST },
	{ "authorization.webhook.cacheUnauthorizedTTL", KP_FIELD_DURATION, KP_UNSET_ZERO, "30s", NULL, FIRST, LAST },
	{ "cgroupDriver", KP_FIELD_STRING, KP_UNSET_ZERO, "cgroupfs", NULL, FIRST, LAST },
	{ "cgroupRoot", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "cgroupsPerQOS", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "clusterDNS", KP_FIELD_STRINGS, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "clusterDomain", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "configMapAndSecretChangeDetectionStrategy", KP_FIELD_STRING, KP_UNSET_ZERO, "Watch", NULL, FIRST, LAST },
	{ "containerLogMaxFiles", KP_FIELD_INT32, KP_UNSET_NIL, "5", NULL, FIRST, LAST },
	{ "containerLogMaxSize", KP_FIELD_STRING, KP_UNSET_ZERO, "10Mi", NULL, FIRST, LAST },
	{ "containerLogMaxWorkers", KP_FIELD_INT32, KP_UNSET_NIL, "1", NULL, 30, LAST },
	{ "containerLogMonitorInterval", KP_FIELD_DURATION, KP_UNSET_NIL, "10s", NULL, 30, LAST },
	{ "containerRuntimeEndpoint", KP_FIELD_STRING, KP_UNSET_ZERO, "unix:///run/containerd/containerd.sock", NULL, 27, LAST },
	{ "contentType", KP_FIELD_STRING, KP_UNSET_ZERO, "application/vnd.kubernetes.protobuf", NULL, FIRST, LAST },
	{ "cpuCFSQuota", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "cpuCFSQuotaPeriod", KP_FIELD_DURATION, KP_UNSET_NIL, "100ms", NULL, FIRST, LAST },
	{ "cpuManagerPolicy", KP_FIELD_STRING, KP_UNSET_ZERO, "none", NULL, FIRST, LAST },
	{ "cpuManagerPolicyOptions", KP_FIELD_STRING_MAP, KP_UNSET_NIL, NULL, NULL, 22, LAST },
	{ "cpuManagerReconcilePeriod", KP_FIELD_DURATION, KP_UNSET_ZERO, "10s", NULL, FIRST, LAST },
	{ "crashLoopBackOff.maxContainerRestartPeriod", KP_FIELD_DURATION, KP_UNSET_NIL, NULL, NULL, 32, 34 },
	{ "crashLoopBackOff.maxContainerRestartPeriod", KP_FIELD_DURATION, KP_UNSET_NIL, "5m0s", NULL, 35, LAST },
	{ "enableContentionProfiling", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "enableControllerAttachDetach", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "enableDebugFlagsHandler", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "enableDebuggingHandlers", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "enableProfilingHandler", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "enableServer", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "enableSystemLogHandler", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "enableSystemLogQuery", KP_FIELD_BOOL, KP_UNSET_NIL, "false", NULL, 27, LAST },
	{ "enforceNodeAllocatable", KP_FIELD_STRINGS, KP_UNSET_NIL, "pods", NULL, FIRST, LAST },
	{ "eventBurst", KP_FIELD_INT32, KP_UNSET_ZERO, "10", NULL, FIRST, 26 },
	{ "eventBurst", KP_FIELD_INT32, KP_UNSET_ZERO, "100", NULL, 27, LAST },
	{ "eventRecordQPS", KP_FIELD_INT32, KP_UNSET_NIL, "5", NULL, FIRST, 26 },
	{ "eventRecordQPS", KP_FIELD_INT32, KP_UNSET_NIL, "50", NULL, 27, LAST },
	{ "evictionHard", KP_FIELD_STRING_MAP, KP_UNSET_NIL, "imagefs.available=15%, memory.available=100Mi, nodefs.available=10%, nodefs.inodesFree=5%", "", FIRST, 29 },
	{ "evictionHard", KP_FIELD_STRING_MAP, KP_UNSET_NIL, "imagefs.available=15%, imagefs.inodesFree=5%, memory.available=100Mi, nodefs.available=10%, nodefs.inodesFree=5%", "", 30, LAST },
	{ "evictionMaxPodGracePeriod", KP_FIELD_INT32, KP_UNSET_NEVER, "0", NULL, FIRST, LAST },
	{ "evictionMinimumReclaim", KP_FIELD_STRING_MAP, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "evictionPressureTransitionPeriod", KP_FIELD_DURATION, KP_UNSET_ZERO, "5m0s", NULL, FIRST, LAST },
	{ "evictionSoft", KP_FIELD_STRING_MAP, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "evictionSoftGracePeriod", KP_FIELD_STRING_MAP, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "failCgroupV1", KP_FIELD_BOOL, KP_UNSET_NIL, "false", NULL, 31, 34 },
	{ "failCgroupV1", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, 35, LAST },
	{ "failSwapOn", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "featureGates", KP_FIELD_BOOL_MAP, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "fileCheckFrequency", KP_FIELD_DURATION, KP_UNSET_ZERO, "20s", NULL, FIRST, LAST },
	{ "hairpinMode", KP_FIELD_STRING, KP_UNSET_ZERO, "promiscuous-bridge", NULL, FIRST, LAST },
	{ "healthzBindAddress", KP_FIELD_STRING, KP_UNSET_ZERO, "127.0.0.1", NULL, FIRST, LAST },
	{ "healthzPort", KP_FIELD_INT32, KP_UNSET_NIL, "10248", NULL, FIRST, LAST },
	{ "httpCheckFrequency", KP_FIELD_DURATION, KP_UNSET_ZERO, "20s", NULL, FIRST, LAST },
	{ "imageGCHighThresholdPercent", KP_FIELD_INT32, KP_UNSET_NIL, "85", NULL, FIRST, LAST },
	{ "imageGCLowThresholdPercent", KP_FIELD_INT32, KP_UNSET_NIL, "80", NULL, FIRST, LAST },
	{ "imageMaximumGCAge", KP_FIELD_DURATION, KP_UNSET_NEVER, "0s", NULL, 29, LAST },
	{ "imageMinimumGCAge", KP_FIELD_DURATION, KP_UNSET_ZERO, "2m0s", NULL, FIRST, LAST },
	{ "imagePullCredentialsVerificationPolicy", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, 33, 34 },
	{ "imagePullCredentialsVerificationPolicy", KP_FIELD_STRING, KP_UNSET_ZERO, "NeverVerifyPreloadedImages", NULL, 35, LAST },
	{ "imageServiceEndpoint", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, 27, LAST },
	{ "iptablesDropBit", KP_FIELD_INT32, KP_UNSET_NIL, "15", NULL, FIRST, LAST },
	{ "iptablesMasqueradeBit", KP_FIELD_INT32, KP_UNSET_NIL, "14", NULL, FIRST, LAST },
	{ "kernelMemcgNotification", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "kubeAPIBurst", KP_FIELD_INT32, KP_UNSET_ZERO, "10", NULL, FIRST, 26 },
	{ "kubeAPIBurst", KP_FIELD_INT32, KP_UNSET_ZERO, "100", NULL, 27, LAST },
	{ "kubeAPIQPS", KP_FIELD_INT32, KP_UNSET_NIL, "5", NULL, FIRST, 26 },
	{ "kubeAPIQPS", KP_FIELD_INT32, KP_UNSET_NIL, "50", NULL, 27, LAST },
	{ "kubeReserved", KP_FIELD_STRING_MAP, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "kubeReservedCgroup", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "kubeletCgroups", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "localStorageCapacityIsolation", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, 25, LAST },
	{ "logging.flushFrequency", KP_FIELD_FLUSH, KP_UNSET_ZERO, "5s", NULL, 23, LAST },
	{ "logging.format", KP_FIELD_STRING, KP_UNSET_ZERO, "text", NULL, FIRST, LAST },
	{ "logging.options.json.infoBufferSize", KP_FIELD_QUANTITY, KP_UNSET_NIL, NULL, NULL, 23, LAST },
	{ "logging.options.json.splitStream", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, 23, LAST },
	{ "logging.options.text.infoBufferSize", KP_FIELD_QUANTITY, KP_UNSET_NIL, NULL, NULL, 30, LAST },
	{ "logging.options.text.splitStream", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, 30, LAST },
	{ "logging.sanitization", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, 23 },
	{ "logging.verbosity", KP_FIELD_UINT32, KP_UNSET_NEVER, "0", NULL, 23, LAST },
	{ "logging.vmodule", KP_FIELD_OBJECTS, KP_UNSET_NIL, NULL, NULL, 23, LAST },
	{ "makeIPTablesUtilChains", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "maxOpenFiles", KP_FIELD_INT64, KP_UNSET_ZERO, "1000000", NULL, FIRST, LAST },
	{ "maxParallelImagePulls", KP_FIELD_INT32, KP_UNSET_NIL, NULL, NULL, 27, LAST },
	{ "maxPods", KP_FIELD_INT32, KP_UNSET_ZERO, "110", NULL, FIRST, LAST },
	{ "memoryManagerPolicy", KP_FIELD_STRING, KP_UNSET_ZERO, "None", NULL, 21, LAST },
	{ "memoryReservationPolicy", KP_FIELD_STRING, KP_UNSET_ZERO, "None", NULL, 36, LAST },
	{ "memorySwap.swapBehavior", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, 22, LAST },
	{ "memoryThrottlingFactor", KP_FIELD_FLOAT64, KP_UNSET_NIL, "0.8", NULL, 22, 26 },
	{ "memoryThrottlingFactor", KP_FIELD_FLOAT64, KP_UNSET_NIL, "0.9", NULL, 27, LAST },
	{ "mergeDefaultEvictionSettings", KP_FIELD_BOOL, KP_UNSET_NIL, "false", NULL, 34, LAST },
	{ "nodeLeaseDurationSeconds", KP_FIELD_INT32, KP_UNSET_ZERO, "40", NULL, FIRST, LAST },
	{ "nodeStatusMaxImages", KP_FIELD_INT32, KP_UNSET_NIL, "50", NULL, FIRST, LAST },
	{ "nodeStatusReportFrequency", KP_FIELD_DURATION, KP_UNSET_ZERO, "5m0s", NULL, FIRST, LAST },
	{ "nodeStatusUpdateFrequency", KP_FIELD_DURATION, KP_UNSET_ZERO, "10s", NULL, FIRST, LAST },
	{ "oomScoreAdj", KP_FIELD_INT32, KP_UNSET_NIL, "-999", NULL, FIRST, LAST },
	{ "podCIDR", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "podLogsDir", KP_FIELD_STRING, KP_UNSET_ZERO, "/var/log/pods", NULL, 30, LAST },
	{ "podPidsLimit", KP_FIELD_INT64, KP_UNSET_NIL, "-1", NULL, FIRST, LAST },
	{ "podsPerCore", KP_FIELD_INT32, KP_UNSET_NEVER, "0", NULL, FIRST, LAST },
	{ "port", KP_FIELD_INT32, KP_UNSET_ZERO, "10250", NULL, FIRST, LAST },
	{ "preloadedImagesVerificationAllowlist", KP_FIELD_STRINGS, KP_UNSET_NIL, NULL, NULL, 33, LAST },
	{ "protectKernelDefaults", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "providerID", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "qosReserved", KP_FIELD_STRING_MAP, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "readOnlyPort", KP_FIELD_INT32, KP_UNSET_NEVER, "0", "10255", FIRST, LAST },
	{ "registerNode", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, 23, LAST },
	{ "registerWithTaints", KP_FIELD_OBJECTS, KP_UNSET_NIL, NULL, NULL, 23, LAST },
	{ "registryBurst", KP_FIELD_INT32, KP_UNSET_ZERO, "10", NULL, FIRST, LAST },
	{ "registryPullQPS", KP_FIELD_INT32, KP_UNSET_NIL, "5", NULL, FIRST, LAST },
	{ "reservedMemory", KP_FIELD_OBJECTS, KP_UNSET_NIL, NULL, NULL, 21, LAST },
	{ "reservedSystemCPUs", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "resolvConf", KP_FIELD_STRING, KP_UNSET_ZERO, "/etc/resolv.conf", NULL, FIRST, 21 },
	{ "resolvConf", KP_FIELD_STRING, KP_UNSET_NIL, "/etc/resolv.conf", NULL, 22, LAST },
	{ "rotateCertificates", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "runOnce", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "runtimeRequestTimeout", KP_FIELD_DURATION, KP_UNSET_ZERO, "2m0s", NULL, FIRST, LAST },
	{ "seccompDefault", KP_FIELD_BOOL, KP_UNSET_NIL, "false", NULL, 22, LAST },
	{ "serializeImagePulls", KP_FIELD_BOOL, KP_UNSET_NIL, "true", NULL, FIRST, LAST },
	{ "serverTLSBootstrap", KP_FIELD_BOOL, KP_UNSET_NEVER, "false", NULL, FIRST, LAST },
	{ "showHiddenMetricsForVersion", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "shutdownGracePeriod", KP_FIELD_DURATION, KP_UNSET_NEVER, "0s", NULL, FIRST, LAST },
	{ "shutdownGracePeriodByPodPriority", KP_FIELD_OBJECTS, KP_UNSET_NIL, NULL, NULL, 23, LAST },
	{ "shutdownGracePeriodCriticalPods", KP_FIELD_DURATION, KP_UNSET_NEVER, "0s", NULL, FIRST, LAST },
	{ "singleProcessOOMKill", KP_FIELD_BOOL, KP_UNSET_NIL, NULL, NULL, 32, LAST },
	{ "staticPodPath", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "staticPodURL", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "staticPodURLHeader", KP_FIELD_LIST_MAP, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "streamingConnectionIdleTimeout", KP_FIELD_DURATION, KP_UNSET_ZERO, "4h0m0s", NULL, FIRST, LAST },
	{ "syncFrequency", KP_FIELD_DURATION, KP_UNSET_ZERO, "1m0s", NULL, FIRST, LAST },
	{ "systemCgroups", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "systemReserved", KP_FIELD_STRING_MAP, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "systemReservedCgroup", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "tlsCertFile", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "tlsCipherSuites", KP_FIELD_STRINGS, KP_UNSET_NIL, NULL, NULL, FIRST, LAST },
	{ "tlsCurvePreferences", KP_FIELD_INTS, KP_UNSET_NIL, NULL, NULL, 36, LAST },
	{ "tlsMinVersion", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "tlsPrivateKeyFile", KP_FIELD_STRING, KP_UNSET_ZERO, NULL, NULL, FIRST, LAST },
	{ "topologyManagerPolicy", KP_FIELD_STRING, KP_UNSET_ZERO, "none", NULL, FIRST, LAST },
	{ "topologyManagerPolicyOptions", KP_FIELD_STRING_MAP, KP_UNSET_NIL, NULL, NULL, 26, LAST },
	{ "topologyManagerScope", KP_FIELD_STRING, KP_UNSET_ZERO, "container", NULL, FIRST, LAST },
	{ "tracing.endpoint", KP_FIELD_STRING, KP_UNSET_NIL, NULL, NULL, 25, LAST },
	{ "tracing.samplingRatePerMillion", KP_FIELD_INT32, KP_UNSET_NIL, NULL, NULL, 25, LAST },
	{ "userNamespaces.idsPerPod", KP_FIELD_INT64, KP_UNSET_NIL, NULL, NULL, 33, LAST },
	{ "volumePluginDir", KP_FIELD_STRING, KP_UNSET_ZERO, "/usr/libexec/kubernetes/kubelet-plugins/volume/exec/", NULL, FIRST, LAST },
	{ "volumeStatsAggPeriod", KP_FIELD_DURATION, KP_UNSET_ZERO, "1m0s", NULL, FIRST, LAST },
};
#undef FIRST
#undef LAST

/* clang-format on */

enum {
	FIELD_COUNT = sizeof(fields) / sizeof(fields[0])
};

size_t kp_field_count(void)
{
	return FIELD_COUNT;
}

const struct kp_field *kp_field_get(size_t index)
{
	return &fields[index];
}

static bool is_in(const struct kp_field *field, int minor)
{
	return minor >= field->since && minor <= field->until;
}

/** @return the first row whose path does not sort before another */
static size_t lower_bound(const char *path)
{
	size_t low = 0;
	size_t high = FIELD_COUNT;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(fields[middle].path, path) < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

const struct kp_field *kp_field_find(const char *path, int minor)
{
	for (size_t i = lower_bound(path); i < FIELD_COUNT; i++) {
		if (strcmp(fields[i].path, path) != 0) {
			break;
		}
		if (is_in(&fields[i], minor)) {
			return &fields[i];
		}
	}
	return NULL;
}

bool kp_field_is_object(const char *path, int minor)
{
	size_t len = strlen(path);

	/* A dot sorts before all that keys are made of. */
	for (size_t i = lower_bound(path); i < FIELD_COUNT; i++) {
		if (strncmp(fields[i].path, path, len) != 0 || fields[i].path[len] != '.') {
			break;
		}
		if (is_in(&fields[i], minor)) {
			return true;
		}
	}
	return false;
}

const struct kp_field *kp_field_find_fold(const char *path, int minor)
{
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (is_in(&fields[i], minor) && strcasecmp(fields[i].path, path) == 0) {
			return &fields[i];
		}
	}
	return NULL;
}

bool kp_field_is_object_fold(const char *path, int minor)
{
	size_t len = strlen(path);

	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (is_in(&fields[i], minor) && strncasecmp(fields[i].path, path, len) == 0 &&
		    fields[i].path[len] == '.') {
			return true;
		}
	}
	return false;
}

size_t kp_field_index(const struct kp_field *field)
{
	return (size_t)(field - fields);
}

bool kp_field_is_map(const struct kp_field *field)
{
	return field->type == KP_FIELD_STRING_MAP || field->type == KP_FIELD_BOOL_MAP ||
	       field->type == KP_FIELD_LIST_MAP;
}

bool kp_field_is_path(const struct kp_field *field)
{
	static const char *const paths[] = {
		"authentication.x509.clientCAFile",
		"podLogsDir",
		"resolvConf",
		"staticPodPath",
		"tlsCertFile",
		"tlsPrivateKeyFile",
		"volumePluginDir",
	};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (strcmp(field->path, paths[i]) == 0) {
			return true;
		}
	}
	return false;
}

bool kp_field_find_element(const struct kp_field *field, const char *key,
			   enum kp_field_type *ret_type)
{
	static const struct {
		const char *path;
		const char *key;
		enum kp_field_type type;
	} elements[] = {
		{ "logging.vmodule", "filePattern", KP_FIELD_STRING },
		{ "logging.vmodule", "verbosity", KP_FIELD_UINT32 },
		{ "registerWithTaints", "effect", KP_FIELD_STRING },
		{ "registerWithTaints", "key", KP_FIELD_STRING },
		{ "registerWithTaints", "value", KP_FIELD_STRING },
		{ "reservedMemory", "numaNode", KP_FIELD_INT32 },
		{ "shutdownGracePeriodByPodPriority", "priority", KP_FIELD_INT32 },
		{ "shutdownGracePeriodByPodPriority", "shutdownGracePeriodSeconds",
		  KP_FIELD_INT64 },
	};

	for (size_t i = 0; i < sizeof(elements) / sizeof(elements[0]); i++) {
		if (strcmp(elements[i].path, field->path) == 0 &&
		    strcmp(elements[i].key, key) == 0) {
			*ret_type = elements[i].type;
			return true;
		}
	}
	return false;
}
