/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "configz/where.h"
#include "fixture_kubelet.h"
#include "table.h"

#define CONFIG "/etc/kubelet.yaml"
#define TREE \
	"etc/kubelet.yaml:\n\tapiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n"
#define FILE_SAYS "--config=" CONFIG "\n"

/** A kubelet, and where it is asked: `HOST PORT CERTIFICATE NAME`, `-` for what is not told. */
struct row {
	const char *name;
	const char *config; /* more lines of the file */
	const char *argv;
	const char *server; /* that the operator names; NULL: none */
	const char *wanted;
};

/* clang-format off */
static struct row rows[] = {
	{ "nothing said", "", "", NULL, "127.0.0.1 10250 /var/lib/kubelet/pki/kubelet.crt -" },
	{ "a port", "", "--port=10350\n", NULL, "127.0.0.1 10350 /var/lib/kubelet/pki/kubelet.crt -" },
	{ "a port in a file", "\tport: 10450\n", FILE_SAYS, NULL, "127.0.0.1 10450 /var/lib/kubelet/pki/kubelet.crt -" },
	{ "an address", "", "--address=192.0.2.1\n", NULL, "192.0.2.1 10250 /var/lib/kubelet/pki/kubelet.crt -" },
	{ "all addresses", "", "--address=0.0.0.0\n", NULL, "127.0.0.1 10250 /var/lib/kubelet/pki/kubelet.crt -" },
	{ "all of IPv6", "", "--address=::\n", NULL, "[::1] 10250 /var/lib/kubelet/pki/kubelet.crt -" },
	{ "one of IPv6", "", "--address=fd00::7\n", NULL, "[fd00::7] 10250 /var/lib/kubelet/pki/kubelet.crt -" },
	{ "what the operator says does not count where it is told", "", "--port=10350\n", "127.0.0.2:1", "127.0.0.1 10350 /var/lib/kubelet/pki/kubelet.crt -" },
	{ "not told", "", "--no-such-flag\n", NULL, "127.0.0.1 10250 - -" },
	{ "not told, and the operator says it", "", "--no-such-flag\n", "127.0.0.2:10350", "127.0.0.2 10350 - -" },
	{ "a broken file", "\tport: x\n", FILE_SAYS, "[::1]:10350", "[::1] 10350 - -" },
	{ "a name", "", "--hostname-override=n\n", NULL, "127.0.0.1 10250 /var/lib/kubelet/pki/kubelet.crt n" },
	{ "a certificate", "", "--tls-cert-file=/c.crt\n--tls-private-key-file=/c.key\n", NULL, "127.0.0.1 10250 /c.crt -" },
	{ "a certificate of a relative path", "", "--tls-cert-file=c.crt\n--tls-private-key-file=c.key\n", NULL, "127.0.0.1 10250 - -" },
	{ "a directory", "", "--cert-dir=/pki\n", NULL, "127.0.0.1 10250 /pki/kubelet.crt -" },
	{ "a relative directory", "", "--cert-dir=pki\n", NULL, "127.0.0.1 10250 - -" },
	{ "one that is asked for", "\tserverTLSBootstrap: true\n", FILE_SAYS, NULL, "127.0.0.1 10250 /var/lib/kubelet/pki/kubelet-server-current.pem -" },
	{ "one that is asked for and not needed", "\tserverTLSBootstrap: true\n\ttlsCertFile: /c.crt\n\ttlsPrivateKeyFile: /c.key\n", FILE_SAYS, NULL, "127.0.0.1 10250 /c.crt -" },
};

/* clang-format on */

/** What is said of a place. */
static void tell(const struct kp_configz_where *where, char *text, size_t size)
{
	(void)snprintf(text, size, "%s %d %s %s", where->server.host, where->server.port,
		       where->certificate == NULL ? "-" : where->certificate,
		       where->name == NULL ? "-" : where->name);
}

/** Find out where the kubelet of a row is asked. */
static enum kp_status find(const struct row *row, struct kp_configz_where *where,
			   struct kp_error *reterr)
{
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	struct kp_configz_options options = { 0 };
	struct fixture fixture;
	char tree[1024];

	if (row->server != NULL) {
		assert_int_equal(kp_configz_server_parse(row->server, &options.server, NULL),
				 KP_OK);
	}
	(void)snprintf(tree, sizeof(tree), "%s%s", TREE, row->config);
	fixture_build(&fixture, tree);
	kubelet = fixture_kubelet(&fixture, row->argv);
	return kp_configz_where_find(kubelet, &options, where, reterr);
}

static void test_find(void **state)
{
	const struct row *row = *state;
	KP_CLEANUP(kp_configz_where_done) struct kp_configz_where where = { 0 };
	struct kp_error error;
	char text[256];

	table_error_prepare(&error);
	table_assert_ok(find(row, &where, &error), &error);
	tell(&where, text, sizeof(text));
	assert_string_equal(text, row->wanted);
}

static void test_no_server(void **state)
{
	static const struct row row = { "", "\tenableServer: false\n", FILE_SAYS, NULL, NULL };
	KP_CLEANUP(kp_configz_where_done) struct kp_configz_where where = { 0 };
	struct kp_error error;

	(void)state;
	table_error_prepare(&error);
	table_assert_failed(find(&row, &where, &error), &error, KP_ERR_UNSUPPORTED, 0,
			    "it serves nothing: enableServer is false");
}

/** What is there, and what is said of who may ask. */
static struct advice_row {
	const char *name;
	const char *tree;
	const char *path; /* of the root directory */
	const char *says;
	const char *unsaid; /* NULL: nothing */
} advice_rows[] = {
	{ "nothing", "etc/\n", "/", "has to name who asks", "to be tried" },
	{ "an administrator's", "etc/kubernetes/admin.conf: x\n", "/",
	  "to be tried: kubeconfig=/etc/kubernetes/admin.conf is there (an administrator's)",
	  "kubelet.conf" },
	{ "the node's", "etc/kubernetes/kubelet.conf: x\n", "/host",
	  "to be tried: kubeconfig=/host/etc/kubernetes/kubelet.conf is there (the node's", NULL },
	{ "a link out of the root", "etc/kubernetes/admin.conf -> /../../../nowhere\n", "/",
	  "has to name who asks", "to be tried" },
};

static void test_advise(void **state)
{
	const struct advice_row *row = *state;
	struct fixture fixture;
	struct kp_error error = { 0 };
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	table_assert_failed(kp_configz_advise(&ctx, row->path, &error), &error, KP_ERR_INVAL, 0,
			    row->says);
	if (row->unsaid != NULL) {
		assert_null(strstr(error.message, row->unsaid));
	}
	kp_ctx_done(&ctx);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_find, rows),
		TABLE_ONE(test_no_server),
		TABLE_ROWS(test_advise, advice_rows),
	};

	return TABLE_MAIN(tables);
}
