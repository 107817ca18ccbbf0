/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "core/version.h"
#include "fixture.h"
#include "table.h"

struct parse_row {
	const char *name; /* the text */
	int minor;        /* 0 if it is no version */
};

static struct parse_row parse_rows[] = {
	{ "v1.31.2", 31 },
	{ "1.31.2", 31 },
	{ "1.31", 31 },
	{ "v1.31", 31 },
	{ "v1.30.4-eks-a737599", 30 },
	{ "1.30.4-1.1", 30 },
	{ "v1.31.2+rke2r1", 31 },
	{ "1.9", 9 },
	{ "1.100.1", 100 },
	{ "", 0 },
	{ "v", 0 },
	{ "v1", 0 },
	{ "v1.", 0 },
	{ "1.x", 0 },
	{ "1.31x", 0 },
	{ "1.31.x]]><", 0 },
	{ "1.31 1.32", 0 },
	{ "1.31.2-1.1\n", 0 },
	{ "2.31", 0 },
	{ "11.31", 0 },
	{ "vv1.31", 0 },
	{ "V1.31", 0 },
	{ " 1.31", 0 },
	{ "1.99999", 0 },
	{ "1.-1", 0 },
};

static void test_parse(void **state)
{
	const struct parse_row *row = *state;
	int minor = TABLE_UNTOUCHED_NUMBER;

	assert_int_equal(kp_version_parse(row->name, &minor), row->minor != 0);
	assert_int_equal(minor, row->minor == 0 ? TABLE_UNTOUCHED_NUMBER : row->minor);
}

#define DPKG "var/lib/dpkg/status:\n"

struct row {
	const char *name;
	const char *exe;
	bool replaced;
	int said; /* by the operator; 0 if nothing */
	const char *tree;
	int minor;
};

/* clang-format off */
static struct row rows[] = {
	{ "nothing tells", "/usr/bin/kubelet", false, 0, "", 0 },
	{ "an executable that is not seen", NULL, false, 0, "", 0 },
	{ "the operator", "/usr/bin/kubelet", false, 31, "", 31 },
	{ "the operator, whatever the path is", "/data/v1.30.2/bin/kubelet", false, 31, "", 31 },
	{ "the path, as of RKE2", "/var/lib/rancher/rke2/data/v1.31.2-rke2r1-0a1b2c3d/bin/kubelet", false, 0, "", 31 },
	{ "the path, as of minikube", "/var/lib/minikube/binaries/v1.28.3/kubelet", false, 0, "", 28 },
	{ "the path of a file that was replaced", "/var/lib/minikube/binaries/v1.28.3/kubelet", true, 0, "", 28 },
	{ "no full version in the path", "/opt/v1.28/kubelet", false, 0, "", 0 },
	{ "no directory in the path", "/opt/v1.28.3", false, 0, "", 0 },
	{ "a dot in another directory of the path", "/opt/v1.28/x.3/kubelet", false, 0, "", 0 },
	{ "a begin of a name in the path", "/opt/v1.28.3x/kubelet", false, 0, "", 28 },
	{ "the package", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n", 30 },
	{ "the package among others", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubeadm\n\tStatus: install ok installed\n\tVersion: 1.31.0-1.1\n\t\n\tPackage: kubelet\n\tStatus: install ok installed\n\tArchitecture: amd64\n\tVersion: 1.30.4-1.1\n\t\n\tPackage: zlib\n\tVersion: 1.29.0\n", 30 },
	{ "the package at the end, named late", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: deinstall ok config-files\n\tVersion: 1.28.0\n\t\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n\tPackage: kubelet\n", 30 },
	{ "another package", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet-tools\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n", 0 },
	{ "a package that was removed", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: deinstall ok config-files\n\tVersion: 1.30.4-1.1\n", 0 },
	{ "a package of another paragraph's version", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\t\n\tPackage: zlib\n\tVersion: 1.29.0\n", 0 },
	{ "a package whose file was replaced", "/usr/bin/kubelet", true, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n", 0 },
	{ "a package of another file", "/usr/local/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n", 0 },
	{ "a package of another numbering", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 2:30\n", 0 },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_process process = { .exe_replaced = row->replaced };
	struct kp_ctx ctx;
	char exe[128] = "";

	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_ctx_init(&ctx, "/", NULL), KP_OK);
	ctx.minor = row->said;
	process.root_fd = fixture.fd;
	if (row->exe != NULL) {
		memcpy(exe, row->exe, strlen(row->exe) + 1);
		process.exe = exe;
	}
	assert_int_equal(kp_version_of(&ctx, &process), row->minor);
	kp_ctx_done(&ctx);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_parse, parse_rows),
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
