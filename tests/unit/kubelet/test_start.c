/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "base/cleanup.h"
#include "fixture_kubelet.h"
#include "kubelet/component.h"
#include "node/services.h"
#include "table.h"

/** A service on disk, of a version that dpkg tells or nobody does, and why it does not start. */
struct row {
	const char *name;
	const char *version; /* of the package; NULL: it is not known */
	const char *argv;    /* behind --config and --kubeconfig; "-": --config alone */
	const char *main;    /* the lines of the file behind its header */
	const char *says;    /* a part of the reason; NULL: it starts */
};

/** The file of --config. */
#define FILE "/var/lib/kubelet/config.yaml"

/* clang-format off */
static struct row rows[] = {
	{ "nothing is wrong", "1.31.4", "", "", NULL },
	{ "nothing is wrong, of any version", NULL, "", "", NULL },

	/* What a version does not have. */
	{ "a flag that went", "1.35.1", " --pod-infra-container-image=registry.example/pause:3.10.1", "", "kubelet.service:2: unknown flag: --pod-infra-container-image in Kubernetes 1.35 (dpkg)" },
	{ "a flag that is still there", "1.34.3", " --pod-infra-container-image=registry.example/pause:3.10.1", "", NULL },
	{ "a flag that is yet to come", "1.27.3", " --config-dir=/d", "", "unknown flag: --config-dir in Kubernetes 1.27 (dpkg)" },
	{ "a gate that went", "1.35.2", "", "featureGates:\n  UserNamespacesPodSecurityStandards: true\n  TTLAfterFinished: true\n  RotateKubeletServerCertificate: true\n", FILE ":5: unrecognized feature gate TTLAfterFinished in Kubernetes 1.35 (dpkg)" },
	{ "a gate that is still there", "1.24.9", "", "featureGates: {TTLAfterFinished: true}\n", NULL },
	{ "a gate that is yet to come", "1.27.9", "", "featureGates: {SidecarContainers: true}\n", "unrecognized feature gate SidecarContainers in Kubernetes 1.27" },
	{ "a gate by a flag", "1.30.0", " --feature-gates=CSIMigrationAWS=true", "", "kubelet.service:2: unrecognized feature gate CSIMigrationAWS in" },
	{ "a gate that nobody knows", "1.33.0", "", "featureGates: {NoSuchGate: false}\n", "unrecognized feature gate NoSuchGate" },
	{ "a gate that nobody knows, of a version whose gates are not all known", "1.36.1", "", "featureGates: {NoSuchGate: false}\n", NULL },
	{ "a gate that nobody knows, of a version that nobody knows", NULL, "", "featureGates: {NoSuchGate: false}\n", NULL },
	{ "a locked gate", "1.34.0", "", "featureGates: {NodeSwap: false}\n", FILE ":3: feature gate NodeSwap cannot be set to false, it is locked to true in Kubernetes 1.34" },
	{ "a locked gate as it is", "1.34.0", "", "featureGates: {NodeSwap: true}\n", NULL },
	{ "a gate that is not locked yet", "1.33.0", "", "featureGates: {NodeSwap: false}\n", NULL },
	{ "a group of gates", "1.33.0", "", "featureGates: {AllAlpha: false, AllBeta: true}\n", NULL },
	{ "a cloud provider that went", "1.28.4", " --cloud-provider=aws", "", "kubelet.service:2: unknown cloud provider aws in Kubernetes 1.28 (dpkg)" },
	{ "a cloud provider that is still there", "1.26.4", " --cloud-provider=aws", "", NULL },
	{ "a cloud provider behind its gate", "1.29.4", " --cloud-provider=azure --feature-gates=DisableCloudProviders=false", "", NULL },
	{ "a cloud provider without its gate", "1.29.4", " --cloud-provider=azure", "", "unknown cloud provider azure" },
	{ "a cloud provider outside", "1.36.0", " --cloud-provider=external", "", NULL },
	{ "no cloud provider", "1.36.0", " --cloud-provider=", "", NULL },
	{ "a cloud provider of a version that nobody knows", NULL, " --cloud-provider=aws", "", NULL },
	{ "Docker after its end", "1.24.1", " --container-runtime=docker", "", "unsupported container runtime docker in Kubernetes 1.24" },
	{ "Docker before it", "1.23.1", " --container-runtime=docker", "", NULL },
	{ "a runtime behind an interface", "1.26.1", " --container-runtime=remote", "", NULL },

	/* What it needs. */
	{ "Webhook without a client", NULL, "-", "", "authentication.webhook.enabled true: it asks the API server, of which the kubelet is not told without --kubeconfig" },
	{ "authorization without a client", "1.31.4", "-", "authentication: {webhook: {enabled: false}, anonymous: {enabled: true}}\n", "default with --config: authorization.mode Webhook: it asks the API server" },
	{ "neither needs one", "1.31.4", "-", "authentication: {webhook: {enabled: false}, anonymous: {enabled: true}}\nauthorization: {mode: AlwaysAllow}\n", NULL },
	{ "a bootstrap is no client", "1.31.4", "- --bootstrap-kubeconfig=/b", "", "it asks the API server" },
	{ "nobody is let in", "1.31.4", "", "authentication: {webhook: {enabled: false}}\n", "no authentication method is configured" },
	{ "those with a certificate are", "1.31.4", "", "authentication: {webhook: {enabled: false}, x509: {clientCAFile: /ca.crt}}\n", NULL },
	{ "a certificate without its key", "1.31.4", "", "tlsCertFile: /a\n", FILE ":3: tlsCertFile /a: tlsPrivateKeyFile is not set" },
	{ "a certificate that no server needs", "1.31.4", "", "tlsCertFile: /a\nenableServer: false\n", NULL },
	{ "soft eviction without a grace period", "1.31.4", "", "evictionSoft: {memory.available: 500Mi}\n", FILE ":3: the soft eviction threshold memory.available needs a grace period" },
	{ "soft eviction with one", "1.31.4", "", "evictionSoft: {memory.available: 500Mi}\nevictionSoftGracePeriod: {memory.available: 1m}\n", NULL },
	{ "soft eviction by a flag, its grace period in the file", "1.31.4", " --eviction-soft=memory.available<500Mi", "evictionSoftGracePeriod: {memory.available: 1m}\n", NULL },
	{ "a grace period that is none", "1.31.4", "", "evictionSoftGracePeriod: {memory.available: soon}\n", "invalid eviction grace period memory.available=soon" },
	{ "no signal", "1.31.4", "", "evictionHard: {memory.free: 1Gi}\n", "unsupported eviction signal memory.free in evictionHard" },
	{ "syncs without a pause", "1.31.4", " --sync-frequency=0s", "", "invalid syncFrequency 0s" },
	{ "too few logs", "1.31.4", "", "containerLogMaxFiles: 1\n", "containerLogMaxFiles 1 must be greater than 1" },
	{ "a lock without a file", "1.31.4", " --exit-on-lock-contention", "", "exit-on-lock-contention needs a --lock-file" },
	{ "a policy that is none", "1.31.4", "", "cpuManagerPolicy: dynamic\n", "unknown cpuManagerPolicy \"dynamic\"" },
	{ "a policy of memory that is none", "1.31.4", "", "memoryManagerPolicy: static\n", "unknown memoryManagerPolicy \"static\"" },
	{ "a version of TLS that is none", "1.31.4", "", "tlsMinVersion: TLS1.2\n", "unknown tlsMinVersion \"TLS1.2\"" },
	{ "one bit for two marks", "1.24.4", "", "iptablesDropBit: 14\n", "iptablesDropBit 14 and iptablesMasqueradeBit must be different" },

	/* What is checked before that, with its version. */
	{ "reservations that are enforced without a control group", "1.31.4", "", "enforceNodeAllocatable: [pods, kube-reserved]\nkubeReserved: {cpu: 100m, memory: 512Mi}\n", FILE ":3: invalid configuration: kubeReservedCgroup must be specified when kube-reserved is in enforceNodeAllocatable in Kubernetes 1.31 (dpkg)" },
	{ "two ways to shut down", "1.31.4", "", "shutdownGracePeriod: 120s\nshutdownGracePeriodCriticalPods: 40s\nshutdownGracePeriodByPodPriority:\n- priority: 0\n  shutdownGracePeriodSeconds: 20\n", "shutdownGracePeriodByPodPriority and shutdownGracePeriod cannot both be given (" FILE ":3)" },
	{ "thresholds of images, across flag and file", "1.31.4", " --image-gc-low-threshold=80", "imageGCHighThresholdPercent: 75\n", "imageGCLowThresholdPercent 80 must be less than imageGCHighThresholdPercent 75 (" FILE ":3)" },
	{ "another kind", "1.31.4", "", NULL, FILE ": line 2: kind is Config, not KubeletConfiguration in Kubernetes 1.31 (dpkg)" },
	{ "a bad member of a map", "1.31.4", "", "systemReserved:\n  cpu: 500m\n  # of the system\n  memory: 1Gi\n\n  pid: 1000\nreadOnlyPort: 0\n", FILE ": line 8: systemReserved.pid: int where a string is wanted" },
};

/* clang-format on */

/** Write texts, up to NULL, one behind the other into a file. */
static void write_texts(const struct fixture *fixture, const char *path, const char *const *texts)
{
	char buf[1024] = "";

	for (size_t i = 0; texts[i] != NULL; i++) {
		assert_true(strlen(buf) + strlen(texts[i]) < sizeof(buf));
		strcat(buf, texts[i]);
	}
	fixture_write(fixture, path, buf, strlen(buf));
}

/** What a package brings, and then the list of it. */
static void build(const struct row *row, struct fixture *fixture)
{
	bool without_client = row->argv[0] == '-';
	const char *const config[] = {
		row->main == NULL ? "apiVersion: v1\nkind: Config\n" : FIXTURE_HEADER,
		row->main == NULL ? NULL : row->main,
		NULL,
	};
	const char *const unit[] = {
		"[Service]\nExecStart=/usr/bin/kubelet --config=" FILE,
		without_client ? "" : " --kubeconfig=/etc/kubernetes/kubelet.conf",
		row->argv + (without_client ? 1 : 0),
		"\n",
		NULL,
	};
	const char *const status[] = {
		"Package: kubelet\nStatus: install ok installed\nVersion: ",
		row->version,
		"\n",
		NULL,
	};

	fixture_build(fixture, "usr/bin/kubelet: x\nvar/lib/dpkg/info/\n");
	write_texts(fixture, &FILE[1], config);
	write_texts(fixture, "etc/systemd/system/kubelet.service", unit);
	if (row->version != NULL) {
		write_texts(fixture, "var/lib/dpkg/status", status);
		fixture_write(fixture, "var/lib/dpkg/info/kubelet.list", "/usr/bin/kubelet\n", 17);
	}
}

/** Ask for a setting, which is an error if the service does not start. */
static void ask(const struct row *row, bool judges_start, const char *says)
{
	const struct kp_query query = { .component = &kp_kubelet_component,
					.judges_start = judges_start };
	KP_CLEANUP(kp_setting_freep) struct kp_setting *setting = NULL;
	struct kp_kubelets *kubelets = NULL;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	enum kp_status status;

	build(row, &fixture);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	table_assert_ok(kp_services_collect(&query, &ctx, &kubelets, &error), &error);
	assert_int_equal(kp_kubelets_count(kubelets), 1);
	status = kp_kubelet_setting(kp_kubelets_get(kubelets, 0), "authorization.mode", &setting,
				    &error);
	if (says == NULL) {
		table_assert_ok(status, &error);
	} else {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, -1, says);
	}
	kp_kubelets_free(kubelets);
	kp_ctx_done(&ctx);
}

static void test_row(void **state)
{
	const struct row *row = *state;

	ask(row, true, row->says);
}

/** One beside a process that lives with it is compared with that. */
static void test_beside(void **state)
{
	static const struct row row = { "beside", "1.31.4", "-", "", NULL };

	(void)state;
	ask(&row, false, NULL);
}

/** OpenShift's kubelet warns of gates that it does not know; it has locked the same ones. */
static void test_vendor(void **state)
{
	static const char *const mains[] = { "featureGates: {NoSuchGate: true}\n",
					     "featureGates: {NodeSwap: false}\n" };

	for (size_t i = 0; i < sizeof(mains) / sizeof(mains[0]); i++) {
		const struct kp_query query = { .component = &kp_kubelet_component, .minor = 34 };
		const struct row row = { "vendor", NULL, "", mains[i], NULL };
		struct kp_kubelets *kubelets = NULL;
		struct kp_setting *setting = NULL;
		struct fixture fixture;
		struct kp_error error;
		struct kp_ctx ctx;
		enum kp_status status;

		build(&row, &fixture);
		fixture_write(&fixture, "usr/local/bin/kubenswrapper", "x", 1);
		table_error_prepare(&error);
		table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
		table_assert_ok(kp_services_collect(&query, &ctx, &kubelets, &error), &error);
		status = kp_kubelet_setting(kp_kubelets_get(kubelets, 0), "maxPods", &setting,
					    &error);
		if (i == 0) {
			table_assert_ok(status, &error);
			kp_setting_free(setting);
		} else {
			table_assert_failed(status, &error, KP_ERR_SYNTAX, -1,
					    "in Kubernetes 1.34 (OSCAP_KUBELET_VERSION)");
		}
		kp_kubelets_free(kubelets);
		kp_ctx_done(&ctx);
	}
	(void)state;
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_beside),
		TABLE_ONE(test_vendor),
	};

	return TABLE_MAIN(tables);
}
