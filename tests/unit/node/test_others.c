/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A process whose executable was not seen, in different control groups. What is /proc is in the tree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files/procfs.h"
#include "fixture_kubelet.h"
#include "kubelet/component.h"
#include "node/others.h"
#include "table.h"

enum kp_status __wrap_kp_procfs_open(int root_fd, int *ret_fd, struct kp_error *reterr);

enum kp_status __wrap_kp_procfs_open(int root_fd, int *ret_fd, struct kp_error *reterr)
{
	return kp_procfs_open_dir(root_fd, "proc", ret_fd, reterr);
}

#define ID   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define INIT "proc/1/cgroup: 0::/init.scope\n"
#define UNITS                                                                               \
	"etc/systemd/system/kubelet.service: [Service]\n\tExecStart=/usr/bin/kubelet\n"     \
	"etc/systemd/system/node.service: [Service]\n\tExecStart=/opt/kubelet-1.30 --v=2\n" \
	"etc/systemd/system/ssh.service: [Service]\n\tExecStart=/usr/sbin/sshd\n"           \
	"etc/systemd/system/start.service: [Service]\n\tExecStart=/bin/sh -c 'exec kubelet'\n"
#define USERS "/user.slice/user-1.slice/user@1.service/app.slice/"
/* In a pod with a control group namespace: pod, class, kubepods.slice and the container are above its root. */
#define CUT   "proc/1/cgroup: 0::/../../../../init.scope\n" UNITS
#define HIDES "the scanner's control group namespace hides whether it is of the unit of a kubelet"

/* clang-format off */
static struct row {
	const char *name;
	const char *tree;
	const char *group;
	bool is_found;
	const char *why; /* it may be one; NULL: it is another */
} rows[] = {
	{ "a service", INIT UNITS, "/system.slice/ssh.service", true, NULL },
	{ "a service, and nothing is found", INIT UNITS, "/system.slice/ssh.service", false, "its executable may not be seen" },
	{ "the kubelet's", INIT UNITS, "/system.slice/kubelet.service", true, "it is of kubelet.service, which may start a kubelet" },
	{ "below the kubelet's", INIT UNITS, "/system.slice/kubelet.service/x", true, "it is of kubelet.service" },
	{ "one that starts a kubelet", INIT UNITS, "/system.slice/node.service", true, "it is of node.service" },
	{ "one that may start a kubelet", INIT UNITS, "/system.slice/start.service", true, "it is of start.service" },
	{ "one that is not there", INIT UNITS, "/system.slice/run-1.service", true, NULL },
	{ "no unit", INIT UNITS, "/", true, NULL },
	{ "a session", INIT UNITS, "/user.slice/user-0.slice/session-1.scope", true, NULL },
	{ "a user's service", INIT UNITS, USERS "x.service", true, NULL },
	{ "a user's kubelet", INIT UNITS, USERS "kubelet.service", true, "it is of kubelet.service" },
	{ "a user's k3s", INIT UNITS, USERS "k3s.service", true, "it is of k3s.service" },
	{ "a pod", INIT UNITS, "/kubepods/pod1/" ID, true, NULL },
	{ "kind", INIT UNITS, "/docker/" ID "/kubelet.slice/kubelet.service", true, "it is of kubelet.service" },
	{ "another service in a container", INIT UNITS, "/docker/" ID "/x.service", true, NULL },
	{ "a group that is not seen", INIT UNITS, NULL, true, "its control group cannot be told" },
	{ "init's group is not seen", "proc/\n" UNITS, "/x", true, "its control group cannot be told" },
	{ "no processes", UNITS, "/x", true, "its control group cannot be told" },

	{ "cut: another container of the pod", CUT, "/../cri-containerd-" ID ".scope", true, NULL },
	{ "cut: another pod of the class", CUT, "/../../kubepods-besteffort-pod1_2.slice/cri-containerd-" ID ".scope", true, NULL },
	{ "cut: another class", CUT, "/../../../kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/cri-containerd-" ID ".scope", true, NULL },
	{ "cut: nothing is found", CUT, "/../cri-containerd-" ID ".scope", false, "its executable may not be seen" },
	{ "cut: CRI-O", CUT, "/../../kubepods-besteffort-pod1_2.slice/crio-" ID ".scope", true, NULL },
	{ "cut: crun's group below", CUT, "/../../crio-" ID ".scope/container", true, NULL },
	{ "cut: Docker", CUT, "/../docker-" ID ".scope", true, NULL },
	{ "cut: cgroupfs", CUT, "/../../../burstable/pod1-2/" ID, true, NULL },
	{ "cut: cgroupfs, the same pod", CUT, "/../" ID, true, NULL },
	{ "cut: a container below the scanner's", CUT, "/docker/" ID, true, NULL },
	{ "cut: a monitor is none, but a scope", CUT, "/../crio-conmon-" ID ".scope", true, NULL },
	{ "cut: a monitor without a scope", CUT, "/../crio-conmon-" ID, true, HIDES },
	{ "cut: systemd in a pod", CUT, "/../crio-" ID ".scope/system.slice/x.service", true, NULL },
	{ "cut: a kubelet of systemd in a pod", CUT, "/../crio-" ID ".scope/system.slice/kubelet.service", true, "it is of kubelet.service" },
	{ "cut: k3s of systemd in a pod", CUT, "/../crio-" ID ".scope/system.slice/k3s.service", true, "it is of k3s.service" },
	{ "cut: beside a service that scans", CUT, "/../ssh.service", true, NULL },
	{ "cut: the kubelet's beside a service that scans", CUT, "/../kubelet.service", true, "it is of kubelet.service" },
	{ "cut: one that starts a kubelet", CUT, "/../node.service", true, "it is of node.service" },
	{ "cut: one named so that is of a container, or not there", CUT, "/../k3s-agent.service", true, "it is of k3s-agent.service" },
	{ "cut: a user's service", CUT, "/../user@1.service/app.slice/x.service", true, NULL },
	{ "cut: a user's kubelet", CUT, "/../user@1.service/app.slice/kubelet.service", true, "it is of kubelet.service" },
	{ "cut: a service named as a container", CUT, "/../cri-containerd-" ID ".service", true, NULL },
	{ "cut: the group of the scanner", CUT, "/", true, HIDES },
	{ "cut: below it", CUT, "/x", true, HIDES },
	{ "cut: above it", CUT, "/..", true, HIDES },
	{ "cut: all of a class", CUT, "/../..", true, HIDES },
	{ "cut: a pod and no container", CUT, "/../../kubepods-besteffort-pod1_2.slice", true, HIDES },
	{ "cut: too few digits", CUT, "/../0123456789abcdef", true, HIDES },
	{ "cut: digits that go on", CUT, "/../" ID "-x", true, HIDES },
	{ "cut: farther up than init", CUT, "/../../../../../x", true, HIDES },
	{ "not cut: the kubelet's", CUT, "/../../../../system.slice/kubelet.service", true, "it is of kubelet.service" },
	{ "not cut: a service", CUT, "/../../../../system.slice/ssh.service", true, NULL },
	{ "not cut: no unit", CUT, "/../../../../x", true, NULL },
};

/* clang-format on */

/** Decide on three processes of a control group. */
static void decide(const struct kp_ctx *ctx, const char *group, bool is_found,
		   struct kp_process_walk *walk, struct kp_error *others)
{
	struct kp_error error;

	table_error_prepare(&error);
	*walk = (struct kp_process_walk){ .saw_init = true };
	walk->unseen.items = calloc(1, sizeof(*walk->unseen.items));
	assert_non_null(walk->unseen.items);
	walk->unseen.count = 1;
	walk->unseen.items[0] = (struct kp_unseen_group){
		.group = group == NULL ? NULL : strdup(group),
		.count = 3,
		.pid = 77,
		.name = "agent",
	};
	table_assert_ok(kp_others_find(&kp_kubelet_component, ctx, is_found, walk, others, &error),
			&error);
	kp_unseen_done(&walk->unseen);
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_process_walk walk;
	struct kp_error others = { 0 };
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	decide(&ctx, row->group, row->is_found, &walk, &others);
	kp_ctx_done(&ctx);
	assert_int_equal(walk.unreadable, row->why == NULL ? 0 : 3);
	if (row->why == NULL) {
		table_assert_contains(others.message, "(3: 77 (agent))");
	} else {
		assert_int_equal(walk.unreadable_pid, 77);
		assert_int_equal(walk.unreadable_error.status, KP_ERR_PERM);
		table_assert_contains(walk.unreadable_error.message, row->why);
		assert_int_equal(others.status, KP_OK);
	}
}

/** The control groups of processes, and of scanners. */
static const char *const groups[] = {
	"/",
	"/init.scope",
	"/x",
	"/system.slice/ssh.service",
	"/system.slice/kubelet.service",
	"/system.slice/kubelet.service/x",
	"/system.slice/kubelet.service/x/y",
	"/system.slice/kubelet.service/kubepods/pod1/" ID,
	"/system.slice/start.service/x",
	"/system.slice/containerd.service/kubepods-pod1.slice:cri-containerd:" ID,
	"/system.slice/docker-" ID ".scope/system.slice/k3s.service/x",
	"/system.slice/docker-" ID ".scope/system.slice/x.service/y",
	"/docker/" ID "/kubelet.slice/kubelet.service",
	"/docker/" ID "/kubelet.slice/kubelet-kubepods.slice/cri-containerd-" ID ".scope",
	"/docker/" ID "/init.scope",
	"/docker/" ID "/x",
	"/kubepods/pod1",
	"/kubepods/pod1/" ID,
	"/kubepods/pod1/" ID "/x",
	"/kubepods/pod1/crio-conmon-" ID,
	"/kubepods.slice/kubepods-pod1.slice/crio-" ID ".scope/container",
	"/kubepods.slice/kubepods-pod1.slice/crio-" ID ".scope/system.slice/kubelet.service",
	"/kubepods.slice/kubepods-pod1.slice/crio-conmon-" ID ".scope",
	USERS "x.service",
	USERS "kubelet.service/x",
	USERS "k3s.service/" ID,
	USERS "k3s.service/x.scope/y",
};

enum {
	GROUPS = sizeof(groups) / sizeof(groups[0])
};

/** How far two paths are the same, by whole directories; the root has none. */
static size_t shared_len(const char *left, const char *right)
{
	size_t shared = 0;
	size_t i = 0;

	for (; left[i] != '\0' && left[i] == right[i]; i++) {
		if (i > 0 && left[i] == '/') {
			shared = i;
		}
	}
	return (left[i] == '\0' || left[i] == '/') && (right[i] == '\0' || right[i] == '/')
		       ? i
		       : shared;
}

/** The path of a control group as one in another sees it, whose namespace begins there (kernfs_path_from_node). */
static const char *as_seen(const char *from, const char *path, char *text, size_t size)
{
	size_t shared;
	char *end = text;

	from = strcmp(from, "/") == 0 ? "" : from;
	path = strcmp(path, "/") == 0 ? "" : path;
	shared = shared_len(from, path);
	assert_true(size > 3 * strlen(from) + strlen(path) + 1);
	for (const char *at = from + shared; *at != '\0'; at++) {
		end = *at == '/' ? stpcpy(end, "/..") : end;
	}
	end = stpcpy(end, path + shared);
	return end == text ? "/" : text;
}

/** Write down where process 1 is, as a scanner sees it. */
static void see_init_from(const struct fixture *fixture, const char *from)
{
	char path[1024];
	char line[1100];

	(void)snprintf(line, sizeof(line), "0::%s\n",
		       as_seen(from, "/init.scope", path, sizeof(path)));
	fixture_write(fixture, "proc/1/cgroup", line, strlen(line));
}

/** Whether a process may be a kubelet for a scanner. */
static bool may_be_from(const struct kp_ctx *ctx, const char *from, const char *path)
{
	struct kp_process_walk walk;
	struct kp_error others = { 0 };
	char text[1024];

	decide(ctx, as_seen(from, path, text, sizeof(text)), true, &walk, &others);
	return walk.unreadable > 0;
}

/** Whoever scans from wherever, what may be a kubelet by its whole path is never taken for another. */
static void test_never_laxer(void **state)
{
	static const struct {
		const char *from, *path, *seen;
	} known[] = {
		{ "/a/b", "/", "/../.." },     { "/", "/", "/" },
		{ "/a/b", "/a/b", "/" },       { "/a/b", "/a", "/.." },
		{ "/a/b", "/a/bc", "/../bc" }, { "/a/b", "/a/b/c", "/c" },
		{ "/", "/a", "/a" },           { "/a/b/c", "/a/x", "/../../x" },
	};

	bool may_be[GROUPS] = { false };
	struct fixture fixture;
	struct kp_ctx ctx;
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		assert_string_equal(as_seen(known[i].from, known[i].path, text, sizeof(text)),
				    known[i].seen);
	}
	fixture_build(&fixture, INIT UNITS);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	/* The first is the root, from which nothing is hidden. */
	for (size_t from = 0; from < GROUPS; from++) {
		see_init_from(&fixture, groups[from]);
		for (size_t i = 0; i < GROUPS; i++) {
			bool may = may_be_from(&ctx, groups[from], groups[i]);

			may_be[i] = from == 0 ? may : may_be[i];
			if (may_be[i] && !may) {
				fail_msg("%s is taken for another from %s", groups[i],
					 groups[from]);
			}
		}
	}
	kp_ctx_done(&ctx);
}

/** Only the first of many are named. */
static void test_many(void **state)
{
	struct kp_process_walk walk = { .saw_init = true };
	struct kp_error others = { 0 };
	struct fixture fixture;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, INIT);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	walk.unseen.items = calloc(9, sizeof(*walk.unseen.items));
	assert_non_null(walk.unseen.items);
	walk.unseen.count = 9;
	for (int i = 0; i < 9; i++) {
		walk.unseen.items[i] = (struct kp_unseen_group){
			.group = strdup("/"), .count = 1, .pid = 70 + i, .name = "x"
		};
	}
	assert_int_equal(kp_others_find(&kp_kubelet_component, &ctx, true, &walk, &others, NULL),
			 KP_OK);
	kp_unseen_done(&walk.unseen);
	kp_ctx_done(&ctx);
	table_assert_contains(others.message, "(9: 70 (x), ");
	table_assert_contains(others.message, "77 (x), ...)");
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_never_laxer),
		TABLE_ONE(test_many),
	};

	return TABLE_MAIN(tables);
}
