/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "hosts/program_name.h"
#include "table.h"

struct row {
	const char *name;
	const char *program; /* NULL: kubelet */
	bool named;
};

#define COPY    NULL, true
#define ANOTHER NULL, false

/* The name of a row is that of a file. */
/* clang-format off */
static struct row rows[] = {
	{ "kubelet", COPY },
	{ "kubelet-1.30.1", COPY },
	{ "kubelet-v1.31.2", COPY },
	{ "kubelet-v1.31.2-eks-1552ad0", COPY },
	{ "kubelet-v1.31.2+k3s1", COPY },
	{ "kubelet_1.30", COPY },
	{ "kubelet.v1", COPY },
	{ "kubelet1.30", COPY },
	{ "kubelet.real", COPY },
	{ "kubelet-real", COPY },
	{ "kubelet-wrapped", COPY },
	{ ".kubelet-wrapped", COPY },
	{ ".kubelet-unwrapped", COPY },
	{ ".kubelet", COPY },
	{ "kubelet.bin", COPY },
	{ "kubelet-orig", COPY },
	{ "kubelet.old", COPY },
	{ "kubelet~", COPY },
	{ "kubelet.distrib", COPY },
	{ "kubelet.dpkg-new", COPY },
	{ "kubelet-linux-amd64", COPY },
	{ "kubelet_linux_amd64", COPY },
	{ "kubelet-x86_64", COPY },
	{ "kubelet-amd64-v1.30.1", COPY },
	{ "memfd:kubelet", COPY },
	{ "hyperkube-v1.18", "hyperkube", true },
	{ "k3s-arm64", "k3s", true },
	{ "k3s-armhf", "k3s", true },
	{ "microshift.real", "microshift", true },

	{ "", ANOTHER },
	{ ".", ANOTHER },
	{ "memfd:", ANOTHER },
	{ "kubele", ANOTHER },
	{ "Kubelet", ANOTHER },
	{ "kubelets", ANOTHER },
	{ "kubeletd", ANOTHER },
	{ "kubelet server", ANOTHER },
	{ "kubelet-csr-approver", ANOTHER },
	{ "kubelet-serving-cert-approver", ANOTHER },
	{ "kubelet-rubber-stamp", ANOTHER },
	{ "kubelet-exporter", ANOTHER },
	{ "kubelet-device-plugin", ANOTHER },
	{ "kubelet-stats", ANOTHER },
	{ "kubelet-summary-exporter", ANOTHER },
	{ "kubelet-proxy", ANOTHER },
	{ "kubelet-preflight", ANOTHER },
	{ "kubelet-config", ANOTHER },
	{ "kubelet-volume-stats-exporter", ANOTHER },
	{ "kubelet_exporter", ANOTHER },
	{ "kubelet-backup", ANOTHER },
	{ "kubelet-real-exporter", ANOTHER },
	{ "kubelet-binder", ANOTHER },
	{ "kubelet-versions", ANOTHER },
	{ "kubelet.conf", ANOTHER },
	{ "kubelet.service", ANOTHER },
	{ "kubelet.sh", ANOTHER },
	{ "fake-kubelet", ANOTHER },
	{ "kubelite", ANOTHER },
	{ "k3s-agent", "k3s", false },
	{ "k3s-killall.sh", "k3s", false },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	const char *program = row->program == NULL ? "kubelet" : row->program;

	assert_int_equal(kp_program_is_named(row->name, program), row->named);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
	};

	return TABLE_MAIN(tables);
}
