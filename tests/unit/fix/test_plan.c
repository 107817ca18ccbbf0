/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "fix/plan_make.h"
#include "fixture_kubelet.h"
#include "kubeproxy/component.h"
#include "memory.h"
#include "table.h"

enum {
	WANTED_MAX = 3
};

/** A node, what is wanted of its kubelet, and what becomes of a file. */
struct row {
	const char *name;
	const char *tree;               /* for fixture_build() */
	const char *wanted[WANTED_MAX]; /* for kp_wanted_parse() */
	const char *path;               /* of the file that changes; NULL: none does */
	const char *now; /* its new text; without a path a part of the reason why it cannot be done,
			      NULL: nothing has to be */
	struct kp_leave leave;
};

#define UNIT_PATH "/etc/systemd/system/kubelet.service"
#define UNIT      "etc/systemd/system/kubelet.service:\n\t[Service]\n"
#define EXEC      "\tExecStart=/usr/bin/kubelet"
#define ENV       "\tEnvironmentFile=-/etc/default/kubelet\n"
#define WITH_ENV                 \
	UNIT ENV EXEC " $ARGS\n" \
		      "etc/default/kubelet:\n"
#define YAML                            \
	UNIT EXEC " --config=/k.yaml\n" \
		  "k.yaml:\n"
#define HEADER "\tapiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n"
#define TEXT   "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
#define SNAP                                                                       \
	"etc/systemd/system/snap.microk8s.daemon-kubelite.service:\n\t[Service]\n" \
	"\tWorkingDirectory=/var/snap/microk8s/77\n\tExecStart=/usr/bin/snap run " \
	"microk8s.daemon-kubelite\n"                                               \
	"var/snap/microk8s/77/args/kubelite:\n\t--kubelet-args-file=${SNAP_DATA}/args/kubelet\n"
#define PROXY_PATH "/etc/systemd/system/kube-proxy.service"
#define PROXY      "etc/systemd/system/kube-proxy.service:\n\t[Service]\n\tExecStart=/usr/bin/kube-proxy"
#define PROXY_NOW  "[Service]\nExecStart=/usr/bin/kube-proxy"
#define PROXY_YAML \
	"p.yaml:\n\tapiVersion: kubeproxy.config.k8s.io/v1alpha1\n\tkind: KubeProxyConfiguration\n"
#define PROXY_TEXT   "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"
#define LOOPBACK     "metricsBindAddress=127.0.0.1:10249"
#define LOOPBACK_NOW "metricsBindAddress: 127.0.0.1:10249\n"
#define FLAG         " --metrics-bind-address="
#define SNAP_PROXY                                                                 \
	"etc/systemd/system/snap.microk8s.daemon-kubelite.service:\n\t[Service]\n" \
	"\tWorkingDirectory=/var/snap/microk8s/77\n\tExecStart=/usr/bin/snap run " \
	"microk8s.daemon-kubelite\n"                                               \
	"var/snap/microk8s/77/args/kubelite:\n\t--proxy-args-file=${SNAP_DATA}/args/kube-proxy\n"
#define WEBHOOK "authorization.mode=Webhook"
#define AES128  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
#define AES256  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
#define RC4     "TLS_RSA_WITH_RC4_128_SHA"

/* clang-format off */
static struct row rows[] = {
	{ "nothing to do", UNIT EXEC " --authorization-mode=Webhook\n", { WEBHOOK }, NULL, NULL, { 0 } },
	{ "a flag in the unit", UNIT "\t# Webhook is better than AlwaysAllow\n" EXEC " --authorization-mode=AlwaysAllow --v=2\n", { WEBHOOK }, UNIT_PATH,
	  "[Service]\n# Webhook is better than AlwaysAllow\nExecStart=/usr/bin/kubelet --authorization-mode=Webhook --v=2\n", { 0 } },
	{ "a flag and its value", UNIT EXEC " --authorization-mode AlwaysAllow\n", { WEBHOOK }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --authorization-mode Webhook\n", { 0 } },
	{ "a flag in quotes", UNIT EXEC " \"--authorization-mode=AlwaysAllow\" '--v=2'\n", { WEBHOOK }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet \"--authorization-mode=Webhook\" '--v=2'\n", { 0 } },
	{ "a flag with an underscore", UNIT EXEC " --authorization_mode=AlwaysAllow\n", { WEBHOOK }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --authorization_mode=Webhook\n", { 0 } },
	{ "the last of two", UNIT EXEC " --authorization-mode=AlwaysAllow --v=1 --authorization-mode=AlwaysAllow\n", { WEBHOOK }, UNIT_PATH,
	  "[Service]\nExecStart=/usr/bin/kubelet --authorization-mode=AlwaysAllow --v=1 --authorization-mode=Webhook\n", { 0 } },
	{ "the same text as another flag's value", UNIT EXEC " --hostname-override=--authorization-mode=AlwaysAllow --authorization-mode=AlwaysAllow\n", { WEBHOOK }, UNIT_PATH,
	  "[Service]\nExecStart=/usr/bin/kubelet --hostname-override=--authorization-mode=AlwaysAllow --authorization-mode=Webhook\n", { 0 } },
	{ "a bare flag", UNIT EXEC " --anonymous-auth --v=2\n", { "authentication.anonymous.enabled=false" }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --anonymous-auth=false --v=2\n", { 0 } },
	{ "continued lines", UNIT EXEC " \\\n\t  --v=2 \\\n\t  --authorization-mode=AlwaysAllow \\\n\t  --node-ip=1.2.3.4\n", { WEBHOOK }, UNIT_PATH,
	  "[Service]\nExecStart=/usr/bin/kubelet \\\n  --v=2 \\\n  --authorization-mode=Webhook \\\n  --node-ip=1.2.3.4\n", { 0 } },
	{ "a drop-in of the unit", UNIT EXEC "\n" "etc/systemd/system/kubelet.service.d/10.conf:\n\t[Service]\n\tExecStart=\n" EXEC " --authorization-mode=AlwaysAllow\n", { WEBHOOK },
	  UNIT_PATH ".d/10.conf", "[Service]\nExecStart=\nExecStart=/usr/bin/kubelet --authorization-mode=Webhook\n", { 0 } },
	{ "a variable of the unit", UNIT "\tEnvironment=\"ARGS=--authorization-mode=AlwaysAllow --v=2\" OTHER=1\n" EXEC " $ARGS\n", { WEBHOOK }, UNIT_PATH,
	  "[Service]\nEnvironment=\"ARGS=--authorization-mode=Webhook --v=2\" OTHER=1\nExecStart=/usr/bin/kubelet $ARGS\n", { 0 } },
	{ "an environment file", WITH_ENV "\t# args\n\tARGS=\"--v=2 --authorization-mode=AlwaysAllow\"\n\tX=y\n", { WEBHOOK }, "/etc/default/kubelet", "# args\nARGS=\"--v=2 --authorization-mode=Webhook\"\nX=y\n", { 0 } },
	{ "an environment file without quotes", WITH_ENV "\tARGS=--authorization-mode=AlwaysAllow --v=2\n", { WEBHOOK }, "/etc/default/kubelet", "ARGS=--authorization-mode=Webhook --v=2\n", { 0 } },
	{ "an arguments file", SNAP "var/snap/microk8s/77/args/kubelet:\n\t# a\n\t--authorization-mode=AlwaysAllow\n\t--v=2\n", { WEBHOOK }, "/var/snap/microk8s/77/args/kubelet", "# a\n--authorization-mode=Webhook\n--v=2\n", { 0 } },
	{ "a value that is a variable", UNIT "\tEnvironment=MODE=AlwaysAllow\n" EXEC " --authorization-mode=${MODE}\n", { WEBHOOK }, UNIT_PATH, "[Service]\nEnvironment=MODE=Webhook\nExecStart=/usr/bin/kubelet --authorization-mode=${MODE}\n", { 0 } },
	{ "a value that is a variable, which another argument has too", UNIT "\tEnvironment=MODE=AlwaysAllow\n" EXEC " --authorization-mode=${MODE} --node-ip=${MODE}\n", { WEBHOOK }, NULL, UNIT_PATH ":2: the argument --authorization-mode=AlwaysAllow is not written there as it is", { 0 } },
	{ "an escaped value", UNIT EXEC " --authorization-mode=Always\\x41llow\n", { WEBHOOK }, NULL, "is not written there as it is", { 0 } },
	{ "a new flag behind the last one", UNIT EXEC " --v=2\n\tRestart=always\n", { WEBHOOK }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --v=2 --authorization-mode=Webhook\nRestart=always\n", { 0 } },
	{ "a new flag behind the program", UNIT EXEC "\n", { WEBHOOK }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --authorization-mode=Webhook\n", { 0 } },
	{ "a new flag behind one in quotes", UNIT EXEC " \"--node-labels=a=b\"\n", { WEBHOOK }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet \"--node-labels=a=b\" --authorization-mode=Webhook\n", { 0 } },
	{ "a new flag in an environment file", WITH_ENV "\tARGS=\"--v=2\"\n", { WEBHOOK }, "/etc/default/kubelet", "ARGS=\"--v=2 --authorization-mode=Webhook\"\n", { 0 } },
	{ "a new flag before a variable", UNIT "\tEnvironment=LEVEL=2\n" EXEC " --node-ip=1.2.3.4 --v=${LEVEL}\n", { WEBHOOK }, UNIT_PATH,
	  "[Service]\nEnvironment=LEVEL=2\nExecStart=/usr/bin/kubelet --node-ip=1.2.3.4 --authorization-mode=Webhook --v=${LEVEL}\n", { 0 } },
	{ "a new flag in an arguments file", SNAP "var/snap/microk8s/77/args/kubelet:\n\t--v=2\n\t# end\n", { WEBHOOK }, "/var/snap/microk8s/77/args/kubelet", "--v=2\n--authorization-mode=Webhook\n# end\n", { 0 } },
	{ "a gate among others", UNIT EXEC " --feature-gates=A=true,RotateKubeletServerCertificate=false,B=false\n", { "featureGates.RotateKubeletServerCertificate=true" }, UNIT_PATH,
	  "[Service]\nExecStart=/usr/bin/kubelet --feature-gates=A=true,RotateKubeletServerCertificate=true,B=false\n", { 0 } },
	{ "a new gate", UNIT EXEC " --feature-gates=A=true\n", { "featureGates.B=false" }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --feature-gates=A=true --feature-gates=B=false\n", { 0 } },
	{ "a gate that its group sets", UNIT EXEC " --feature-gates=AllBeta=false\n", { "featureGates.RotateKubeletServerCertificate=true" }, UNIT_PATH,
	  "[Service]\nExecStart=/usr/bin/kubelet --feature-gates=AllBeta=false --feature-gates=RotateKubeletServerCertificate=true\n", { 0 } },
	{ "a gate that its group sets as it is wanted", UNIT EXEC " --feature-gates=AllBeta=true\n", { "featureGates.RotateKubeletServerCertificate=true" }, NULL, NULL, { 0 } },
	{ "a gate that its group in a file sets", YAML HEADER "\tfeatureGates: {AllBeta: false}\n", { "featureGates.RotateKubeletServerCertificate=true" }, "/k.yaml", TEXT "featureGates: {AllBeta: false, RotateKubeletServerCertificate: true}\n", { 0 } },
	{ "a list that adds up", UNIT EXEC " --tls-cipher-suites=" RC4 " --tls-cipher-suites=" AES256 "\n", { "tlsCipherSuites=" AES256 }, NULL, "--tls-cipher-suites is there 2 times", { 0 } },
	{ "a list", UNIT EXEC " --tls-cipher-suites=" RC4 "," AES128 "\n", { "tlsCipherSuites=" AES128 "," AES256 }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --tls-cipher-suites=" AES128 "," AES256 "\n", { 0 } },
	{ "what is good of a list", UNIT EXEC " --tls-cipher-suites=" RC4 "," AES128 "\n", { "tlsCipherSuites=" AES128 "," AES256 }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --tls-cipher-suites=" AES128 "\n", { .subset = true } },
	{ "a list of which some will do", UNIT EXEC " --tls-cipher-suites=" AES128 "\n", { "tlsCipherSuites=" AES128 "," AES256 }, NULL, NULL, { .subset = true } },
	{ "a list in another order", UNIT EXEC " --tls-cipher-suites=" AES256 "," AES128 "\n", { "tlsCipherSuites=" AES128 "," AES256 }, NULL, NULL, { 0 } },
	{ "a flag that no file has", UNIT EXEC " --hostname-override=n --v=2\n", { "hostname-override" }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --v=2\n", { 0 } },
	{ "a flag that no file has, and its value", UNIT EXEC " --v=2 --hostname-override n\n", { "hostname-override" }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --v=2\n", { 0 } },
	{ "all of its uses", UNIT EXEC " --hostname-override=a --v=2 \"--hostname-override=b\"\n", { "hostname-override" }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --v=2\n", { 0 } },
	{ "the only one of a variable", WITH_ENV "\tARGS=\"--hostname-override=n\"\n", { "hostname-override" }, "/etc/default/kubelet", "ARGS=\n", { 0 } },
	{ "the first one of a variable", WITH_ENV "\tARGS=--hostname-override=n --v=2\n", { "hostname-override" }, "/etc/default/kubelet", "ARGS=--v=2\n", { 0 } },
	{ "one of an arguments file", SNAP "var/snap/microk8s/77/args/kubelet:\n\t--v=2\n\t--hostname-override=n\n\t--v=3\n", { "hostname-override" }, "/var/snap/microk8s/77/args/kubelet", "--v=2\n--v=3\n", { 0 } },
	{ "the last of continued lines", UNIT EXEC " \\\n\t  --v=2 \\\n\t  --hostname-override=n\n\tRestart=always\n", { "hostname-override" }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet \\\n  --v=2\nRestart=always\n", { 0 } },
	{ "one of continued lines", UNIT EXEC " \\\n\t  --hostname-override=n \\\n\t  --v=2\n", { "hostname-override" }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet \\\n  --v=2\n", { 0 } },
	{ "a flag that older versions do not know", UNIT EXEC "\n", { "seccompDefault=true" }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --seccomp-default=true\n", { 0 } },
	{ "none to remove", UNIT EXEC "\n", { "hostname-override" }, NULL, NULL, { 0 } },
	{ "a key of a file", YAML HEADER "\tauthorization:\n\t  mode: AlwaysAllow # why\n", { WEBHOOK }, "/k.yaml", TEXT "authorization:\n  mode: Webhook # why\n", { 0 } },
	{ "a key of a file that is JSON", UNIT EXEC " --config=/k.json\nk.json: {" FIXTURE_JSON_HEADER ", \"authorization\": {\"mode\": \"AlwaysAllow\"}}\n", { WEBHOOK }, "/k.json", "{" FIXTURE_JSON_HEADER ", \"authorization\": {\"mode\": \"Webhook\"}}\n", { 0 } },
	{ "a default that shall be said", YAML HEADER, { WEBHOOK }, "/k.yaml", TEXT "authorization:\n  mode: Webhook\n", { 0 } },
	{ "a default that will do", YAML HEADER, { WEBHOOK }, NULL, NULL, { .default_too = true } },
	{ "a key of a drop-in file", UNIT EXEC " --config=/k.yaml --config-dir=/k.d\nk.yaml:\n" HEADER "\tauthorization:\n\t  mode: Webhook\nk.d/1.conf:\n" HEADER "\tauthorization: {mode: AlwaysAllow}\n", { WEBHOOK },
	  "/k.d/1.conf", TEXT "authorization: {mode: Webhook}\n", { 0 } },
	{ "a path that looks like several", UNIT EXEC " '--config=/a, /k.yaml'\na, /k.yaml:\n" HEADER "\tauthorization: {mode: AlwaysAllow}\n", { WEBHOOK },
	  "/a, /k.yaml", TEXT "authorization: {mode: Webhook}\n", { 0 } },
	{ "a flag over a file", UNIT EXEC " --config=/k.yaml --authorization-mode=AlwaysAllow\nk.yaml:\n" HEADER "\tauthorization:\n\t  mode: AlwaysAllow\n", { WEBHOOK },
	  UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --config=/k.yaml --authorization-mode=Webhook\n", { 0 } },
	{ "a value that files leave to the default", YAML HEADER "\tstreamingConnectionIdleTimeout: 0s\n", { "streamingConnectionIdleTimeout=4h0m0s" }, "/k.yaml", TEXT "streamingConnectionIdleTimeout: 4h0m0s\n", { 0 } },
	{ "several at once", YAML HEADER "\treadOnlyPort: 10255\n", { "readOnlyPort=0", "podPidsLimit=4096", "serverTLSBootstrap=true" }, "/k.yaml", TEXT "readOnlyPort: 0\npodPidsLimit: 4096\nserverTLSBootstrap: true\n", { 0 } },
	{ "a number within a range", YAML HEADER "\tpodPidsLimit: 100\n", { "podPidsLimit=4096" }, NULL, NULL, { .has_range = true, .min = 1, .max = 100 } },
	{ "a number out of a range", YAML HEADER "\tpodPidsLimit: 101\n", { "podPidsLimit=4096" }, "/k.yaml", TEXT "podPidsLimit: 4096\n", { .has_range = true, .min = 1, .max = 100 } },
	{ "a default that differs between versions", YAML HEADER, { "eventRecordQPS=50" }, "/k.yaml", TEXT "eventRecordQPS: 50\n", { 0 } },
	{ "a relative path", UNIT EXEC "\n", { "authentication.x509.clientCAFile=ca.crt" }, NULL, "authentication.x509.clientCAFile: ca.crt is no absolute path", { 0 } },
	{ "a file that is there", UNIT EXEC "\nca.crt: x\n", { "authentication.x509.clientCAFile=/ca.crt" }, UNIT_PATH, "[Service]\nExecStart=/usr/bin/kubelet --client-ca-file=/ca.crt\n", { 0 } },
	{ "a value that the kubelet refuses", UNIT EXEC "\n", { "authorization.mode=Nope" }, NULL, "unknown authorization mode Nope", { 0 } },
	{ "a value that no flag can say", UNIT EXEC "\n", { "memorySwap.swapBehavior=NoSwap" }, NULL, "no flag says memorySwap.swapBehavior", { 0 } },
	{ "an alias that says other settings too", YAML HEADER "\tauthentication: {anonymous: {enabled: &a true}, webhook: {enabled: *a}}\n", { "authentication.anonymous.enabled=false" }, NULL, "/k.yaml", { 0 } },
	{ "two members of a map", YAML HEADER "\tfeatureGates: {A: true}\n", { "featureGates.B=true", "featureGates.C=true" }, "/k.yaml", TEXT "featureGates: {A: true, B: true, C: true}\n", { 0 } },
	{ "a gate that no file has", YAML HEADER, { "featureGates.B=true" }, "/k.yaml", TEXT "featureGates:\n  B: true\n", { 0 } },
	{ "an environment file of other services", WITH_ENV "\tARGS=--authorization-mode=AlwaysAllow\n" "etc/systemd/system/proxy.service:\n\t[Service]\n" ENV "\tExecStart=/usr/bin/proxy $ARGS\n", { WEBHOOK }, NULL, "proxy.service reads /etc/default/kubelet too", { 0 } },
	{ "a new flag before one that is not written as it is", WITH_ENV "\tARGS=--v=\"2\"\n", { WEBHOOK }, UNIT_PATH, "[Service]\nEnvironmentFile=-/etc/default/kubelet\nExecStart=/usr/bin/kubelet --authorization-mode=Webhook $ARGS\n", { 0 } },
	{ "a new flag before those of other services", UNIT ENV EXEC " --node-ip=1.2.3.4 $ARGS\n" "etc/default/kubelet:\n\tARGS=--v=2\n" "etc/systemd/system/proxy.service:\n\t[Service]\n" ENV "\tExecStart=/usr/bin/proxy $ARGS\n", { WEBHOOK }, UNIT_PATH,
	  "[Service]\nEnvironmentFile=-/etc/default/kubelet\nExecStart=/usr/bin/kubelet --node-ip=1.2.3.4 --authorization-mode=Webhook $ARGS\n", { 0 } },
	{ "a drop-in of all services", UNIT EXEC " $ARGS\n" "etc/systemd/system/service.d/10.conf:\n\t[Service]\n\tEnvironment=ARGS=--authorization-mode=AlwaysAllow\n" "etc/systemd/system/proxy.service:\n\t[Service]\n\tExecStart=/usr/bin/proxy $ARGS\n", { WEBHOOK }, NULL, "proxy.service reads /etc/systemd/system/service.d/10.conf too", { 0 } },
	{ "an environment file of other kubelets", WITH_ENV "\tARGS=\"--v=2\"\n" "etc/systemd/system/other.service:\n\t[Service]\n" ENV EXEC " $ARGS\n", { WEBHOOK }, "/etc/default/kubelet", "ARGS=\"--v=2 --authorization-mode=Webhook\"\n", { 0 } },
	{ "a kubelet that does not start", UNIT EXEC " --nope\n", { WEBHOOK }, NULL, "unknown flag: --nope", { 0 } },
	{ "a broken file", YAML "\t{{\n", { WEBHOOK }, NULL, "/k.yaml", { 0 } },
	{ "a shell", UNIT "\tExecStart=/bin/sh -c '/usr/bin/kubelet'\n", { WEBHOOK }, NULL, "/bin/sh may start a kubelet", { 0 } },
	{ "kube-proxy: its file", PROXY " --config=/p.yaml" FLAG "127.0.0.1\n" PROXY_YAML "\tmetricsBindAddress: 0.0.0.0 # x\n\tmode: ipvs\n", { LOOPBACK }, "/p.yaml",
	  PROXY_TEXT "metricsBindAddress: 127.0.0.1:10249 # x\nmode: ipvs\n", { 0 } },
	{ "kube-proxy: its file says nothing", PROXY " --config=/p.yaml" FLAG "0.0.0.0\n" PROXY_YAML, { LOOPBACK }, "/p.yaml", PROXY_TEXT LOOPBACK_NOW, { 0 } },
	{ "kube-proxy: a good default", PROXY " --config=/p.yaml" FLAG "0.0.0.0\n" PROXY_YAML, { LOOPBACK }, NULL, NULL, { .default_too = true } },
	{ "kube-proxy: a flag", PROXY FLAG "0.0.0.0 --v=2\n", { LOOPBACK }, PROXY_PATH, PROXY_NOW FLAG "127.0.0.1:10249 --v=2\n", { 0 } },
	{ "kube-proxy: a flag and its port", PROXY FLAG "0.0.0.0 --metrics-port=5001\n", { LOOPBACK }, PROXY_PATH, PROXY_NOW FLAG "127.0.0.1:10249 --metrics-port=5001\n", { 0 } },
	{ "kube-proxy: nothing said, no file", PROXY " --v=2\n", { LOOPBACK }, PROXY_PATH, PROXY_NOW " --v=2" FLAG "127.0.0.1:10249\n", { 0 } },
	{ "kube-proxy: a switch", PROXY " --v=2 --profiling\n", { "enableProfiling=false" }, PROXY_PATH, PROXY_NOW " --v=2 --profiling=false\n", { 0 } },
	{ "kube-proxy: what another setting follows", PROXY " --config=/p.yaml\n" PROXY_YAML, { "bindAddress=::1" }, NULL, "would change healthzBindAddress too", { 0 } },
	{ "kube-proxy: an address that none takes", PROXY FLAG "0.0.0.0\n", { "metricsBindAddress=localhost" }, NULL, "localhost", { 0 } },
	{ "kube-proxy: the arguments file of MicroK8s", SNAP_PROXY "var/snap/microk8s/77/args/kube-proxy:\n\t--metrics-bind-address=0.0.0.0\n\t--v=2\n", { LOOPBACK }, "/var/snap/microk8s/77/args/kube-proxy",
	  "--metrics-bind-address=127.0.0.1:10249\n--v=2\n", { 0 } },
};

/* clang-format on */

/** The file of a row is the only one, and has the text that it should. */
static void check_file(const struct row *row, const struct kp_plan *plan)
{
	assert_int_equal(plan->count, 1);
	assert_string_equal(plan->files[0].path, row->path);
	assert_string_equal((const char *)plan->files[0].now.at, row->now);
	assert_int_equal(plan->files[0].now.len, strlen(row->now));
	assert_int_not_equal(plan->change_count, 0);
	table_assert_contains(plan->changes[0], row->path);
}

static const struct kp_query proxy_query = { .component = &kp_kubeproxy_component };

/** Make the plan of a row, on its tree. @param[in,out] plan `{ 0 }` */
static enum kp_status make(const struct row *row, const struct kp_ctx *ctx, struct kp_plan *plan,
			   struct kp_error *reterr)
{
	struct kp_wanted wanted[WANTED_MAX] = { { 0 } };
	bool of_proxy = strstr(row->tree, "kube-proxy") != NULL;
	const struct kp_query *query = of_proxy ? &proxy_query : &fixture_query;
	const char *unit = strstr(row->tree, "microk8s") != NULL
				   ? "snap.microk8s.daemon-kubelite.service"
			   : of_proxy ? "kube-proxy.service"
				      : "kubelet.service";
	enum kp_status status = KP_OK;
	size_t count = 0;

	while (status == KP_OK && count < WANTED_MAX && row->wanted[count] != NULL) {
		status = kp_wanted_parse(query->component, row->wanted[count], &wanted[count],
					 reterr);
		count += status == KP_OK ? 1 : 0;
	}
	if (status == KP_OK) {
		const struct kp_order order = { wanted, count, &row->leave, NULL };
		const struct kp_order *const items[] = { &order };
		const struct kp_orders orders = { items, 1 };

		status = kp_plan_make(query, ctx, unit, &orders, plan, reterr);
	}
	for (size_t i = 0; i < count; i++) {
		kp_wanted_done(&wanted[i]);
	}
	return status;
}

/** A plan is the one of a row. */
static void check(const struct row *row, const struct kp_plan *plan, enum kp_status status,
		  const struct kp_error *error)
{
	if (row->path == NULL && row->now != NULL) {
		assert_int_not_equal(status, KP_OK);
		table_assert_contains(error->message, row->now);
		return;
	}
	assert_string_equal(status == KP_OK ? "" : error->message, "");
	if (row->path != NULL) {
		check_file(row, plan);
	} else {
		assert_int_equal(plan->change_count, 0);
	}
}

static void test_plan(void **state)
{
	const struct row *row = *state;
	struct kp_plan plan = { 0 };
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	check(row, &plan, make(row, &ctx, &plan, &error), &error);
	kp_plan_done(&plan);
	kp_ctx_done(&ctx);
}

/** Make the plan of a row while an allocation fails, and give it up. */
static void make_without_memory(const struct row *row, const struct kp_ctx *ctx, size_t number)
{
	long live = memory.live;
	struct kp_plan plan = { 0 };
	struct kp_error error;
	enum kp_status status;

	memory_fail_at(number);
	status = make(row, ctx, &plan, &error);
	if (status != KP_ERR_NOMEM) {
		/* It can be one that is not missed, but no other plan is made. */
		check(row, &plan, status, &error);
	}
	kp_plan_done(&plan);
	assert_int_equal(memory.live, live);
}

/** Allocations fail in turn; no memory is lost, and no other plan is made than the right one. */
static void test_memory(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	size_t count;

	fixture_build(&fixture, row->tree);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	make_without_memory(row, &ctx, 0);
	count = memory.count;
	/* Thousands: of the later ones, some. */
	for (size_t number = 1; number <= count; number += 1 + number / 8) {
		make_without_memory(row, &ctx, number);
	}
	memory_fail_at(0);
	kp_ctx_done(&ctx);
}

/** An argument of the program, and what is wrong with it. */
struct wanted_row {
	const char *name;
	const char *argument;
	const char *reason;
};

static struct wanted_row wanted_rows[] = {
	{ "no setting", "nonsense=1", "nonsense is no field" },
	{ "an object", "authorization=x", "authorization is no field" },
	{ "a map", "featureGates=A", "featureGates cannot be set" },
	{ "no value", "authorization.mode=", "authorization.mode: a value consists of" },
	{ "a blank", "authorization.mode=a b", "a value consists of" },
	{ "a quote", "clusterDomain=a\"b", "a value consists of" },
	{ "a percent sign", "clusterDomain=%H", "a value consists of" },
	{ "a dollar sign", "clusterDomain=$H", "a value consists of" },
	{ "a line end", "clusterDomain=a\nb", "a value consists of" },
	{ "a field that shall go", "authorization.mode", "is no flag that can only be removed" },
	{ "a flag of a field that shall go", "authorization-mode",
	  "is no flag that can only be removed" },
};

static void test_wanted(void **state)
{
	const struct wanted_row *row = *state;
	struct kp_wanted wanted = { .name = TABLE_UNTOUCHED };
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_wanted_parse(fixture_query.component, row->argument, &wanted, &error);
	table_assert_failed(status, &error, KP_ERR_INVAL, 0, row->reason);
	assert_ptr_equal(wanted.name, TABLE_UNTOUCHED);
}

enum {
	COUNT = sizeof(rows) / sizeof(rows[0]),
	MEMORY_STEP = 9 /* of the rows, some run out of memory: that takes long */
};

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_plan, rows),
		{ test_memory, NULL, rows, COUNT / MEMORY_STEP, MEMORY_STEP * sizeof(rows[0]) },
		TABLE_ROWS(test_wanted, wanted_rows),
	};

	return TABLE_MAIN(tables);
}
