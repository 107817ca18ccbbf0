/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "core/versions.h"
#include "fixture.h"
#include "table.h"

#define H FIXTURE_HEADER
#define J FIXTURE_JSON_HEADER
#define M FIXTURE_CONFIG

/** What is certain although the version is not known. */
struct row {
	const char *name;
	const char *argv;
	const char *main; /* content of /main/kubelet.conf; NULL if there is none */
	const char *setting;
	enum kp_status status;
	const char *wanted; /* the value; of a failure, a part of the message */
};

#define VALUE(value)  KP_OK, (value)
#define DIFFER(says)  KP_ERR_UNSUPPORTED, (says)
#define REFUSED(says) KP_ERR_SYNTAX, (says)
#define NO_SETTING    KP_ERR_INVAL, "no setting is named"

/* clang-format off */
static struct row rows[] = {
	{ "all versions agree on a flag", "--event-qps=7\n", NULL, "eventRecordQPS", VALUE("7") },
	{ "all versions agree on a value of the file", M, H "eventRecordQPS: 7\n", "eventRecordQPS", VALUE("7") },
	{ "all versions agree on a default", "", NULL, "authorization.mode", VALUE("AlwaysAllow") },
	{ "all versions agree on a default with a file", M, H, "authorization.mode", VALUE("Webhook") },
	{ "all versions agree on nothing", M, H, "authentication.x509.clientCAFile", VALUE(NULL) },
	{ "a default that changed", "", NULL, "eventRecordQPS", DIFFER("5, built-in default (1.20 to 1.26); 50, built-in default (1.27 and later)") },
	{ "a default that changed, with a file", M, H, "eventRecordQPS", DIFFER("the value depends on the version") },
	{ "a flag that only old versions have tells more", "--logtostderr=true\n", NULL, "eventRecordQPS", VALUE("5") },
	{ "a flag that only new versions have tells more", "--fail-cgroupv1=false\n", NULL, "eventRecordQPS", VALUE("50") },
	{ "a flag that only versions of the middle have", "--container-runtime=remote\n--topology-manager-policy-options=a=b\n", NULL, "eventRecordQPS", VALUE("5") },
	{ "the decoder changed", M, "{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\",\"mode\":null}}", "authorization.mode", DIFFER("Webhook, built-in default (1.20 to 1.22); AlwaysAllow, config file (1.23 and later)") },
	{ "some versions refuse the file", M, H "podLogsDir: 5\n", "authorization.mode", DIFFER("Webhook, built-in default (1.20 to 1.29); failed to load") },
	{ "some versions refuse the second parse, and none accepts the first", M "--logtostderr\n--fail-cgroupv1\n", H, "authorization.mode", REFUSED("unknown flag: --logtostderr") },
	{ "all versions refuse the file", M, H "maxPods: x\n", "authorization.mode", REFUSED("line 3: maxPods") },
	{ "all versions refuse the arguments", "--nope\n", NULL, "authorization.mode", REFUSED("argv[1]: unknown flag: --nope") },
	{ "all versions refuse a word", "--v=2\nfoo\n", NULL, "authorization.mode", REFUSED("unknown command") },
	{ "all versions refuse the mode", "--authorization-mode=x\n", NULL, "authorization.mode", REFUSED("unknown authorization mode x") },
	{ "all versions refuse the mode, whatever is asked for", "--authorization-mode=x\n", NULL, "eventRecordQPS", REFUSED("unknown authorization mode x") },
	{ "a setting of new versions", M, H, "podLogsDir", VALUE("/var/log/pods") },
	{ "a setting of new versions, by a flag of them", "--fail-cgroupv1=false\n", NULL, "failCgroupV1", VALUE("false") },
	{ "a default of new versions that changed", "", NULL, "failCgroupV1", DIFFER("false, built-in default (1.31 to 1.34); true, built-in default (1.35 and later)") },
	{ "a flag of old versions", "--network-plugin=cni\n", NULL, "network-plugin", VALUE("cni") },
	{ "a flag of old versions that new ones cannot have", "--fail-cgroupv1=false\n", NULL, "network-plugin", NO_SETTING },
	{ "no setting", "", NULL, "nope", NO_SETTING },
	{ "no setting, empty", "", NULL, "", NO_SETTING },
	{ "an object is no setting", "", NULL, "authorization", NO_SETTING },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build_main(&fixture, row->main);
	kubelet = fixture_kubelet(&fixture, row->argv);
	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, row->setting, &setting, &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		assert_string_equal(setting->name, row->setting);
		table_assert_text(setting->value, row->wanted);
		kp_setting_free(setting);
	} else {
		table_assert_failed(status, &error, row->status, -1, row->wanted);
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	}
	kp_kubelet_free(kubelet);
}

/** Drop-in files, which versions merge in four ways. */
struct dropin_row {
	const char *name;
	const char *dropin;
	const char *setting;
	enum kp_status status;
	const char *wanted;
};

/* clang-format off */
static struct dropin_row dropin_rows[] = {
	{ "drop-in: all agree", H "authorization: {mode: AlwaysAllow}\n", "authorization.mode", VALUE("AlwaysAllow") },
	{ "drop-in: a default that changed before drop-in files came", H, "eventRecordQPS", VALUE("50") },
	{ "drop-in: a default of 1.28 that is said in the main file, text", H, "cgroupDriver", VALUE("cgroupfs") },
	{ "drop-in: a default of 1.28 that is said in the main file, number", H, "maxPods", VALUE("110") },
	{ "drop-in: a default of 1.28 that is said in the main file, boolean", H, "serializeImagePulls", VALUE("true") },
	{ "drop-in: a default of 1.28 that is not what the main file says", H, "authorization.mode", DIFFER("Webhook, built-in default (1.28); AlwaysAllow, config file (1.29 and later)") },
	{ "drop-in: null is seen in three ways", H "authorization: {mode: null}\n", "authorization.mode", DIFFER("(1.29 to 1.31)") },
	{ "drop-in: a repeated key", H "maxPods: 5\nmaxPods: 6\n", "maxPods", DIFFER("6, drop-in file (1.28)") },
	{ "drop-in: all refuse", H "authorization: {mode: 5}\n", "authorization.mode", REFUSED("/d/10.conf") },
};

/* clang-format on */

static void test_dropin(void **state)
{
	const struct dropin_row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build_main(&fixture,
			   H "authorization: {mode: AlwaysAllow}\ncgroupDriver: cgroupfs\n"
			     "maxPods: 110\nserializeImagePulls: true\n");
	fixture_write(&fixture, "d/10.conf", row->dropin, strlen(row->dropin));
	kubelet = fixture_kubelet(&fixture, M "--config-dir=/d\n");
	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, row->setting, &setting, &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		assert_string_equal(setting->value, row->wanted);
		kp_setting_free(setting);
	} else {
		table_assert_failed(status, &error, row->status, -1, row->wanted);
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	}
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_dropin, dropin_rows),
	};

	kp_versions_free(NULL);
	return TABLE_MAIN(tables);
}
