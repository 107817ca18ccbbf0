/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubeproxy/component.h"

#include "component/gates.h"
#include "component/gates_check.h"
#include "kubeproxy/fields.h"
#include "kubeproxy/flags.h"
#include "kubeproxy/precedence.h"
#include "kubeproxy/validate.h"

/** It opens what it is told as it is (os.ReadFile; client-go's ClientConfigLoadingRules). */
static const struct kp_path_setting path_settings[] = {
	{ "clientConnection.kubeconfig", false, false },
	{ "config", false, false },
};

/** OpenShift (openshift/kubernetes, "UPSTREAM: <carry>: warn on unknown gates"). */
static const char *const openshift[] = { "/etc/machine-config-daemon", NULL };

/** What says in a unit, and in a quadlet (podman-systemd.unit(5)), what is started. */
static const char *const containers[] = { "Exec", "Image", "Entrypoint", "PodmanArgs", NULL };

/* clang-format off */
#define PATH(pattern)         { pattern, NULL, KP_TRACE_PATH, false }
#define LINE(pattern)         { pattern, NULL, KP_TRACE_LINE, false }
#define STARTS(pattern, keys) { pattern, keys, KP_TRACE_LINE, true }
/* Images of extensions (systemd-sysext(8)) are not looked into. */
#define EXTENSION(pattern)    { pattern, NULL, KP_TRACE_PATH, true }
/* clang-format on */

static const struct kp_trace traces[] = {
	PATH("/etc/kubernetes/kube-proxy*"),
	PATH("/etc/kubernetes/proxy*"),
	PATH("/home/kubernetes/bin/kube-proxy"),
	PATH("/opt/bin/kube-proxy"),
	PATH("/opt/*/bin/kube-proxy"),
	PATH("/snap/microk8s/current/kubelite"),
	PATH("/usr/bin/kube-proxy"),
	PATH("/usr/sbin/kube-proxy"),
	PATH("/usr/local/bin/kube-proxy"),
	PATH("/usr/local/sbin/kube-proxy"),
	PATH("/var/lib/kube-proxy/*"),
	PATH("/var/lib/rancher/k3s/agent/kubeproxy.kubeconfig"),
	PATH("/var/lib/rancher/rke2/agent/kubeproxy.kubeconfig"),
	/* The kubelet makes it for a container of that name. */
	PATH("/var/lib/kubelet/pods/*/containers/kube-proxy"),

	/* Static pods, as OpenStack's Magnum, kube-up and RKE2 have it. */
	{ "/etc/kubernetes/manifests/*", NULL, KP_TRACE_LINE, true },
	{ "/var/lib/rancher/rke2/agent/pod-manifests/*", NULL, KP_TRACE_LINE, true },

	EXTENSION("/etc/extensions/*[Kk]ube*.raw"),
	EXTENSION("/etc/extensions/*k3s*.raw"),
	EXTENSION("/run/extensions/*[Kk]ube*.raw"),
	EXTENSION("/run/extensions/*k3s*.raw"),
	EXTENSION("/var/lib/extensions/*[Kk]ube*.raw"),
	EXTENSION("/var/lib/extensions/*k3s*.raw"),

	/* A service whose file is yet to come, by an extension or a mount. */
	{ "/etc/systemd/system/*.wants/*kube-proxy*.service", NULL, KP_TRACE_WANTED, false },
	{ "/usr/lib/systemd/system/*.wants/*kube-proxy*.service", NULL, KP_TRACE_WANTED, false },

	PATH("/etc/init.d/kube-proxy"),
	PATH("/etc/conf.d/kube-proxy"),
	PATH("/etc/init/kube-proxy.conf"),
	PATH("/etc/service/kube-proxy"),
	PATH("/etc/sv/kube-proxy"),
	LINE("/etc/inittab"),
	LINE("/etc/rc.local"),
	LINE("/etc/rc.d/rc.local"),
	LINE("/etc/crontab"),
	LINE("/etc/cron.*/*"),
	STARTS("/etc/containers/systemd/*.container", containers),
	STARTS("/usr/share/containers/systemd/*.container", containers),
	{ 0 },
};

/** What stands in the commands of a unit that has to do with a kube-proxy: it, or what contains it. */
static const char *const words[] = { "kube-proxy", "kubelite", "k3s", "microshift", NULL };

/** Its defaults (ProxyStatusPort, ProxyHealthzPort of pkg/cluster/ports). */
static const int ports[] = { 10249, 10256, 0 };

/** One that writes rules for a node has the node's network, and is root. */
static const struct kp_foreign foreign = { .of_pods = true, .of_users = true, .ports = ports };

/** Nothing of a file or of the environment hangs on the version. */
static enum kp_status can_run(const struct kp_sources *sources, int minor, struct kp_error *reterr)
{
	(void)sources;
	(void)minor;
	(void)reterr;
	return KP_OK;
}

const struct kp_component kp_kubeproxy_component = {
	.name = "kube-proxy",
	.plural = "kube-proxies",
	.flags = &kp_kubeproxy_flags,
	.type = &kp_kubeproxy_type,
	.gates = &kp_kubernetes_gates,
	.path_settings = path_settings,
	.path_setting_count = sizeof(path_settings) / sizeof(path_settings[0]),
	.traces = traces,
	.words = words,
	.runs_in_pods = true,
	.foreign = &foreign,
	.load = kp_kubeproxy_load,
	.find_default = kp_kubeproxy_find_default,
	.finish = kp_kubeproxy_finish,
	.validate = kp_kubeproxy_validate,
	.check_start = kp_kubeproxy_check_start,
	.check_gates = kp_gates_check,
	.gate_files = openshift,
	.can_run = can_run,
};
