/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "core/validate.h"
#include "fixture.h"
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
	{ "certificates: the gate is off, and nobody needs it", "--feature-gates=RotateKubeletServerCertificate=false\n", NULL, NULL },
	{ "certificates: a flag turns the gate of the file on", M "--feature-gates=RotateKubeletServerCertificate=true\n", H "serverTLSBootstrap: true\nfeatureGates: {RotateKubeletServerCertificate: false}\n", NULL },
	{ "processes: below zero passes", "--pod-max-pids=-7\n", NULL, NULL },
	{ "idle: below zero passes", "--streaming-connection-idle-timeout=-1s\n", NULL, NULL },
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

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows) };

	return TABLE_MAIN(tables);
}
