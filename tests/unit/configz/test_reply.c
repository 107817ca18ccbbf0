/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <string.h>

#include "configz/reply.h"
#include "fixture.h"
#include "kubelet/component.h"
#include "table.h"

#define URL "https://127.0.0.1:10250/configz"

/** A body that is none. */
struct broken_row {
	const char *name;
	const char *text;
	enum kp_status status;
	const char *says;
};

/* clang-format off */
static struct broken_row broken_rows[] = {
	{ "empty", "", KP_ERR_SYNTAX, URL ": the answer is no JSON object" },
	{ "a text", "404 page not found\n", KP_ERR_SYNTAX, "the answer is no JSON object" },
	{ "YAML", "kubeletconfig: {port: 1}\n", KP_ERR_SYNTAX, "the answer is no JSON object" },
	{ "cut off", "{\"kubeletconfig\":{\"port\":102", KP_ERR_SYNTAX, URL ": line 1" },
	{ "more behind it", "{\"kubeletconfig\":{\"port\":1}}x", KP_ERR_SYNTAX, URL ": line 1" },
	{ "another key", "{\"kubeproxyconfig\":{\"port\":1}}", KP_ERR_SYNTAX, "of the shape {\"kubeletconfig\": {...}}" },
	{ "two keys", "{\"kubeletconfig\":{\"port\":1},\"x\":{}}", KP_ERR_SYNTAX, "of the shape" },
	{ "no object in it", "{\"kubeletconfig\":[]}", KP_ERR_SYNTAX, "of the shape" },
	{ "nothing in it", "{\"kubeletconfig\":{}}", KP_ERR_SYNTAX, "of the shape" },
	{ "a text where a number is wanted", "{\"kubeletconfig\":{\"port\":\"secret\"}}", KP_ERR_SYNTAX, "port: string where an integer is wanted" },
	{ "an object where a text is wanted", "{\"kubeletconfig\":{\"authorization\":{\"mode\":{}}}}", KP_ERR_SYNTAX, "authorization.mode: map where a string is wanted" },
};

/* clang-format on */

static void test_broken(void **state)
{
	const struct broken_row *row = *state;
	struct kp_configz_reply *reply = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_configz_reply_parse(&kp_kubelet_component, (const uint8_t *)row->text,
					strlen(row->text), &fixture_limits, URL, 0, &reply, &error);
	table_assert_failed(status, &error, row->status, -1, row->says);
	assert_ptr_equal(reply, TABLE_UNTOUCHED);
}

/** What is below `kubeletconfig`, and what that says of a setting. */
struct row {
	const char *name;
	const char *body;
	int minor; /* 0: not known */
	const char *setting;
	enum kp_status status;
	const char *value;  /* NULL: none; or a part of the error */
	const char *behind; /* the location, behind `$.kubeletconfig.` */
};

/* clang-format off */
static struct row rows[] = {
	{ "a number", "\"readOnlyPort\":10255", 0, "readOnlyPort", KP_OK, "10255", "readOnlyPort" },
	{ "a number that is left out", "\"port\":1", 0, "readOnlyPort", KP_OK, "0", "readOnlyPort (left out)" },
	{ "a boolean that is left out", "\"port\":1", 0, "rotateCertificates", KP_OK, "false", "rotateCertificates (left out)" },
	{ "a boolean", "\"rotateCertificates\":true", 0, "rotateCertificates", KP_OK, "true", "rotateCertificates" },
	{ "a text that is left out", "\"port\":1", 0, "tlsMinVersion", KP_OK, NULL, "tlsMinVersion (left out)" },
	{ "a list that is left out", "\"port\":1", 0, "tlsCipherSuites", KP_OK, NULL, "tlsCipherSuites (left out)" },
	{ "a list", "\"tlsCipherSuites\":[\"A\",\"B\"]", 0, "tlsCipherSuites", KP_OK, "A, B", "tlsCipherSuites" },
	{ "a map that is left out", "\"port\":1", 0, "evictionHard", KP_OK, NULL, "evictionHard (left out)" },
	{ "in an object", "\"authentication\":{\"x509\":{\"clientCAFile\":\"/ca\"}}", 0, "authentication.x509.clientCAFile", KP_OK, "/ca", "authentication.x509.clientCAFile" },
	{ "left out of an object", "\"authentication\":{\"x509\":{}}", 0, "authentication.x509.clientCAFile", KP_OK, NULL, "authentication.x509.clientCAFile (left out)" },
	{ "false is no zero of a pointer", "\"authentication\":{\"anonymous\":{\"enabled\":false}}", 0, "authentication.anonymous.enabled", KP_OK, "false", "authentication.anonymous.enabled" },
	{ "a pointer that is always there", "\"port\":1", 0, "authentication.anonymous.enabled", KP_ERR_UNSUPPORTED, URL " does not tell authentication.anonymous.enabled: it is not there, where kubelets always have it", NULL },
	{ "a duration that is always there", "\"port\":1", 0, "streamingConnectionIdleTimeout", KP_ERR_UNSUPPORTED, "it is not there, where kubelets always have it", NULL },
	{ "a duration", "\"streamingConnectionIdleTimeout\":\"4h0m0s\"", 0, "streamingConnectionIdleTimeout", KP_OK, "4h0m0s", "streamingConnectionIdleTimeout" },
	{ "nanoseconds", "\"logging\":{\"flushFrequency\":7000000000}", 0, "logging.flushFrequency", KP_OK, "7s", "logging.flushFrequency" },
	{ "a plain boolean of some versions alone", "\"port\":1", 0, "serverTLSBootstrap", KP_OK, "false", "serverTLSBootstrap (left out)" },
	{ "a gate", "\"featureGates\":{\"RotateKubeletServerCertificate\":false}", 0, "featureGates.RotateKubeletServerCertificate", KP_OK, "false", "featureGates.RotateKubeletServerCertificate" },
	{ "a gate that nothing names", "\"port\":1", 0, "featureGates.RotateKubeletServerCertificate", KP_OK, NULL, "featureGates.RotateKubeletServerCertificate (left out)" },
	{ "a member of a map", "\"evictionHard\":{\"memory.available\":\"1Gi\"}", 0, "evictionHard", KP_OK, "memory.available=1Gi", "evictionHard" },
	{ "what no table knows", "\"newThing\":{\"on\":true}", 0, "newThing.on", KP_OK, "true", "newThing.on" },
	{ "an argument alone", "\"port\":1", 0, "hostname-override", KP_ERR_UNSUPPORTED, URL " does not tell hostname-override: it is an argument, and no part of the configuration", NULL },
	{ "no setting", "\"port\":1", 0, "noSuch", KP_ERR_INVAL, "no setting is named noSuch", NULL },
	{ "what the version does not have", "\"port\":1", 21, "seccompDefault", KP_OK, NULL, "seccompDefault (left out)" },
	{ "what only versions lack", "\"port\":1", 0, "seccompDefault", KP_OK, NULL, "seccompDefault (left out)" },
	{ "what the version always has", "\"port\":1", 22, "seccompDefault", KP_ERR_UNSUPPORTED, "it is not there, where kubelets always have it", NULL },
	{ "what hangs on the version", "\"port\":1", 0, "logging.sanitization", KP_ERR_UNSUPPORTED, "what that means depends on the version (OSCAP_KUBELET_VERSION)", NULL },
	{ "a secret", "\"staticPodURLHeader\":{\"X\":[\"secret\"]}", 0, "staticPodURLHeader", KP_OK, "(hidden)", "staticPodURLHeader" },
	{ "a version that is newer than the tables", "\"readOnlyPort\":1", 99, "readOnlyPort", KP_OK, "1", "readOnlyPort" },
};

/* clang-format on */

static void test_setting(void **state)
{
	const struct row *row = *state;
	struct kp_configz_reply *reply = NULL;
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct kp_error error;
	enum kp_status status;
	char text[512];

	(void)snprintf(text, sizeof(text), "{\"kubeletconfig\":{%s}}", row->body);
	table_error_prepare(&error);
	status = kp_configz_reply_parse(&kp_kubelet_component, (const uint8_t *)text, strlen(text),
					&fixture_limits, URL, row->minor, &reply, &error);
	table_assert_ok(status, &error);
	status = kp_configz_reply_setting(reply, row->setting, &setting, &error);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, 0, row->value);
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
	} else {
		table_assert_ok(status, &error);
		table_assert_text(setting->value, row->value);
		assert_string_equal(kp_source_str(setting->source),
				    row->value == NULL ? "built-in default"
						       : "running configuration");
		(void)snprintf(text, sizeof(text), URL " $.kubeletconfig.%s", row->behind);
		table_assert_location(setting, text);
		kp_setting_free(setting);
	}
	kp_configz_reply_free(reply);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_broken, broken_rows),
		TABLE_ROWS(test_setting, rows),
	};

	return TABLE_MAIN(tables);
}
