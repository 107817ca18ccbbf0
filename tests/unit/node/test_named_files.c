/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fixture_kubelet.h"
#include "node/instance.h"
#include "node/named_files.h"
#include "table.h"

/** What a kubelet is told, and the file that a setting of it names. */
struct row {
	const char *name;
	const char *argv;
	const char *setting;
	const char *path;  /* below the root of the kubelet; NULL for none */
	const char *error; /* a part of the message; NULL if it can be told */
	const char *
		missing; /* the message of the check; NULL if nothing that has to be there is missing */
};

static const char tree[] =
	"f: x\ncwd/f: x\nlink -> /cwd/f\nto-dir -> sub/dir\nsub/dir/\nsub/f: x\n"
	"loop -> loop\nout -> /../../../f\n"
	"etc/k.yaml:\n\tapiVersion: kubelet.config.k8s.io/v1beta1\n"
	"\tkind: KubeletConfiguration\n\tauthentication: {x509: {clientCAFile: ca}}\n"
	"\ttlsCertFile: ../f\netc/ca -> /f\n";

#define CA "authentication.x509.clientCAFile"

/* clang-format off */
static struct row rows[] = {
	{ "an absolute path", "--kubeconfig=/f\n", "kubeconfig", "/f", NULL, NULL },
	{ "a relative path", "--kubeconfig=f\n", "kubeconfig", "/cwd/f", NULL, NULL },
	{ "a link", "--bootstrap-kubeconfig=/link\n", "bootstrap-kubeconfig", "/cwd/f", NULL, NULL },
	{ "a link that would lead out", "--client-ca-file=/out\n", CA, "/f", NULL, NULL },
	{ "upwards behind a link, as the kernel goes", "--kubeconfig=/to-dir/../f\n", "kubeconfig", "/sub/f", NULL, NULL },
	{ "upwards behind a link, taken out of the text before", "--config=/to-dir/../etc/k.yaml\n", "config", "/etc/k.yaml", NULL, NULL },
	{ "of a file, relative to it", "--config=/etc/k.yaml\n", CA, "/f", NULL, NULL },
	{ "of a file, upwards", "--config=/etc/k.yaml\n", "tlsCertFile", "/f", NULL, NULL },
	{ "not there", "--kubeconfig=/no\n", "kubeconfig", NULL, NULL, "the file of kubeconfig is not there: /no" },
	{ "not there, relative", "--client-ca-file=no\n", CA, NULL, NULL, "the file of " CA " is not there: /cwd/no" },
	{ "not there, and need not be", "--bootstrap-kubeconfig=/no\n", "bootstrap-kubeconfig", NULL, NULL, NULL },
	{ "empty", "--kubeconfig=\n", "kubeconfig", NULL, NULL, NULL },
	{ "not said", "", CA, NULL, NULL, NULL },
	{ "a setting that names no file", "--hostname-override=/f\n", "hostname-override", NULL, NULL, NULL },
	{ "a link to itself", "--tls-private-key-file=/loop\n", "tlsPrivateKeyFile", NULL, "the file of tlsPrivateKeyFile cannot be looked at: cannot open /loop", NULL },
	{ "arguments that are refused", "--kubeconfig=/f\n--nope\n", "kubeconfig", NULL, NULL, NULL },
};

/* clang-format on */

static struct kp_kubelet *new_kubelet(const struct fixture *fixture, const char *argv, bool wanted)
{
	struct kp_process process = fixture_process(fixture, argv);
	struct kp_query query = fixture_query;
	const struct kp_ctx ctx = { .root_fd = fixture->fd, .limits = fixture_limits };
	struct kp_kubelet *kubelet = NULL;

	query.with_named_files = wanted;
	assert_int_equal(kp_kubelet_new(&query, &ctx, &process, &kubelet, NULL), KP_OK);
	return kubelet;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	const char *path = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build(&fixture, tree);
	kubelet = new_kubelet(&fixture, row->argv, true);
	table_error_prepare(&error);
	status = kp_kubelet_named_file(kubelet, row->setting, &path, &error);
	if (row->error != NULL) {
		assert_int_not_equal(status, KP_OK);
		assert_ptr_equal(path, TABLE_UNTOUCHED);
		table_assert_contains(error.message, row->error);
	} else {
		table_assert_ok(status, &error);
		table_assert_text(path, row->path);
		table_error_prepare(&error);
		status = kp_kubelet_check_named_file(kubelet, row->setting, &error);
		assert_int_equal(status, row->missing == NULL ? KP_OK : KP_ERR_NOENT);
		if (row->missing != NULL) {
			assert_string_equal(error.message, row->missing);
		}
	}
	kp_kubelet_free(kubelet);
}

/** Each name is that of a setting, and found again. */
static void test_names(void **state)
{
	const struct kp_component *component = fixture_query.component;

	(void)state;
	for (size_t i = 0; i < component->path_setting_count; i++) {
		const char *name = component->path_settings[i].name;

		assert_int_equal(kp_named_file_index(component, name), i);
	}
	assert_int_equal(kp_named_file_index(component, "address"), component->path_setting_count);
}

/** Nobody looks for the files if nobody asks. */
static void test_not_wanted(void **state)
{
	const char *path = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;

	(void)state;
	fixture_build(&fixture, tree);
	kubelet = new_kubelet(&fixture, "--kubeconfig=/f\n", false);
	assert_int_equal(kp_kubelet_named_file(kubelet, "kubeconfig", &path, NULL), KP_ERR_INVAL);
	assert_ptr_equal(path, TABLE_UNTOUCHED);
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_names),
		TABLE_ONE(test_not_wanted),
	};

	return TABLE_MAIN(tables);
}
