/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <sys/socket.h>

#include "base/cleanup.h"
#include "files/procfs.h"
#include "fixture.h"
#include "process/ports.h"
#include "table.h"

#define HEADING \
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"
#define SOCKET(address, state, user, inode)                                                        \
	"\t   0: " address " 00000000:0000 " state " 00000000:00000000 00:00000000 00000000 " user \
	"        0 " inode " 1 0 100 0 0 10 0\n"
#define TCP   "7/net/tcp: " HEADING
#define TCP6  "7/net/tcp6: " HEADING
#define INIT  "1/net/tcp: " HEADING
#define INIT6 "1/net/tcp6: " HEADING
#define ANY   "00000000:280A" /* 10250 */
#define ANY6  "00000000000000000000000000000000:280A"
#define FDS   "7/fd/\n7/fd/3 -> socket:[77]\n7/fd/4 -> /dev/null\n"

static struct row {
	const char *name;
	const char *tree;
	enum kp_known listens;
} rows[] = {
	{ "none", TCP INIT, KP_KNOWN_NO },
	{ "its own", TCP SOCKET(ANY, "0A", "1000", "7"), KP_KNOWN_YES },
	{ "its own behind another",
	  TCP SOCKET("00000000:0016", "0A", "0", "6") SOCKET(ANY, "0A", "1000", "7"),
	  KP_KNOWN_YES },
	{ "root's, and it has none", TCP SOCKET(ANY, "0A", "0", "7") FDS INIT, KP_KNOWN_NO },
	{ "root's, which it has", TCP SOCKET(ANY, "0A", "0", "77") FDS, KP_KNOWN_YES },
	{ "root's, and its own are not seen", TCP SOCKET(ANY, "0A", "0", "77"), KP_NOT_KNOWN },
	{ "a connection", TCP SOCKET(ANY, "01", "1000", "7") INIT, KP_KNOWN_NO },
	{ "another port", TCP SOCKET("00000000:280B", "0A", "1000", "7") INIT, KP_KNOWN_NO },
	{ "one address", TCP SOCKET("0100007F:280A", "0A", "1000", "7"), KP_KNOWN_YES },
	{ "the other port", TCP SOCKET("00000000:280F", "0A", "1000", "7"), KP_KNOWN_YES },
	{ "IPv6", TCP TCP6 SOCKET(ANY6, "0A", "1000", "7"), KP_KNOWN_YES },
	{ "the node's, by its own", TCP INIT SOCKET(ANY, "0A", "1000", "7"), KP_KNOWN_YES },
	{ "the node's, which it has", TCP FDS INIT SOCKET(ANY, "0A", "0", "77"), KP_KNOWN_YES },
	{ "the node's, by IPv6", TCP INIT INIT6 SOCKET(ANY6, "0A", "1000", "7"), KP_KNOWN_YES },
	{ "the node's, and its own are not seen", TCP INIT SOCKET(ANY, "0A", "0", "77"),
	  KP_NOT_KNOWN },
	{ "the node's cannot be seen", TCP, KP_NOT_KNOWN },
	{ "a line that is cut off", TCP "\t 0: 00000000:280A 00000000:0000 0A\n", KP_NOT_KNOWN },
	{ "a user that is none", TCP SOCKET(ANY, "0A", "x", "7"), KP_KNOWN_YES },
	{ "nothing can be seen", "7/\n", KP_NOT_KNOWN },
};

static void test_row(void **state)
{
	static const int ports[] = { 10250, 10255, 0 };
	static const struct kp_owner owner = { { 1000, 1000, 1000, 1000 }, true };
	const struct row *row = *state;
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	struct fixture fixture;

	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_procfs_open_dir(fixture.fd, "7", &pid_fd, NULL), KP_OK);
	assert_int_equal(kp_ports_are_listened_on(pid_fd, ports, &owner), row->listens);
}

#define V4(a, b, c, d)  AF_INET, { a, b, c, d }, 10250
#define V6(last)        AF_INET6, { [15] = (last) }, 10250
#define LOOPBACK        "0100007F:280A"
#define ANY6            "00000000000000000000000000000000:280A"
#define LOOPBACK6       "00000000000000000000000001000000:280A"
#define MAPPED          "0000000000000000FFFF00000100007F:280A"
#define MINE(address)   SOCKET(address, "0A", "0", "77")
#define THEIRS(address) SOCKET(address, "0A", "0", "78")

/** Whether a connection leads to a process. */
/* clang-format off */
static struct lead_row {
	const char *name;
	const char *tree;
	struct kp_ports_address address;
	enum kp_known leads;
} lead_rows[] = {
	{ "its own", TCP MINE(LOOPBACK) FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_YES },
	{ "of all addresses", TCP MINE(ANY) FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_YES },
	{ "of all of IPv6", TCP TCP6 MINE(ANY6) FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_YES },
	{ "one of IPv4 in IPv6", TCP TCP6 MINE(MAPPED) FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_YES },
	{ "another one of IPv4 in IPv6", TCP TCP6 MINE(MAPPED) FDS, { V4(127, 0, 0, 2) }, KP_KNOWN_NO },
	{ "IPv6", TCP TCP6 MINE(LOOPBACK6) FDS, { V6(1) }, KP_KNOWN_YES },
	{ "another one of IPv6", TCP TCP6 MINE(LOOPBACK6) FDS, { V6(2) }, KP_KNOWN_NO },
	{ "IPv6 does not come to IPv4", TCP MINE(ANY) TCP6 FDS, { V6(1) }, KP_KNOWN_NO },
	{ "nobody listens", TCP TCP6 FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_NO },
	{ "at another address", TCP MINE(LOOPBACK) FDS, { V4(127, 0, 0, 2) }, KP_KNOWN_NO },
	{ "at another port", TCP MINE("0100007F:280B") FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_NO },
	{ "a connection", TCP SOCKET(LOOPBACK, "01", "0", "77") FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_NO },
	{ "another's", TCP THEIRS(LOOPBACK) FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_NO },
	{ "another's too (SO_REUSEPORT)", TCP MINE(LOOPBACK) THEIRS(LOOPBACK) FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_NO },
	{ "another's at that address alone", TCP MINE(ANY) THEIRS(LOOPBACK) FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_NO },
	{ "another's of all of IPv6", TCP MINE(LOOPBACK) TCP6 THEIRS(ANY6) FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_NO },
	{ "another's at another address", TCP MINE(LOOPBACK) THEIRS("0200007F:280A") FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_YES },
	{ "of a user, which it has not", TCP SOCKET(LOOPBACK, "0A", "1000", "78") FDS, { V4(127, 0, 0, 1) }, KP_KNOWN_NO },
	{ "its sockets cannot be seen", TCP MINE(LOOPBACK), { V4(127, 0, 0, 1) }, KP_NOT_KNOWN },
	{ "an address that is none", TCP MINE("0100:280A") FDS, { V4(127, 0, 0, 1) }, KP_NOT_KNOWN },
	{ "nothing can be seen", "7/\n", { V4(127, 0, 0, 1) }, KP_NOT_KNOWN },
};

/* clang-format on */

static void test_lead(void **state)
{
	const struct lead_row *row = *state;
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	struct fixture fixture;

	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_procfs_open_dir(fixture.fd, "7", &pid_fd, NULL), KP_OK);
	assert_int_equal(kp_ports_lead_to(pid_fd, &row->address), row->leads);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_lead, lead_rows),
	};

	return TABLE_MAIN(tables);
}
