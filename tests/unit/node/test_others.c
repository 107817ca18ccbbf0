/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A process whose executable was not seen, in different control groups. What is /proc is in the tree.
 */
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

static struct row {
	const char *name;
	const char *tree;
	const char *group;
	bool is_found;
	bool is_other;
} rows[] = {
	{ "a service", INIT UNITS, "/system.slice/ssh.service", true, true },
	{ "a service, and nothing is found", INIT UNITS, "/system.slice/ssh.service", false,
	  false },
	{ "the kubelet's", INIT UNITS, "/system.slice/kubelet.service", true, false },
	{ "below the kubelet's", INIT UNITS, "/system.slice/kubelet.service/x", true, false },
	{ "one that starts a kubelet", INIT UNITS, "/system.slice/node.service", true, false },
	{ "one that may start a kubelet", INIT UNITS, "/system.slice/start.service", true, false },
	{ "one that is not there", INIT UNITS, "/system.slice/run-1.service", true, true },
	{ "no unit", INIT UNITS, "/", true, true },
	{ "a session", INIT UNITS, "/user.slice/user-0.slice/session-1.scope", true, true },
	{ "a user's service", INIT UNITS, USERS "x.service", true, true },
	{ "a user's kubelet", INIT UNITS, USERS "kubelet.service", true, false },
	{ "a pod", INIT UNITS, "/kubepods/pod1/" ID, true, true },
	{ "kind", INIT UNITS, "/docker/" ID "/kubelet.slice/kubelet.service", true, false },
	{ "another service in a container", INIT UNITS, "/docker/" ID "/x.service", true, true },
	{ "a group that is not seen", INIT UNITS, NULL, true, false },
	{ "init's group is not seen", "proc/\n" UNITS, "/x", true, false },
	{ "no processes", UNITS, "/x", true, false },
	{ "a group that is cut", "proc/1/cgroup: 0::/../../init.scope\n" UNITS, "/x", true, false },
};

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_process_walk walk = { .saw_init = true };
	struct kp_error others = { 0 };
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	walk.unseen.items = calloc(1, sizeof(*walk.unseen.items));
	assert_non_null(walk.unseen.items);
	walk.unseen.count = 1;
	walk.unseen.items[0] = (struct kp_unseen_group){
		.group = row->group == NULL ? NULL : strdup(row->group),
		.count = 3,
		.pid = 77,
		.name = "agent",
	};
	table_assert_ok(
		kp_others_find(&kp_kubelet_component, &ctx, row->is_found, &walk, &others, &error),
		&error);
	kp_unseen_done(&walk.unseen);
	kp_ctx_done(&ctx);
	assert_int_equal(walk.unreadable, row->is_other ? 0 : 3);
	if (row->is_other) {
		table_assert_contains(others.message, "(3: 77 (agent))");
	} else {
		assert_int_equal(walk.unreadable_pid, 77);
		assert_int_equal(walk.unreadable_error.status, KP_ERR_PERM);
		assert_int_equal(others.status, KP_OK);
	}
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
		TABLE_ONE(test_many),
	};

	return TABLE_MAIN(tables);
}
