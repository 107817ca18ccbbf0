/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who gets to see a credential. What is /proc is in the tree; the network is the one that this runs in.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "configz/target.h"
#include "files/procfs.h"
#include "fixture.h"
#include "table.h"

enum kp_status __wrap_kp_procfs_open(int root_fd, int *ret_fd, struct kp_error *reterr);

enum kp_status __wrap_kp_procfs_open(int root_fd, int *ret_fd, struct kp_error *reterr)
{
	return kp_procfs_open_dir(root_fd, "proc", ret_fd, reterr);
}

#define PID   "proc/7/"
#define STAT  PID "stat: 7 (kubelet) S 1 7 7 0 -1 4194560 0 0 0 0 0 0 0 0 0 0 1 0 77 0 0\n"
#define ENDED PID "stat: 7 (kubelet) Z 1 7 7 0 -1 4194560 0 0 0 0 0 0 0 0 0 0 1 0 77 0 0\n"
#define STATUS(users)                                                                \
	PID "status: Name:\tx\n\tUid:\t" users "\n\tCapPrm:\t000001ffffffffff\n" PID \
	    "uid_map: 0 0 4294967295\n"
#define ROOT        STATUS("0\t0\t0\t0")
#define SPACE(n)    PID "ns/user -> user:[" n "]\nproc/1/ns/user -> user:[1]\n"
#define GROUP(path) PID "cgroup: 0::" path "\nproc/1/cgroup: 0::/init.scope\n"
#define HEADING                                                                                     \
	PID "net/tcp6:   sl\n" PID                                                                  \
	    "net/tcp:   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt " \
	    "  uid\n"
#define LISTENS(inode)                                                                          \
	HEADING "\t   0: 0100007F:280A 00000000:0000 0A 00000000:00000000 00:00000000 00000000" \
		"     0        0 " inode " 1 0 100 0 0 10 0\n"
#define FDS      PID "fd/3 -> socket:[77]\n"
#define SERVICE  "/system.slice/kubelet.service"
#define GOOD     STAT ROOT SPACE("1") GROUP(SERVICE) FDS
#define NETWORKS PID "ns/net -> "

/** A process, and why it gets nothing. */
struct row {
	const char *name;
	const char *tree;
	bool is_elsewhere; /* in another network */
	enum kp_status status;
	const char *says;
};

/* clang-format off */
static struct row rows[] = {
	{ "the node's", GOOD LISTENS("77"), false, KP_OK, NULL },
	{ "it is not there", "proc/1/\n", false, KP_ERR_GONE, "the kubelet has ended" },
	{ "it has ended", ENDED, false, KP_ERR_GONE, "the kubelet has ended" },
	{ "another one has its number", PID "stat: 7 (kubelet) S 1 7 7 0 -1 4194560 0 0 0 0 0 0 0 0 0 0 1 0 78 0 0\n", false, KP_ERR_GONE, "the kubelet has ended" },
	{ "a user's", STAT STATUS("1000\t1000\t1000\t1000") SPACE("1") GROUP(SERVICE) FDS LISTENS("77"), false, KP_ERR_UNSUPPORTED, "no credential is sent to it: it is not root" },
	{ "one that can be a user's again", STAT STATUS("0\t0\t1000\t0") SPACE("1") GROUP(SERVICE) FDS LISTENS("77"), false, KP_ERR_UNSUPPORTED, "it is not root" },
	{ "its user cannot be seen", STAT SPACE("1") GROUP(SERVICE) FDS LISTENS("77"), false, KP_ERR_PERM, "which user it is cannot be seen" },
	{ "root of a user namespace", STAT ROOT SPACE("2") GROUP(SERVICE) FDS LISTENS("77"), false, KP_ERR_UNSUPPORTED, "it is root in a user namespace of its own alone" },
	{ "its user namespace cannot be seen", STAT ROOT GROUP(SERVICE) FDS LISTENS("77"), false, KP_ERR_PERM, "its user namespace cannot be seen" },
	{ "a pod's", STAT ROOT SPACE("1") GROUP("/kubepods/pod1/x") FDS LISTENS("77"), false, KP_ERR_UNSUPPORTED, "it runs in a pod" },
	{ "its group cannot be seen", STAT ROOT SPACE("1") FDS LISTENS("77"), false, KP_ERR_PERM, "its control group, and so whether it is in a pod, cannot be seen" },
	{ "its group is cut", STAT ROOT SPACE("1") PID "cgroup: 0::" SERVICE "\nproc/1/cgroup: 0::/../../init.scope\n" FDS LISTENS("77"), false, KP_ERR_PERM, "its control group" },
	{ "another network", GOOD LISTENS("77"), true, KP_ERR_UNSUPPORTED, "its network is not the one in which the scan runs" },
	{ "nobody listens", GOOD HEADING, false, KP_ERR_UNSUPPORTED, "it does not listen at 127.0.0.1:10250, or another process does" },
	{ "another process listens", GOOD LISTENS("78"), false, KP_ERR_UNSUPPORTED, "or another process does" },
	{ "its sockets cannot be seen", STAT ROOT SPACE("1") GROUP(SERVICE) LISTENS("77"), false, KP_ERR_PERM, "on which sockets it listens cannot be seen" },
};

/* clang-format on */

/** Put the process into a network: that of this program, or another one. */
static void add_network(const struct fixture *fixture, bool is_elsewhere)
{
	char path[128];
	char network[64] = "net:[1]";
	ssize_t len = is_elsewhere ? (ssize_t)strlen(network)
				   : readlink("/proc/self/ns/net", network, sizeof(network) - 1);

	assert_true(len > 0);
	network[len] = '\0';
	(void)snprintf(path, sizeof(path), "%s/" PID "ns/net", fixture->path);
	assert_true(symlink(network, path) == 0 || errno == ENOENT); /* there is no such process */
}

static void test_row(void **state)
{
	static const struct kp_configz_job job = { .pid = 7,
						   .start_ticks = 77,
						   .server = { "127.0.0.1", 10250 } };
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	enum kp_status status;
	int pid_fd = TABLE_UNTOUCHED_NUMBER;

	fixture_build(&fixture, row->tree);
	add_network(&fixture, row->is_elsewhere);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	table_error_prepare(&error);
	status = kp_configz_target_open(&ctx, &job, &pid_fd, &error);
	kp_ctx_done(&ctx);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, 0, row->says);
		assert_int_equal(pid_fd, TABLE_UNTOUCHED_NUMBER);
		return;
	}
	table_assert_ok(status, &error);
	kp_closep(&pid_fd);
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows) };

	return TABLE_MAIN(tables);
}
