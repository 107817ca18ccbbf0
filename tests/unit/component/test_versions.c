/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "component/versions.h"
#include "fixture_kubelet.h"
#include "kubelet/component.h"
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
	{ "a default that changed, with a file", M, H, "eventRecordQPS", DIFFER("the value depends on the version of Kubernetes, which is not known (set OSCAP_KUBELET_VERSION, such as 1.31): 5, built-in default") },
	{ "a flag that only old versions have tells more", "--logtostderr=true\n", NULL, "eventRecordQPS", VALUE("5") },
	{ "a flag that the newest version lacks tells more", "--containerd=/x\n", NULL, "memoryThrottlingFactor", DIFFER("0.9, built-in default (1.27 to 1.36)") },
	{ "a flag that only new versions have tells more", "--fail-cgroupv1=false\n", NULL, "eventRecordQPS", VALUE("50") },
	{ "a flag that only versions of the middle have", "--container-runtime=remote\n--topology-manager-policy-options=a=b\n", NULL, "eventRecordQPS", VALUE("5") },
	{ "the decoder changed", M, "{" J ",\"authorization\":{\"mode\":\"AlwaysAllow\",\"mode\":null}}", "authorization.mode", DIFFER("Webhook, built-in default (1.20 to 1.22); AlwaysAllow, config file (1.23 and later)") },
	{ "versions that refuse the file of one that runs are none of it", M, H "podLogsDir: 5\n", "authorization.mode", VALUE("Webhook") },
	{ "so that only what others say counts", M, H "podLogsDir: 5\nmemorySwap: {swapBehavior: UnlimitedSwap}\nfeatureGates: {NodeSwap: true}\n", "eventRecordQPS", DIFFER("5, built-in default (1.20 to 1.26); 50, built-in default (1.27 to 1.29)") },
	{ "some versions refuse the second parse, and none accepts the first", M "--logtostderr\n--fail-cgroupv1\n", H, "authorization.mode", REFUSED("unknown flag: --logtostderr") },
	{ "all versions refuse the file", M, H "maxPods: x\n", "authorization.mode", REFUSED("line 3: maxPods") },
	{ "all versions refuse the file of one that runs", M, H "maxPods: -1\n", "authorization.mode", REFUSED("the kubelet runs, although each version that is known here would have refused to start: /main/kubelet.conf:3: invalid configuration: maxPods") },
	{ "all versions refuse the arguments", "--nope\n", NULL, "authorization.mode", REFUSED("argv[1]: unknown flag: --nope") },
	{ "all versions refuse a word", "--v=2\nfoo\n", NULL, "authorization.mode", REFUSED("unknown command") },
	{ "all versions refuse the mode", "--authorization-mode=x\n", NULL, "authorization.mode", REFUSED("unknown authorization mode x") },
	{ "all versions refuse the mode, whatever is asked for", "--authorization-mode=x\n", NULL, "eventRecordQPS", REFUSED("unknown authorization mode x") },
	{ "a setting of new versions", M, H, "podLogsDir", VALUE("/var/log/pods") },
	{ "a setting of new versions, by a flag of them", "--fail-cgroupv1=false\n", NULL, "failCgroupV1", VALUE("false") },
	{ "a default of new versions that changed", "", NULL, "failCgroupV1", DIFFER("false, built-in default (1.31 to 1.34); true, built-in default (1.35 and later)") },
	{ "a flag of old versions", "--network-plugin=cni\n", NULL, "network-plugin", VALUE("cni") },
	{ "a flag of old versions that new ones cannot have", "--fail-cgroupv1=false\n", NULL, "network-plugin", VALUE(NULL) },
	{ "a flag of new versions that old ones cannot have", "--logtostderr\n", NULL, "config-dir", VALUE(NULL) },
	{ "a field of new versions that old ones cannot have", "--redirect-container-streaming\n", NULL, "seccompDefault", VALUE(NULL) },
	{ "a member of such a field", "--logtostderr\n", NULL, "defaultPodSysctls.a", VALUE(NULL) },
	{ "a field that is a flag then", "--enable-cadvisor-json-endpoints\n", NULL, "registerNode", NO_SETTING },
	{ "a flag that is a field then", "--fail-cgroupv1=false\n", NULL, "register-node", NO_SETTING },
	{ "a flag of old versions that klog has", "--fail-cgroupv1=false\n", NULL, "logtostderr", NO_SETTING },
	{ "a flag of old versions where all refuse the mode", "--fail-cgroupv1=false\n--authorization-mode=x\n", NULL, "network-plugin", REFUSED("unknown authorization mode x") },
	{ "a gate whose group is off", M, H "featureGates: {AllBeta: false}\n", "featureGates.RotateKubeletServerCertificate", VALUE("false") },
	{ "a gate of a stage that is not known, and no group", M, H, "featureGates.Any", VALUE(NULL) },
	{ "a gate of a stage that is not known, and a group by a flag", "--feature-gates=A=true,AllBeta=true\n", NULL, "featureGates.Any", DIFFER("argv[1]: whether AllBeta sets the feature gate Any, too, is not known") },
	{ "a gate of a stage that is not known, and a group in the file", M, H "featureGates:\n  AllAlpha: false\n", "featureGates.Any", DIFFER("/main/kubelet.conf:4: whether AllAlpha sets") },
	{ "a gate of a stage that is not known, and a group swallowed", M "--enable-load-reader\n--feature-gates=AllAlpha=true\n", H, "featureGates.Any", DIFFER("argv[3]: whether AllAlpha sets") },
	{ "no setting", "", NULL, "nope", NO_SETTING },
	{ "no setting, empty", "", NULL, "", NO_SETTING },
	{ "a setting in other letters", "", NULL, "Authorization.Mode", NO_SETTING },
	{ "a setting in letters that fold, which a file says", M, H "authentication: {anonymou\xC5\xBF: {enabled: true}}\n", "authentication.anonymou\xC5\xBF.enabled", NO_SETTING },
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

/** What a service would make of it, which may not start at all. */
/* clang-format off */
static struct row start_rows[] = {
	{ "to start: some versions refuse the file", M, H "podLogsDir: 5\n", "authorization.mode", DIFFER("Webhook, built-in default (1.20 to 1.29); failed to load") },
	{ "to start: all versions refuse the file", M, H "maxPods: x\n", "authorization.mode", REFUSED("failed to load kubelet config file /main/kubelet.conf: line 3: maxPods") },
	{ "to start: some versions refuse two settings together", M, H "shutdownGracePeriod: 2s\nshutdownGracePeriodByPodPriority: [{priority: 0, shutdownGracePeriodSeconds: 1}]\nfeatureGates: {GracefulNodeShutdownBasedOnPodPriority: true}\n", "authorization.mode", DIFFER("cannot both be given (/main/kubelet.conf:3) (1.23 and later)") },
	{ "to start: what is behind a gate that only some versions have on", M, H "shutdownGracePeriod: 2s\n", "authorization.mode", VALUE("Webhook") },
	{ "to start: what is behind a gate that is off", M, H "shutdownGracePeriod: 2s\nfeatureGates: {GracefulNodeShutdown: false}\n", "authorization.mode", REFUSED("require feature gate GracefulNodeShutdown") },
	{ "to start: a gate that some versions lack", M, H "featureGates: {NodeSwap: true}\n", "authorization.mode", VALUE("Webhook") },
};

/* clang-format on */

static void test_start(void **state)
{
	const struct row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build_main(&fixture, row->main);
	process = fixture_process(&fixture, row->argv);
	process.origin = KP_ORIGIN_SERVICE;
	process.unit = "kubelet.service";
	kubelet = fixture_kubelet_of(&fixture, &process);
	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, row->setting, &setting, &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		table_assert_text(setting->value, row->wanted);
		kp_setting_free(setting);
	} else {
		table_assert_failed(status, &error, row->status, -1, row->wanted);
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
	{ "drop-in: a gate that is null is off in 1.28", H "featureGates: {A: null}\n", "featureGates.A", DIFFER("false, drop-in file (1.28); nothing, ") },
	{ "drop-in: a quantity that is null is empty in 1.28", H "evictionHard: {memory.available: null}\n", "evictionHard", DIFFER("memory.available=, ") },
	{ "drop-in: a repeated key, which one that runs must have taken", H "maxPods: 5\nmaxPods: 6\n", "maxPods", VALUE("6") },
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

/** A list or map with as many members as can be told, and with one more. */
struct elements_row {
	const char *name;
	const char *setting;
	const char *flag;  /* NULL: a file says it */
	const char *begin; /* of what says it */
	const char *member;
	const char *end;
};

/* clang-format off */
static struct elements_row elements_rows[] = {
	{ "elements: a list of the file", "tlsCipherSuites", NULL, H "tlsCipherSuites:\n", "- a\n", "" },
	{ "elements: a list of a flag", "tlsCipherSuites", M, "--tls-cipher-suites=a", ",a", "\n" },
	{ "elements: a map of the file", "featureGates", NULL, H "featureGates:\n", "  A%zu: true\n", "" },
	{ "elements: a list that no table knows", "nope", NULL, H "nope:\n", "- a\n", "" },
	{ "elements: those that another flag adds", "clusterDNS", M, "--cluster-dns=a\n", "--cluster-dns=b\n", "" },
};

/* clang-format on */

/** What says a setting with a number of members. */
static char *make_elements(const struct elements_row *row, size_t count)
{
	struct kp_text text = { 0 };
	char *made = NULL;

	kp_text_add_str(&text, row->flag == NULL ? "" : row->flag);
	kp_text_add_str(&text, row->begin);
	for (size_t i = row->flag == NULL ? 0 : 1; i < count; i++) {
		const char *number = strstr(row->member, "%zu");

		kp_text_add(&text, row->member,
			    number == NULL ? strlen(row->member) : (size_t)(number - row->member));
		if (number != NULL) {
			kp_text_addf(&text, "%zu", i);
			kp_text_add_str(&text, number + 3);
		}
	}
	kp_text_add_str(&text, row->end);
	assert_int_equal(kp_text_finish(&text, &made, NULL), KP_OK);
	return made;
}

/** A kubelet of a version; 0: it is not known. */
static struct kp_kubelet *make_version(const struct fixture *fixture, const char *argv, int minor)
{
	const struct kp_query query = { .component = &kp_kubelet_component, .minor = minor };
	struct kp_process process = fixture_process(fixture, argv);
	struct kp_kubelet *kubelet = NULL;
	struct kp_ctx ctx;

	assert_int_equal(kp_ctx_init(&ctx, fixture->path, NULL), KP_OK);
	assert_int_equal(kp_kubelet_new(&query, &ctx, &process, &kubelet, NULL), KP_OK);
	kp_ctx_done(&ctx);
	return kubelet;
}

static void check_elements(const struct elements_row *row, size_t count, int minor)
{
	size_t limit = kp_default_limits.elements;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	char *text = make_elements(row, count);
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build_main(&fixture, row->flag == NULL ? text : H);
	kubelet = make_version(&fixture, row->flag == NULL ? M : text, minor);
	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, row->setting, &setting, &error);
	if (count <= limit) {
		table_assert_ok(status, &error);
		assert_int_equal(setting->element_count, count);
		kp_setting_free(setting);
	} else {
		table_assert_failed(status, &error, KP_ERR_LIMIT, -1,
				    " has 513 members, more than the limit of 512");
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	}
	kp_kubelet_free(kubelet);
	free(text);
}

/** A version that is not known, one that is, and one that the tables do not know. */
static void test_elements(void **state)
{
	static const int minors[] = { 0, KP_MINOR_LAST, 99 };
	size_t limit = kp_default_limits.elements;

	for (size_t i = 0; i < sizeof(minors) / sizeof(minors[0]); i++) {
		check_elements(*state, limit, minors[i]);
		check_elements(*state, limit + 1, minors[i]);
	}
}

/** A version that is known, but not to the tables. */
struct beyond_row {
	const char *name;
	int minor;
	const char *mode; /* argument */
	enum kp_status status;
	const char *wanted;
	const char *note; /* NULL: none */
};

#define BEYOND(minor) \
	"Kubernetes 1." minor " is newer than what this probe knows, which ends with 1.37"

#define BEFORE(minor) \
	"Kubernetes 1." minor " is older than what this probe knows, which begins with 1.20"

static struct beyond_row beyond_rows[] = {
	{ "the last version", 37, "Webhook", VALUE("Webhook"), NULL },
	{ "the next version", 38, "Webhook", VALUE("Webhook"), BEYOND("38") },
	{ "a version far away", 99, "Webhook", VALUE("Webhook"), BEYOND("99") },
	{ "the version before the first", 19, "Webhook", VALUE("Webhook"), BEFORE("19") },
	{ "what an old version may take", 18, "x",
	  REFUSED(BEFORE(
		  "18") ": the kubelet runs, although each version that is known here would have refused to start: argv[1]: unknown authorization mode x"),
	  NULL },
	{ "what the last version refuses", 37, "x", REFUSED("unknown authorization mode x"), NULL },
	{ "what the next version may take", 38, "x",
	  REFUSED(BEYOND(
		  "38") ": the kubelet runs, although each version that is known here would have refused to start: argv[1]: unknown authorization mode x"),
	  NULL },
};

static void test_beyond(void **state)
{
	const struct beyond_row *row = *state;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_kubelet *kubelet;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;
	char argv[64];

	fixture_build(&fixture, "");
	(void)snprintf(argv, sizeof(argv), "--authorization-mode=%s\n", row->mode);
	kubelet = make_version(&fixture, argv, row->minor);
	table_error_prepare(&error);
	status = kp_kubelet_setting(kubelet, "authorization.mode", &setting, &error);
	if (row->status == KP_OK) {
		table_assert_ok(status, &error);
		assert_string_equal(setting->value, row->wanted);
		table_assert_text(setting->note, row->note);
		kp_setting_free(setting);
	} else {
		table_assert_failed(status, &error, row->status, -1, row->wanted);
		assert_true((strstr(error.message, "newer") != NULL) ==
			    (row->minor > KP_MINOR_LAST));
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	}
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ROWS(test_start, start_rows),
		TABLE_ROWS(test_beyond, beyond_rows),
		TABLE_ROWS(test_dropin, dropin_rows),
		TABLE_ROWS(test_elements, elements_rows),
	};

	kp_versions_free(NULL);
	return TABLE_MAIN(tables);
}
