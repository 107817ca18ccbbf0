/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>
#include <time.h>

#include "fixture_kubelet.h"
#include "node/version.h"
#include "node/version_text.h"
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

/** What the operator says, or leaves unsaid. */
struct variable_row {
	const char *name;
	const char *value;
	int minor;
	const char *wanted; /* message; NULL: there is none */
};

static struct variable_row variable_rows[] = {
	{ "not set", NULL, 0, NULL },
	{ "empty", "", 0, NULL },
	{ "a version", "1.31", 31, NULL },
	{ "no version", "latest", 0,
	  "OSCAP_KUBELET_VERSION=latest is no version of Kubernetes, such as 1.31" },
};

static void test_variable(void **state)
{
	const struct variable_row *row = *state;
	int minor = TABLE_UNTOUCHED_NUMBER;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_version_parse_variable(row->value, &minor, &error);
	if (row->wanted == NULL) {
		table_assert_ok(status, &error);
		assert_int_equal(minor, row->minor);
	} else {
		table_assert_failed(status, &error, KP_ERR_INVAL, -1, row->wanted);
		assert_int_equal(minor, TABLE_UNTOUCHED_NUMBER);
	}
}

/* A package, and its files as dpkg leaves them: the list comes last. */
#define PLACED    "usr/bin/kubelet:\nvar/lib/dpkg/info/kubelet.list:\n"
#define DPKG      PLACED "var/lib/dpkg/status:\n"
/* What was put in the place of a file is "x", whose MD5 sum is this. */
#define SUM_OF_X  "9dd4e461268c8034f5c8564e155c67a6"
#define SUMS      PLACED "var/lib/dpkg/info/kubelet.md5sums:\n"
#define STATUS    "var/lib/dpkg/status:\n"
#define INSTALLED "\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n"

struct row {
	const char *name;
	const char *exe;
	bool replaced;
	int said; /* by the operator; 0 if nothing */
	const char *tree;
	int minor;
	const char *later; /* is written anew then; NULL: nothing is */
	int by_content;    /* the version if the content is asked, too */
};

/* clang-format off */
static struct row rows[] = {
	{ "nothing tells", "/usr/bin/kubelet", false, 0, "", 0, NULL, 0 },
	{ "an executable that is not seen", NULL, false, 0, "", 0, NULL, 0 },
	{ "the operator", "/usr/bin/kubelet", false, 31, "", 31, NULL, 31 },
	{ "the operator, whatever the path is", "/data/v1.30.2/bin/kubelet", false, 31, "", 31, NULL, 31 },
	{ "the path, as of RKE2", "/var/lib/rancher/rke2/data/v1.31.2-rke2r1-0a1b2c3d/bin/kubelet", false, 0, "", 31, NULL, 31 },
	{ "the path, as of minikube", "/var/lib/minikube/binaries/v1.28.3/kubelet", false, 0, "", 28, NULL, 28 },
	{ "the path of a file that was replaced", "/var/lib/minikube/binaries/v1.28.3/kubelet", true, 0, "", 28, NULL, 28 },
	{ "the path, as of a store of Nix", "/nix/store/5q0hxyz1-kubernetes-1.20.4/bin/kubelet", false, 0, "", 20, NULL, 20 },
	{ "the path, as of a store of Guix", "/gnu/store/5q0hxyz1-kubelet-1.28.3-1.a/bin/kubelet", false, 0, "", 28, NULL, 28 },
	{ "the path, as of an unpacked release", "/opt/kubernetes-v1.28.3/server/bin/kubelet", false, 0, "", 28, NULL, 28 },
	{ "the operator, whatever the store says", "/nix/store/5q0hxyz1-kubernetes-1.20.4/bin/kubelet", false, 31, "", 31, NULL, 31 },
	{ "another output of that package", "/nix/store/5q0hxyz1-kubernetes-1.20.4-bin/bin/kubelet", false, 0, "", 20, NULL, 20 },
	{ "a store with no full version", "/nix/store/5q0hxyz1-kubernetes-1.20/bin/kubelet", false, 0, "", 0, NULL, 0 },
	{ "a store with the version of something else", "/nix/store/5q0hxyz1-kubernetes-cli-1.20.4/bin/kubelet", false, 0, "", 0, NULL, 0 },
	{ "a store with the version of a part", "/nix/store/5q0hxyz1-notkubelet-1.20.4/bin/kubelet", false, 0, "", 0, NULL, 0 },
	{ "a store with a version that is none", "/nix/store/5q0hxyz1-kubernetes-1.20.x/bin/kubelet", false, 0, "", 0, NULL, 0 },
	{ "a store with another numbering", "/nix/store/5q0hxyz1-kubernetes-2.20.4/bin/kubelet", false, 0, "", 0, NULL, 0 },
	{ "a name of the file that has a version", "/usr/bin/kubelet-1.20.4", false, 0, "", 0, NULL, 0 },
	{ "no full version in the path", "/opt/v1.28/kubelet", false, 0, "", 0, NULL, 0 },
	{ "no directory in the path", "/opt/v1.28.3", false, 0, "", 0, NULL, 0 },
	{ "a dot in another directory of the path", "/opt/v1.28/x.3/kubelet", false, 0, "", 0, NULL, 0 },
	{ "a begin of a name in the path", "/opt/v1.28.3x/kubelet", false, 0, "", 28, NULL, 28 },
	{ "the package", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n", 30, NULL, 30 },
	{ "the package among others", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubeadm\n\tStatus: install ok installed\n\tVersion: 1.31.0-1.1\n\t\n\tPackage: kubelet\n\tStatus: install ok installed\n\tArchitecture: amd64\n\tVersion: 1.30.4-1.1\n\t\n\tPackage: zlib\n\tVersion: 1.29.0\n", 30, NULL, 30 },
	{ "the package at the end, named late", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: deinstall ok config-files\n\tVersion: 1.28.0\n\t\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n\tPackage: kubelet\n", 30, NULL, 30 },
	{ "another package", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet-tools\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n", 0, NULL, 0 },
	{ "a package on hold", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: hold ok installed\n\tVersion: 1.30.4-1.1\n", 30, NULL, 30 },
	{ "a package that is to be removed", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: deinstall ok installed\n\tVersion: 1.30.4-1.1\n", 30, NULL, 30 },
	{ "a package on hold that is half there", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: hold ok half-installed\n\tVersion: 1.30.4-1.1\n", 0, NULL, 0 },
	{ "a package that has to be installed again", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: install reinstreq installed\n\tVersion: 1.30.4-1.1\n", 0, NULL, 0 },
	{ "a package of a state that is cut off", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: hold\n\tVersion: 1.30.4-1.1\n", 0, NULL, 0 },
	{ "a package that was removed", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: deinstall ok config-files\n\tVersion: 1.30.4-1.1\n", 0, NULL, 0 },
	{ "a package of another paragraph's version", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\t\n\tPackage: zlib\n\tVersion: 1.29.0\n", 0, NULL, 0 },
	{ "a package whose file was replaced", "/usr/bin/kubelet", true, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n", 0, NULL, 0 },
	{ "a package of another file", "/usr/local/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 1.30.4-1.1\n", 0, NULL, 0 },
	{ "a package whose list is newer", "/usr/bin/kubelet", false, 0, DPKG INSTALLED, 30, "var/lib/dpkg/info/kubelet.list", 30 },
	{ "a file that was put there later", "/usr/bin/kubelet", false, 0, DPKG INSTALLED, 0, "usr/bin/kubelet", 0 },
	{ "a package without a list", "/usr/bin/kubelet", false, 0, "usr/bin/kubelet:\nvar/lib/dpkg/status:\n" INSTALLED, 0, NULL, 0 },
	{ "a package without its file", "/usr/bin/kubelet", false, 0, "var/lib/dpkg/info/kubelet.list:\nvar/lib/dpkg/status:\n" INSTALLED, 0, NULL, 0 },
	{ "the package's file, copied", "/usr/bin/kubelet", false, 0, SUMS "\t" SUM_OF_X "  usr/bin/kubelet\n" STATUS INSTALLED, 0, "usr/bin/kubelet", 30 },
	{ "the package's file, copied, a sum among others", "/usr/bin/kubelet", false, 0, SUMS "\t00000000000000000000000000000000  usr/bin/kubelet.old\n\t" SUM_OF_X "  usr/bin/kubelet\n\t00000000000000000000000000000000  usr/bin/kubelets\n" STATUS INSTALLED, 0, "usr/bin/kubelet", 30 },
	{ "the package's file, copied, the last line without its end", "/usr/bin/kubelet", false, 0, SUMS "\t" SUM_OF_X "  usr/bin/kubelet" "\n" STATUS INSTALLED, 0, "usr/bin/kubelet", 30 },
	{ "the package's file, unpacked without a list", "/usr/bin/kubelet", false, 0, "usr/bin/kubelet:\nvar/lib/dpkg/info/kubelet.md5sums:\n\t" SUM_OF_X "  usr/bin/kubelet\n" STATUS INSTALLED, 0, "usr/bin/kubelet", 30 },
	{ "another file, with a sum", "/usr/bin/kubelet", false, 0, SUMS "\t9dd4e461268c8034f5c8564e155c67a7  usr/bin/kubelet\n" STATUS INSTALLED, 0, "usr/bin/kubelet", 0 },
	{ "a sum in capitals", "/usr/bin/kubelet", false, 0, SUMS "\t9DD4E461268C8034F5C8564E155C67A6  usr/bin/kubelet\n" STATUS INSTALLED, 0, "usr/bin/kubelet", 0 },
	{ "a sum cut off", "/usr/bin/kubelet", false, 0, SUMS "\t9dd4e461268c8034f5c8564e155c67a  usr/bin/kubelet\n" STATUS INSTALLED, 0, "usr/bin/kubelet", 0 },
	{ "the sum of another file", "/usr/bin/kubelet", false, 0, SUMS "\t" SUM_OF_X "  usr/bin/kubelet2\n" STATUS INSTALLED, 0, "usr/bin/kubelet", 0 },
	{ "no sums", "/usr/bin/kubelet", false, 0, SUMS STATUS INSTALLED, 0, "usr/bin/kubelet", 0 },
	{ "a sum of a package that was removed", "/usr/bin/kubelet", false, 0, SUMS "\t" SUM_OF_X "  usr/bin/kubelet\n" STATUS "\tPackage: kubelet\n\tStatus: deinstall ok config-files\n\tVersion: 1.30.4-1.1\n", 0, "usr/bin/kubelet", 0 },
	{ "a package of another numbering", "/usr/bin/kubelet", false, 0, DPKG "\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 2:30\n", 0, NULL, 0 },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_process process = {
		.origin = KP_ORIGIN_SERVICE,
		.exe_replaced = row->replaced,
	};
	struct kp_query query = fixture_query;
	struct kp_package package = KP_PACKAGE_NONE;
	char exe[128] = "";

	fixture_build(&fixture, row->tree);
	if (row->later != NULL) {
		(void)nanosleep(&(const struct timespec){ .tv_nsec = 20000000 }, NULL);
		fixture_write(&fixture, row->later, "x", 1);
	}
	query.minor = row->said;
	process.root_fd = fixture.fd;
	if (row->exe != NULL) {
		memcpy(exe, row->exe, strlen(row->exe) + 1);
		process.exe = exe;
	}
	assert_int_equal(kp_version_of(&query, &process, &package).minor, row->minor);
	assert_int_equal(kp_package_prove(&package) ? package.minor : row->minor, row->by_content);
	/* What was asked once is not asked again. */
	assert_int_equal(package.exe_fd, -1);
	assert_int_equal(kp_package_prove(&package) ? package.minor : row->minor, row->by_content);
	kp_package_done(&package);
}

/** What proving a package by its content may cost, of a file of one byte. */
static struct cost_row {
	const char *name;
	size_t room;
	bool is_proven;
	size_t left;
} cost_rows[] = {
	{ "more than it takes", (16 << 20) + 5, true, 5 },
	{ "all that there is", 16 << 20, true, 0 },
	{ "too much", (16 << 20) - 1, false, (16 << 20) - 1 },
};

static void test_cost(void **state)
{
	const struct cost_row *row = *state;
	static char exe[] = "/usr/bin/kubelet";
	struct kp_process process = { .origin = KP_ORIGIN_SERVICE, .exe = exe };
	struct kp_room room = { .executable_bytes = row->room };
	struct kp_package package = KP_PACKAGE_NONE;
	struct fixture fixture;

	fixture_build(&fixture,
		      "usr/bin/kubelet: x\n"
		      "var/lib/dpkg/info/kubelet.md5sums:\n"
		      "\t401b30e3b8b5d629635a5c613cdb7919  usr/bin/kubelet\n" STATUS INSTALLED);
	process.root_fd = fixture.fd;
	kp_package_find(fixture_query.component, &process, &package);
	assert_true(package.exe_fd >= 0);
	kp_package_charge(&package, &room);
	assert_int_equal(kp_package_prove(&package), row->is_proven);
	assert_int_equal(package.exe_fd, -1);
	assert_int_equal(room.executable_bytes, row->left);
	/* What is not open costs nothing. */
	kp_package_charge(&package, &room);
	assert_int_equal(room.executable_bytes, row->left);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_parse, parse_rows),
		TABLE_ROWS(test_variable, variable_rows),
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_cost, cost_rows),
	};

	return TABLE_MAIN(tables);
}
