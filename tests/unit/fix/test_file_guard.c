/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fix/file_guard.h"
#include "fixture.h"
#include "table.h"

/** A path in a tree. Every file of it has mode 666, and becomes one of mode 600. */
struct row {
	const char *name;
	const char *tree;
	const char *path;
	const char *says; /* NULL if it may be restricted */
};

#define NEEDED " has to be readable for "
#define AWAY   " is not where a kubelet has its files, and was reached by a symbolic link"

/* clang-format off */
static struct row rows[] = {
	{ "a unit", "etc/systemd/system/k.service: [Unit]\n", "/etc/systemd/system/k.service", NULL },
	{ "a unit of the distribution", "usr/lib/systemd/system/k.service: [Unit]\nlib -> usr/lib\n", "/lib/systemd/system/k.service", NULL },
	{ "a unit that begins as scripts do", "usr/lib/systemd/system/k.service: #!/usr/bin/env x\n", "/usr/lib/systemd/system/k.service", NULL },
	{ "a drop-in that begins as scripts do", "etc/systemd/system/k.service.d/1.conf: #!x\n", "/etc/systemd/system/k.service.d/1.conf", NULL },
	{ "an alias of a unit", "usr/lib/systemd/system/k.service: [Unit]\netc/systemd/system/a.service -> /usr/lib/systemd/system/k.service\n", "/etc/systemd/system/a.service", NULL },
	{ "any file that is named", "opt/k8s/kubelet.yaml: x\n", "/opt/k8s/kubelet.yaml", NULL },
	{ "a file that is rotated", "opt/pki/kubelet-client-1.pem: x\nopt/pki/kubelet-client-current.pem -> /opt/pki/kubelet-client-1.pem\n", "/opt/pki/kubelet-client-current.pem", NULL },
	{ "a directory with a version", "opt/k8s/1.31/c.yaml: x\nopt/k8s/current -> 1.31\n", "/opt/k8s/current/c.yaml", NULL },
	{ "a link into /etc/kubernetes", "etc/kubernetes/c.yaml: x\nopt/c.yaml -> /etc/kubernetes/c.yaml\n", "/opt/c.yaml", NULL },
	{ "a link into the directory of a snap", "var/snap/microk8s/1/args/kubelet: x\nopt/k -> /var/snap/microk8s/1/args/kubelet\n", "/opt/k", NULL },
	{ "a directory of the kubelet on another disk", "data/kubelet/config.yaml: x\nvar/lib/kubelet -> /data/kubelet\n", "/var/lib/kubelet/config.yaml", NULL },
	{ "a layout of a distribution", "var/opt/k8s/c.yaml: x\nopt -> var/opt\n", "/opt/k8s/c.yaml", NULL },
	{ "an empty file", "etc/default/kubelet:\n", "/etc/default/kubelet", NULL },
	{ "a short file", "etc/default/kubelet: #\n", "/etc/default/kubelet", NULL },

	{ "a link out", "opt/other: x\netc/default/kubelet -> /opt/other\n", "/etc/default/kubelet", "/etc/default/kubelet, which leads to /opt/other," AWAY },
	{ "a link to a directory out", "opt/a/other: x\netc/default/d -> /opt/a\n", "/etc/default/d/other", "/etc/default/d/other, which leads to /opt/a/other," AWAY },
	{ "a link out by way of another", "opt/other: x\netc/kubernetes/l -> /opt/other\netc/default/k -> ../kubernetes/l\n", "/etc/default/k", "/etc/default/k, which leads to /opt/other," AWAY },
	{ "a link in the root directory", "opt/other: x\nk -> /opt/other\n", "/k", "/k, which leads to /opt/other," AWAY },
	{ "a name that begins like a directory", "etc/kubernetes-more/x: x\nopt/k -> /etc/kubernetes-more/x\n", "/opt/k", AWAY },
	{ "another service's users", "etc/passwd: x\n", "/etc/passwd", "/etc/passwd" NEEDED "the C library of all programs" },
	{ "by a link", "etc/passwd: x\netc/default/k -> ../passwd\n", "/etc/default/k", "/etc/default/k, which leads to /etc/passwd," NEEDED },
	{ "by dots", "etc/shadow: x\netc/default/\n", "/etc/default/../shadow", NEEDED "the programs that let users in" },
	{ "in a directory", "etc/pam.d/login: x\n", "/etc/pam.d/login", "/etc/pam.d/login" NEEDED },
	{ "deep in a directory", "etc/ssh/sshd_config.d/1.conf: x\n", "/etc/ssh/sshd_config.d/1.conf", NEEDED "ssh" },
	{ "what the name of a needed file leads to", "run/stub: x\netc/resolv.conf -> /run/stub\n", "/run/stub", "/run/stub" NEEDED },
	{ "of a distribution", "usr/lib/os-release: x\netc/os-release -> ../usr/lib/os-release\n", "/etc/os-release", NEEDED "all programs" },
	{ "a library", "opt/x.conf: \177ELF\n", "/opt/x.conf", "/opt/x.conf is a program or a library (ELF)" },
	{ "a program beside units", "usr/lib/systemd/systemd.service: \177ELF\n", "/usr/lib/systemd/systemd.service", "(ELF)" },
	{ "a script", "opt/k8s/env: #!/bin/sh\n", "/opt/k8s/env", "/opt/k8s/env is a program (it begins with #!)" },
	{ "a script beside units", "usr/lib/systemd/helper: #!/bin/sh\n", "/usr/lib/systemd/helper", "is a program" },
	{ "a directory", "etc/kubernetes/\n", "/etc/kubernetes", "/etc/kubernetes is not a regular file" },
	{ "a FIFO", "etc/pipe |\n", "/etc/pipe", "/etc/pipe is not a regular file" },
};

/* clang-format on */

static const struct kp_restriction secret = { 0600, false, false };

static enum kp_status check(const struct fixture *fixture, const char *path,
			    const struct kp_restriction *wanted, struct kp_error *error)
{
	struct kp_way way = KP_WAY_NONE;
	enum kp_status status = kp_way_open(fixture->fd, path, &way, NULL);

	assert_int_equal(status, KP_OK);
	if (S_ISREG(way.st.st_mode)) {
		way.st.st_mode = S_IFREG | 0666;
	}
	table_error_prepare(error);
	status = kp_file_guard_check(fixture->fd, &way, path, wanted, error);
	kp_way_done(&way);
	return status;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build(&fixture, row->tree);
	status = check(&fixture, row->path, &secret, &error);
	if (row->says == NULL) {
		table_assert_ok(status, &error);
	} else {
		table_assert_failed(status, &error, KP_ERR_UNSUPPORTED, 0, row->says);
	}
}

/** What nobody loses by may be done to what others need. */
struct harmless_row {
	const char *name;
	struct kp_restriction wanted;
	uid_t uid;
	bool is_harmless;
};

static struct harmless_row harmless_rows[] = {
	{ "the rights to write", { 0644, false, false }, 0, true },
	{ "root is the owner", { 0644, true, true }, 0, true },
	{ "another is the owner", { 0644, true, false }, 7, false },
	{ "the right of the group", { 0604, false, false }, 0, false },
	{ "the right of others", { 0660, false, false }, 0, false },
};

static void test_harmless(void **state)
{
	const struct harmless_row *row = *state;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	if (geteuid() != 0) {
		skip();
	}
	fixture_build(&fixture, "etc/passwd: x\n");
	assert_int_equal(fchownat(fixture.fd, "etc/passwd", row->uid, 0, 0), 0);
	status = check(&fixture, "/etc/passwd", &row->wanted, &error);
	if (row->is_harmless) {
		table_assert_ok(status, &error);
	} else {
		table_assert_failed(status, &error, KP_ERR_UNSUPPORTED, 0, NEEDED);
	}
}

static void test_hard_link(void **state)
{
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, "etc/default/kubelet: x\nopt/\n");
	assert_int_equal(linkat(fixture.fd, "etc/default/kubelet", fixture.fd, "opt/x", 0), 0);
	table_assert_failed(check(&fixture, "/etc/default/kubelet", &secret, &error), &error,
			    KP_ERR_UNSUPPORTED, 0,
			    "/etc/default/kubelet has other names (hard links)");
	/* The name of a file that others need is one that it has, too. */
	assert_int_equal(linkat(fixture.fd, "etc/default/kubelet", fixture.fd, "etc/group", 0), 0);
	table_assert_failed(check(&fixture, "/etc/default/kubelet", &secret, &error), &error,
			    KP_ERR_UNSUPPORTED, 0, "/etc/default/kubelet" NEEDED);
}

static void test_swappable(void **state)
{
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, "opt/x/env: x\n");
	assert_int_equal(fchmodat(fixture.fd, "opt/x", 0777, 0), 0);
	table_assert_failed(check(&fixture, "/opt/x/env", &secret, &error), &error,
			    KP_ERR_UNSUPPORTED, 0,
			    "/opt/x/env: others than root may write to /opt/x (mode 777");
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_harmless, harmless_rows),
		TABLE_ONE(test_hard_link),
		TABLE_ONE(test_swappable),
	};

	return TABLE_MAIN(tables);
}
