/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fixture_kubelet.h"
#include "node/instance.h"
#include "table.h"

/** A kubelet, and the files that decide about it. */
struct row {
	const char *name;
	const char *tree; /* for fixture_build() */
	const char *argv;
	const char *control_group; /* NULL: not known */
	const char *files;         /* with a blank behind each; NULL: none is known */
	const char *error;         /* a part of the message; NULL if they can be told */
};

#define CONFIG  "\tapiVersion: kubelet.config.k8s.io/v1beta1\n\tkind: KubeletConfiguration\n"
#define MAIN    "c.yaml:\n" CONFIG
#define DIR     "--config=/c.yaml\n--config-dir=/d\n"
#define IN_UNIT "/system.slice/kubelet.service"
#define UNIT    "usr/lib/systemd/system/kubelet.service:\n\t[Service]\n\tExecStart=/usr/bin/kubelet\n"
#define PATH    "/usr/lib/systemd/system/kubelet.service "
#define ENV     "\tEnvironmentFile="

/* clang-format off */
static struct row configuration_rows[] = {
	{ "configuration: none", "", "", IN_UNIT, "", NULL },
	{ "configuration: a file", MAIN, "--config=/c.yaml\n", IN_UNIT, "/c.yaml ", NULL },
	{ "configuration: an absolute link", "etc/k -> /opt/../c.yaml\nopt/\n" MAIN, "--config=/etc/k\n", IN_UNIT, "/c.yaml ", NULL },
	{ "configuration: drop-ins in their order", MAIN "d/2.conf:\n" CONFIG "d/1/2/3/4/5/a.conf:\n" CONFIG "d/1/x.txt: x\n", DIR, IN_UNIT, "/c.yaml /d/1/2/3/4/5/a.conf /d/2.conf ", NULL },
	{ "configuration: a drop-in that is a link", MAIN "d/a.conf -> /real\nreal:\n" CONFIG, DIR, IN_UNIT, "/c.yaml /real ", NULL },
	{ "configuration: the same file twice", MAIN "d/a.conf -> /c.yaml\n", DIR, IN_UNIT, "/c.yaml ", NULL },
	{ "configuration: a file that is not there", "", "--config=/c.yaml\n", IN_UNIT, "", "cannot open /c.yaml: No such file" },
	{ "configuration: a link to itself", MAIN "d/a.conf -> a.conf\n", DIR, IN_UNIT, "/c.yaml ", "cannot open /d/a.conf" },
	{ "configuration: a directory that is not there", MAIN, DIR, IN_UNIT, "/c.yaml ", "failed to walk through kubelet dropin directory /d" },
	{ "configuration: arguments that are refused", MAIN, "--config=/c.yaml\n--nope\n", IN_UNIT, NULL, "unknown flag: --nope" },
	{ "configuration: a broken file is one all the same", "c.yaml: [\n", "--config=/c.yaml\n", IN_UNIT, "/c.yaml ", NULL },
};

static struct row unit_rows[] = {
	{ "unit: the file alone", UNIT, "", IN_UNIT, PATH, NULL },
	{ "unit: a link", "etc/systemd/system/kubelet.service -> /opt/k\nopt/k:\n\t[Service]\n\tExecStart=/k\n", "", IN_UNIT, "/opt/k ", NULL },
	{ "unit: drop-ins of all directories", UNIT "run/systemd/system/service.d/20.conf: [Service]\netc/systemd/system/kubelet.service.d/10.conf: [Service]\n", "", IN_UNIT, PATH "/etc/systemd/system/kubelet.service.d/10.conf /run/systemd/system/service.d/20.conf ", NULL },
	{ "unit: a drop-in that masks by being empty", UNIT "etc/systemd/system/kubelet.service.d/10.conf:\n", "", IN_UNIT, PATH "/etc/systemd/system/kubelet.service.d/10.conf ", NULL },
	{ "unit: a drop-in that masks by leading nowhere", UNIT "etc/systemd/system/kubelet.service.d/10.conf -> /dev/null\n", "", IN_UNIT, PATH, NULL },
	{ "unit: environment files", UNIT ENV "/etc/a\n" ENV "-/etc/b\n" ENV "-/etc/no\n" "etc/a: A=1\netc/b: B=1\n", "", IN_UNIT, PATH "/etc/a /etc/b ", NULL },
	{ "unit: environment files of a pattern", UNIT ENV "/etc/e/*\n" "etc/e/2: A=1\netc/e/1: B=1\n", "", IN_UNIT, PATH "/etc/e/1 /etc/e/2 ", NULL },
	{ "unit: environment files that a later line takes back", UNIT ENV "/etc/a\n" ENV "\n" "etc/a: A=1\n", "", IN_UNIT, PATH, NULL },
	{ "unit: an environment file that is not there", UNIT ENV "/etc/a\n", "", IN_UNIT, PATH, NULL },
	{ "unit: an environment file that leads nowhere", UNIT ENV "/etc/a\n" "etc/a -> /no\n", "", IN_UNIT, PATH, "cannot open /etc/a" },
	{ "unit: of arguments that are refused", UNIT, "--nope\n", IN_UNIT, PATH, NULL },
	{ "unit: of a command that cannot be told", "usr/lib/systemd/system/kubelet.service:\n\t[Service]\n\tExecStart=/bin/sh -c '%H; exec kubelet'\n", "", IN_UNIT, PATH, NULL },
	{ "unit: masked", UNIT "etc/systemd/system/kubelet.service -> /dev/null\n", "", IN_UNIT, "", "the files of kubelet.service cannot be told: kubelet.service is masked" },
	{ "unit: not there", "etc/\n", "", IN_UNIT, "", "there is no unit kubelet.service" },
	{ "unit: an alias that leads nowhere", "etc/systemd/system/kubelet.service -> /usr/lib/systemd/system/x.service\n", "", IN_UNIT, "", "leads nowhere" },
	{ "unit: none in a container", UNIT, "", "/system.slice/docker-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope", "", NULL },
	{ "unit: a scope has no file", UNIT, "", "/user.slice/session-1.scope", "", NULL },
	{ "unit: none, but the kubelet moved", UNIT, "--kubelet-cgroups=/kube\n", "/kube", "", "control group of kubeletCgroups (/kube)" },
	{ "unit: none, and whether the kubelet moved is not known", UNIT, "--nope\n", "/kube", "", "unknown flag" },
	{ "unit: one, whatever kubeletCgroups say", UNIT, "--kubelet-cgroups=/kube\n", IN_UNIT, PATH, NULL },
	{ "unit: one of a user's own systemd", UNIT, "", "/user.slice/user-7.slice/user@7.service/app.slice/kubelet.service", "", "a user's own systemd" },
	{ "unit: not known", UNIT, "", NULL, "", "cannot be seen" },
};

/** The same by the names that lead there. */
static struct row configuration_name_rows[] = {
	{ "configuration by name: a file", MAIN, "--config=/c.yaml\n", IN_UNIT, "/c.yaml ", NULL },
	{ "configuration by name: a link", "etc/k -> /opt/../c.yaml\nopt/\n" MAIN, "--config=/etc/k\n", IN_UNIT, "/etc/k ", NULL },
	{ "configuration by name: a drop-in that is a link", MAIN "d/a.conf -> /real\nreal:\n" CONFIG, DIR, IN_UNIT, "/c.yaml /d/a.conf ", NULL },
	{ "configuration by name: the same file twice", MAIN "d/a.conf -> /c.yaml\n", DIR, IN_UNIT, "/c.yaml ", NULL },
	{ "configuration by name: not there", "", "--config=/c.yaml\n", IN_UNIT, NULL, "cannot open /c.yaml: No such file" },
	{ "configuration by name: arguments that are refused", MAIN, "--config=/c.yaml\n--nope\n", IN_UNIT, NULL, "unknown flag: --nope" },
};

static struct row unit_name_rows[] = {
	{ "unit by name: a link", "etc/systemd/system/kubelet.service -> /opt/k\nopt/k:\n\t[Service]\n\tExecStart=/k\n", "", IN_UNIT, "/etc/systemd/system/kubelet.service ", NULL },
	{ "unit by name: an environment file", UNIT ENV "/etc/a\n" "etc/a -> b\netc/b: A=1\n", "", IN_UNIT, PATH "/etc/a ", NULL },
	{ "unit by name: an environment file that leads nowhere", UNIT ENV "/etc/a\n" "etc/a -> /no\n", "", IN_UNIT, NULL, "cannot open /etc/a" },
};
/* clang-format on */

/** The function that tells the files of a row. */
typedef enum kp_status tell_function(const struct kp_kubelet *kubelet,
				     const struct kp_strings **ret_paths, struct kp_error *reterr);

static struct kp_kubelet *new_kubelet(const struct row *row, bool is_root)
{
	struct kp_kubelet *kubelet = NULL;
	struct fixture fixture;
	struct kp_process process;
	struct kp_error error;
	struct kp_query query = fixture_query;
	struct kp_ctx ctx;

	fixture_build(&fixture, row->tree);
	process = fixture_process(&fixture, row->argv);
	process.control_group = row->control_group == NULL ? NULL : strdup(row->control_group);
	assert_int_equal(kp_ctx_init(&ctx, is_root ? fixture.path : "/", NULL), KP_OK);
	query.with_unit_files = true;
	table_error_prepare(&error);
	table_assert_ok(kp_kubelet_new(&query, &ctx, &process, &kubelet, &error), &error);
	kp_ctx_done(&ctx);
	return kubelet;
}

/** Join paths, each without what is before the root of its kubelet. */
static char *join(const struct kp_strings *paths, const char *prefix)
{
	struct kp_text text = { 0 };
	char *joined = NULL;

	kp_text_add_str(&text, "");
	for (size_t i = 0; i < paths->count; i++) {
		assert_int_equal(strncmp(paths->items[i], prefix, strlen(prefix)), 0);
		kp_text_add_str(&text, paths->items[i] + strlen(prefix));
		kp_text_add_char(&text, ' ');
	}
	assert_int_equal(kp_text_finish(&text, &joined, NULL), KP_OK);
	return joined;
}

static void check_paths(const struct row *row, const struct kp_strings *paths, const char *prefix)
{
	char *joined;

	if (row->files == NULL) {
		assert_ptr_equal(paths, TABLE_UNTOUCHED);
		return;
	}
	joined = join(paths, prefix);
	assert_string_equal(joined, row->files);
	free(joined);
}

/** In the scanner's own root a path is as it is; any other root is named. */
static void check(const struct row *row, tell_function *tell)
{
	static const char *const prefixes[] = { "/proc/4242/root", "" };

	for (size_t i = 0; i < 2; i++) {
		struct kp_kubelet *kubelet = new_kubelet(row, i == 1);
		const struct kp_strings *paths = TABLE_UNTOUCHED;
		struct kp_error error;
		enum kp_status status;

		table_error_prepare(&error);
		status = tell(kubelet, &paths, &error);
		if (row->error != NULL) {
			assert_int_not_equal(status, KP_OK);
			table_assert_contains(error.message, row->error);
		} else {
			table_assert_ok(status, &error);
		}
		check_paths(row, paths, prefixes[i]);
		kp_kubelet_free(kubelet);
	}
}

static void test_configuration(void **state)
{
	check(*state, kp_kubelet_configuration);
}

static void test_unit(void **state)
{
	check(*state, kp_kubelet_unit_files);
}

static void test_configuration_names(void **state)
{
	check(*state, kp_kubelet_configuration_names);
}

static void test_unit_names(void **state)
{
	check(*state, kp_kubelet_unit_file_names);
}

/** A kubelet in no service, as far as the scanner's control group namespace shows. */
static void test_cut(void **state)
{
	const struct kp_strings *paths = TABLE_UNTOUCHED;
	struct kp_query query = fixture_query;
	struct kp_kubelet *kubelet = NULL;
	struct fixture fixture;
	struct kp_process process;
	struct kp_error error;
	struct kp_ctx ctx;

	(void)state;
	fixture_build(&fixture, UNIT);
	process = fixture_process(&fixture, "");
	process.control_group = strdup("/");
	process.group_is_cut = true;
	query.with_unit_files = true;
	table_error_prepare(&error);
	table_assert_ok(kp_ctx_init(&ctx, "/", &error), &error);
	table_assert_ok(kp_kubelet_new(&query, &ctx, &process, &kubelet, &error), &error);
	table_assert_failed(kp_kubelet_unit_files(kubelet, &paths, &error), &error,
			    KP_ERR_UNSUPPORTED, 0, "control group namespace");
	assert_int_equal(paths->count, 0);
	kp_kubelet_free(kubelet);
	kp_ctx_done(&ctx);
}

/** Nobody looks for units if nobody asks. */
static void test_not_wanted(void **state)
{
	const struct kp_strings *paths = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_process process;

	(void)state;
	fixture_build(&fixture, UNIT);
	process = fixture_process(&fixture, "");
	process.control_group = strdup(IN_UNIT);
	kubelet = fixture_kubelet_of(&fixture, &process);
	assert_int_equal(kp_kubelet_unit_files(kubelet, &paths, NULL), KP_ERR_INVAL);
	assert_ptr_equal(paths, TABLE_UNTOUCHED);
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_configuration, configuration_rows),
		TABLE_ROWS(test_unit, unit_rows),
		TABLE_ROWS(test_configuration_names, configuration_name_rows),
		TABLE_ROWS(test_unit_names, unit_name_rows),
		TABLE_ONE(test_cut),
		TABLE_ONE(test_not_wanted),
	};

	return TABLE_MAIN(tables);
}
