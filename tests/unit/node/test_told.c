/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether two kubelets tell the same. What each tells by itself is in test_kubelet.c.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fixture_kubelet.h"
#include "node/drift.h"
#include "node/told.h"
#include "table.h"

struct row {
	const char *name;
	const char *left;
	const char *right;
	const char *setting;
	enum kp_status status;
	bool same;
	const char *exe; /* of both; NULL: the version is not known */
};

#define KNOWN_23 "/opt/v1.23.1/bin/kubelet"
#define KNOWN_36 "/opt/v1.36.1/bin/kubelet"
#define OLD      "--container-runtime=remote\n"   /* until 1.26 */
#define NEW      "--log-text-split-stream=true\n" /* since 1.30 */

/* clang-format off */
static struct row rows[] = {
	{ "certain: the same", "--v=2\n", "--v=3\n", "authorization.mode", KP_OK, true, NULL },
	{ "certain: another", "", "--authorization-mode=Webhook\n", "authorization.mode", KP_OK, false, NULL },
	{ "certain: nothing and something", "", "--tls-cert-file=/a\n", "tlsCertFile", KP_OK, false, NULL },
	{ "certain: another that is hidden", "--manifest-url-header=Token:a\n", "--manifest-url-header=Token:b\n", "staticPodURLHeader", KP_OK, false, NULL },
	{ "certain: the same that is hidden", "--manifest-url-header=Token:a\n", "--manifest-url-header=Token:a\n", "staticPodURLHeader", KP_OK, true, NULL },
	{ "each version tells the same", "", "--v=2\n", "eventRecordQPS", KP_OK, true, NULL },
	{ "some versions tell another", "", "--event-qps=5\n", "eventRecordQPS", KP_OK, false, NULL },
	{ "some versions refuse the one", OLD, "", "eventRecordQPS", KP_OK, true, NULL },
	{ "some versions refuse the other", "", OLD, "eventRecordQPS", KP_OK, true, NULL },
	{ "some versions have no such setting", "", "--v=2\n", "failCgroupV1", KP_OK, true, NULL },
	{ "no version takes both", OLD, NEW, "failCgroupV1", KP_OK, false, NULL },
	{ "no version takes the one", "--nope\n", "", "eventRecordQPS", KP_OK, false, NULL },
	{ "no version takes the other", "", "--nope\n", "eventRecordQPS", KP_OK, false, NULL },
	{ "neither can be worked out", "--config=/no\n", "--config=/no\n", "eventRecordQPS", KP_OK, false, NULL },
	{ "neither can be worked out where both start", "--dynamic-config-dir=/d\n", "--dynamic-config-dir=/d\n", "port", KP_OK, false, NULL },
	{ "no version has such a setting", "", "", "nope", KP_ERR_INVAL, false, NULL },
	{ "no version that takes both has such a setting", NEW, NEW, "chaos-chance", KP_ERR_INVAL, false, NULL },
	{ "known: the same", "", "--v=2\n", "eventRecordQPS", KP_OK, true, KNOWN_36 },
	{ "known: the one is refused", OLD, "", "eventRecordQPS", KP_OK, false, KNOWN_36 },
	{ "known: the other is refused", "", OLD, "eventRecordQPS", KP_OK, false, KNOWN_36 },
	{ "known: the other cannot be worked out", "", "--dynamic-config-dir=/d\n", "port", KP_OK, false, KNOWN_23 },
};

/* clang-format on */

/** The kubelet of a process. */
static struct kp_kubelet *new_kubelet(const struct fixture *fixture, const char *argv,
				      const char *exe)
{
	struct kp_process process = fixture_process(fixture, argv);
	struct kp_kubelet *kubelet;

	process.exe = exe == NULL ? NULL : strdup(exe);
	kubelet = fixture_kubelet_of(fixture, &process);
	free(process.exe);
	return kubelet;
}

static void test_same(void **state)
{
	const struct row *row = *state;
	struct fixture fixture;
	struct kp_kubelet *left;
	struct kp_kubelet *right;
	struct kp_error error;
	bool same = !row->same;
	enum kp_status status;

	fixture_build(&fixture, "");
	left = new_kubelet(&fixture, row->left, row->exe);
	right = new_kubelet(&fixture, row->right, row->exe);
	table_error_prepare(&error);
	status = kp_told_same(kp_kubelet_told(left), kp_kubelet_told(right), row->setting, &same,
			      &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		assert_int_equal(same, row->same);
	} else {
		table_assert_failed(status, &error, row->status, 0, row->setting);
		assert_int_equal(same, !row->same);
	}
	kp_kubelet_free(left);
	kp_kubelet_free(right);
}

/** What a restart would change is told of what is hidden, too. */
static void test_drift(void **state)
{
	struct fixture fixture;
	struct kp_kubelet *running;
	struct kp_drift drift = { 0 };
	struct kp_error none = { 0 };
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, "");
	running = fixture_kubelet(&fixture, "--manifest-url-header=Token:a\n");
	kp__kubelet_set_service(
		running, fixture_kubelet(&fixture, "--manifest-url-header=Token:b\n"), &none);
	table_error_prepare(&error);
	table_assert_ok(kp_drift_get(running, "staticPodURLHeader", &drift, &error), &error);
	assert_true(drift.differs);
	assert_string_equal(drift.running->value, "(hidden)");
	assert_string_equal(drift.service->value, "(hidden)");
	kp_drift_done(&drift);
	kp_kubelet_free(running);
}

/** What a file says now need not be what a kubelet read when it started. */
static void test_changed(void **state)
{
	struct fixture fixture;
	struct kp_process process;
	struct kp_kubelet *running;
	struct kp_kubelet *later;
	struct kp_error error;
	bool same = true;

	(void)state;
	fixture_build_main(&fixture, FIXTURE_HEADER);
	process = fixture_process(&fixture, FIXTURE_CONFIG);
	process.start = (struct timespec){ .tv_sec = 1 };
	running = fixture_kubelet_of(&fixture, &process);
	later = fixture_kubelet(&fixture, FIXTURE_CONFIG);
	table_error_prepare(&error);
	table_assert_ok(kp_told_same(kp_kubelet_told(running), kp_kubelet_told(later), "maxPods",
				     &same, &error),
			&error);
	assert_false(same);
	same = true;
	table_assert_ok(kp_told_same(kp_kubelet_told(later), kp_kubelet_told(running), "maxPods",
				     &same, &error),
			&error);
	assert_false(same);
	kp_kubelet_free(running);
	kp_kubelet_free(later);
}

#define LISTED "usr/bin/kubelet:\nvar/lib/dpkg/info/kubelet.list:\n"
#define STATUS \
	"var/lib/dpkg/status:\n\tPackage: kubelet\n\tStatus: install ok installed\n\tVersion: 1.23.4-1.1\n"
#define SUMS  "var/lib/dpkg/info/kubelet.md5sums:\n\t"
#define EMPTY "d41d8cd98f00b204e9800998ecf8427e  usr/bin/kubelet\n"
#define OTHER "9dd4e461268c8034f5c8564e155c67a6  usr/bin/kubelet\n"

/* What differs by version, of an executable that is newer than dpkg's list of its package. */
struct copied_row {
	const char *name;
	const char *tree;
	const char *argv;
	const char *setting;
	enum kp_status status;
	const char *value;
};

/* clang-format off */
static struct copied_row copied_rows[] = {
	{ "the same content", LISTED SUMS EMPTY STATUS, "", "eventRecordQPS", KP_OK, "5" },
	{ "other content", LISTED SUMS OTHER STATUS, "", "eventRecordQPS", KP_ERR_UNSUPPORTED, NULL },
	{ "the same content, in all versions alike", LISTED SUMS EMPTY STATUS, "", "authorization.mode", KP_OK, "AlwaysAllow" },
	{ "a flag that the version has not, be the content the same", LISTED SUMS EMPTY STATUS, NEW, "eventRecordQPS", KP_ERR_SYNTAX, NULL },
};

/* clang-format on */

/** A kubelet that was copied over itself, or unpacked with all else, is still that of its package. */
static void test_copied(void **state)
{
	const struct copied_row *row = *state;
	struct fixture fixture;
	struct kp_kubelet *kubelet;
	struct kp_setting *setting = NULL;
	struct kp_error error;
	struct kp_process process;
	enum kp_status status;

	fixture_build(&fixture, row->tree);
	(void)nanosleep(&(const struct timespec){ .tv_nsec = 20000000 }, NULL);
	fixture_write(&fixture, "usr/bin/kubelet", "", 0);
	process = fixture_process(&fixture, row->argv);
	process.origin = KP_ORIGIN_SERVICE;
	process.unit = "kubelet.service";
	process.exe = strdup("/usr/bin/kubelet");
	kubelet = fixture_kubelet_of(&fixture, &process);
	free(process.exe);
	/* Twice, since what was proven once is kept. */
	for (int i = 0; i < 2; i++) {
		table_error_prepare(&error);
		status = kp_told_setting(kp_kubelet_told(kubelet), row->setting, &setting, &error);
		assert_int_equal(status, row->status);
		if (status == KP_OK) {
			assert_string_equal(setting->value, row->value);
			kp_setting_free(setting);
		}
	}
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_same, rows),
		TABLE_ONE(test_drift),
		TABLE_ONE(test_changed),
		TABLE_ROWS(test_copied, copied_rows),
	};

	return TABLE_MAIN(tables);
}
