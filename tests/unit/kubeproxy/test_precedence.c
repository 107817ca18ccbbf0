/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a kube-proxy makes of arguments and its file. What real ones made of generated cases is in
 * tests/conformance; what only one that runs shows, the ports of addresses without a file, is here.
 */
#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "kubeproxy/component.h"
#include "node/instance.h"
#include "table.h"

#define H "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"
#define M "--config=/main/kubelet.conf\n"

/** A setting. */
struct row {
	const char *name;
	const char *argv;
	const char *main; /* behind the header; NULL: there is no file */
	int minor;
	const char *setting;
	const char *value;    /* NULL: nothing is set */
	const char *location; /* NULL: it is refused, as `value` says */
};

#define METRICS "metricsBindAddress"
#define HEALTHZ "healthzBindAddress"
#define REFUSED NULL
#define WITH    "default with --config"
#define WITHOUT "default without --config"

/* clang-format off */
static struct row rows[] = {
	{ "default", "", NULL, 36, METRICS, "127.0.0.1:10249", WITHOUT },
	{ "default of healthz", "", NULL, 36, HEALTHZ, "0.0.0.0:10256", WITHOUT },
	{ "default with a file", M, "", 36, METRICS, "127.0.0.1:10249", WITH },
	{ "a flag gets its port", "--metrics-bind-address=0.0.0.0\n", NULL, 36, METRICS, "0.0.0.0:10249", "argv[1]" },
	{ "a flag gets the port of another flag", "--metrics-bind-address=0.0.0.0\n--metrics-port=5001\n", NULL, 36, METRICS, "0.0.0.0:5001", "argv[1]" },
	{ "a flag has a port", "--metrics-bind-address=0.0.0.0:6001\n--metrics-port=5001\n", NULL, 36, METRICS, "0.0.0.0:6001", "argv[1]" },
	{ "the flag of a port alone", "--metrics-port=5001\n", NULL, 36, METRICS, "127.0.0.1:10249", WITHOUT },
	{ "a port that is none", "--metrics-port=70000\n", NULL, 36, METRICS, "127.0.0.1:10249", WITHOUT },
	{ "port 0 is refused", "--metrics-port=0\n", NULL, 36, METRICS, "must be IP:port", REFUSED },
	{ "port 0 closes healthz", "--healthz-port=0\n", NULL, 36, HEALTHZ, NULL, WITHOUT },
	{ "version 6", "--metrics-bind-address=::1\n", NULL, 36, METRICS, "[::1]:10249", "argv[1]" },
	{ "what looks like a port is none", "--metrics-bind-address=::1:9999\n", NULL, 36, METRICS, "[::1:9999]:10249", "argv[1]" },
	{ "version 4 in version 6", "--metrics-bind-address=::ffff:127.0.0.1\n", NULL, 36, METRICS, "must be IP:port", REFUSED },
	{ "an empty flag leaves the default", "--metrics-bind-address=\n", NULL, 36, METRICS, "127.0.0.1:10249", WITHOUT },
	{ "an empty flag leaves another one", "--metrics-bind-address=0.0.0.0\n--metrics-bind-address=\n", NULL, 36, METRICS, "0.0.0.0:10249", "argv[1]" },
	{ "a name", "--metrics-bind-address=localhost\n", NULL, 36, METRICS, "invalid argument \"localhost\"", REFUSED },
	{ "a port too large", "--metrics-bind-address=127.0.0.1:99999\n", NULL, 36, METRICS, "invalid argument", REFUSED },
	{ "brackets alone", "--metrics-bind-address=[::1]\n", NULL, 36, METRICS, "invalid argument", REFUSED },
	{ "a bindAddress by a flag changes nothing", "--bind-address=::\n", NULL, 36, METRICS, "127.0.0.1:10249", WITHOUT },

	{ "a file gets its port", M, "metricsBindAddress: 0.0.0.0\n", 36, METRICS, "0.0.0.0:10249", "/main/kubelet.conf:3" },
	{ "a file beats flags", M "--metrics-bind-address=0.0.0.0\n--metrics-port=1\n", "metricsBindAddress: 127.0.0.1\n", 36, METRICS, "127.0.0.1:10249", "/main/kubelet.conf:3" },
	{ "a file without it beats flags", M "--metrics-bind-address=0.0.0.0\n", "", 36, METRICS, "127.0.0.1:10249", WITH },
	{ "a bindAddress of version 6", M, "bindAddress: \"::\"\n", 36, METRICS, "[::1]:10249", WITH },
	{ "a bindAddress of version 6, healthz", M, "bindAddress: fd00::1\n", 36, HEALTHZ, "[::]:10256", WITH },
	{ "port 0 in a file", M, "metricsBindAddress: 127.0.0.1:0\n", 36, METRICS, "must be IP:port", REFUSED },
	{ "a name in a file", M, "metricsBindAddress: localhost\n", 36, METRICS, "/main/kubelet.conf:3: failed validate", REFUSED },
	{ "a key in another case", M, "MetricsBindAddress: 0.0.0.0\n", 36, METRICS, "127.0.0.1:10249", WITH },
	{ "the last of equal keys", M, "metricsBindAddress: 0.0.0.0\nmetricsBindAddress: 127.0.0.2\n", 36, METRICS, "127.0.0.2:10249", "/main/kubelet.conf:4" },
	{ "a bad flag beside a file", M "--oom-score-adj=x\n", "", 36, METRICS, "invalid argument", REFUSED },
	{ "an unknown flag beside a file", M "--nope\n", "", 36, METRICS, "unknown flag: --nope", REFUSED },
	{ "no file by the last flag", M "--config=\n--metrics-bind-address=0.0.0.0\n", "metricsBindAddress: 127.0.0.1\n", 36, METRICS, "0.0.0.0:10249", "argv[3]" },

	{ "the name of the node", M "--hostname-override= Node-1 \n", "hostnameOverride: x\n", 36, "hostnameOverride", "node-1", "argv[2]" },
	{ "an empty name of the node", M "--hostname-override=\n", "hostnameOverride: X\n", 36, "hostnameOverride", "X", "/main/kubelet.conf:3" },
	{ "a blank name of the node", M "--hostname-override= \n", "", 36, "hostnameOverride", "empty hostname-override is invalid", REFUSED },
	{ "what is logged", M "-v=5\n", "logging: {verbosity: 1}\n", 36, "logging.verbosity", "5", "argv[2]" },

	{ "a kubeconfig by a flag", "--kubeconfig=k\n", NULL, 36, "clientConnection.kubeconfig", "k", "argv[1]" },
	{ "a kubeconfig beside a file", M "--kubeconfig=k\n", "", 36, "clientConnection.kubeconfig", NULL, WITH },
	{ "a relative kubeconfig", M, "clientConnection: {kubeconfig: k}\n", 36, "clientConnection.kubeconfig", "k", "/main/kubelet.conf:3" },
	{ "a master beside a file", M "--master=https://a\n", "", 36, "master", "https://a", "argv[2]" },

	{ "underscores", "--metrics_bind_address=::\n", NULL, 36, METRICS, "unknown flag: --metrics_bind_address", REFUSED },
	{ "an argument that is no flag", "x\n", NULL, 36, METRICS, "unknown command", REFUSED },
	{ "one that is empty", "\n", NULL, 36, METRICS, "127.0.0.1:10249", WITHOUT },
	{ "a flag that is gone", "--logtostderr\n", NULL, 36, METRICS, "unknown flag", REFUSED },
	{ "a flag before it went", "--logtostderr\n", NULL, 20, METRICS, "127.0.0.1:10249", WITHOUT },
	{ "mode", "", NULL, 20, "mode", NULL, WITHOUT },
	{ "mode since it has a default", "", NULL, 36, "mode", "iptables", WITHOUT },
	{ "a mode that is gone", M, "mode: userspace\n", 36, METRICS, "unknown mode \"userspace\"", REFUSED },
	{ "a mode before it went", M, "mode: userspace\n", 20, "mode", "userspace", "/main/kubelet.conf:3" },
	{ "null is the default", M, "metricsBindAddress: null\n", 36, METRICS, "127.0.0.1:10249", WITH },
	{ "a bare number for a duration", M, "configSyncPeriod: 5\n", 36, METRICS, "configSyncPeriod", REFUSED },
	{ "a list where a text is wanted", M, "metricsBindAddress: []\n", 36, METRICS, "a string is wanted", REFUSED },
	{ "no such setting", M, "", 36, "authorization.mode", "no setting is named", REFUSED },
};

/* clang-format on */

static struct kp_kubelet *make(const struct row *row, struct kp_setting **setting,
			       enum kp_status *status, struct kp_error *error)
{
	const struct kp_query query = { .component = &kp_kubeproxy_component, .minor = row->minor };
	struct kp_kubelet *kubelet = NULL;
	struct kp_process process;
	struct fixture fixture;
	struct kp_ctx ctx;
	char text[512];

	text[0] = '\0';
	if (row->main != NULL) {
		(void)stpcpy(stpcpy(text, H), row->main);
	}
	fixture_build_main(&fixture, row->main == NULL ? NULL : text);
	process = fixture_process(&fixture, row->argv);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	assert_int_equal(kp_kubelet_new(&query, &ctx, &process, &kubelet, NULL), KP_OK);
	kp_ctx_done(&ctx);
	*status = kp_kubelet_setting(kubelet, row->setting, setting, error);
	return kubelet;
}

static void test_setting(void **state)
{
	const struct row *row = *state;
	struct kp_setting *setting = NULL;
	struct kp_error error;
	enum kp_status status;
	struct kp_kubelet *kubelet;

	table_error_prepare(&error);
	kubelet = make(row, &setting, &status, &error);
	if (row->location == REFUSED) {
		assert_int_not_equal(status, KP_OK);
		table_assert_contains(error.message, row->value);
		assert_null(setting);
	} else {
		table_assert_ok(status, &error);
		table_assert_text(setting->value, row->value);
		table_assert_location(setting, row->location);
	}
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

/** A flag that counts for nothing is told beside the file that beat it. */
static void test_overridden(void **state)
{
	static const struct row row = { "",
					M "--metrics-bind-address=::\n",
					"metricsBindAddress: 127.0.0.1\n",
					36,
					METRICS,
					NULL,
					NULL };
	struct kp_setting *setting = NULL;
	struct kp_error error;
	enum kp_status status;
	struct kp_kubelet *kubelet = make(&row, &setting, &status, &error);

	(void)state;
	assert_int_equal(status, KP_OK);
	assert_int_equal(setting->overridden_count, 1);
	assert_string_equal(setting->overridden[0].value, "::");
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_setting, rows),
		TABLE_ONE(test_overridden),
	};

	return TABLE_MAIN(tables);
}
