/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/secret.h"
#include "core/text.h"
#include "fixture.h"
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
	table_assert_ok(kp_secret_hide_argv(argv, &shown, &error), &error);
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
	assert_int_equal(kp_secret_hide_argv(argv, &shown, NULL), KP_OK);
	assert_int_equal(kp_argv_count(shown), 0);
	kp_argv_free(shown);
	kp_argv_free(argv);
}

static void test_show(void **state)
{
	(void)state;
	assert_string_equal(kp_secret_show("storage-driver-password", "x"), KP_SECRET_MARKER);
	assert_string_equal(kp_secret_show("manifest-url", "http://h"), "http://h");
	assert_string_equal(kp_secret_show("manifest-url", "http://u@h"), KP_SECRET_MARKER);
	assert_string_equal(kp_secret_show("config", "/c"), "/c");
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
		assert_untold(setting->location);
		for (size_t i = 0; i < setting->element_count; i++) {
			assert_untold(setting->elements[i]);
		}
		for (size_t i = 0; i < setting->overridden_count; i++) {
			assert_untold(setting->overridden[i]);
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
