/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/services.h"
#include "fixture.h"
#include "table.h"

/** An image, and the kubelet that its services start. */
struct row {
	const char *name;
	const char *tree;     /* for fixture_build() */
	const char *unit;     /* of its only kubelet; NULL: it has none */
	const char *mode;     /* of its authorization; NULL if that is an error */
	const char *location; /* of the mode; of an error, a part of the message */
};

#define UNIT(name) "usr/lib/systemd/system/" name ":\n\t[Service]\n"
#define SERVICE    UNIT("kubelet.service")
#define EXEC       "\tExecStart=/usr/bin/kubelet"
#define FLAG       " --authorization-mode=AlwaysAllow\n"
#define CONFIG     "\tapiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n"
#define SNAP                                                                       \
	"etc/systemd/system/snap.microk8s.daemon-kubelite.service:\n\t[Service]\n" \
	"\tWorkingDirectory=/var/snap/microk8s/77\n\tExecStart=/usr/bin/snap run " \
	"microk8s.daemon-kubelite\n"

/* clang-format off */
static struct row rows[] = {
	{ "nothing", "etc/\n", NULL, NULL, NULL },
	{ "a unit", SERVICE EXEC FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "a unit of any name", UNIT("node.service") EXEC FLAG, "node.service", "AlwaysAllow", "/usr/lib/systemd/system/node.service:2" },
	{ "an executable of any name with the name as argv[0]", SERVICE "\tExecStart=@/opt/multi kubelet" FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "by a drop-in", SERVICE EXEC "\n" "etc/systemd/system/kubelet.service.d/10.conf:\n\t[Service]\n\tExecStart=\n" EXEC FLAG, "kubelet.service", "AlwaysAllow", "/etc/systemd/system/kubelet.service.d/10.conf:3" },
	{ "by an environment file", SERVICE "\tEnvironmentFile=/etc/default/kubelet\n" EXEC " $ARGS\n" "etc/default/kubelet:\n\t# x\n\tARGS=\"--v=2 --authorization-mode=AlwaysAllow\"\n", "kubelet.service", "AlwaysAllow", "/etc/default/kubelet:2" },
	{ "by a file", SERVICE EXEC " --config=/k.yaml\n" "k.yaml:\n" CONFIG "\tauthorization: {mode: AlwaysAllow}\n", "kubelet.service", "AlwaysAllow", "/k.yaml:3" },
	{ "a file below the working directory", SERVICE "\tWorkingDirectory=/srv\n" EXEC " --config=k.yaml\n" "srv/k.yaml:\n" CONFIG, "kubelet.service", "Webhook", "default with --config" },
	{ "a missing file", SERVICE EXEC " --config=/k.yaml\n", "kubelet.service", NULL, "/k.yaml: No such file" },
	{ "a missing environment file", SERVICE "\tEnvironmentFile=/etc/no\n" EXEC "\n", "kubelet.service", NULL, "/etc/no" },
	{ "a broken flag", SERVICE EXEC " --nope\n", "kubelet.service", NULL, "/usr/lib/systemd/system/kubelet.service:2: unknown flag: --nope" },
	{ "a wrapper that executes the rest", SERVICE "\tExecStart=/usr/local/bin/kubenswrapper /usr/bin/kubelet" FLAG, "kubelet.service", "AlwaysAllow", "/usr/lib/systemd/system/kubelet.service:2" },
	{ "a shell that executes it", SERVICE "\tExecStart=/bin/sh -c 'exec /usr/bin/kubelet --v=2'\n", "kubelet.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell under another unit", UNIT("node.service") "\tExecStart=/bin/sh -c 'a; exec kubelet'\n", "node.service", NULL, "/bin/sh may start a kubelet" },
	{ "a shell that restarts it", UNIT("node.service") "\tExecStart=/bin/sh -c 'systemctl restart kubelet'\n", NULL, NULL, NULL },
	{ "a program that is given it", UNIT("node.service") "\tExecStart=/usr/bin/nice /usr/bin/kubelet\n", "node.service", NULL, "/usr/bin/nice may start a kubelet" },
	{ "a program with kubelets in its arguments", UNIT("metrics.service") "\tExecStart=/usr/bin/metrics --kubelet-port=10250 kubelet /etc/kubelet.yaml\n", NULL, NULL, NULL },
	{ "kubelet.service with another program", SERVICE "\tExecStart=/opt/start-node\n", "kubelet.service", NULL, "/opt/start-node may start a kubelet" },
	{ "rke2", UNIT("rke2-server.service") "\tExecStart=/usr/local/bin/rke2 server\n", "rke2-server.service", NULL, "rke2 starts a kubelet with arguments that it makes up" },
	{ "k0s", UNIT("k0sworker.service") "\tExecStart=/usr/local/bin/k0s worker --token-file=/t\n", "k0sworker.service", NULL, "k0s starts a kubelet" },
	{ "k0s without a kubelet", UNIT("k0scontroller.service") "\tExecStart=/usr/local/bin/k0s controller\n", NULL, NULL, NULL },
	{ "k3s", UNIT("k3s.service") "\tExecStart=/usr/local/bin/k3s server\n", "k3s.service", NULL, "k3s does not show" },
	{ "MicroK8s", SNAP "var/snap/microk8s/77/args/kubelite:\n\t--kubelet-args-file=${SNAP_DATA}/args/kubelet\nvar/snap/microk8s/77/args/kubelet:\n\t--v=2\n\t--authorization-mode=Webhook\n", "snap.microk8s.daemon-kubelite.service", "Webhook", "/var/snap/microk8s/77/args/kubelet:2" },
	{ "MicroK8s without its arguments", SNAP "var/snap/microk8s/77/\n", "snap.microk8s.daemon-kubelite.service", NULL, "/var/snap/microk8s/77/args/kubelite: No such file" },
	{ "Canonical Kubernetes", UNIT("snap.k8s.kubelet.service") "\tExecStart=/usr/bin/snap run k8s.kubelet\n", "snap.k8s.kubelet.service", NULL, "snap starts a kubelet with arguments" },
	{ "masked", SERVICE EXEC "\n" "etc/systemd/system/kubelet.service -> /dev/null\n", NULL, NULL, NULL },
	{ "masked, but installed", SERVICE EXEC "\n" "etc/systemd/system/kubelet.service -> /dev/null\nusr/bin/kubelet: x\n", NULL, NULL, "no service starts a kubelet, but there is /usr/bin/kubelet" },
	{ "a configuration without a unit", "var/lib/kubelet/config.yaml: x\n", NULL, NULL, "but there is /var/lib/kubelet/config.yaml" },
	{ "another root directory", SERVICE "\tRootDirectory=/srv/root\n" EXEC "\n", "kubelet.service", NULL, "kubelet.service: RootDirectory=/srv/root" },
	{ "a unit that cannot be told", SERVICE "\tExecStart=/usr/bin/kubelet --hostname-override=%H\n", "kubelet.service", NULL, "/usr/lib/systemd/system/kubelet.service:2: ExecStart=" },
	{ "a unit that cannot be told and has no kubelet", UNIT("other.service") "\tExecStart=/usr/bin/other %H\n", NULL, NULL, NULL },
	{ "an alias of nothing", "etc/systemd/system/x.service -> /usr/lib/systemd/system/gone.service\n", NULL, NULL, NULL },
};

/* clang-format on */

/** What is said of a mode, or why it cannot be told. */
static void check_kubelet(const struct kp_kubelet *kubelet, const struct row *row)
{
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	assert_int_equal(kp_kubelet_origin(kubelet), KP_ORIGIN_SERVICE);
	assert_string_equal(kp_kubelet_unit(kubelet), row->unit);
	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error);
	if (row->mode == NULL) {
		assert_int_not_equal(status, KP_OK);
		table_assert_contains(error.message, row->location);
		return;
	}
	table_assert_ok(status, &error);
	table_assert_text(setting->value, row->mode);
	table_assert_text(setting->location, row->location);
	kp_setting_free(setting);
}

static void test_collect(void **state)
{
	const struct row *row = *state;
	struct kp_kubelets *kubelets = NULL;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	ctx.minor = 31;
	table_assert_ok(kp_services_collect(&ctx, &kubelets, &error), &error);
	assert_int_equal(kp_kubelets_count(kubelets), row->unit == NULL ? 0 : 1);
	if (row->unit != NULL) {
		assert_null(kp_kubelets_incomplete(kubelets));
		check_kubelet(kp_kubelets_get(kubelets, 0), row);
	} else if (row->location != NULL) {
		table_assert_contains(kp_kubelets_incomplete(kubelets)->message, row->location);
	} else {
		assert_null(kp_kubelets_incomplete(kubelets));
	}
	kp_kubelets_free(kubelets);
	kp_ctx_done(&ctx);
}

/** A unit, and what is said of the one that a running kubelet belongs to. */
struct of_row {
	const char *name;
	const char *unit;
	enum kp_status status;
	const char *reason;
};

static struct of_row of_rows[] = {
	{ "its unit", "kubelet.service", KP_OK, NULL },
	{ "no unit", NULL, KP_ERR_NOENT, "belongs to no service" },
	{ "a scope", "session-1.scope", KP_ERR_NOENT, "belongs to no service" },
	{ "a unit that is not on disk", "gone.service", KP_ERR_NOENT, "gone.service" },
	{ "a unit of something else", "sshd.service", KP_ERR_UNSUPPORTED, "sshd.service" },
	{ "a unit that is masked", "masked.service", KP_ERR_UNSUPPORTED, "masked.service" },
};

static void test_service_of(void **state)
{
	const struct of_row *row = *state;
	struct kp_kubelet *kubelet = TABLE_UNTOUCHED;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	enum kp_status status;

	fixture_build(&fixture,
		      SERVICE EXEC FLAG UNIT(
			      "sshd.service") "\tExecStart=/usr/sbin/sshd -D\n"
					      "etc/systemd/system/masked.service -> /dev/null\n");
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	status = kp_service_of(&ctx, row->unit, &kubelet, &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		assert_string_equal(kp_kubelet_unit(kubelet), row->unit);
		kp_kubelet_free(kubelet);
	} else {
		table_assert_failed(status, &error, row->status, -1, row->reason);
		assert_ptr_equal(kubelet, TABLE_UNTOUCHED);
	}
	kp_ctx_done(&ctx);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_collect, rows),
		TABLE_ROWS(test_service_of, of_rows),
	};

	return TABLE_MAIN(tables);
}
