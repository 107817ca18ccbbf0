/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "fixture_kubelet.h"
#include "node/stopped.h"
#include "table.h"

/** A node on which no kubelet runs, and what is said of it. */
struct row {
	const char *name;
	const char *tree;
	const char *says; /* NULL: there is none */
};

#define BOOTED     "run/systemd/system/\n"
#define UNIT(name) "usr/lib/systemd/system/" name ":\n\t[Service]\n\tExecStart="
#define SERVICE    UNIT("kubelet.service") "/usr/bin/kubelet --v=2\n"
#define WANTED \
	"etc/systemd/system/multi-user.target.wants/kubelet.service -> /usr/lib/systemd/system/kubelet.service\n"
#define INVOKED "run/systemd/units/invocation:kubelet.service -> 0123456789abcdef0123456789abcdef\n"
#define ENABLED "the kubelet of kubelet.service is not running now, and is to run (it is enabled)"
#define STARTED \
	"the kubelet of kubelet.service is not running now, and is to run (systemd has started it)"
#define GROUP \
	"the kubelet of kubelet.service is not running now, and is to run (it has a control group)"

/* clang-format off */
static struct row rows[] = {
	{ "enabled", BOOTED SERVICE WANTED, ENABLED },
	{ "required", BOOTED SERVICE "etc/systemd/system/node.target.requires/kubelet.service -> /usr/lib/systemd/system/kubelet.service\n", ENABLED },
	{ "enabled by an alias", BOOTED SERVICE "etc/systemd/system/node.service -> /usr/lib/systemd/system/kubelet.service\netc/systemd/system/multi-user.target.wants/node.service -> ../node.service\n", ENABLED },
	{ "enabled by a generator", BOOTED SERVICE "run/systemd/generator/multi-user.target.wants/kubelet.service -> /usr/lib/systemd/system/kubelet.service\n", ENABLED },
	{ "an instance that is enabled", BOOTED UNIT("kubelet@.service") "/usr/bin/kubelet --v=%i\n" "etc/systemd/system/multi-user.target.wants/kubelet@2.service -> /usr/lib/systemd/system/kubelet@.service\n", "the kubelet of kubelet@2.service is not running now" },
	{ "starting, and not enabled", BOOTED SERVICE INVOKED, STARTED },
	{ "starting, and enabled", BOOTED SERVICE WANTED INVOKED, STARTED },
	{ "with a control group", BOOTED SERVICE "sys/fs/cgroup/system.slice/kubelet.service/\n", GROUP },
	{ "with a control group in another slice", BOOTED SERVICE "sys/fs/cgroup/runtime.slice/kubelet.service/\n", GROUP },
	{ "with a control group of version 1", BOOTED SERVICE "sys/fs/cgroup/systemd/system.slice/kubelet.service/\n", GROUP },
	{ "with a control group of both versions", BOOTED SERVICE "sys/fs/cgroup/unified/system.slice/kubelet.service/\n", GROUP },
	{ "another name", BOOTED UNIT("node.service") "/opt/bin/kubelet-1.30.1\n" "run/systemd/units/invocation:node.service -> x\n", "the kubelet of node.service is not running now" },
	{ "k3s", BOOTED UNIT("k3s.service") "/usr/local/bin/k3s server\n" "etc/systemd/system/multi-user.target.wants/k3s.service -> /usr/lib/systemd/system/k3s.service\n", "the kubelet of k3s.service" },
	{ "RKE2", BOOTED UNIT("rke2-server.service") "/usr/local/bin/rke2 server\n" "etc/systemd/system/multi-user.target.wants/rke2-server.service -> /usr/lib/systemd/system/rke2-server.service\n", "the kubelet of rke2-server.service" },
	{ "a shell that may start one", BOOTED UNIT("kubelet.service") "/bin/sh -c 'exec /usr/bin/kubelet'\n" WANTED, ENABLED },
	{ "a unit that cannot be told", BOOTED UNIT("kubelet.service") "/usr/bin/kubelet --hostname-override=%H\n" WANTED, ENABLED },
	{ "an environment file that is not there", BOOTED UNIT("kubelet.service") "/usr/bin/kubelet\n\tEnvironmentFile=/etc/no\n" WANTED, ENABLED },
	{ "MicroK8s without its arguments", BOOTED UNIT("snap.microk8s.daemon-kubelite.service") "/usr/bin/snap run microk8s.daemon-kubelite\n\tWorkingDirectory=/var/snap/microk8s/77\n" "etc/systemd/system/multi-user.target.wants/snap.microk8s.daemon-kubelite.service -> /usr/lib/systemd/system/snap.microk8s.daemon-kubelite.service\nvar/snap/microk8s/77/\n", "the kubelet of snap.microk8s.daemon-kubelite.service is not running now" },
	{ "the second of two", BOOTED UNIT("a.service") "/usr/bin/a\n" SERVICE WANTED "etc/systemd/system/multi-user.target.wants/a.service -> /usr/lib/systemd/system/a.service\n", ENABLED },

	{ "nothing", BOOTED, NULL },
	{ "disabled", BOOTED SERVICE, NULL },
	{ "masked", BOOTED SERVICE WANTED "etc/systemd/system/kubelet.service -> /dev/null\n", NULL },
	{ "masked, and stopping", BOOTED SERVICE INVOKED "etc/systemd/system/kubelet.service -> /dev/null\n", NULL },
	{ "masked until the next boot", BOOTED UNIT("kubelet.service") "/usr/bin/kubelet\n" WANTED "run/systemd/system/kubelet.service -> /dev/null\n", NULL },
	{ "wanted, and not there", BOOTED WANTED, NULL },
	{ "another unit is enabled", BOOTED SERVICE UNIT("sshd.service") "/usr/sbin/sshd\n" "etc/systemd/system/multi-user.target.wants/sshd.service -> /usr/lib/systemd/system/sshd.service\n", NULL },
	{ "another unit is running", BOOTED SERVICE UNIT("kubelet-csr-approver.service") "/usr/bin/kubelet-csr-approver\n" "run/systemd/units/invocation:kubelet-csr-approver.service -> x\n", NULL },
	{ "another state of the unit", BOOTED SERVICE "run/systemd/units/log-level-max:kubelet.service -> x\n", NULL },
	{ "enabled, but systemd is not running", SERVICE WANTED, NULL },
	{ "a container without systemd", "usr/bin/oscap: x\n", NULL },

	{ "states that cannot be listed", BOOTED SERVICE WANTED "run/systemd/units -> units\n", "whether a service is to run one cannot be told: " },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_error stopped;
	struct kp_error error;
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	table_error_prepare(&error);
	table_error_prepare(&stopped);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	table_assert_ok(kp_stopped_find(fixture_query.component, &ctx, &stopped, &error), &error);
	if (row->says == NULL) {
		table_assert_error_untouched(&stopped);
	} else {
		table_assert_contains(stopped.message, row->says);
	}
	kp_ctx_done(&ctx);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
