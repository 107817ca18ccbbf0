/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "core/cgroup.h"
#include "table.h"

#define ID    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define OTHER "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210"
#define POD   "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2_3.slice/"

struct row {
	const char *name;
	const char *path;
	const char *unit; /* NULL if there is none */
	const char *container;
};

/* clang-format off */
static struct row rows[] = {
	{ "a service", "/system.slice/kubelet.service", "kubelet.service", NULL },
	{ "a service of a snap", "/system.slice/snap.microk8s.daemon-kubelite.service", "snap.microk8s.daemon-kubelite.service", NULL },
	{ "a directory below a service", "/system.slice/k3s.service/init", "k3s.service", NULL },
	{ "a slice of its own", "/kubelet.slice/kubelet.service", "kubelet.service", NULL },
	{ "a service of a user", "/user.slice/user-1000.slice/user@1000.service/app.slice/k3s.service", "k3s.service", NULL },
	{ "a login", "/user.slice/user-0.slice/session-3.scope", "session-3.scope", NULL },
	{ "the root", "/", NULL, NULL },
	{ "nothing", "", NULL, NULL },
	{ "a slice", "/system.slice", NULL, NULL },
	{ "no systemd", "/podruntime/kubelet", NULL, NULL },

	{ "Docker, cgroupfs", "/docker/" ID, NULL, ID },
	{ "Docker, systemd", "/system.slice/docker-" ID ".scope", NULL, ID },
	{ "kind, cgroupfs", "/docker/" ID "/kubelet.slice/kubelet.service", "kubelet.service", ID },
	{ "kind, systemd", "/system.slice/docker-" ID ".scope/kubelet.slice/kubelet.service", "kubelet.service", ID },
	{ "kind in Podman", "/machine.slice/libpod-" ID ".scope/container/kubelet.slice/kubelet.service", "kubelet.service", ID },
	{ "Podman, cgroupfs", "/libpod_parent/libpod-" ID, NULL, ID },
	{ "Podman of a user", "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID ".scope/container", NULL, ID },
	{ "containerd, systemd", POD "cri-containerd-" ID ".scope", NULL, ID },
	{ "containerd, cgroupfs", "/kubepods/burstable/pod1-2-3/" ID, NULL, ID },
	{ "containerd, drivers that differ", "/system.slice/containerd.service/kubepods-burstable-pod1.slice:cri-containerd:" ID, NULL, ID },
	{ "CRI-O, systemd", POD "crio-" ID ".scope", NULL, ID },
	{ "CRI-O, cgroupfs", "/kubepods/pod1/crio-" ID, NULL, ID },
	{ "the monitor of CRI-O", POD "crio-conmon-" ID ".scope", "crio-conmon-" ID ".scope", NULL },
	{ "a container in a container", "/docker/" ID "/docker/" OTHER, NULL, OTHER },
	{ "vcluster in kind", "/docker/" ID "/kubelet.slice/kubelet-kubepods.slice/cri-containerd-" OTHER ".scope/k3s.service", "k3s.service", OTHER },
	{ "LXD", "/lxc.payload.node-1/system.slice/kubelet.service", "kubelet.service", "node-1" },
	{ "LXD and a container in it", "/lxc.payload.node-1/docker/" ID, NULL, ID },
	{ "a control group namespace", "/../../docker/" ID, NULL, ID },

	{ "too few digits", "/docker/0123456789abcdef", NULL, NULL },
	{ "too many digits", "/docker/0" ID, NULL, NULL },
	{ "capital digits", "/docker/ABCDEF6789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", NULL, NULL },
	{ "digits that go on", "/docker/" ID "-x", NULL, NULL },
	{ "an ending alone", "/.service/.scope", NULL, NULL },
	{ "a name without name", "/lxc.payload.", NULL, NULL },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_error error;
	char *unit = TABLE_UNTOUCHED;
	char *container = TABLE_UNTOUCHED;

	table_error_prepare(&error);
	table_assert_ok(kp_cgroup_unit(row->path, &unit, &error), &error);
	table_assert_ok(kp_cgroup_container(row->path, &container, &error), &error);
	table_assert_text(unit, row->unit);
	table_assert_text(container, row->container);
	free(unit);
	free(container);
}

static struct user_row {
	const char *name;
	const char *path;
	bool is_of_user;
} user_rows[] = {
	{ "a service", "/system.slice/kubelet.service", false },
	{ "a login", "/user.slice/user-0.slice/session-3.scope", false },
	{ "a service of a user",
	  "/user.slice/user-1000.slice/user@1000.service/app.slice/kubelet.service", true },
	{ "kind of a user",
	  "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID
	  ".scope/container/kubelet.slice/kubelet.service",
	  false },
	{ "a user's service in a container", "/docker/" ID "/user.slice/user@1.service/k.service",
	  true },
	{ "a name that begins so", "/user@1.slice/users@1.service", false },
};

static void test_user(void **state)
{
	const struct user_row *row = *state;

	assert_int_equal(kp_cgroup_is_of_user(row->path), row->is_of_user);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_user, user_rows),
	};

	return TABLE_MAIN(tables);
}
