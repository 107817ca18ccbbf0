/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Out of memory at each place of the core. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "component/cmdline.h"
#include "component/config.h"
#include "configz/kubeconfig.h"
#include "configz/reply.h"
#include "document/document.h"
#include "fix/edit/document.h"
#include "fixture_kubelet.h"
#include "hosts/hosts.h"
#include "kubelet/component.h"
#include "kubelet/fields.h"
#include "kubeproxy/component.h"
#include "memory.h"
#include "node/file_list.h"
#include "node/services.h"
#include "systemd/load.h"
#include "systemd/unit.h"
#include "table.h"

/** What a row works with: made while nothing fails. */
struct input {
	struct fixture fixture;
	struct kp_argv *argv;
	struct kp_process *process;
	struct kp_document *document;
	const void *row;
};

/**
 * Do the work of a row, and free what it gives.
 * @return its status
 */
typedef enum kp_status work_function(struct input *input, struct kp_error *error);

/** Do the work with no failure, and then with each allocation of it failing. */
static void exhaust(work_function *work, struct input *input)
{
	struct kp_error error;
	long before = memory.live;
	size_t count;
	size_t step = memory_step();
	int fd = dup(STDIN_FILENO);

	table_error_prepare(&error);
	memory_fail_at(0);
	table_assert_ok(work(input, &error), &error);
	count = memory.count;
	assert_int_equal(memory.live, before);
	assert_true(count > 0);
	assert_true(step > 0);
	for (size_t i = 1; i <= count; i += step) {
		enum kp_status status;

		table_error_prepare(&error);
		memory_fail_at(i);
		status = work(input, &error);
		assert_true(memory.count >= i);
		memory_fail_at(0);
		if (status != KP_ERR_NOMEM) {
			fail_msg("allocation %zu of %zu failed, and the result is \"%s\"", i, count,
				 kp_status_str(status));
		}
		table_assert_failed(status, &error, KP_ERR_NOMEM, -1, "out of memory");
		if (memory.live != before) {
			fail_msg("allocation %zu of %zu failed, and %ld are left over", i, count,
				 memory.live - before);
		}
	}
	/* No descriptor is left open either. */
	assert_int_equal(close(fd), 0);
	assert_int_equal(dup(STDIN_FILENO), fd);
	assert_int_equal(close(fd), 0);
}

static enum kp_status parse_argv(struct input *input, struct kp_error *error)
{
	static const char bytes[] = "kubelet\0--a\0--b\0--c\0--d\0--e\0--f\0--g\0--h\0--i\0--j\0k";
	struct kp_argv *argv = NULL;
	enum kp_status status = kp_argv_parse((const uint8_t *)bytes, sizeof(bytes), &argv, error);

	(void)input;
	kp_argv_free(argv);
	return status;
}

static void test_argv_parse(void **state)
{
	struct input input = { 0 };

	(void)state;
	exhaust(parse_argv, &input);
}

static enum kp_status set_place(struct input *input, struct kp_error *error)
{
	static const struct kp_said_at at = { .path = "/etc/args", .line = 7 };
	struct kp_argv *argv = NULL;
	enum kp_status status = kp_argv_parse((const uint8_t *)"a\0b", 4, &argv, error);

	(void)input;
	if (status == KP_OK) {
		status = kp_argv_set_place(argv, 1, &at, error);
	}
	if (status == KP_OK) {
		status = kp_argv_set_place(argv, 0, &at, error);
	}
	kp_argv_free(argv);
	return status;
}

static void test_argv_set_place(void **state)
{
	struct input input = { 0 };

	(void)state;
	exhaust(set_place, &input);
}

static enum kp_status write_shell(struct input *input, struct kp_error *error)
{
	char *line = NULL;
	enum kp_status status = kp_argv_to_shell(input->argv, 0, &line, error);

	free(line);
	return status;
}

static void test_argv_to_shell(void **state)
{
	struct input input = { 0 };

	(void)state;
	input.argv = fixture_argv("--a=0123456789 0123456789 0123456789 0123456789 0123456789\n"
				  "--b='\n--c=\x01\x02\x03\n");
	exhaust(write_shell, &input);
	kp_argv_free(input.argv);
}

/** A reply of /configz, and each way to a setting of it. */
static enum kp_status read_reply(struct input *input, struct kp_error *error)
{
	static const char body[] =
		"{\"kubeletconfig\":{\"readOnlyPort\":1,\"tlsCipherSuites\":[\"A\",\"B\"],"
		"\"featureGates\":{\"AllBeta\":false},\"new\":{\"thing\":[1]}}}";
	static const char *const names[] = { "readOnlyPort", "tlsCipherSuites",
					     "rotateCertificates", "featureGates.AllBeta",
					     "new.thing" };
	struct kp_configz_reply *reply = NULL;
	enum kp_status status = kp_configz_reply_parse(&kp_kubelet_component, (const uint8_t *)body,
						       sizeof(body) - 1, &fixture_limits,
						       "https://h/configz", 0, &reply, error);

	(void)input;
	for (size_t i = 0; status == KP_OK && i < sizeof(names) / sizeof(names[0]); i++) {
		struct kp_setting *setting = NULL;

		status = kp_configz_reply_setting(reply, names[i], &setting, error);
		kp_setting_free(setting);
	}
	kp_configz_reply_free(reply);
	return status;
}

static enum kp_status read_kubeconfig(struct input *input, struct kp_error *error)
{
	static const char text[] =
		"current-context: c\ncontexts: [{name: c, context: {user: u}}]\nusers: [{name: u, user: "
		"{client-certificate-data: Zm9v, client-key: ../k, token: t}}]\n";
	const struct kp_bytes bytes = { (const uint8_t *)text, sizeof(text) - 1 };
	struct kp_configz_user user = { 0 };
	enum kp_status status =
		kp_configz_kubeconfig_parse("/d/kubeconfig", &bytes, &fixture_limits, &user, error);

	(void)input;
	kp_configz_user_done(&user);
	return status;
}

static void test_configz(void **state)
{
	struct input input = { 0 };

	(void)state;
	exhaust(read_reply, &input);
	exhaust(read_kubeconfig, &input);
}

struct cmdline_row {
	const char *name;
	const char *argv;
};

static struct cmdline_row cmdline_rows[] = {
	{ "cmdline: one flag", "--v=2\n" },
	{ "cmdline: many flags",
	  "--v=1\n--v=2\n--v=3\n--v=4\n--v=5\n--v=6\n--v=7\n--v=8\n--v=9\n" },
	{ "cmdline: lists, maps, gates",
	  "--cluster-dns=a,b,\"c\"\n--kube-reserved=a=b,c=d\n--feature-gates=A=true,B=false\n" },
};

static enum kp_status parse_cmdline(struct input *input, struct kp_error *error)
{
	struct kp_cmdline *cmdline = NULL;
	enum kp_status status =
		kp_cmdline_parse(&kp_kubelet_component, input->argv, 36, &cmdline, error);

	kp_cmdline_free(cmdline);
	return status;
}

static enum kp_status parse_cmdline_again(struct input *input, struct kp_error *error)
{
	struct kp_cmdline *cmdline = NULL;
	enum kp_status status =
		kp_cmdline_parse_again(&kp_kubelet_component, input->argv, 36, &cmdline, error);

	kp_cmdline_free(cmdline);
	return status;
}

static void test_cmdline(void **state)
{
	const struct cmdline_row *row = *state;
	struct input input = { 0 };

	input.argv = fixture_argv(row->argv);
	exhaust(parse_cmdline, &input);
	exhaust(parse_cmdline_again, &input);
	kp_argv_free(input.argv);
}

struct document_row {
	const char *name;
	const char *text;
};

static struct document_row document_rows[] = {
	{ "document: YAML", FIXTURE_HEADER "a: &x {b: [1, 0x2, 3.5, \"4\", true, ~]}\nc: *x\n" },
	{ "document: merges",
	  "x: &x {a: 1}\nz: &z {b: 2}\nc:\n  <<: [*x, *z]\n  1: 2\n  yes: 3\n" },
	{ "document: tags", "a: !!binary QUJD\nb: !!int 5\nc: !!str 6\nd: |\n  text\n" },
	{ "document: many members", "- 1\n- 2\n- 3\n- 4\n- 5\n- 6\n- 7\n- 8\n- 9\n- 10\n" },
	{ "document: many anchors",
	  "[&a 1, &b 1, &c 1, &d 1, &e 1, &f 1, &g 1, &h 1, &i 1, &j 1]\n" },
	{ "document: JSON", "{" FIXTURE_JSON_HEADER ",\"a\":[1,2.5,\"x\",true,null,{\"b\":{}}]}" },
};

static enum kp_status parse_document(struct input *input, struct kp_error *error)
{
	const struct document_row *row = input->row;
	struct kp_document *document = NULL;
	enum kp_status status =
		fixture_parse(row->text, strlen(row->text), &fixture_limits, &document, error);

	kp_document_free(document);
	return status;
}

static void test_document(void **state)
{
	struct input input = { .row = *state };

	exhaust(parse_document, &input);
}

static struct document_row edit_rows[] = {
	{ "edit: a scalar", FIXTURE_HEADER "a: {b: x}\n" },
	{ "edit: parents", FIXTURE_HEADER },
	{ "edit: a literal block", FIXTURE_HEADER "a:\n  b: |\n    x\n" },
	{ "edit: in quotes", "{" FIXTURE_JSON_HEADER ",\n\"a\": {\"b\": \"x\"}}" },
};

static struct document_row edit_list_rows[] = {
	{ "edit: a list in lines", FIXTURE_HEADER "a:\n  b:\n  - x\n" },
	{ "edit: a list in brackets", FIXTURE_HEADER "a: {b: [x]}\n" },
	{ "edit: a list that is added", FIXTURE_HEADER },
	{ "edit: a list that is there", FIXTURE_HEADER "a: {b: [ab, cd]}\n" },
};

static enum kp_status set_value(const struct document_row *row, const struct kp_new_value *value,
				struct kp_error *error)
{
	const struct kp_bytes bytes = { (const uint8_t *)row->text, strlen(row->text) };
	struct kp_buffer text = { 0 };
	long line;
	enum kp_status status =
		kp_document_set(&bytes, &fixture_limits, "a.b", value, &text, &line, error);

	kp_buffer_done(&text);
	return status;
}

static enum kp_status set_string(struct input *input, struct kp_error *error)
{
	const struct kp_new_value value = { .kind = KP_NODE_STRING, .text = "12s" };

	return set_value(input->row, &value, error);
}

static enum kp_status set_list(struct input *input, struct kp_error *error)
{
	static const char *const items[] = { "ab", "cd" };
	const struct kp_new_value value = { .kind = KP_NODE_LIST, .items = items, .count = 2 };

	return set_value(input->row, &value, error);
}

static void test_edit(void **state)
{
	struct input input = { .row = *state };

	exhaust(set_string, &input);
}

static void test_edit_list(void **state)
{
	struct input input = { .row = *state };

	exhaust(set_list, &input);
}

static struct document_row config_rows[] = {
	{ "config: YAML",
	  FIXTURE_HEADER "authorization: {mode: Webhook}\nclusterDNS: [a, b]\n"
			 "featureGates: {A: true, B: false}\nsyncFrequency: 1m\nmaxPods: 5\n"
			 "registerWithTaints: [{key: a, effect: NoSchedule}]\n" },
	{ "config: JSON with maps that merge",
	  "{" FIXTURE_JSON_HEADER ",\"kubeReserved\":{\"cpu\":\"1\"},"
	  "\"kubeReserved\":{\"memory\":\"1Gi\"}}" },
};

static enum kp_status decode_config(struct input *input, struct kp_error *error)
{
	struct kp_document *scratch = NULL;
	struct kp_config *config = NULL;
	enum kp_status status = kp_document_new(NULL, NULL, &scratch, error);

	if (status == KP_OK) {
		status = kp_config_decode(&kp_kubelet_type, input->document, 36, scratch, &config,
					  error);
	}
	kp_config_free(config);
	kp_document_free(scratch);
	return status;
}

static void test_config(void **state)
{
	const struct document_row *row = *state;
	struct input input = { 0 };

	input.document = fixture_document(row->text);
	exhaust(decode_config, &input);
	kp_document_free(input.document);
}

static enum kp_status load_unit(struct input *input, struct kp_error *error)
{
	struct kp_units *units = NULL;
	struct kp_unit *unit = NULL;
	struct kp_ctx ctx;
	enum kp_status status = kp_ctx_init(&ctx, input->fixture.path, error);

	if (status != KP_OK) {
		return status;
	}
	status = kp_units_new(&ctx, &units, error);
	if (status == KP_OK) {
		status = kp_unit_load(units, "k-a@x.service", &unit, error);
	}
	kp_unit_free(unit);
	kp_units_free(units);
	kp_ctx_done(&ctx);
	return status;
}

/** The files of the same unit. */
static enum kp_status list_files(struct input *input, struct kp_error *error)
{
	struct kp_file_list_root root = { .fd = input->fixture.fd, .prefix = "/r" };
	struct kp_file_list files = { 0 };
	struct kp_ctx ctx;
	enum kp_status status = kp_ctx_init(&ctx, input->fixture.path, error);

	if (status != KP_OK) {
		return status;
	}
	status = kp_file_list_add_unit(&ctx, /* units= */ NULL, &root, "k-a@x.service", &files);
	if (files.error.status != KP_OK) {
		*error = files.error;
	}
	assert_true(status != KP_OK || files.error.status != KP_OK || files.paths.count == 3);
	kp_file_list_done(&files);
	kp_ctx_done(&ctx);
	return status;
}

static void test_unit_load(void **state)
{
	struct input input = { 0 };

	(void)state;
	fixture_build(
		&input.fixture,
		"etc/systemd/system/k-a@.service: [Service]\n"
		"\tExecStart=k %i \"$A\" ${B} \\\n\t  $C\n\tEnvironmentFile=/*.env\n"
		"\tPassEnvironment=P\n\tUnsetEnvironment=A=x\n\tUser=root\n\tWorkingDirectory=/etc\n"
		"\tEnvironment=B=b C=\"c d\"\n\tExecSearchPath=/bin\n"
		"etc/systemd/system/k-b@.service -> k-a@.service\n"
		"etc/systemd/system/x.target.wants/k-a@x.service -> /x\n"
		"etc/systemd/system/k-a@.service.d/x.conf: [Service]\n\tType=simple\n"
		"etc/systemd/system.conf: [Manager]\n\tDefaultEnvironment=D=d\n"
		"a.env: A=a\nbin/k: x\n");
	assert_int_equal(fchmodat(input.fixture.fd, "bin/k", 0755, 0), 0);
	exhaust(load_unit, &input);
	exhaust(list_files, &input);
	fixture_remove_all();
}

/** A kubelet and some of its settings. */
struct kubelet_row {
	const char *name;
	const char *argv;
	const char *main;   /* content of /main/kubelet.conf; NULL if there is none */
	const char *dropin; /* content of /d/10.conf; NULL if there is none */
	int minor;          /* the version, if it is known: each of them is worked out otherwise */
	const char *settings[4];
	const char *host;                     /* the program that it runs in; NULL for none */
	const struct kp_component *component; /* NULL: a kubelet */
};

/* clang-format off */
#define PROXY_HEADER "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"
#define MAIN FIXTURE_HEADER "podsPerCore: 1\n"
#define DROPIN FIXTURE_HEADER "authorization: {mode: AlwaysAllow}\nkubeReserved: {cpu: \"1\"}\npodsPerCore: 2\n"

static struct kubelet_row kubelet_rows[] = {
	{ "kubelet: any version", FIXTURE_CONFIG "--max-pods=5\n", MAIN, NULL, 0, { "authorization.mode", "maxPods", "hostname-override" }, NULL, NULL },
	{ "kubelet: defaults", "", NULL, NULL, 36, { "authorization.mode", "maxPods", "hostname-override" }, NULL, NULL },
	{ "kubelet: flags", "--authorization-mode=Webhook\n--max-pods=5\n--hostname-override=a\n", NULL, NULL, 36, { "authorization.mode", "maxPods", "hostname-override" }, NULL, NULL },
	{ "kubelet: lists and maps by flags", "--cluster-dns=a,b\n--feature-gates=A=true\n--kube-reserved=cpu=1,memory=1Gi\n--node-labels=a=b,c=d\n", NULL, NULL, 36, { "clusterDNS", "featureGates.A", "kubeReserved", "node-labels" }, NULL, NULL },
	{ "kubelet: a file", FIXTURE_CONFIG, FIXTURE_HEADER "authorization: {mode: AlwaysAllow}\nstaticPodPath: m\nclusterDNS: [a, b]\nfeatureGates: {A: true}\n", NULL, 36, { "authorization.mode", "staticPodPath", "clusterDNS", "featureGates" }, NULL, NULL },
	{ "kubelet: flags over a file", FIXTURE_CONFIG "--authorization-mode=Webhook\n--feature-gates=B=true\n", FIXTURE_HEADER "authorization: {mode: AlwaysAllow}\nfeatureGates: {A: true}\n", NULL, 36, { "authorization.mode", "featureGates", "evictionHard.memory.available" }, NULL, NULL },
	{ "kubelet: what only a file knows", FIXTURE_CONFIG, FIXTURE_HEADER "brandNew: {thing: [5]}\n", NULL, 36, { "brandNew.thing" }, NULL, NULL },
	{ "kubelet: defaults that follow a file", FIXTURE_CONFIG, FIXTURE_HEADER "nodeStatusUpdateFrequency: 4s\nmaxParallelImagePulls: 2\nmergeDefaultEvictionSettings: true\nevictionHard: {memory.available: 1Gi}\n", NULL, 36, { "evictionHard", "nodeStatusReportFrequency", "serializeImagePulls", "crashLoopBackOff.maxContainerRestartPeriod" }, NULL, NULL },
	{ "kubelet: drop-in files of 1.28", FIXTURE_CONFIG "--config-dir=/d\n", MAIN, DROPIN, 28, { "authorization.mode", "kubeReserved", "podsPerCore" }, NULL, NULL },
	{ "kubelet: drop-in files of 1.31", FIXTURE_CONFIG "--config-dir=/d\n", MAIN, DROPIN, 31, { "authorization.mode", "kubeReserved", "podsPerCore" }, NULL, NULL },
	{ "kubelet: drop-in files of 1.36", FIXTURE_CONFIG "--config-dir=/d\n", MAIN, DROPIN, 36, { "authorization.mode", "kubeReserved", "podsPerCore" }, NULL, NULL },
	{ "kubelet: inside kubelite", "--kubelet-args-file=/args\n", NULL, NULL, 36, { "authorization.mode", "maxPods" }, "kubelite", NULL },
	{ "kubelet: inside k3s", "server\n", NULL, NULL, 36, { "readOnlyPort", "hostname-override" }, "k3s", NULL },
	{ "kubelet: inside hyperkube", "kubelet\n--max-pods=5\n", NULL, NULL, 36, { "maxPods" }, "hyperkube", NULL },
	{ "kubelet: drop-in files alone", "--config-dir=/d\n--pods-per-core=3\n", NULL, DROPIN, 36, { "authorization.mode", "kubeReserved", "podsPerCore" }, NULL, NULL },
	{ "kube-proxy: flags", "--metrics-bind-address=::1\n--hostname-override=A\n--cluster-cidr=10.0.0.0/8\n", NULL, NULL, 36, { "metricsBindAddress", "hostnameOverride", "clusterCIDR", "healthzBindAddress" }, NULL, &kp_kubeproxy_component },
	{ "kube-proxy: a file", FIXTURE_CONFIG "--metrics-bind-address=::1\n--hostname-override=A\n", PROXY_HEADER "metricsBindAddress: 0.0.0.0\nbindAddress: \"::\"\n", NULL, 36, { "metricsBindAddress", "hostnameOverride", "healthzBindAddress" }, NULL, &kp_kubeproxy_component },
};

/* clang-format on */

/** Ask a kubelet for the settings of a row. */
static enum kp_status ask(const struct kp_kubelet *kubelet, const struct kubelet_row *row,
			  struct kp_error *error)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < 4 && row->settings[i] != NULL; i++) {
		struct kp_setting *setting = NULL;
		/* What versions answer in vain may be told on the way to an answer. */
		struct kp_error ignored;

		status = kp_kubelet_setting(kubelet, row->settings[i], &setting, &ignored);
		/* What k3s hides is in doubt, whatever it is. */
		if (row->host != NULL && status == KP_ERR_UNSUPPORTED) {
			status = KP_OK;
		}
		if (status != KP_OK) {
			*error = ignored;
		}
		kp_setting_free(setting);
	}
	return status;
}

static enum kp_status ask_kubelet(struct input *input, struct kp_error *error)
{
	const struct kubelet_row *row = input->row;
	struct kp_process process = *input->process;
	struct kp_kubelet *kubelet = NULL;
	struct kp_query query = fixture_query;
	struct kp_ctx ctx;
	enum kp_status status = kp_ctx_init(&ctx, "/", error);

	if (status == KP_OK) {
		query.minor = row->minor;
		query.component = row->component == NULL ? query.component : row->component;
		status = kp_kubelet_new(&query, &ctx, &process, &kubelet, error);
		kp_ctx_done(&ctx);
	}
	kp_process_done(&process);
	if (status == KP_OK) {
		status = ask(kubelet, row, error);
	}
	kp_kubelet_free(kubelet);
	return status;
}

static enum kp_status make_and_ask(struct input *input, struct kp_error *error)
{
	const struct kubelet_row *row = input->row;
	size_t failed = memory.failed;
	struct kp_process process;

	/* The process is no part of the work. */
	memory_fail_at(0);
	process = fixture_process(&input->fixture, row->argv);
	input->process = &process;
	if (row->host != NULL) {
		process.host = kp_host_find("kubelet", row->host, process.argv);
		process.user_id = geteuid();
		process.pid_fd = input->fixture.fd;
	}
	memory_fail_at(failed);
	return ask_kubelet(input, error);
}

static void test_kubelet(void **state)
{
	const struct kubelet_row *row = *state;
	static const char args[] = "# x\n--v=2\n--authorization-mode=$A "
				   "--max-pods=5\n";
	struct input input = { .row = row };

	fixture_build_main(&input.fixture, row->main);
	if (row->dropin != NULL) {
		fixture_write(&input.fixture, "d/10.conf", row->dropin, strlen(row->dropin));
	}
	fixture_write(&input.fixture, "args", args, strlen(args));
	fixture_write(&input.fixture, "environ", "A=Webhook", 9);
	exhaust(make_and_ask, &input);
}

/** An image with services. */
struct service_row {
	const char *name;
	const char *tree;
};

#define UNIT "etc/systemd/system/kubelet.service: [Service]\n"

static struct service_row service_rows[] = {
	{ "services: none", "etc/systemd/system/a.service: [Service]\n\tExecStart=/bin/a\n" },
	{ "services: a trace alone", "usr/bin/kubelet: x\n" },
	{ "services: a kubelet", UNIT "\tExecStart=/usr/bin/kubelet --v=2\n" },
	{ "services: behind a wrapper",
	  UNIT "\tExecStart=/usr/bin/kubenswrapper /usr/bin/kubelet --v=2\n" },
	{ "services: a shell", UNIT "\tExecStart=/bin/sh -c 'exec kubelet'\n" },
	{ "services: MicroK8s",
	  "etc/systemd/system/k.service: [Service]\n\tWorkingDirectory=/var/snap/microk8s/7\n"
	  "\tExecStart=/usr/bin/snap run microk8s.daemon-kubelite\n"
	  "var/snap/microk8s/7/args/kubelite: --kubelet-args-file=$SNAP_DATA/args/kubelet\n"
	  "var/snap/microk8s/7/args/kubelet: --v=2\n" },
};

static enum kp_status collect_services(struct input *input, struct kp_error *error)
{
	struct kp_kubelets *kubelets = NULL;
	struct kp_query query = fixture_query;
	struct kp_ctx ctx;
	enum kp_status status = kp_ctx_init(&ctx, input->fixture.path, error);

	if (status == KP_OK) {
		query.minor = 36;
		status = kp_services_collect(&query, &ctx, &kubelets, error);
		kp_ctx_done(&ctx);
	}
	kp_kubelets_free(kubelets);
	return status;
}

static void test_services(void **state)
{
	const struct service_row *row = *state;
	struct input input = { 0 };

	fixture_build(&input.fixture, row->tree);
	exhaust(collect_services, &input);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_argv_parse),
		TABLE_ONE(test_argv_set_place),
		TABLE_ONE(test_argv_to_shell),
		TABLE_ONE(test_configz),
		TABLE_ROWS(test_cmdline, cmdline_rows),
		TABLE_ROWS(test_document, document_rows),
		TABLE_ROWS(test_edit, edit_rows),
		TABLE_ROWS(test_edit_list, edit_list_rows),
		TABLE_ONE(test_unit_load),
		TABLE_ROWS(test_config, config_rows),
		TABLE_ROWS(test_kubelet, kubelet_rows),
		TABLE_ROWS(test_services, service_rows),
	};

	return TABLE_MAIN(tables);
}
