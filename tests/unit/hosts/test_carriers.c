/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixture.h"
#include "hosts/carriers.h"
#include "table.h"

/** A process, and what it runs. */
struct row {
	const char *name;
	const char *exe;
	const char *argv; /* behind argv[0], which is `kubelet` and means nothing */
	const char *runs; /* NULL: nothing */
	const char *argv0;
	size_t rest;
	bool is_doubtful;
};

#define LOADER  "/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
#define MUSL    "/lib/ld-musl-x86_64.so.1"
#define QEMU    "/usr/bin/qemu-x86_64-static"
#define ROSETTA "/run/rosetta/rosetta"
#define KUBELET "/usr/bin/kubelet"
#define NOTHING NULL, NULL, 0, false

/* clang-format off */
static struct row rows[] = {
	{ "the loader", LOADER, KUBELET "\n--v=2\n", KUBELET, KUBELET, 2, false },
	{ "the loader of an old glibc", "/lib/ld-2.31.so", KUBELET "\n--v=2\n", KUBELET, KUBELET, 2, false },
	{ "the loader of s390x", "/lib/ld64.so.1", KUBELET "\n", KUBELET, KUBELET, 2, false },
	{ "the loader: options", LOADER, "--inhibit-cache\n--library-path\n/x\n--preload\n/y.so\n" KUBELET "\n--v=2\n", KUBELET, KUBELET, 7, false },
	{ "the loader: another argv[0]", LOADER, "--argv0\nnode\n" KUBELET "\n--v=2\n", KUBELET, "node", 4, false },
	{ "the loader: an option that is a program", LOADER, "--library-path\n" KUBELET "\n/bin/sh\n-c\nx\n", "/bin/sh", "/bin/sh", 4, false },
	{ "the loader: an option that is not known", LOADER, "--new\n" KUBELET "\n", KUBELET, KUBELET, 3, true },
	{ "the loader: nothing", LOADER, "", NOTHING },
	{ "the loader: options alone", LOADER, "--library-path\n", NOTHING },
	{ "the loader: nothing twice", LOADER, KUBELET "\n" KUBELET "\n", KUBELET, KUBELET, 2, false },
	{ "musl", MUSL, "--library-path=/x\n--\n" KUBELET "\n", KUBELET, KUBELET, 4, false },
	{ "musl: another argv[0]", MUSL, "--argv0=node\n" KUBELET "\n", KUBELET, "node", 3, false },
	{ "QEMU", QEMU, KUBELET "\n--v=2\n", KUBELET, KUBELET, 2, false },
	{ "QEMU: options", QEMU, "-L\n/sysroot\n-cpu\nmax\n--strace\n" KUBELET "\n--v=2\n", KUBELET, KUBELET, 7, false },
	{ "QEMU: another argv[0]", QEMU, "-0\nnode\n" KUBELET "\n--v=2\n", KUBELET, "node", 4, false },
	{ "QEMU: argv[0] behind the path", QEMU, KUBELET "\nkubelet\n--v=2\n", KUBELET, "kubelet", 3, false },
	{ "QEMU: a file of that name", QEMU, "/bin/ls\n/var/lib/kubelet\n", "/bin/ls", "/bin/ls", 2, false },
	{ "QEMU: a subcommand", QEMU, "/bin/k3s\nserver\n", "/bin/k3s", "/bin/k3s", 2, false },
	{ "QEMU: an option that is not known", QEMU, "-new\n" KUBELET "\n", KUBELET, KUBELET, 3, true },
	{ "QEMU of a whole machine", "/usr/bin/qemu-system-x86_64", "-kernel\n" KUBELET "\n", NOTHING },
	{ "Rosetta", ROSETTA, KUBELET "\n" KUBELET "\n--v=2\n", KUBELET, KUBELET, 3, false },
	{ "Rosetta without argv[0]", ROSETTA, KUBELET "\n--v=2\n", KUBELET, KUBELET, 2, false },
	{ "FEX", "/usr/bin/FEXInterpreter", KUBELET "\n", KUBELET, KUBELET, 2, false },
	{ "box64", "/usr/local/bin/box64", KUBELET "\n", KUBELET, KUBELET, 2, false },
	{ "another program", "/usr/bin/nice", KUBELET "\n", NOTHING },
	{ "the linker", "/usr/bin/ld", KUBELET "\n", NOTHING },
	{ "a name with ld in it", "/usr/bin/ld-tool", KUBELET "\n", NOTHING },
	{ "no executable", "", KUBELET "\n", NOTHING },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_argv *argv = fixture_argv(row->argv);
	struct kp_call call = { .exe = row->exe, .argv0 = "x", .argv = argv, .rest = 1 };

	assert_int_equal(kp_carrier_unwrap(&call), row->runs != NULL);
	assert_string_equal(call.exe, row->runs == NULL ? row->exe : row->runs);
	assert_string_equal(call.argv0, row->runs == NULL ? "x" : row->argv0);
	assert_int_equal(call.rest, row->runs == NULL ? 1 : row->rest);
	assert_int_equal(call.is_doubtful, row->is_doubtful);
	kp_argv_free(argv);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
