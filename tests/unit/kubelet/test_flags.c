/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "component/component.h"
#include "kubelet/fields.h"
#include "kubelet/flags.h"
#include "table.h"

struct find_row {
	const char *name; /* as in the argument */
	int minor;
	const char *found; /* NULL if that version has none */
};

static struct find_row find_rows[] = {
	{ "authorization-mode", 20, "authorization-mode" },
	{ "authorization-mode", 36, "authorization-mode" },
	{ "authorization_mode", 36, "authorization-mode" },
	{ "authorization_mode_", 36, NULL },
	{ "tls_cipher-suites", 28, "tls-cipher-suites" },
	{ "Authorization-Mode", 36, NULL },
	{ "AUTHORIZATION-MODE", 36, NULL },
	{ "authorization-mod", 36, NULL },
	{ "authorization-modes", 36, NULL },
	{ "authorization.mode", 36, NULL },
	{ "authorization mode", 36, NULL },
	{ "-authorization-mode", 36, NULL },
	{ "", 36, NULL },
	{ "nope", 36, NULL },
	{ "v", 20, "v" },
	{ "v", 36, "v" },
	{ "h", 36, NULL },
	{ "help", 36, "help" },
	{ "version", 20, "version" },
	{ "config", 20, "config" },
	{ "config-dir", 27, NULL },
	{ "config-dir", 28, "config-dir" },
	{ "config_dir", 36, "config-dir" },
	{ "logtostderr", 25, "logtostderr" },
	{ "logtostderr", 26, NULL },
	{ "skip-log-headers", 25, "skip-log-headers" },
	{ "skip-log-headers", 26, NULL },
	{ "docker-only", 23, "docker-only" },
	{ "docker-only", 25, NULL },
	{ "enable-load-reader", 20, "enable-load-reader" },
	{ "enable-load-reader", 36, "enable-load-reader" },
	{ "enable-load-reader", 37, NULL },
	{ "containerd", 36, "containerd" },
	{ "containerd", 37, NULL },
	{ "storage-driver-password", 37, NULL },
	{ "housekeeping-interval", 37, "housekeeping-interval" },
	{ "network-plugin", 23, "network-plugin" },
	{ "network-plugin", 25, NULL },
	{ "container-runtime", 26, "container-runtime" },
	{ "container-runtime", 27, NULL },
	{ "container-runtime-endpoint", 36, "container-runtime-endpoint" },
	{ "master-service-namespace", 26, "master-service-namespace" },
	{ "master-service-namespace", 27, NULL },
	{ "keep-terminated-pod-volumes", 30, "keep-terminated-pod-volumes" },
	{ "keep-terminated-pod-volumes", 31, NULL },
	{ "iptables-drop-bit", 30, "iptables-drop-bit" },
	{ "iptables-drop-bit", 31, NULL },
	{ "fail-cgroupv1", 30, NULL },
	{ "fail-cgroupv1", 31, "fail-cgroupv1" },
	{ "register-schedulable", 33, "register-schedulable" },
	{ "register-schedulable", 34, NULL },
	{ "cloud-config", 33, "cloud-config" },
	{ "cloud-config", 34, NULL },
	{ "pod-infra-container-image", 34, "pod-infra-container-image" },
	{ "pod-infra-container-image", 35, NULL },
	{ "memory-manager-policy", 20, NULL },
	{ "memory-manager-policy", 21, "memory-manager-policy" },
	{ "topology-manager-policy-options", 25, NULL },
	{ "topology-manager-policy-options", 26, "topology-manager-policy-options" },
	{ "enable-cadvisor-json-endpoints", 20, "enable-cadvisor-json-endpoints" },
	{ "enable-cadvisor-json-endpoints", 21, NULL },
	{ "chaos-chance", 21, "chaos-chance" },
	{ "chaos-chance", 23, NULL },
	{ "seccomp-default", 23, "seccomp-default" },
	{ "IPAddressDeny", 36, NULL },
};

static void test_find(void **state)
{
	const struct find_row *row = *state;
	const struct kp_flag *flag =
		kp_flag_find(&kp_kubelet_flags, row->name, strlen(row->name), row->minor);

	table_assert_text(flag == NULL ? NULL : flag->name, row->found);
}

/** Only the given length of a name counts. */
static void test_find_len(void **state)
{
	const struct kp_flag *flag = kp_flag_find(&kp_kubelet_flags, "config=/etc/x", 6, 36);

	(void)state;
	assert_non_null(flag);
	assert_string_equal(flag->name, "config");
	assert_null(kp_flag_find(&kp_kubelet_flags, "config=/etc/x", 5, 36));
	assert_null(kp_flag_find(&kp_kubelet_flags, "config=/etc/x", 7, 36));
}

/** The bool flags of kubelet.md, and no others, may stand without a value. */
static void test_bools(void **state)
{
	static const char *const bools[] = {
		"anonymous-auth",
		"authentication-token-webhook",
		"cgroups-per-qos",
		"contention-profiling",
		"cpu-cfs-quota",
		"enable-controller-attach-detach",
		"enable-debugging-handlers",
		"enable-server",
		"exit-on-lock-contention",
		"experimental-allocatable-ignore-eviction",
		"fail-swap-on",
		"kernel-memcg-notification",
		"make-iptables-util-chains",
		"protect-kernel-defaults",
		"register-node",
		"rotate-certificates",
		"rotate-server-certificates",
		"runonce",
		"serialize-image-pulls",
		"help",
		"seccomp-default",
		"local-storage-capacity-isolation",
		"fail-cgroupv1",
		"log-text-split-stream",
		"log-json-split-stream",
		"keep-terminated-pod-volumes",
		"register-schedulable",
		"experimental-kernel-memcg-notification",
		"experimental-check-node-capabilities-before-mount",
		"really-crash-for-testing",
		"experimental-logging-sanitization",
		"enable-cadvisor-json-endpoints",
		"redirect-container-streaming",
		"version",
		"windows-service",
		"add-dir-header",
		"alsologtostderr",
		"logtostderr",
		"one-output",
		"skip-headers",
		"skip-log-headers",
		"docker-only",
		"docker-tls",
		"enable-load-reader",
		"log-cadvisor-usage",
		"storage-driver-secure",
	};
	size_t listed = sizeof(bools) / sizeof(bools[0]);
	size_t found = 0;

	(void)state;
	for (size_t i = 0; i < kp_kubelet_flags.count; i++) {
		const struct kp_flag *flag = &kp_kubelet_flags.rows[i];
		bool is_listed = false;

		for (size_t at = 0; at < listed; at++) {
			is_listed = is_listed || strcmp(bools[at], flag->name) == 0;
		}
		if (kp_flag_is_bool(flag) != is_listed) {
			fail_msg("--%s", flag->name);
		}
		found += is_listed ? 1 : 0;
	}
	for (size_t at = 0; at < listed; at++) {
		if (kp_flag_find(&kp_kubelet_flags, bools[at], strlen(bools[at]), 20) == NULL &&
		    kp_flag_find(&kp_kubelet_flags, bools[at], strlen(bools[at]), 36) == NULL &&
		    kp_flag_find(&kp_kubelet_flags, bools[at], strlen(bools[at]), 25) == NULL) {
			fail_msg("--%s is in no row", bools[at]);
		}
	}
	assert_int_equal(found, listed);
}

/** Each row of the table makes sense, and no flag has two in one version. */
static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < kp_kubelet_flags.count; i++) {
		const struct kp_flag *flag = &kp_kubelet_flags.rows[i];

		assert_true(flag->since >= KP_MINOR_FIRST && flag->since <= flag->until);
		assert_true(flag->until <= KP_MINOR_LAST);
		assert_true(flag->kind < KP_KIND__COUNT);
		assert_null(strchr(flag->name, '_'));
		for (size_t other = 0; other < i; other++) {
			const struct kp_flag *before = &kp_kubelet_flags.rows[other];

			assert_false(strcmp(before->name, flag->name) == 0 &&
				     flag->since <= before->until && before->since <= flag->until);
		}
	}
}

/** A flag that sets a field names one that its versions have. */
static void test_paths(void **state)
{
	(void)state;
	for (size_t i = 0; i < kp_kubelet_flags.count; i++) {
		const struct kp_flag *flag = &kp_kubelet_flags.rows[i];
		int first = flag->path_since > flag->since ? flag->path_since : flag->since;

		if (flag->path == NULL) {
			continue;
		}
		assert_false(flag->global);
		for (int minor = first; minor <= flag->until; minor++) {
			if (kp_field_find(&kp_kubelet_type, flag->path, minor) == NULL) {
				fail_msg("--%s: %s is no field in 1.%d", flag->name, flag->path,
					 minor);
			}
		}
	}
}

struct path_row {
	const char *name;
	const char *path;
	int path_since;
	bool global;
};

static struct path_row path_rows[] = {
	{ "anonymous-auth", "authentication.anonymous.enabled", 20, false },
	{ "authorization-mode", "authorization.mode", 20, false },
	{ "client-ca-file", "authentication.x509.clientCAFile", 20, false },
	{ "event-qps", "eventRecordQPS", 20, false },
	{ "rotate-server-certificates", "serverTLSBootstrap", 20, false },
	{ "pod-max-pids", "podPidsLimit", 20, false },
	{ "register-node", "registerNode", 23, false },
	{ "container-runtime-endpoint", "containerRuntimeEndpoint", 27, false },
	{ "hostname-override", NULL, 20, false },
	{ "kubeconfig", NULL, 20, false },
	{ "containerd", NULL, 20, true },
	{ "enable-load-reader", NULL, 20, true },
	{ "version", NULL, 20, true },
};

static void test_path(void **state)
{
	const struct path_row *row = *state;
	const struct kp_flag *flag =
		kp_flag_find(&kp_kubelet_flags, row->name, strlen(row->name), 36);

	assert_non_null(flag);
	table_assert_text(flag->path, row->path);
	assert_int_equal(flag->global, row->global);
	if (row->path != NULL) {
		assert_int_equal(flag->path_since, row->path_since);
	}
}

struct check_row {
	const char *name;
	const char *flag;
	const char *value;
	bool valid;
};

/* clang-format off */
static struct check_row check_rows[] = {
	{ "bool: true", "anonymous-auth", "true", true },
	{ "bool: T", "anonymous-auth", "T", true },
	{ "bool: 0", "anonymous-auth", "0", true },
	{ "bool: yes", "anonymous-auth", "yes", false },
	{ "bool: nothing", "anonymous-auth", "", false },
	{ "version: true", "version", "true", true },
	{ "version: raw", "version", "raw", true },
	{ "version: a version", "version", "v1.36.2", true },
	{ "version: something else", "version", "yes", false },
	{ "version: nothing", "version", "", false },
	{ "int32: decimal", "read-only-port", "10255", true },
	{ "int32: hexadecimal", "read-only-port", "0x2807", true },
	{ "int32: negative", "event-qps", "-1", true },
	{ "int32: the largest", "event-qps", "2147483647", true },
	{ "int32: one more", "event-qps", "2147483648", false },
	{ "int32: nothing", "read-only-port", "", false },
	{ "int32: a blank", "read-only-port", " 1", false },
	{ "int32: an exponent", "read-only-port", "1e4", false },
	{ "int64: beyond 32 bits", "pod-max-pids", "4294967296", true },
	{ "int64: beyond 64 bits", "pod-max-pids", "9223372036854775808", false },
	{ "verbosity: decimal", "v", "2", true },
	{ "verbosity: no prefix", "v", "0x2", false },
	{ "verbosity: nothing", "v", "", false },
	{ "verbosity: a flag", "v", "--config", false },
	{ "duration: 0", "sync-frequency", "0", true },
	{ "duration: hours", "sync-frequency", "1h30m", true },
	{ "duration: no unit", "sync-frequency", "5", false },
	{ "duration: nothing", "sync-frequency", "", false },
	{ "string: anything", "authorization-mode", "x y=\n", true },
	{ "string: nothing", "authorization-mode", "", true },
	{ "slice: some", "cluster-dns", "10.0.0.1,10.0.0.2", true },
	{ "slice: nothing", "cluster-dns", "", true },
	{ "slice: bad quotes", "cluster-dns", "\"10.0.0.1", false },
	{ "map: pairs", "kube-reserved", "cpu=1,memory=1Gi", true },
	{ "map: blanks", "kube-reserved", " cpu = 1 , memory=1Gi ", true },
	{ "map: nothing", "kube-reserved", "", true },
	{ "map: empty items", "kube-reserved", ",cpu=1,,", true },
	{ "map: no value", "kube-reserved", "cpu=", true },
	{ "map: no key", "kube-reserved", "=1", true },
	{ "map: two signs", "kube-reserved", "a=b=c", true },
	{ "map: no sign", "kube-reserved", "cpu", false },
	{ "map: no sign in the second item", "kube-reserved", "cpu=1,memory", false },
	{ "map: an item of blanks", "kube-reserved", "cpu=1, ", false },
	{ "map<: pairs", "eviction-hard", "memory.available<100Mi,nodefs.available<10%", true },
	{ "map<: nothing", "eviction-hard", "", true },
	{ "map<: an equals sign", "eviction-hard", "memory.available=100Mi", false },
	{ "gates: pairs", "feature-gates", "A=true,B=false", true },
	{ "gates: other spellings", "feature-gates", "A=T, B = 0 ", true },
	{ "gates: nothing", "feature-gates", "", true },
	{ "gates: empty items", "feature-gates", "A=true,,", true },
	{ "gates: no value", "feature-gates", "A", false },
	{ "gates: an empty value", "feature-gates", "A=", false },
	{ "gates: no bool", "feature-gates", "A=yes", false },
	{ "gates: no bool in the second item", "feature-gates", "A=true,B=maybe", false },
	{ "one pair: a pair", "cpu-manager-policy-options", "full-pcpus-only=true", true },
	{ "one pair: commas belong to the value", "cpu-manager-policy-options", "a=b,c", true },
	{ "one pair: no sign", "cpu-manager-policy-options", "a", false },
	{ "one pair: nothing", "cpu-manager-policy-options", "", false },
	{ "labels: pairs", "node-labels", "a=b,c=d", true },
	{ "labels: no sign", "node-labels", "a,c=d", true },
	{ "labels: nothing", "node-labels", "", true },
	{ "multimap: pairs", "manifest-url-header", "a:b,a:c", true },
	{ "multimap: no sign", "manifest-url-header", "a=b", false },
	{ "ip: of four numbers", "address", "0.0.0.0", true },
	{ "ip: of six", "address", "::", true },
	{ "ip: nothing", "address", "", true },
	{ "ip: a name", "address", "localhost", false },
	{ "ip: a network", "address", "10.0.0.0/8", false },
	{ "ip: a port", "address", "10.0.0.1:80", false },
	{ "ip: too few numbers", "address", "10.0.0", false },
	{ "ip: a number too large", "address", "10.0.0.256", false },
	{ "quantity: a number", "log-json-info-buffer-size", "1024", true },
	{ "quantity: a binary suffix", "log-json-info-buffer-size", "1Mi", true },
	{ "quantity: a decimal suffix", "log-json-info-buffer-size", "1.5k", true },
	{ "quantity: an exponent", "log-json-info-buffer-size", "1e3", true },
	{ "quantity: negative", "log-json-info-buffer-size", "-1", true },
	{ "quantity: nothing", "log-json-info-buffer-size", "", false },
	{ "quantity: a suffix alone", "log-json-info-buffer-size", "Mi", false },
	{ "quantity: a point alone", "log-json-info-buffer-size", ".", false },
	{ "quantity: two points", "log-json-info-buffer-size", "1.2.3", false },
	{ "quantity: another suffix", "log-json-info-buffer-size", "1KB", false },
};

/* clang-format on */

static void test_check(void **state)
{
	const struct check_row *row = *state;
	const struct kp_flag *flag =
		kp_flag_find(&kp_kubelet_flags, row->flag, strlen(row->flag), 36);
	struct kp_error error;
	enum kp_status status;

	assert_non_null(flag);
	table_error_prepare(&error);
	status = kp_flag_check(flag, row->value, &error);
	if (row->valid) {
		table_assert_ok(status, &error);
	} else {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, 0, NULL);
		assert_true(error.message[0] != '\0');
	}
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_find, find_rows),
		TABLE_ONE(test_find_len),
		TABLE_ONE(test_bools),
		TABLE_ONE(test_table),
		TABLE_ONE(test_paths),
		TABLE_ROWS(test_path, path_rows),
		TABLE_ROWS(test_check, check_rows),
	};

	return TABLE_MAIN(tables);
}
