/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "fixture_kubelet.h"
#include "hosts/hosts.h"
#include "kubelet/component.h"
#include "node/instance.h"
#include "process/argv_parts.h"
#include "table.h"

/** Which programs can run a kubelet; how each is told from others is in test_walk.c. */
static void test_named(void **state)
{
	static const char *const named[] = {
		"kubelet",        "k3s",
		"kubelite",       "microshift",
		"hyperkube",      "kubernetes",
		"kubelet-1.30.1", "ld-linux-x86-64.so.2",
		"rosetta",        "hyperkube-v1.18",
	};
	static const char *const others[] = { "",     "k3",      "k3s-agent",
					      "rke2", "Kubelet", "kubelet-csr-approver" };

	const struct kp_programs programs = kp_host_programs(&kp_kubelet_component);

	(void)state;
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
		assert_true(programs.may_contain(programs.name, named[i]));
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_false(programs.may_contain(programs.name, others[i]));
	}
}

/** A process without any argument. */
static void test_no_arguments(void **state)
{
	struct kp_argv *argv = NULL;

	(void)state;
	assert_int_equal(kp_argv_parse(NULL, 0, &argv, NULL), KP_OK);
	assert_non_null(kp_host_find("kubelet", "kubelet", argv));
	assert_non_null(kp_host_find("kubelet", "kubelite", argv));
	assert_ptr_not_equal(kp_host_find("kubelet", "kubelet", argv),
			     kp_host_find("kubelet", "kubelite", argv));
	assert_null(kp_host_find("kubelet", "k3s", argv));
	assert_null(kp_host_find("kubelet", "", argv));
	kp_argv_free(argv);
}

#define DIR(path) path "/agent/etc/kubelet.conf.d"
#define WEBHOOK                                                                       \
	"\tapiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n" \
	"\tauthorization:\n\t  mode: Webhook\n"

static const char tree[] =
	"var/lib/rancher/k3s/agent/etc/kubelet.conf.d/00-k3s-defaults.conf:\n" WEBHOOK
	"opt/agent/etc/kubelet.conf.d/00-k3s-defaults.conf:\n" WEBHOOK
	"var/lib/microshift/resources/kubelet/config/config.yaml:\n" WEBHOOK;

/** A kubelet that is in doubt: nothing it shows is a value, but it is told. */
struct row {
	const char *name;
	const char *host;
	const char *exe;
	const char *argv; /* behind argv[0] */
	const char *argv0;
	const char *setting;
	const char *says[2];
	const char *config_dir;
	const char *config_file;
	const char *argument; /* argv[1] of the kubelet; NULL if it is hidden */
};

#define K3S         "k3s", "/var/lib/rancher/k3s/data/0a1b/bin/k3s", "server\n", NULL
#define K3S_AT(exe) "k3s", (exe), "server\n", NULL
#define HIDDEN      "k3s does not show the arguments of the kubelet inside it"
#define DEFAULTS    "/00-k3s-defaults.conf:4)"
#define MICROSHIFT  "microshift", "/usr/bin/microshift", "run\n", NULL
#define FILE        "/var/lib/microshift/resources/kubelet/config/config.yaml"
#define OLD         "hyperkube ended with Kubernetes 1.18"

/* clang-format off */
static struct row rows[] = {
	{ "k3s", K3S, "authorization.mode", { HIDDEN, "authorization.mode would be Webhook: " DIR("/var/lib/rancher/k3s") DEFAULTS }, DIR("/var/lib/rancher/k3s"), NULL, NULL },
	{ "k3s: what it sets itself", K3S, "readOnlyPort", { HIDDEN, "readOnlyPort would be 0: built into k3s)" }, DIR("/var/lib/rancher/k3s"), NULL, NULL },
	{ "k3s: what nothing says", K3S, "hostname-override", { HIDDEN, "hostname-override would be unset: flag not given)" }, DIR("/var/lib/rancher/k3s"), NULL, NULL },
	{ "k3s in another directory", K3S_AT("/opt/data/0a1b/bin/k3s"), "authorization.mode", { HIDDEN, "would be Webhook: " DIR("/opt") DEFAULTS }, DIR("/opt"), NULL, NULL },
	{ "k3s that is not unpacked", K3S_AT("/usr/local/bin/k3s"), "authorization.mode", { HIDDEN, "would be Webhook: " DIR("/var/lib/rancher/k3s") DEFAULTS }, DIR("/var/lib/rancher/k3s"), NULL, NULL },
	{ "k3s at the root", K3S_AT("/k3s"), "authorization.mode", { HIDDEN, "would be Webhook" }, DIR("/var/lib/rancher/k3s"), NULL, NULL },
	{ "k3s in a directory of other names", K3S_AT("/opt/date/0a1b/bin/k3s"), "authorization.mode", { HIDDEN, "would be Webhook" }, DIR("/var/lib/rancher/k3s"), NULL, NULL },
	{ "k3s whose executable is not seen", K3S_AT(NULL), "authorization.mode", { HIDDEN, "would be Webhook" }, DIR("/var/lib/rancher/k3s"), NULL, NULL },
	{ "k3s without drop-in files", K3S_AT("/srv/data/0a1b/bin/k3s"), "authorization.mode", { HIDDEN ", so that the value in force is not known", "" }, DIR("/srv"), NULL, NULL },

	{ "microshift", MICROSHIFT, "authorization.mode", { "microshift does not show the arguments", "authorization.mode would be Webhook: " FILE ":4)" }, NULL, FILE, NULL },
	{ "microshift: a default", MICROSHIFT, "readOnlyPort", { "microshift does not show the arguments", "readOnlyPort would be 0: default with --config)" }, NULL, FILE, NULL },

	{ "hyperkube", "hyperkube", NULL, "kubelet\n--v=2\n--authorization-mode=Webhook\n", NULL, "authorization.mode", { OLD, "would be Webhook: argv[3])" }, NULL, NULL, "--v=2" },
	{ "hyperkube by a link", "hyperkube", NULL, "--v=2\n--authorization-mode=Webhook\n", "kubelet", "authorization.mode", { OLD, "would be Webhook: argv[2])" }, NULL, NULL, "--v=2" },
	{ "hyperkube with a flag that is gone", "hyperkube", NULL, "kubelet\n--allow-privileged=true\n", NULL, "authorization.mode", { OLD ", and what is known here begins with 1.20, so that the value in force is not known", "" }, NULL, NULL, "--allow-privileged=true" },
};

/* clang-format on */

/** Arguments with another argv[0] than `kubelet`. */
static struct kp_argv *make_argv(const struct row *row)
{
	KP_CLEANUP(kp_argv_freep) struct kp_argv *rest = fixture_argv(row->argv);
	struct kp_argv_parts parts = { 0 };
	struct kp_argv *argv = NULL;

	kp_argv_parts_add(&parts, row->argv0 == NULL ? row->host : row->argv0, NULL);
	for (size_t i = 1; i < kp_argv_count(rest); i++) {
		kp_argv_parts_add(&parts, kp_argv_get(rest, i), NULL);
	}
	assert_int_equal(kp_argv_parts_finish(&parts, &argv, NULL), KP_OK);
	return argv;
}

static struct kp_kubelet *make(const struct fixture *fixture, const struct row *row)
{
	struct kp_process process = fixture_process(fixture, "");

	kp_argv_free(process.argv);
	process.argv = make_argv(row);
	process.host = kp_host_find("kubelet", row->host, process.argv);
	assert_non_null(process.host);
	assert_int_equal(kp_text_dup(row->exe == NULL ? "" : row->exe, &process.exe, NULL), KP_OK);
	if (row->exe == NULL) {
		free(kp_steal(&process.exe));
	}
	return fixture_kubelet_of(fixture, &process);
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;

	fixture_build(&fixture, tree);
	kubelet = make(&fixture, row);
	assert_non_null(kp_kubelet_argv_error(kubelet));
	assert_int_equal(kp_kubelet_argv_error(kubelet)->status, KP_ERR_UNSUPPORTED);
	assert_int_equal(strncmp(kp_kubelet_argv_error(kubelet)->message, row->says[0], 20), 0);
	table_error_prepare(&error);
	table_assert_failed(kp_kubelet_setting(kubelet, row->setting, &setting, &error), &error,
			    KP_ERR_UNSUPPORTED, 0, row->says[0]);
	table_assert_contains(error.message, row->says[1]);
	assert_int_equal(row->says[1][0] == '\0', strstr(error.message, "would be") == NULL);
	assert_ptr_equal(setting, TABLE_UNTOUCHED);
	assert_int_equal(kp_kubelet_setting_in(kubelet, 34, row->setting, &setting, NULL),
			 KP_ERR_UNSUPPORTED);
	table_assert_text(kp_kubelet_config_dir(kubelet), row->config_dir);
	table_assert_text(kp_kubelet_config_file(kubelet), row->config_file);
	if (row->argument == NULL) {
		assert_null(kp_kubelet_argv(kubelet));
	} else {
		assert_string_equal(kp_argv_get(kp_kubelet_argv(kubelet), 1), row->argument);
	}
	kp_kubelet_free(kubelet);
}

/** A kubelet under another name, or behind another program, whose arguments are read. */
struct given_row {
	const char *name;
	const char *exe;
	const char *argv0;
	const char *argv; /* behind argv[0] */
	const char *host;
	const char *location; /* of its authorization mode, which is Webhook */
	const char *doubt;    /* NULL: it is certain */
};

#define MODE "--authorization-mode=Webhook\n"

/* clang-format off */
static struct given_row given_rows[] = {
	{ "given: a version", "/opt/kubelet-1.30.1", "/opt/kubelet-1.30.1", MODE, "kubelet", "argv[1]", NULL },
	{ "given: by the loader", "/lib64/ld-linux-x86-64.so.2", "ld.so", "--library-path\n/x\n/usr/bin/kubelet\n" MODE, "kubelet", "argv[4]", NULL },
	{ "given: by a loader with an option that is not known", "/lib64/ld-linux-x86-64.so.2", "ld.so", "--new\n/x\n/usr/bin/kubelet\n" MODE, "kubelet", "argv[4]", "kubelet is started by /lib64/ld-linux-x86-64.so.2 with options that are not known here" },
	{ "given: by an emulator", "/usr/bin/qemu-x86_64", "/usr/bin/qemu-x86_64", "/usr/bin/kubelet\n" MODE, "kubelet", "argv[2]", NULL },
	{ "given: by an emulator and a loader", "/usr/bin/qemu-x86_64", "qemu", "-L\n/\n/lib64/ld-linux-x86-64.so.2\n--argv0\nx\n/usr/bin/kubelet\n" MODE, "kubelet", "argv[7]", NULL },
	{ "given: by Rosetta", "/run/rosetta/rosetta", "/run/rosetta/rosetta", "/usr/bin/kubelet\n/usr/bin/kubelet\n" MODE, "kubelet", "argv[3]", NULL },
	{ "given: by a subcommand", "/snap/k8s/1/bin/kubernetes", "kubernetes", "kubelet\n" MODE, "kubernetes", "argv[2]", NULL },
	{ "given: by argv[0] of a program of many names", "/snap/k8s/1/bin/kubernetes", "/snap/k8s/1/bin/kubelet", MODE, "kubernetes", "argv[1]", NULL },
	{ "given: by an emulated program of many names", "/usr/bin/qemu-x86_64", "qemu", "/bin/kubernetes\nkubelet\n" MODE, "kubernetes", "argv[3]", NULL },
	{ "given: by an emulated program of many names, with its argv[0]", "/usr/bin/qemu-x86_64", "qemu", "/bin/kubernetes\n/bin/kubelet\n" MODE, "kubernetes", "argv[3]", NULL },
	{ "given: by a subcommand behind a flag", "/snap/k8s/1/bin/kubernetes", "kubernetes", "--v\n3\nkubelet\n" MODE, "kubernetes", "argv[4]", "kubernetes has flags before its subcommand" },
	{ "given: hyperkube of a version", "/hyperkube-v1.18", "/hyperkube-v1.18", "kubelet\n" MODE, "hyperkube", "argv[2]", OLD },
	{ "given: hyperkube with the value of a flag", "/hyperkube", "/hyperkube", "--v\n3\nkubelet\n" MODE, "hyperkube", "argv[4]", OLD },
	{ "given: hyperkube by a link of a version", "/hyperkube", "/kubelet-1.18", MODE, "hyperkube", "argv[1]", OLD },
};

/* clang-format on */

static void test_given(void **state)
{
	const struct given_row *row = *state;
	struct row made = { .host = row->argv0, .argv = row->argv };
	struct kp_given given = { 0 };
	struct kp_process process;
	struct fixture fixture;
	struct kp_error error;
	struct kp_said_at place;
	size_t last;
	struct kp_ctx ctx;

	fixture_build(&fixture, "");
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	process = fixture_process(&fixture, "");
	kp_argv_free(process.argv);
	process.argv = make_argv(&made);
	assert_int_equal(kp_text_dup(row->exe, &process.exe, NULL), KP_OK);
	process.host = kp_host_find("kubelet", kp_text_basename(row->exe), process.argv);
	assert_non_null(process.host);
	assert_string_equal(kp_host_name(process.host), row->host);
	table_assert_ok(kp_host_give(&kp_kubelet_component, &ctx, &process, &given, &error),
			&error);
	last = kp_argv_count(given.argv) - 1;
	assert_int_equal(last, 1);
	assert_int_equal(strncmp(kp_argv_get(given.argv, last), MODE, strlen(MODE) - 1), 0);
	place = kp_argv_place(given.argv, last);
	table_assert_place(&place, row->location);
	if (row->doubt == NULL) {
		assert_int_equal(given.doubt.status, KP_OK);
	} else {
		assert_int_equal(given.doubt.status, KP_ERR_UNSUPPORTED);
		table_assert_contains(given.doubt.message, row->doubt);
	}
	kp_given_done(&given);
	kp_process_done(&process);
	kp_ctx_done(&ctx);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ONE(test_named),
		TABLE_ROWS(test_given, given_rows),
		TABLE_ONE(test_no_arguments),
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
