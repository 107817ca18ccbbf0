/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/cleanup.h"
#include "files/procfs.h"
#include "fixture.h"
#include "kubelet/component.h"
#include "node/aside.h"
#include "table.h"

#define ID       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define INIT     "1/cgroup: 0::/init.scope\n1/ns/net -> net:[1]\n"
#define IN(path) "7/cgroup: 0::" path "\n"
#define POD      "/kubepods/pod1/" ID
#define SHARED   "7/ns/net -> net:[1]\n"
#define OWN      "7/ns/net -> net:[2]\n"
#define SESSION  "/user.slice/user-1000.slice/session-1.scope"
#define OF(user)                                                          \
	"7/status: Name:\tx\n\tUid:\t" user "\t" user "\t" user "\t" user \
	"\n\tCapPrm:\t0000000000000000\n7/uid_map: 0 0 4294967295\n"
#define SILENT  "7/net/tcp: heading\n1/net/tcp: heading\n"
#define LISTENS "7/net/tcp: heading\n\t0: 00000000:280A 0:0 0A 0:0 0:0 0 1000 0 7 1\n"

static const struct kp_foreign pods_alone = { .of_pods = true };
/* As that of a component that lives in pods. */
static const struct kp_component in_pods = { .name = "in-pods", .foreign = &pods_alone };
static const struct kp_component anywhere = { .name = "anywhere" };

static struct row {
	const char *name;
	const struct kp_component *component;
	const char *tree;
	const char *why; /* NULL: it is not set aside */
} rows[] = {
	{ "a pod", &kp_kubelet_component, INIT IN(POD) OWN, "in a pod" },
	{ "a pod with the node's network", &kp_kubelet_component, INIT IN(POD) SHARED, NULL },
	{ "a pod whose network cannot be seen", &kp_kubelet_component, INIT IN(POD), NULL },
	{ "a pod, and init's network cannot be seen", &kp_kubelet_component,
	  "1/cgroup: 0::/\n" IN(POD) OWN, NULL },
	{ "a pod, and init's group cannot be seen", &kp_kubelet_component, IN(POD) OWN, NULL },
	{ "a service with a network of its own", &kp_kubelet_component,
	  INIT IN("/system.slice/kubelet.service") OWN, NULL },
	{ "a group that is not seen", &kp_kubelet_component, INIT OWN, NULL },
	{ "a group that is cut", &kp_kubelet_component,
	  "1/cgroup: 0::/../../init.scope\n1/ns/net -> net:[1]\n" IN("/kubepods/x") OWN, NULL },
	{ "a pod of a component of pods", &in_pods, INIT IN(POD) OWN, "in a pod" },
	{ "the node's pod of a component of pods", &in_pods, INIT IN(POD) SHARED, NULL },
	{ "a user's of a component that says nothing of users", &in_pods,
	  INIT IN(SESSION) OF("1000") SILENT, NULL },
	{ "a component that says nothing", &anywhere, INIT IN(POD) OWN, NULL },

	{ "a user's", &kp_kubelet_component, INIT IN(SESSION) OF("1000") SILENT, "a user's" },
	{ "a user's manager's", &kp_kubelet_component,
	  INIT IN("/user.slice/user-1000.slice/user@1000.service/x.service") OF("1000") SILENT,
	  "a user's" },
	{ "a user's without systemd", &kp_kubelet_component, INIT IN("/") OF("1000") SILENT,
	  "a user's" },
	{ "a user's in a unit", &kp_kubelet_component,
	  INIT IN("/system.slice/x.service") OF("1000") SILENT, NULL },
	{ "a user's in a container", &kp_kubelet_component,
	  INIT IN("/docker/" ID) OF("1000") SILENT, NULL },
	{ "root's in a session", &kp_kubelet_component, INIT IN(SESSION) OF("0") SILENT, NULL },
	{ "a user's that listens", &kp_kubelet_component, INIT IN(SESSION) OF("1000") LISTENS,
	  NULL },
	{ "a user's with a network of its own that listens on the node's", &kp_kubelet_component,
	  INIT IN(SESSION) OWN OF("1000") "7/net/tcp: heading\n1/net/tcp: heading\n"
					  "\t0: 00000000:280A 0:0 0A 0:0 0:0 0 1000 0 7 1\n",
	  NULL },
	{ "a user's, and the node's ports cannot be seen", &kp_kubelet_component,
	  INIT IN(SESSION) OWN OF("1000") "7/net/tcp: heading\n", NULL },
	{ "a user's whose ports cannot be seen", &kp_kubelet_component, INIT IN(SESSION) OF("1000"),
	  NULL },
	{ "one whose users cannot be seen", &kp_kubelet_component, INIT IN(SESSION) SILENT, NULL },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	struct kp_process process = { .pid_fd = -1 };
	struct fixture fixture;
	const char *why;

	fixture_build(&fixture, "7/\n");
	assert_null(kp_aside_reason(row->component, &process));
	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_procfs_open_dir(fixture.fd, "7", &pid_fd, NULL), KP_OK);
	process.pid_fd = pid_fd;
	why = kp_aside_reason(row->component, &process);
	if (row->why == NULL) {
		assert_null(why);
	} else {
		assert_non_null(why);
		table_assert_contains(why, row->why);
	}
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
