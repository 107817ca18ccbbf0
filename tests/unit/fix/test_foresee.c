/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <string.h>

#include "fix/foresee.h"
#include "fixture_kubelet.h"
#include "memory.h"
#include "table.h"

/** A kubelet as it runs, as it shall be, and why it cannot be that. */
struct row {
	const char *name;
	const char *running; /* for fixture_argv() */
	const char *next;
	const char *says; /* a part of the reason; NULL: it can */
};

#define AES128  "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"
#define ECDSA   "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
#define AES256  "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
#define TLS13   "TLS_AES_128_GCM_SHA256"
#define SUITES  "--tls-cipher-suites="
#define CONFIG  "--config=/k.yaml\n"
#define HOOK    "--kubeconfig=/kubeconfig\n"
#define PROTECT "--protect-kernel-defaults=true\n"
#define CERT    "--tls-cert-file=/pki/a.crt\n"
#define KEY     "--tls-private-key-file=/pki/a.key\n"

/** What fixture_build() makes: the sysctls that a kubelet wants, and a webhook in a file of --config. */
#define SYSCTLS                                 \
	"proc/sys/vm/overcommit_memory:\n\t1\n" \
	"proc/sys/vm/panic_on_oom:\n\t0\n"      \
	"proc/sys/kernel/panic_on_oops:\n\t1\n" \
	"proc/sys/kernel/keys/root_maxkeys:\n\t1000000\n"
#define TREE                                               \
	"pki/a.crt: x\npki/a.key: x\npki/directory/x: x\n" \
	"k.yaml:\n\tapiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n"
#define GOOD \
	SYSCTLS "proc/sys/kernel/panic:\n\t10\nproc/sys/kernel/keys/root_maxbytes:\n\t25000000\n"
#define BAD SYSCTLS "proc/sys/kernel/panic:\n\t0\n"

/* clang-format off */
static struct row rows[] = {
	{ "nothing is said", "", "", NULL },
	{ "a suite that HTTP/2 needs", "", SUITES AES256 "," AES128 "\n", NULL },
	{ "the other suite that HTTP/2 needs", "", SUITES ECDSA "\n", NULL },
	{ "no suite that HTTP/2 needs", "", SUITES AES256 "\n", "since no kubelet does its work with tlsCipherSuites (argv[1]): none of them is " AES128 " or " ECDSA ", of which HTTP/2 needs one (golang.org/x/net/http2, ConfigureServer)" },
	{ "suites of TLS 1.3", "", SUITES TLS13 "\n", "tlsCipherSuites" },
	{ "TLS 1.3 alone", "", SUITES AES256 "\n--tls-min-version=VersionTLS13\n", NULL },
	{ "TLS 1.2", "", SUITES AES256 "\n--tls-min-version=VersionTLS12\n", "tlsCipherSuites" },
	{ "suites that the kubelet lives with", SUITES AES256 "\n", SUITES AES256 "\n--read-only-port=0\n", NULL },
	{ "an empty list of suites", "", SUITES "\n", NULL },
	{ "Webhook with a client", "", "--authorization-mode=Webhook\n" HOOK, NULL },
	{ "Webhook without a client", "", "--authorization-mode=Webhook\n", "with authorization.mode=Webhook (argv[1]): it asks the API server" },
	{ "Webhook with an empty client", "", "--authorization-mode=Webhook\n--kubeconfig=\n", "authorization.mode=Webhook" },
	{ "Webhook with a bootstrap alone", "", "--authorization-mode=Webhook\n--bootstrap-kubeconfig=/b\n", "authorization.mode=Webhook" },
	{ "AlwaysAllow without a client", "", "--authorization-mode=AlwaysAllow\n", NULL },
	{ "authentication by a webhook without a client", "", "--authentication-token-webhook=true\n", "authentication.webhook.enabled=true (argv[1])" },
	{ "by a default", "", CONFIG "--authorization-mode=AlwaysAllow\n", "authentication.webhook.enabled=true (default with --config)" },
	{ "by a default that the kubelet lives with", CONFIG "--authorization-mode=AlwaysAllow\n", CONFIG "--authorization-mode=AlwaysAllow\n--v=2\n", NULL },
	{ "both of the pair", "", CERT KEY, NULL },
	{ "a certificate without a key", "", CERT, "tlsCertFile=/pki/a.crt (argv[1]): tlsPrivateKeyFile is not set" },
	{ "a key without a certificate", "", KEY, "tlsPrivateKeyFile=/pki/a.key (argv[1]): tlsCertFile is not set" },
	{ "half of a pair that the kubelet lives with", CERT, CERT "--v=2\n", NULL },
	{ "the other half of it", CERT, KEY, "tlsCertFile is not set" },
	{ "a certificate that is not there", "", "--tls-cert-file=/pki/b.crt\n" KEY, "tlsCertFile=/pki/b.crt (argv[1]): there is no such file: cannot open /pki/b.crt: No such file" },
	{ "a key that is not there", "", CERT "--tls-private-key-file=/pki/b.key\n", "tlsPrivateKeyFile=/pki/b.key (argv[2])" },
	{ "a certificate that has gone", CERT "--tls-private-key-file=/pki/b.key\n", CERT "--tls-private-key-file=/pki/b.key\n", "tlsPrivateKeyFile=/pki/b.key" },
	{ "a client CA that is not there", "", "--client-ca-file=/pki/ca.crt\n", "authentication.x509.clientCAFile=/pki/ca.crt (argv[1])" },
	{ "a client CA that is no file", "", "--client-ca-file=/pki/directory\n", "authentication.x509.clientCAFile=/pki/directory" },
	{ "a client CA", "", "--client-ca-file=/pki/a.crt\n", NULL },
	{ "sysctls are left alone", "", "--protect-kernel-defaults=false\n", NULL },
};

static struct row good_rows[] = {
	{ "sysctls hold", "", PROTECT, NULL },
};

static struct row bad_rows[] = {
	{ "sysctls do not hold", "", PROTECT, "with protectKernelDefaults=true (argv[1]): sysctls are not what the kubelet wants: kernel.panic is 0, not 10, kernel.keys.root_maxbytes is unreadable, not 25000000 (pkg/kubelet" },
	{ "sysctls hold no more", PROTECT, PROTECT, "kernel.panic is 0, not 10" },
};
/* clang-format on */

enum kp_status __wrap_kp_procfs_open(int root_fd, int *ret_fd, struct kp_error *reterr);

/** The tree of a test has none that is one. */
enum kp_status __wrap_kp_procfs_open(int root_fd, int *ret_fd, struct kp_error *reterr)
{
	int fd = openat(root_fd, "proc", O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		return kp_fail(reterr, KP_ERR_NOENT, "cannot open proc");
	}
	*ret_fd = fd;
	return KP_OK;
}

/** Check a status against a row. */
static void check(const struct row *row, enum kp_status status, const struct kp_error *error)
{
	if (row->says == NULL) {
		table_assert_ok(status, error);
	} else {
		table_assert_failed(status, error, KP_ERR_UNSUPPORTED, 0, row->says);
	}
}

/** Foresee what a row says while an allocation fails; 0: none does. @return the allocations */
static size_t foresee_at(const struct row *row, const struct fixture *fixture,
			 const struct kp_ctx *ctx, size_t number)
{
	long live = memory.live;
	struct kp_kubelet *running = fixture_kubelet(fixture, row->running);
	struct kp_kubelet *next = fixture_kubelet(fixture, row->next);
	struct kp_error error;
	enum kp_status status;
	size_t count;

	table_error_prepare(&error);
	memory_fail_at(number);
	status = kp__foresee_below(ctx, ctx->root_fd, running, next, &error);
	count = memory.count;
	memory_fail_at(0);
	if (number == 0 || status != KP_ERR_NOMEM) {
		check(row, status, &error);
	}
	kp_kubelet_free(running);
	kp_kubelet_free(next);
	assert_int_equal(memory.live, live);
	return count;
}

/** Foresee what a row says on its tree, with all memory and without some. */
static void foresee(const struct row *row, const char *tree)
{
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	size_t count;

	fixture_build(&fixture, tree);
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, fixture.path, &error), &error);
	count = foresee_at(row, &fixture, &ctx, 0);
	for (size_t number = 1; number <= count; number += 1 + number / 4) {
		(void)foresee_at(row, &fixture, &ctx, number);
	}
	kp_ctx_done(&ctx);
}

static void test_settings(void **state)
{
	foresee(*state, TREE);
}

static void test_good_sysctls(void **state)
{
	foresee(*state, TREE GOOD);
}

static void test_bad_sysctls(void **state)
{
	foresee(*state, TREE BAD);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_settings, rows),
		TABLE_ROWS(test_good_sysctls, good_rows),
		TABLE_ROWS(test_bad_sysctls, bad_rows),
	};

	return TABLE_MAIN(tables);
}
