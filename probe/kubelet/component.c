/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kubelet/component.h"

#include "component/gates.h"
#include "component/gates_check.h"
#include "component/secret.h"
#include "kubelet/defaults.h"
#include "kubelet/fields.h"
#include "kubelet/flags.h"
#include "kubelet/precedence.h"
#include "kubelet/start.h"
#include "kubelet/validate.h"

static const struct kp_secret secrets[] = {
	{ "manifest-url", "staticPodURL", true },
	{ "manifest-url-header", "staticPodURLHeader", false },
	{ "storage-driver-password", NULL, false },
	{ NULL, "tracing.endpoint", true },
};

/**
 * The kubelet opens what a flag says as it is (os.Open), but for --config, of whose path it takes
 * `..` out of the text before (server.go, loadConfigFile). Those of a file are absolute already.
 */
static const struct kp_path_setting path_settings[] = {
	{ "authentication.x509.clientCAFile", false, false },
	{ "bootstrap-kubeconfig", false, true }, /* it may be deleted after use */
	{ "config", true, false },
	{ "kubeconfig", false, false },
	{ "staticPodPath", false, true }, /* a file or a directory, for which a kubelet waits */
	{ "tlsCertFile", false, false },
	{ "tlsPrivateKeyFile", false, false },
};

/** OpenShift and MicroShift (openshift/kubernetes, "UPSTREAM: <carry>: warn on unknown gates"). */
static const char *const openshift[] = {
	"/etc/machine-config-daemon",
	"/etc/microshift",
	"/usr/bin/microshift",
	"/usr/local/bin/kubenswrapper",
	NULL,
};

/** What says in a unit, and in a quadlet (podman-systemd.unit(5)), what is started. */
static const char *const commands[] = { "Exec", NULL };
static const char *const containers[] = { "Exec", "Image", "Entrypoint", "PodmanArgs", NULL };

/* clang-format off */
#define PATH(pattern)         { pattern, NULL, KP_TRACE_PATH, false }
#define LINE(pattern)         { pattern, NULL, KP_TRACE_LINE, false }
#define ALWAYS(pattern)       { pattern, NULL, KP_TRACE_PATH, true }
#define STARTS(pattern, keys) { pattern, keys, KP_TRACE_LINE, true }
/* clang-format on */

/**
 * Extensions of a directory (systemd-sysext(8)): those that are a tree with a kubelet or a unit of one,
 * and those whose image is named like one. Images are not looked into.
 */
#define EXTENSIONS(dir)                                                                         \
	ALWAYS(dir "/*[Kk]ube*.raw"), ALWAYS(dir "/*[Kk]ube*.raw.v"), ALWAYS(dir "/*k3s*.raw"), \
		ALWAYS(dir "/*rke2*.raw"), ALWAYS(dir "/*k0s*.raw"),                            \
		ALWAYS(dir "/*/usr/bin/kubelet"), ALWAYS(dir "/*/usr/local/bin/kubelet"),       \
		ALWAYS(dir "/*/opt/bin/kubelet")
#define UNITS_OF(dir, where)                                        \
	ALWAYS(dir "/*" where "/kubelet.service"),                  \
		ALWAYS(dir "/*" where "/kubelet.service.d/*.conf"), \
		STARTS(dir "/*" where "/*.service", commands)
#define SYSTEM_EXTENSIONS(dir)                                     \
	EXTENSIONS(dir), UNITS_OF(dir, "/usr/lib/systemd/system"), \
		UNITS_OF(dir, "/usr/local/lib/systemd/system")
#define CONFIGURATION_EXTENSIONS(dir)                                                           \
	EXTENSIONS(dir), UNITS_OF(dir, "/etc/systemd/system"), ALWAYS(dir "/*/etc/kubernetes"), \
		ALWAYS(dir "/*/etc/*/kubelet"),                                                 \
		STARTS(dir "/*/etc/containers/systemd/*.container", containers)
#define QUADLETS(dir)                                                                            \
	STARTS(dir "/*.container", containers), STARTS(dir "/*.container.d/*.conf", containers), \
		STARTS(dir "/*/*.container", containers)

static const struct kp_trace traces[] = {
	PATH("/etc/kubernetes/kubelet"),
	PATH("/etc/kubernetes/kubelet.conf"),
	PATH("/etc/kubernetes/kubelet.yaml"),
	PATH("/etc/kubernetes/kubelet-config.yaml"),
	PATH("/etc/kubernetes/manifests/*"),
	PATH("/etc/kubernetes/ssl/kubecfg-kube-node.yaml"), /* RKE1 */
	PATH("/home/kubernetes/bin/kubelet"),
	PATH("/opt/bin/kubelet"),
	PATH("/opt/*/bin/kubelet"),
	PATH("/snap/k8s/current/bin/kubelet"),
	PATH("/snap/microk8s/current/kubelite"),
	PATH("/usr/bin/kubelet"),
	PATH("/usr/sbin/kubelet"),
	PATH("/usr/local/bin/kubelet"),
	PATH("/usr/local/sbin/kubelet"),
	PATH("/var/lib/k0s/bin/kubelet"),
	/* The kubelet makes it, and all in it (--root-dir); packages leave it empty. */
	PATH("/var/lib/kubelet/*"),
	PATH("/var/lib/microshift/resources/kubelet/config/config.yaml"),
	PATH("/var/lib/rancher/k3s/agent/kubelet.kubeconfig"),
	PATH("/var/lib/rancher/rke2/agent/kubelet.kubeconfig"),

	/* A service whose file is yet to come, by an extension or a mount. */
	{ "/etc/systemd/system/*.wants/*kubelet*.service", NULL, KP_TRACE_WANTED, false },
	{ "/etc/systemd/system/*.requires/*kubelet*.service", NULL, KP_TRACE_WANTED, false },
	{ "/usr/lib/systemd/system/*.wants/*kubelet*.service", NULL, KP_TRACE_WANTED, false },

	/* sysvinit, OpenRC, upstart, runit, s6, dinit. */
	PATH("/etc/init.d/kubelet"),
	PATH("/etc/rc.d/init.d/kubelet"),
	PATH("/etc/conf.d/kubelet"),
	PATH("/etc/init/kubelet.conf"),
	PATH("/etc/service/kubelet"),
	PATH("/etc/sv/kubelet"),
	PATH("/service/kubelet"),
	PATH("/var/service/kubelet"),
	PATH("/etc/s6/*/kubelet"),
	PATH("/etc/dinit.d/kubelet"),
	LINE("/etc/init.d/*"),
	LINE("/etc/conf.d/*"),
	LINE("/etc/init/*.conf"),
	LINE("/etc/service/*/run"),
	LINE("/etc/sv/*/run"),
	LINE("/etc/inittab"),
	LINE("/etc/rc.local"),
	LINE("/etc/rc.d/rc.local"),
	LINE("/etc/local.d/*.start"),

	/* cron(8), anacron(8) */
	LINE("/etc/anacrontab"),
	LINE("/etc/crontab"),
	LINE("/etc/cron.*/*"),
	LINE("/var/spool/cron/*"),
	LINE("/var/spool/cron/crontabs/*"),

	QUADLETS("/etc/containers/systemd"),
	QUADLETS("/run/containers/systemd"),
	QUADLETS("/usr/share/containers/systemd"),

	SYSTEM_EXTENSIONS("/etc/extensions"),
	SYSTEM_EXTENSIONS("/run/extensions"),
	SYSTEM_EXTENSIONS("/var/lib/extensions"),
	CONFIGURATION_EXTENSIONS("/run/confexts"),
	CONFIGURATION_EXTENSIONS("/usr/lib/confexts"),
	CONFIGURATION_EXTENSIONS("/usr/local/lib/confexts"),
	CONFIGURATION_EXTENSIONS("/var/lib/confexts"),
	{ 0 },
};

/** What stands in the commands of a unit that has to do with a kubelet. */
static const char *const words[] = {
	"kubelet", "kubelite", "k3s", "rke2", "k0s", "microshift", NULL
};

/** Its defaults (KubeletPort, KubeletReadOnlyPort of pkg/cluster/ports), by which an API server calls it. */
static const int ports[] = { 10250, 10255, 0 };

/** A kubelet that does its work for a node has the node's network, and is root. */
static const struct kp_foreign foreign = {
	.of_pods = true, .of_users = true, .ports = ports, .is_needed = true
};

const struct kp_component kp_kubelet_component = {
	.name = "kubelet",
	.plural = "kubelets",
	.flags = &kp_kubelet_flags,
	.type = &kp_kubelet_type,
	.gates = &kp_kubernetes_gates,
	.secrets = secrets,
	.secret_count = sizeof(secrets) / sizeof(secrets[0]),
	.path_settings = path_settings,
	.path_setting_count = sizeof(path_settings) / sizeof(path_settings[0]),
	.group_setting = "kubeletCgroups",
	/* It lets a kubelet 1.28 or 1.29 use --config-dir (cmd/kubelet/app/server.go). */
	.variable = "KUBELET_CONFIG_DROPIN_DIR_ALPHA",
	.package = "kubelet",
	.package_path = "/usr/bin/kubelet",
	.traces = traces,
	.words = words,
	.foreign = &foreign,
	.load = kp_precedence_load,
	.find_default = kp_defaults_find,
	.validate = kp_validate,
	.check_start = kp_start_check,
	.check_gates = kp_gates_check,
	.gate_files = openshift,
	.can_run = kp_precedence_can_run,
};
