/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "component/secret.h"
#include "fixture_kubelet.h"
#include "kubelet/component.h"
#include "table.h"

struct row {
	const char *name;
	const char *argv;
	const char *shown; /* likewise */
};

/* clang-format off */
static struct row rows[] = {
	{ "nothing to hide", "--v=2\n--config\n/c\n\n", "--v=2\n--config\n/c\n\n" },
	{ "a password", "--storage-driver-password=x\n--v=2\n", "--storage-driver-password=(hidden)\n--v=2\n" },
	{ "a password in the next argument", "--storage-driver-password\nx\n--v=2\n", "--storage-driver-password\n(hidden)\n--v=2\n" },
	{ "a password with underscores", "--storage_driver_password=x\n", "--storage_driver_password=(hidden)\n" },
	{ "a password that looks like a flag", "--storage-driver-password\n--v=2\n--v=3\n", "--storage-driver-password\n(hidden)\n--v=3\n" },
	{ "a password with an equals sign", "--storage-driver-password=a=b\n", "--storage-driver-password=(hidden)\n" },
	{ "a password that is missing", "--storage-driver-password\n", "--storage-driver-password\n" },
	{ "headers", "--manifest-url-header=Authorization:Bearer x\n", "--manifest-url-header=(hidden)\n" },
	{ "a place of manifests", "--manifest-url=https://host/x\n", "--manifest-url=https://host/x\n" },
	{ "a place of manifests with a user", "--manifest-url=https://u:p@host/x\n", "--manifest-url=(hidden)\n" },
	{ "a place of manifests with a user in the next argument", "--manifest-url\nhttps://u:p@host/x\n", "--manifest-url\n(hidden)\n" },
	{ "an unknown flag", "--nope=x\n", "--nope=x\n" },
	{ "an unknown flag of a password", "--my-password=x\n", "--my-password=(hidden)\n" },
	{ "an unknown flag of a secret", "--client-secret\nx\n", "--client-secret\n(hidden)\n" },
	{ "an unknown flag of a token", "-token=x\n", "-token=(hidden)\n" },
	{ "a known flag of a token is none", "--authentication-token-webhook\n--authentication-token-webhook-cache-ttl=2m\n", "--authentication-token-webhook\n--authentication-token-webhook-cache-ttl=2m\n" },
	{ "a word is no flag", "my-password=x\n", "my-password=x\n" },
	{ "a user in any URL", "--container-runtime-endpoint=https://u:p@h\n", "--container-runtime-endpoint=(hidden)\n" },
	{ "a query", "--container-runtime-endpoint=unix:///x?token=x\n--v=2\n", "--container-runtime-endpoint=(hidden)\n--v=2\n" },
	{ "a query in the next argument", "--container-runtime-endpoint\nunix:///x?token=x\n--v=2\n", "--container-runtime-endpoint\n(hidden)\n--v=2\n" },
	{ "a query of an unknown flag", "--nope=http://h/?x\n", "--nope=(hidden)\n" },
	{ "a URL among others", "--nope=a,http://u:p@h\n", "--nope=(hidden)\n" },
	{ "a URL that tells nothing", "--container-runtime-endpoint=unix:///run/x.sock\n", "--container-runtime-endpoint=unix:///run/x.sock\n" },
	{ "a URL that is a word", "k\nhttp://u:p@h\n", "k\n(hidden)\n" },
	{ "a flag taken for a value", "--v=--storage-driver-password=x\n", "--v=(hidden)\n" },
	{ "a flag taken for a value in the next argument", "--node-ip\n--storage-driver-password=x\n--v=2\n", "--node-ip\n(hidden)\n--v=2\n" },
	{ "a flag taken for a value, and what was meant for it", "--node-ip\n--storage-driver-password\nx\n", "--node-ip\n--storage-driver-password\n(hidden)\n" },
	{ "a harmless flag taken for a value", "--node-ip\n--v=2\n", "--node-ip\n--v=2\n" },
	{ "a word behind a flag with its value", "--storage-driver-password=\nx\n--v=2\ny\n", "--storage-driver-password=(hidden)\n(hidden)\n--v=2\n(hidden)\n" },
	{ "words behind a value", "--storage-driver-password\nx\ny\nz\n", "--storage-driver-password\n(hidden)\n(hidden)\n(hidden)\n" },
	{ "a word behind a bool", "--anonymous-auth\nx\n", "--anonymous-auth\n(hidden)\n" },
	{ "what was meant for a bool", "--anonymous-auth\nfalse\n--\n-\n\n", "--anonymous-auth\nfalse\n--\n-\n\n" },
	{ "commands of a program around a kubelet", "k3s\nserver\n--data-dir\n/x\n--debug\n", "k3s\nserver\n--data-dir\n/x\n--debug\n" },
};

/* clang-format on */

static void test_row(void **state)
{
	const struct row *row = *state;
	struct kp_argv *argv = fixture_argv(row->argv);
	struct kp_argv *wanted = fixture_argv(row->shown);
	struct kp_argv *shown = NULL;
	struct kp_error error;

	table_error_prepare(&error);
	table_assert_ok(kp_secret_hide_argv(&kp_kubelet_component, argv, &shown, &error), &error);
	assert_int_equal(kp_argv_count(shown), kp_argv_count(wanted));
	for (size_t i = 0; i < kp_argv_count(wanted); i++) {
		assert_string_equal(kp_argv_get(shown, i), kp_argv_get(wanted, i));
	}
	kp_argv_free(shown);
	kp_argv_free(wanted);
	kp_argv_free(argv);
}

static void test_no_arguments(void **state)
{
	struct kp_argv *argv = NULL;
	struct kp_argv *shown = NULL;

	(void)state;
	assert_int_equal(kp_argv_parse(NULL, 0, &argv, NULL), KP_OK);
	assert_int_equal(kp_secret_hide_argv(&kp_kubelet_component, argv, &shown, NULL), KP_OK);
	assert_int_equal(kp_argv_count(shown), 0);
	kp_argv_free(shown);
	kp_argv_free(argv);
}

static void test_show(void **state)
{
	(void)state;
	assert_string_equal(kp_secret_show(&kp_kubelet_component, "storage-driver-password", "x"),
			    KP_SECRET_MARKER);
	assert_string_equal(kp_secret_show(&kp_kubelet_component, "manifest-url", "http://h"),
			    "http://h");
	assert_string_equal(kp_secret_show(&kp_kubelet_component, "manifest-url", "http://u@h"),
			    KP_SECRET_MARKER);
	assert_string_equal(kp_secret_show(&kp_kubelet_component, "config", "/c"), "/c");
	assert_string_equal(
		kp_secret_show_setting(&kp_kubelet_component, "tracing.endpoint", "u:x@h"),
		KP_SECRET_MARKER);
	assert_string_equal(
		kp_secret_show_setting(&kp_kubelet_component, "tracing.endpoint", "h:1"), "h:1");
	assert_string_equal(
		kp_secret_show_setting(&kp_kubelet_component, "staticPodURLHeader.X", "x"),
		KP_SECRET_MARKER);
	assert_string_equal(
		kp_secret_show_setting(&kp_kubelet_component, "staticPodURL", "https://h?x"),
		KP_SECRET_MARKER);
	assert_string_equal(kp_secret_show_setting(&kp_kubelet_component, "maxPods", "9"), "9");
}

/** Every way in which a kubelet could tell a credential: none of them does. */
struct kubelet_row {
	const char *name;
	const char *argv;
	const char *main;
	const char *dropin;
	bool changed;
	const char *setting;
};

#define HEADER FIXTURE_HEADER "staticPodURLHeader: {Authorization: [Bearer HUSH]}\n"

/* clang-format off */
static struct kubelet_row kubelet_rows[] = {
	{ "untold: a header by a flag", "--manifest-url-header=Authorization:HUSH\n", NULL, NULL, false, "staticPodURLHeader" },
	{ "untold: one of the headers", "--manifest-url-header=Authorization:HUSH\n", NULL, NULL, false, "staticPodURLHeader.Authorization" },
	{ "untold: a header in the file", FIXTURE_CONFIG, HEADER, NULL, false, "staticPodURLHeader" },
	{ "untold: a header in a file that changed", FIXTURE_CONFIG, HEADER, NULL, true, "staticPodURLHeader" },
	{ "untold: a header that versions differ about", FIXTURE_CONFIG "--config-dir=/d\n", HEADER, FIXTURE_HEADER "staticPodURLHeader: ~\n", false, "staticPodURLHeader" },
	{ "untold: a header of the wrong type", FIXTURE_CONFIG, FIXTURE_HEADER "staticPodURLHeader: HUSH\n", NULL, false, "maxPods" },
	{ "untold: a header without colon", "--manifest-url-header=HUSH\n", NULL, NULL, false, "maxPods" },
	{ "untold: a place with a user", "--manifest-url=https://u:HUSH@h/\n", NULL, NULL, false, "staticPodURL" },
	{ "untold: a place with a user in a file that changed", FIXTURE_CONFIG, FIXTURE_HEADER "staticPodURL: https://u:HUSH@h/\n", NULL, true, "staticPodURL" },
	{ "untold: a place with a user that another overrides", "--manifest-url=https://u:HUSH@h/\n--manifest-url=https://h/\n", NULL, NULL, false, "staticPodURL" },
	{ "untold: a place with a user of the file", FIXTURE_CONFIG "--manifest-url=https://h/\n", FIXTURE_HEADER "staticPodURL: https://u:HUSH@h/\n", NULL, false, "staticPodURL" },
	{ "untold: a file that is no configuration", FIXTURE_CONFIG, "root:HUSH:0:0\nuser: HUSH\n: HUSH\n", NULL, false, "maxPods" },
	{ "untold: a file of another kind", FIXTURE_CONFIG, "apiVersion: HUSH\nkind: HUSH\n", NULL, false, "maxPods" },
	{ "untold: a file with a bad tag", FIXTURE_CONFIG, FIXTURE_HEADER "a: !!int HUSH\n", NULL, false, "maxPods" },
	{ "untold: an endpoint with a user", FIXTURE_CONFIG, FIXTURE_HEADER "tracing: {endpoint: 'u:HUSH@h:1'}\n", NULL, false, "tracing.endpoint" },
	{ "untold: an endpoint that is a URL with a user", FIXTURE_CONFIG, FIXTURE_HEADER "tracing: {endpoint: 'https://u:HUSH@h'}\n", NULL, false, "tracing.endpoint" },
	{ "untold: an endpoint with a user in a file that changed", FIXTURE_CONFIG, FIXTURE_HEADER "tracing: {endpoint: 'u:HUSH@h:1'}\n", NULL, true, "tracing.endpoint" },
	{ "untold: an endpoint with a user that a drop-in overrides", FIXTURE_CONFIG "--config-dir=/d\n", FIXTURE_HEADER "containerRuntimeEndpoint: 'unix:///x?HUSH'\n", FIXTURE_HEADER "containerRuntimeEndpoint: unix:///y\n", false, "containerRuntimeEndpoint" },
	{ "untold: a query", "--container-runtime-endpoint=unix:///x?token=HUSH\n", NULL, NULL, false, "containerRuntimeEndpoint" },
	{ "untold: a query in the file", FIXTURE_CONFIG, FIXTURE_HEADER "containerRuntimeEndpoint: unix:///x?token=HUSH\n", NULL, false, "containerRuntimeEndpoint" },
	{ "untold: a URL in a list", FIXTURE_CONFIG, FIXTURE_HEADER "clusterDNS: ['https://u:HUSH@h', x]\n", NULL, false, "clusterDNS" },
	{ "untold: a word", "--storage-driver-password=\nHUSH\n", NULL, NULL, false, "maxPods" },
	{ "untold: a word behind a value", "--storage-driver-password\nx\nHUSH\n", NULL, NULL, false, "maxPods" },
	{ "untold: a flag taken for a number", "--v=--storage-driver-password=HUSH\n", NULL, NULL, false, "maxPods" },
	{ "untold: a flag taken for the number behind it", "--v\n--storage-driver-password=HUSH\n", NULL, NULL, false, "maxPods" },
	{ "untold: a flag taken for feature gates", "--feature-gates\n--storage-driver-password=HUSH\n", NULL, NULL, false, "maxPods" },
	{ "untold: a flag taken for a text", "--node-ip\n--storage-driver-password=HUSH\n", NULL, NULL, false, "node-ip" },
	{ "untold: a flag with one dash", "-storage-driver-password=HUSH\n", NULL, NULL, false, "maxPods" },
	{ "untold: a flag with three dashes", "---storage-driver-password=HUSH\n", NULL, NULL, false, "maxPods" },
	{ "untold: a file with a bad duration", FIXTURE_CONFIG, FIXTURE_HEADER "syncFrequency: HUSH\n", NULL, false, "maxPods" },
};

/* clang-format on */

static void assert_untold(const char *text)
{
	if (text != NULL && strstr(text, "HUSH") != NULL) {
		fail_msg("told: %s", text);
	}
}

static void test_kubelet(void **state)
{
	const struct kubelet_row *row = *state;
	struct kp_setting *setting = NULL;
	char *location = NULL;
	struct kp_kubelet *kubelet;
	struct kp_process process;
	struct fixture fixture;
	struct kp_error error = { 0 };

	fixture_build_main(&fixture, row->main);
	if (row->dropin != NULL) {
		fixture_write(&fixture, "d/10.conf", row->dropin, strlen(row->dropin));
	}
	process = fixture_process(&fixture, row->argv);
	process.start.tv_sec = row->changed ? 1 : process.start.tv_sec;
	kubelet = fixture_kubelet_of(&fixture, &process);
	if (kp_kubelet_setting(kubelet, row->setting, &setting, &error) != KP_OK) {
		assert_null(setting);
		assert_true(error.message[0] != '\0');
		assert_untold(error.message);
	} else {
		assert_untold(setting->value);
		assert_int_equal(kp_setting_location(setting, &location, NULL), KP_OK);
		assert_untold(location);
		free(location);
		for (size_t i = 0; i < setting->element_count; i++) {
			assert_untold(setting->elements[i]);
		}
		for (size_t i = 0; i < setting->overridden_count; i++) {
			assert_untold(setting->overridden[i].value);
		}
	}
	if (kp_kubelet_argv_error(kubelet) != NULL) {
		assert_untold(kp_kubelet_argv_error(kubelet)->message);
	}
	kp_setting_free(setting);
	kp_kubelet_free(kubelet);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_row, rows),
		TABLE_ONE(test_no_arguments),
		TABLE_ONE(test_show),
		TABLE_ROWS(test_kubelet, kubelet_rows),
	};

	return TABLE_MAIN(tables);
}
