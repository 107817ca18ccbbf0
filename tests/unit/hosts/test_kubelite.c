/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "fixture_kubelet.h"
#include "hosts/hosts.h"
#include "node/instance.h"
#include "table.h"

#define ARGS "/var/snap/microk8s/9072/args/kubelet"
#define FLAG "--kubelet-args-file=" ARGS "\n"

/** The file as MicroK8s 1.36 ships it, and others. */
static const char tree[] =
	"var/snap/microk8s/9072/args/kubelet:\n"
	"\t--kubeconfig=${SNAP_DATA}/credentials/kubelet.config\n"
	"\t--cert-dir=${SNAP_DATA}/certs\n"
	"\t--client-ca-file=${SNAP_DATA}/certs/ca.crt\n"
	"\t--anonymous-auth=false\n"
	"\t--root-dir=${SNAP_COMMON}/var/lib/kubelet\n"
	"\t--fail-swap-on=false\n"
	"\t--eviction-hard=\"memory.available<100Mi,nodefs.available<1Gi\"\n"
	"\t--container-runtime-endpoint=${SNAP_COMMON}/run/containerd.sock\n"
	"\t--node-labels=\"microk8s.io/cluster=true\"\n"
	"\t--authentication-token-webhook=true\n"
	"\t--read-only-port=0\n"
	"\t--serialize-image-pulls=false\n"
	"var/snap/microk8s/current -> 9072\n"
	"mode: --authorization-mode=Webhook\n"
	"twice: --authorization-mode=AlwaysAllow\n\t# said again\n\t--authorization-mode Webhook\n"
	"variable: --authorization-mode=$MODE\n"
	"config: --config=${SNAP_DATA}/kubelet.yaml --config-dir=x\n"
	"relative: --config=kubelet.yaml\n"
	"var/snap/microk8s/9072/kubelet.yaml:\n"
	"\tapiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n"
	"blanks: --authorization-mode  Webhook\n"
	"unknown: --v=2\n\t--nope\n"
	"binary: --v=2\n\t--node-labels=\xFF\xFE=x\n"
	"large: # 0123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\n"
	"directory/\n"
	"cwd/kubelet: --authorization-mode=Webhook\n"
	"dynamic: --v=2\n\t--dynamic-config-dir=/x\n"
	"empty:\n";

static const char block[] =
	"SNAP_DATA=/var/snap/microk8s/9072\0SNAP_COMMON=/var/snap/microk8s/common\0"
	"MODE=Webhook";

/** A kubelite, and what is in force in its kubelet. */
struct row {
	const char *name;
	const char *argv;
	const char *setting;
	const char *value; /* NULL if it is not known */
	const char *says;  /* the location; of a failure, a part of the message */
	enum kp_status status;
};

#define MODE(value, location) "authorization.mode", (value), (location), KP_OK
#define NONE(status, says)    "authorization.mode", NULL, (says), (status)

/* clang-format off */
static struct row rows[] = {
	{ "as it is shipped", FLAG "--start-control-plane=true\n", MODE("AlwaysAllow", "default without --config") },
	{ "no flag", "", MODE("AlwaysAllow", "default without --config") },
	{ "anonymous access", FLAG, "authentication.anonymous.enabled", "false", ARGS ":4", KP_OK },
	{ "a quoted map", FLAG, "evictionHard.nodefs.available", "1Gi", ARGS ":7", KP_OK },
	{ "a variable", FLAG, "authentication.x509.clientCAFile", "/var/snap/microk8s/9072/certs/ca.crt", ARGS ":3", KP_OK },
	{ "a flag that is no part of the configuration", FLAG, "root-dir", "/var/snap/microk8s/common/var/lib/kubelet", ARGS ":5", KP_OK },
	{ "by the default path, through the link", "", "readOnlyPort", "0", "/var/snap/microk8s/current/args/kubelet:11", KP_OK },
	{ "the path in the next argument", "--kubelet-args-file\n/mode\n", MODE("Webhook", "/mode:1") },
	{ "the last of two paths", FLAG "--kubelet-args-file=/mode\n", MODE("Webhook", "/mode:1") },
	{ "a path below the working directory", "--kubelet-args-file=kubelet\n", MODE("Webhook", "/cwd/kubelet:1") },
	{ "a path that goes up", "--kubelet-args-file=../mode\n", MODE("Webhook", "/cwd/../mode:1") },
	{ "behind other flags", "--apiserver-args-file\n/x\n--start-scheduler\n--kubelet-args-file=/mode\n", MODE("Webhook", "/mode:1") },
	{ "behind a positional argument", "x\n-\n\n--kubelet-args-file=/mode\n", MODE("Webhook", "/mode:1") },
	{ "as the value of another flag", "--apiserver-args-file\n--kubelet-args-file=/mode\n", MODE("AlwaysAllow", "default without --config") },
	{ "behind two dashes", "--\n--kubelet-args-file=/mode\n", MODE("AlwaysAllow", "default without --config") },
	{ "said twice in the file", "--kubelet-args-file=/twice\n", MODE("Webhook", "/twice:3") },
	{ "a mode by a variable", "--kubelet-args-file=/variable\n", MODE("Webhook", "/variable:1") },
	{ "an empty file", "--kubelet-args-file=/empty\n", MODE("AlwaysAllow", "default without --config") },

	{ "not there", "--kubelet-args-file=/nothing\n", NONE(KP_ERR_NOENT, "failed to read the arguments file /nothing: cannot open /nothing: No such file") },
	{ "a directory", "--kubelet-args-file=/directory\n", NONE(KP_ERR_SYNTAX, "/directory is a directory") },
	{ "larger than the limit", "--kubelet-args-file=/large\n", NONE(KP_ERR_LIMIT, "/large is larger than the limit of 512 bytes") },
	{ "an empty path", "--kubelet-args-file=\n", NONE(KP_ERR_SYNTAX, "the path of the arguments file is empty") },
	{ "two blanks", "--kubelet-args-file=/blanks\n", NONE(KP_ERR_SYNTAX, "/blanks:1: unknown command \"(hidden)\"") },
	{ "an unknown flag in the file", "--kubelet-args-file=/unknown\n", NONE(KP_ERR_SYNTAX, "/unknown:2: unknown flag: --nope") },
	{ "bytes that are no text", "--kubelet-args-file=/binary\n", NONE(KP_ERR_UNSUPPORTED, "/binary:2: the line is no plain text") },
	{ "no file behind the flag", "--kubelet-args-file\n", NONE(KP_ERR_SYNTAX, "argv[1]: flag needs an argument") },
	{ "a flag that kubelite is not known to have", FLAG "--nope\n", NONE(KP_ERR_UNSUPPORTED, "argv[2]: kubelite is not known to have that flag") },
	{ "underscores", "--kubelet_args_file=/mode\n", NONE(KP_ERR_UNSUPPORTED, "argv[1]: kubelite is not known to have that flag") },
	{ "one dash", "-kubelet-args-file=/mode\n", NONE(KP_ERR_UNSUPPORTED, "argv[1]: kubelite is not known to have that flag") },
	{ "a config dir that is relative", "--kubelet-args-file=/config\n", NONE(KP_ERR_NOENT, "failed to walk through kubelet dropin directory /cwd/x") },
};

/* clang-format on */

static void prepare(struct fixture *fixture, struct kp_process *process, const char *argv)
{
	fixture_build(fixture, tree);
	fixture_write(fixture, "environ", block, sizeof(block) - 1);
	*process = fixture_process(fixture, argv);
	process->pid_fd = fixture->fd;
	process->user_id = geteuid();
	process->host = kp_host_find("kubelet", "kubelite", process->argv);
}

static struct kp_kubelet *make_version(const struct fixture *fixture, struct kp_process *process,
				       int minor)
{
	struct kp_kubelet *kubelet = NULL;
	struct kp_error error;
	struct kp_query query = fixture_query;
	struct kp_ctx ctx;

	assert_int_equal(kp_ctx_init(&ctx, fixture->path, NULL), KP_OK);
	query.minor = minor;
	ctx.limits.file_bytes = 512;
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_new(&query, &ctx, process, &kubelet, &error), &error);
	kp_ctx_done(&ctx);
	return kubelet;
}

static struct kp_kubelet *make(const struct fixture *fixture, struct kp_process *process)
{
	return make_version(fixture, process, 34);
}

static void assert_setting(const struct kp_kubelet *kubelet, const struct row *row)
{
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, row->setting, &setting, &error);
	if (row->value == NULL) {
		table_assert_failed(status, &error, row->status, -1, row->says);
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
		return;
	}
	table_assert_ok(status, &error);
	assert_string_equal(setting->value, row->value);
	table_assert_location(setting, row->says);
	kp_setting_free(setting);
}

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	prepare(&fixture, &process, row->argv);
	kubelet = make(&fixture, &process);
	assert_setting(kubelet, row);
	assert_int_equal(kp_kubelet_changed_since_start(kubelet), row->status == KP_ERR_NOENT);
	kp_kubelet_free(kubelet);
}

/** What overrides something says where both were written. */
static void test_overridden(void **state)
{
	struct kp_setting *setting = NULL;
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	(void)state;
	prepare(&fixture, &process, "--kubelet-args-file=/twice\n");
	kubelet = make(&fixture, &process);
	assert_int_equal(kp_kubelet_setting(kubelet, "authorization.mode", &setting, NULL), KP_OK);
	assert_int_equal(setting->source, KP_SOURCE_FLAG);
	assert_int_equal(setting->overridden_count, 1);
	table_assert_place(&setting->overridden[0].at, "/twice:1");
	assert_string_equal(setting->overridden[0].value, "AlwaysAllow");
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

/** The arguments of the process, and those of the kubelet, are two things. */
static void test_arguments(void **state)
{
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	(void)state;
	prepare(&fixture, &process, "--kubelet-args-file=/mode\n");
	kubelet = make(&fixture, &process);
	assert_null(kp_kubelet_argv_error(kubelet));
	assert_int_equal(kp_argv_count(kp_kubelet_command(kubelet)), 2);
	assert_string_equal(kp_argv_get(kp_kubelet_command(kubelet), 1),
			    "--kubelet-args-file=/mode");
	assert_int_equal(kp_argv_count(kp_kubelet_argv(kubelet)), 2);
	assert_string_equal(kp_argv_get(kp_kubelet_argv(kubelet), 1),
			    "--authorization-mode=Webhook");
	kp_kubelet_free(kubelet);
}

/** A file that changed after the start tells what would be, not what is. */
static void test_changed(void **state)
{
	static const struct row row = {
		"", "",
		NONE(KP_ERR_UNSUPPORTED,
		     "/mode was changed (content, owner, mode, or the way to it) after kubelite started, so "
		     "that the value in force is not known (from what can be seen "
		     "authorization.mode would be Webhook: /mode:1)")
	};
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	(void)state;
	prepare(&fixture, &process, "--kubelet-args-file=/mode\n");
	process.start.tv_sec = time(NULL) - 3600;
	kubelet = make(&fixture, &process);
	assert_true(kp_kubelet_changed_since_start(kubelet));
	assert_non_null(kp_kubelet_argv_error(kubelet));
	assert_setting(kubelet, &row);
	kp_kubelet_free(kubelet);
}

/** Nobody gets a file read for him by naming a program kubelite. */
static void test_user(void **state)
{
	static const struct row row = {
		"", "",
		NONE(KP_ERR_UNSUPPORTED, "a kubelite that does not run as root is not believed")
	};
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	(void)state;
	prepare(&fixture, &process, "--kubelet-args-file=/mode\n");
	process.user_id = geteuid() + 1;
	kubelet = make(&fixture, &process);
	assert_null(kp_kubelet_argv(kubelet));
	assert_setting(kubelet, &row);
	kp_kubelet_free(kubelet);
}

/** Without its environment only what needs it is not known. */
static void test_no_environment(void **state)
{
	static const struct row with = {
		"", "--kubelet-args-file=/variable\n",
		NONE(KP_ERR_UNSUPPORTED, "/variable:1: the environment, which $MODE is taken from")
	};
	static const struct row without = { "", "--kubelet-args-file=/mode\n",
					    MODE("Webhook", "/mode:1") };
	static const struct row *const both[] = { &with, &without };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct kp_kubelet *kubelet;
		struct kp_process process;
		struct fixture fixture;

		prepare(&fixture, &process, both[i]->argv);
		assert_int_equal(unlinkat(fixture.fd, "environ", 0), 0);
		kubelet = make(&fixture, &process);
		assert_setting(kubelet, both[i]);
		kp_kubelet_free(kubelet);
	}
}

/** What a flag of an old version leaves open is told with its line, too. */
static void test_dynamic(void **state)
{
	static const struct row row = {
		"", "",
		NONE(KP_ERR_UNSUPPORTED, "/dynamic:2: with --dynamic-config-dir a configuration")
	};
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	(void)state;
	prepare(&fixture, &process, "--kubelet-args-file=/dynamic\n");
	kubelet = make_version(&fixture, &process, 22);
	assert_setting(kubelet, &row);
	kp_kubelet_free(kubelet);
}

/** A root that cannot be opened is told. */
static void test_blind(void **state)
{
	static const struct row row = { "", "", NONE(KP_ERR_PERM, "cannot open root") };
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;

	(void)state;
	prepare(&fixture, &process, "--kubelet-args-file=/mode\n");
	process.root_fd = -1;
	free(kp_steal(&process.cwd));
	(void)kp_fail_errno(&process.error, EACCES, "cannot open root");
	kubelet = make(&fixture, &process);
	assert_setting(kubelet, &row);
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows), TABLE_ONE(test_overridden),
		TABLE_ONE(test_arguments),  TABLE_ONE(test_changed),
		TABLE_ONE(test_user),       TABLE_ONE(test_no_environment),
		TABLE_ONE(test_dynamic),    TABLE_ONE(test_blind),
	};

	return TABLE_MAIN(tables);
}
