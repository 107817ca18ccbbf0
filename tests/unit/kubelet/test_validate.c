/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "fixture_kubelet.h"
#include "kubelet/validate.h"
#include "table.h"

#define H FIXTURE_HEADER
#define M FIXTURE_CONFIG

struct row {
	const char *name;
	const char *argv;
	const char *main; /* content of /main/kubelet.conf; NULL if there is none */
	const char *says; /* NULL if the kubelet starts */
};

/* clang-format off */
static struct row rows[] = {
	{ "nothing but defaults", "", NULL, NULL },
	{ "nothing but defaults with a file", M, H, NULL },
	{ "mode: Webhook", "--authorization-mode=Webhook\n", NULL, NULL },
	{ "mode: AlwaysAllow", "--authorization-mode=AlwaysAllow\n", NULL, NULL },
	{ "mode: in small letters", "--authorization-mode=webhook\n", NULL, "argv[1]: unknown authorization mode webhook" },
	{ "mode: with a blank", "--authorization-mode=Webhook \n", NULL, "unknown authorization mode Webhook " },
	{ "mode: two of them", "--authorization-mode=Node,Webhook\n", NULL, "unknown authorization mode Node,Webhook" },
	{ "mode: AlwaysDeny", "--authorization-mode=AlwaysDeny\n", NULL, "unknown authorization mode AlwaysDeny" },
	{ "mode: empty", "--authorization-mode=\n", NULL, "argv[1]: no authorization mode specified" },
	{ "mode: of the file", M, H "authorization:\n  mode: x\n", "/main/kubelet.conf:4: unknown authorization mode x" },
	{ "read-only port: 0", "--read-only-port=0\n", NULL, NULL },
	{ "read-only port: the largest", "--read-only-port=65535\n", NULL, NULL },
	{ "read-only port: one more", "--read-only-port=65536\n", NULL, "argv[1]: invalid configuration: readOnlyPort" },
	{ "read-only port: below zero", "--read-only-port=-1\n", NULL, "argv[1]: invalid configuration: readOnlyPort" },
	{ "read-only port: of the file", M, H "readOnlyPort: 65536\n", "/main/kubelet.conf:3: invalid configuration: readOnlyPort" },
	{ "port: 1", "--port=1\n", NULL, NULL },
	{ "port: 0", "--port=0\n", NULL, "invalid configuration: port" },
	{ "port: 0 in the file is that of the default", M, H "port: 0\n", NULL },
	{ "port: the largest", "--port=65535\n", NULL, NULL },
	{ "port: one more", "--port=65536\n", NULL, "invalid configuration: port" },
	{ "health port: 0", "--healthz-port=0\n", NULL, NULL },
	{ "health port: the largest", "--healthz-port=65535\n", NULL, NULL },
	{ "health port: one more", "--healthz-port=65536\n", NULL, "invalid configuration: healthzPort" },
	{ "health port: below zero", "--healthz-port=-1\n", NULL, "invalid configuration: healthzPort" },
	{ "events: 0", "--event-qps=0\n", NULL, NULL },
	{ "events: below zero", "--event-qps=-1\n", NULL, "invalid configuration: eventRecordQPS" },
	{ "burst of events: 0", "--event-burst=0\n", NULL, NULL },
	{ "burst of events: below zero", "--event-burst=-1\n", NULL, "invalid configuration: eventBurst" },
	{ "calls: 0", "--kube-api-qps=0\n", NULL, NULL },
	{ "calls: below zero", "--kube-api-qps=-1\n", NULL, "invalid configuration: kubeAPIQPS" },
	{ "burst of calls: below zero", "--kube-api-burst=-1\n", NULL, "invalid configuration: kubeAPIBurst" },
	{ "pulls: below zero", "--registry-qps=-1\n", NULL, "invalid configuration: registryPullQPS" },
	{ "burst of pulls: below zero", "--registry-burst=-1\n", NULL, "invalid configuration: registryBurst" },
	{ "pods: 0", "--max-pods=0\n", NULL, NULL },
	{ "pods: below zero", "--max-pods=-1\n", NULL, "invalid configuration: maxPods" },
	{ "pods per core: 0", "--pods-per-core=0\n", NULL, NULL },
	{ "pods per core: below zero", "--pods-per-core=-1\n", NULL, "invalid configuration: podsPerCore" },
	{ "open files: 0", "--max-open-files=0\n", NULL, NULL },
	{ "open files: below zero", "--max-open-files=-1\n", NULL, "invalid configuration: maxOpenFiles" },
	{ "images: -1", "--node-status-max-images=-1\n", NULL, NULL },
	{ "images: -2", "--node-status-max-images=-2\n", NULL, "invalid configuration: nodeStatusMaxImages" },
	{ "out of memory: the smallest", "--oom-score-adj=-1000\n", NULL, NULL },
	{ "out of memory: one less", "--oom-score-adj=-1001\n", NULL, "invalid configuration: oomScoreAdj" },
	{ "out of memory: the largest", "--oom-score-adj=1000\n", NULL, NULL },
	{ "out of memory: one more", "--oom-score-adj=1001\n", NULL, "invalid configuration: oomScoreAdj" },
	{ "full disk: the largest", "--image-gc-high-threshold=100\n", NULL, NULL },
	{ "full disk: one more", "--image-gc-high-threshold=101\n", NULL, "invalid configuration: imageGCHighThresholdPercent" },
	{ "full disk: below zero", "--image-gc-high-threshold=-1\n", NULL, "invalid configuration: imageGC" },
	{ "empty disk: 0", "--image-gc-low-threshold=0\n", NULL, NULL },
	{ "empty disk: below zero", "--image-gc-low-threshold=-1\n", NULL, "invalid configuration: imageGCLowThresholdPercent" },
	{ "lease: 1", M, H "nodeLeaseDurationSeconds: 1\n", NULL },
	{ "lease: below zero", M, H "nodeLeaseDurationSeconds: -1\n", "invalid configuration: nodeLeaseDurationSeconds" },
	{ "lease: 0 in the file is that of the default", M, H "nodeLeaseDurationSeconds: 0\n", NULL },
	{ "hairpin: none", "--hairpin-mode=none\n", NULL, NULL },
	{ "hairpin: veth", "--hairpin-mode=hairpin-veth\n", NULL, NULL },
	{ "hairpin: another", "--hairpin-mode=x\n", NULL, "invalid configuration: unknown hairpinMode \"x\"" },
	{ "hairpin: empty", "--hairpin-mode=\n", NULL, "invalid configuration: unknown hairpinMode \"\"" },
	{ "topology: restricted", "--topology-manager-policy=restricted\n", NULL, NULL },
	{ "topology: another", "--topology-manager-policy=x\n", NULL, "invalid configuration: unknown topologyManagerPolicy \"x\"" },
	{ "scope: pod", "--topology-manager-scope=pod\n", NULL, NULL },
	{ "scope: another", "--topology-manager-scope=x\n", NULL, "invalid configuration: unknown topologyManagerScope \"x\"" },
	{ "certificates: by default the gate is on", "--rotate-server-certificates\n", NULL, NULL },
	{ "certificates: the gate is on", "--rotate-server-certificates\n--feature-gates=RotateKubeletServerCertificate=true\n", NULL, NULL },
	{ "certificates: the gate is off", "--rotate-server-certificates\n--feature-gates=RotateKubeletServerCertificate=false\n", NULL, "serverTLSBootstrap requires feature gate RotateKubeletServerCertificate" },
	{ "certificates: the gate is off in the file", M, H "serverTLSBootstrap: true\nfeatureGates: {RotateKubeletServerCertificate: false}\n", "serverTLSBootstrap requires feature gate" },
	{ "certificates: the group of the gate is off", M, H "serverTLSBootstrap: true\nfeatureGates: {AllBeta: false}\n", "which is off (/main/kubelet.conf:4)" },
	{ "certificates: the group of the gate is off, but not the gate", M "--feature-gates=AllBeta=false\n", H "serverTLSBootstrap: true\nfeatureGates: {RotateKubeletServerCertificate: true}\n", NULL },
	{ "certificates: another group is off", "--rotate-server-certificates\n--feature-gates=AllAlpha=false\n", NULL, NULL },
	{ "certificates: the gate is off, and nobody needs it", "--feature-gates=RotateKubeletServerCertificate=false\n", NULL, NULL },
	{ "certificates: a flag turns the gate of the file on", M "--feature-gates=RotateKubeletServerCertificate=true\n", H "serverTLSBootstrap: true\nfeatureGates: {RotateKubeletServerCertificate: false}\n", NULL },
	{ "system groups need a root", "--system-cgroups=/s\n", NULL, "argv[1]: invalid configuration: systemCgroups needs cgroupRoot" },
	{ "system groups with a root", "--system-cgroups=/s\n--cgroup-root=/\n", NULL, NULL },
	{ "disks: the low threshold must be lower", "--image-gc-low-threshold=85\n", NULL, "imageGCLowThresholdPercent 85 must be less than imageGCHighThresholdPercent 85 (default without --config)" },
	{ "disks: one of the file, one by a flag", M "--image-gc-low-threshold=80\n", H "imageGCHighThresholdPercent: 75\n", "argv[2]: invalid configuration: imageGCLowThresholdPercent 80 must be less than imageGCHighThresholdPercent 75 (/main/kubelet.conf:3)" },
	{ "quota: a period too long", M, H "cpuCFSQuotaPeriod: 2s\nfeatureGates: {CustomCPUCFSQuotaPeriod: true}\n", "cpuCFSQuotaPeriod 2s must be between" },
	{ "quota: that of the default", M, H "cpuCFSQuotaPeriod: 100ms\n", NULL },
	{ "quota: another one, with its gate", M, H "cpuCFSQuotaPeriod: 10ms\nfeatureGates: {CustomCPUCFSQuotaPeriod: true}\n", NULL },
	{ "quota: another one, without its gate", M, H "cpuCFSQuotaPeriod: 10ms\nfeatureGates: {CustomCPUCFSQuotaPeriod: false}\n", "cpuCFSQuotaPeriod 10ms requires feature gate CustomCPUCFSQuotaPeriod" },
	{ "shutdown: without its gate", M, H "shutdownGracePeriod: 2m\nfeatureGates: {GracefulNodeShutdown: false}\n", "require feature gate GracefulNodeShutdown" },
	{ "shutdown: less than a second", M, H "shutdownGracePeriod: 1ms\nfeatureGates: {GracefulNodeShutdown: true}\n", "/main/kubelet.conf:3: invalid configuration: shutdownGracePeriod 1ms must be 0 or 1s at least" },
	{ "shutdown: critical pods have more than all", M, H "shutdownGracePeriod: 10s\nshutdownGracePeriodCriticalPods: 11s\nfeatureGates: {GracefulNodeShutdown: true}\n", "shutdownGracePeriodCriticalPods 11s must not be longer than shutdownGracePeriod 10s (/main/kubelet.conf:3)" },
	{ "shutdown: critical pods have a part", M, H "shutdownGracePeriod: 10s\nshutdownGracePeriodCriticalPods: 4s\nfeatureGates: {GracefulNodeShutdown: true}\n", NULL },
	{ "enforcement: nothing", M, H "enforceNodeAllocatable: []\ncgroupsPerQOS: false\n", NULL },
	{ "enforcement: without groups", "--cgroups-per-qos=false\n", NULL, "enforceNodeAllocatable needs cgroupsPerQOS to be true (argv[1])" },
	{ "enforcement: a group that is not said", "--enforce-node-allocatable=pods,system-reserved\n", NULL, "argv[1]: invalid configuration: systemReservedCgroup must be specified when system-reserved is in enforceNodeAllocatable" },
	{ "enforcement: a group that is said", "--enforce-node-allocatable=pods,system-reserved\n--system-reserved-cgroup=/s\n", NULL, NULL },
	{ "enforcement: something else", "--enforce-node-allocatable=pod\n", NULL, "unknown \"pod\" in enforceNodeAllocatable" },
	{ "enforcement: none beside something", "--enforce-node-allocatable=none,pods\n", NULL, "enforceNodeAllocatable may contain nothing beside none" },
	{ "CPUs: with a group", "--reserved-cpus=0-1\n--kube-reserved-cgroup=/k\n", NULL, "reservedSystemCPUs cannot be given with systemReservedCgroup or kubeReservedCgroup (argv[2])" },
	{ "CPUs: a set", "--reserved-cpus=0-1,4\n", NULL, NULL },
	{ "CPUs: backwards", "--reserved-cpus=3-1\n", NULL, "reservedSystemCPUs 3-1 is no set of CPUs" },
	{ "CPUs: half a set", "--reserved-cpus=0,\n", NULL, "reservedSystemCPUs 0, is no set of CPUs" },
	{ "CPUs: a word", "--reserved-cpus=all\n", NULL, "reservedSystemCPUs all is no set of CPUs" },
	{ "CPUs: half a range", "--reserved-cpus=0-\n", NULL, "reservedSystemCPUs 0- is no set of CPUs" },
	{ "metrics: no version", M, H "showHiddenMetricsForVersion: latest\n", "showHiddenMetricsForVersion latest is not 1." },
	{ "metrics: more than a version", M, H "showHiddenMetricsForVersion: 1.19.1\n", "showHiddenMetricsForVersion 1.19.1 is not 1." },
	{ "processes: below zero passes", "--pod-max-pids=-7\n", NULL, NULL },
	{ "idle: below zero passes", "--streaming-connection-idle-timeout=-1s\n", NULL, NULL },
};

/* clang-format on */

/** What began in one version, or ended in one. */
struct version_row {
	const char *name;
	const char *argv;
	const char *main;
	int before; /* minor version that takes it; 0: none */
	int from;   /* minor version that refuses it; 0: none */
	const char *says;
};

/* clang-format off */
static struct version_row version_rows[] = {
	{ "labels: a value that is none", "--node-labels=c=-x-\n", NULL, 20, 21, "argv[1]: invalid node labels: c=-x-" },
	{ "images: an age below zero", M, H "imageMaximumGCAge: -1s\nfeatureGates: {ImageMaximumGCAge: true}\n", 28, 29, "imageMaximumGCAge -1s must not be negative" },
	{ "images: an age that is too low", M, H "imageMaximumGCAge: 1m\nfeatureGates: {ImageMaximumGCAge: true}\n", 28, 29, "imageMaximumGCAge 1m0s must be greater than imageMinimumGCAge 2m0s" },
	{ "images: an age without its gate", M, H "imageMaximumGCAge: 1h\n", 30, 29, "imageMaximumGCAge requires feature gate ImageMaximumGCAge" },
	{ "images: the least age below zero", M, H "imageMinimumGCAge: -1s\n", 35, 36, "imageMinimumGCAge -1s must not be negative" },
	{ "quota: less than a millisecond", M, H "cpuCFSQuotaPeriod: 500us\nfeatureGates: {CustomCPUCFSQuotaPeriod: true}\n", 29, 30, "must be between 1ms and 1s" },
	{ "quota: less than a microsecond", M, H "cpuCFSQuotaPeriod: 500ns\nfeatureGates: {CustomCPUCFSQuotaPeriod: true}\n", 0, 29, "must be between 1us and 1s" },
	{ "quota: a gate that is on by default", M, H "cpuCFSQuotaPeriod: 10ms\n", 36, 35, "requires feature gate" },
	{ "pulls: none at once", M, H "maxParallelImagePulls: 0\n", 26, 27, "maxParallelImagePulls 0 must be a positive number" },
	{ "pulls: many at once, one after the other", M, H "maxParallelImagePulls: 5\nserializeImagePulls: true\n", 26, 27, "maxParallelImagePulls 5 needs serializeImagePulls to be false (/main/kubelet.conf:4)" },
	{ "pulls: many at once", M, H "maxParallelImagePulls: 5\n", 27, 0, NULL },
	{ "pulls: many by a flag beside it", M "--serialize-image-pulls=true\n", H "maxParallelImagePulls: 5\n", 26, 27, "needs serializeImagePulls to be false (argv[2])" },
	{ "one run", "--runonce=true\n", NULL, 35, 36, "argv[1]: invalid configuration: runOnce" },
	{ "topology: a policy without its gate", M, H "topologyManagerPolicy: restricted\nfeatureGates: {TopologyManager: false}\n", 27, 26, "topologyManagerPolicy requires feature gate TopologyManager" },
	{ "shutdown: an alpha feature", M, H "shutdownGracePeriod: 2h\n", 21, 20, "require feature gate GracefulNodeShutdown" },
	{ "shutdown: by priority, an alpha feature", M, H "shutdownGracePeriodByPodPriority: [{priority: 0, shutdownGracePeriodSeconds: 1}]\n", 24, 23, "requires feature gate GracefulNodeShutdownBasedOnPodPriority" },
	{ "swap: without its gate", M, H "memorySwap: {swapBehavior: LimitedSwap}\n", 30, 29, "memorySwap.swapBehavior requires feature gate NodeSwap" },
	{ "swap: unlimited", M, H "memorySwap: {swapBehavior: UnlimitedSwap}\nfeatureGates: {NodeSwap: true}\n", 29, 30, "unknown memorySwap.swapBehavior \"UnlimitedSwap\"" },
	{ "swap: none", M, H "memorySwap: {swapBehavior: NoSwap}\nfeatureGates: {NodeSwap: true}\n", 30, 27, "unknown memorySwap.swapBehavior \"NoSwap\"" },
	{ "restarts: without the gate", M, H "crashLoopBackOff: {maxContainerRestartPeriod: 10s}\n", 35, 34, "requires feature gate KubeletCrashLoopBackOffMax" },
	{ "restarts: too seldom", M, H "crashLoopBackOff: {maxContainerRestartPeriod: 301s}\n", 31, 35, "must be between 1s and 300s" },
	{ "enforcement: what can be compressed", "--enforce-node-allocatable=kube-reserved-compressible\n--kube-reserved-cgroup=/k\n", NULL, 32, 30, "unknown \"kube-reserved-compressible\"" },
	{ "enforcement: twice", "--enforce-node-allocatable=pods,pods\n", NULL, 30, 36, "pods is twice in enforceNodeAllocatable" },
	{ "enforcement: both kinds", "--enforce-node-allocatable=kube-reserved,kube-reserved-compressible\n--kube-reserved-cgroup=/k\n", NULL, 0, 36, "may not contain both kube-reserved and kube-reserved-compressible" },
	{ "enforcement: none without groups", "--enforce-node-allocatable=none\n--cgroups-per-qos=false\n", NULL, 36, 30, "needs cgroupsPerQOS" },
	{ "credentials: a word", M, H "imagePullCredentialsVerificationPolicy: Always\n", 32, 35, "unknown imagePullCredentialsVerificationPolicy \"Always\"" },
	{ "credentials: without the gate", M, H "imagePullCredentialsVerificationPolicy: AlwaysVerify\n", 35, 34, "requires feature gate KubeletEnsureSecretPulledImages" },
	{ "credentials: a list that nothing asks for", M, H "preloadedImagesVerificationAllowlist: [a]\n", 32, 35, "needs the imagePullCredentialsVerificationPolicy NeverVerifyAllowlistedImages" },
	{ "metrics: of the last version", M, H "showHiddenMetricsForVersion: \"1.30\"\n", 31, 32, "showHiddenMetricsForVersion 1.30 is not 1.31" },
	{ "traces: too many", M, H "tracing: {samplingRatePerMillion: 1000001}\n", 24, 27, "tracing.samplingRatePerMillion 1000001 must be between 0 and 1000000" },
	{ "traces: without the gate", M, H "tracing: {samplingRatePerMillion: 1}\n", 27, 26, "requires feature gate KubeletTracing" },
	{ "memory: too much", M, H "memoryThrottlingFactor: 1.5\n", 21, 22, "memoryThrottlingFactor 1.5 must be greater than 0 and at most 1" },
	{ "memory: another factor without the gate", M, H "memoryThrottlingFactor: 0.5\nfeatureGates: {MemoryQoS: false}\n", 36, 37, "memoryThrottlingFactor 0.5 requires feature gate MemoryQoS" },
	{ "sysctls: without the gate", M, H "defaultPodSysctls: {kernel.shm_rmid_forced: \"1\"}\n", 36, 37, "defaultPodSysctls requires feature gate DefaultPodSysctls" },
	{ "memory: a policy that is none", M, H "memoryReservationPolicy: x\n", 35, 36, "unknown memoryReservationPolicy \"x\"" },
	{ "memory: a policy without its gate", M, H "memoryReservationPolicy: TieredReservation\n", 35, 36, "memoryReservationPolicy TieredReservation requires feature gate MemoryQoS" },
	{ "runtime: nowhere", M "--container-runtime-endpoint=\n", H, 26, 27, "containerRuntimeEndpoint must not be empty" },
	{ "logs: asked for without the gate", M, H "enableSystemLogQuery: true\n", 26, 35, "enableSystemLogQuery requires feature gate NodeLogQuery" },
	{ "logs: asked for without a handler", M, H "enableSystemLogQuery: true\nenableSystemLogHandler: false\nfeatureGates: {NodeLogQuery: true}\n", 26, 27, "needs enableSystemLogHandler (/main/kubelet.conf:4)" },
	{ "logs: no worker", M, H "containerLogMaxWorkers: 0\n", 29, 30, "containerLogMaxWorkers 0 must be between 1 and" },
	{ "logs: looked at too often", M, H "containerLogMonitorInterval: 1s\n", 29, 30, "containerLogMonitorInterval 1s must be 3s at least" },
	{ "logs: a path that goes up", M, H "podLogsDir: /var/../log\n", 29, 30, "podLogsDir /var/../log must be an absolute path" },
	{ "logs: a path of other letters", M, H "podLogsDir: /var/l\xC3\xB6g\n", 29, 30, "must be ASCII" },
};

/* clang-format on */

static void assert_version(const struct kp_kubelet *kubelet, int minor, const char *says)
{
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_kubelet_setting_in(kubelet, minor, "maxPods", &setting, &error);
	if (says == NULL) {
		table_assert_ok(status, &error);
		kp_setting_free(setting);
	} else {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, -1, says);
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	}
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_kubelet *kubelet;
	struct fixture fixture;

	fixture_build_main(&fixture, row->main);
	kubelet = fixture_kubelet(&fixture, row->argv);
	assert_version(kubelet, 20, row->says);
	assert_version(kubelet, 28, row->says);
	assert_version(kubelet, 36, row->says);
	kp_kubelet_free(kubelet);
}

static void test_version(void **state)
{
	const struct version_row *row = *state;
	struct kp_kubelet *kubelet;
	struct fixture fixture;

	fixture_build_main(&fixture, row->main);
	kubelet = fixture_kubelet(&fixture, row->argv);
	if (row->before != 0) {
		assert_version(kubelet, row->before, NULL);
	}
	if (row->from != 0) {
		assert_version(kubelet, row->from, row->says);
	}
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows),
					       TABLE_ROWS(test_version, version_rows) };

	return TABLE_MAIN(tables);
}
