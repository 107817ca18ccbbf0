/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "process/cgroup.h"
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

static struct cut_row {
	const char *name;
	const char *path;
	const char *of_init;
	bool is_cut;
} cut_rows[] = {
	{ "no namespace", "/system.slice/kubelet.service", "/init.scope", false },
	{ "no namespace, and no unit", "/", "/", false },
	{ "beside the scanner", "/../../system.slice/kubelet.service", "/../../init.scope", false },
	{ "beside the scanner, and no unit", "/../../podruntime/kubelet", "/../../init", false },
	{ "the group of the scanner", "/", "/../../init.scope", true },
	{ "the group above the scanner's", "/..", "/../../../init.scope", true },
	{ "a group above, and another below it", "/../main", "/../../../init.scope", true },
	{ "a group below the scanner's", "/main", "/../../init.scope", true },
	{ "init at the very root", "/", "/../..", true },
	{ "farther up than init", "/../../x", "/../init.scope", true },
	{ "a name that begins with dots", "/..x/y", "/../init.scope", true },
	{ "a name of init that begins with dots", "/x", "/..init", false },
};

static void test_cut(void **state)
{
	const struct cut_row *row = *state;

	assert_int_equal(kp_cgroup_is_cut(row->path, row->of_init), row->is_cut);
}

static struct pod_row {
	const char *name;
	const char *path;
	const char *of_init;
	bool is_of_pod;
	bool is_of_users;
} pod_rows[] = {
	{ "a pod", POD "cri-containerd-" ID ".scope", "/init.scope", true, false },
	{ "a pod, cgroupfs", "/kubepods/burstable/pod1-2-3/" ID, "/init.scope", true, false },
	{ "a pod, and init at the root", "/kubepods/pod1/" ID, "/", true, false },
	{ "a pod of kind from within", "/kubelet.slice/kubelet-kubepods.slice/cri-" ID ".scope",
	  "/init.scope", true, false },
	{ "a pod of kind, no namespace",
	  "/docker/" ID "/kubelet.slice/kubelet-kubepods.slice/cri-" OTHER ".scope",
	  "/docker/" ID "/init.scope", true, false },
	{ "a pod beside the scanner's", "/../../kubepods-besteffort.slice/cri-" ID ".scope",
	  "/../../../../init.scope", true, false },
	{ "the node in a pod", POD "cri-" ID ".scope/system.slice/kubelet.service",
	  POD "cri-" ID ".scope/init.scope", false, false },
	{ "the node in a pod, without systemd", POD "x/kubelet", POD "x", false, false },
	{ "the group of init itself", "/kubepods", "/kubepods", false, false },
	{ "a name that begins as init's", "/kubepods-x/kubepods", "/kubepods", false, false },
	{ "above init", "/../kubepods/x", "/init.scope", false, false },
	{ "a service", "/system.slice/kubelet.service", "/init.scope", false, false },
	{ "below a service", "/system.slice/x.service/kubepods/pod1", "/init.scope", false, false },
	{ "in a container", "/system.slice/docker-" ID ".scope/kubepods/pod1", "/init.scope", false,
	  false },
	{ "in a container, cgroupfs", "/docker/" ID "/kubepods/pod1", "/init.scope", false, false },
	{ "in a container of LXC", "/lxc.payload.x/kubepods/pod1", "/init.scope", false, false },
	{ "a user's", "/user.slice/user-1.slice/user@1.service/kubepods/x", "/init.scope", false,
	  true },
	{ "a user's slice", "/user.slice/kubepods/x", "/init.scope", false, true },
	{ "a user's beside the scanner", "/../user.slice/x.scope", "/../init.scope", false, true },
	{ "a name that begins so", "/kubepodsx/pod1", "/init.scope", false, false },
	{ "a user's name in a container", "/docker/" ID "/user.slice/x.scope", "/init.scope", false,
	  false },
	{ "the root", "/", "/init.scope", false, false },
	{ "nothing", "", "", false, false },
};

static void test_pod(void **state)
{
	const struct pod_row *row = *state;

	assert_int_equal(kp_cgroup_is_of_pod(row->path, row->of_init), row->is_of_pod);
	assert_int_equal(kp_cgroup_is_of_users(row->path), row->is_of_users);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_user, user_rows),
		TABLE_ROWS(test_cut, cut_rows),
		TABLE_ROWS(test_pod, pod_rows),
	};

	return TABLE_MAIN(tables);
}
