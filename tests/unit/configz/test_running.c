/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "configz/running.h"
#include "fixture_kubelet.h"
#include "kubelet/component.h"
#include "table.h"

#define URL "https://127.0.0.1:10250/configz"
#define OWN                                                     \
	"\"tlsCertFile\":\"/var/lib/kubelet/pki/kubelet.crt\"," \
	"\"tlsPrivateKeyFile\":\"/var/lib/kubelet/pki/kubelet.key\""
#define SAID                                                 \
	"--tls-cert-file=/var/lib/kubelet/pki/kubelet.crt\n" \
	"--tls-private-key-file=/var/lib/kubelet/pki/kubelet.key\n"

/** A kubelet, what it says of itself, and what that tells of a setting. */
struct row {
	const char *name;
	const char *argv;
	const char *body; /* what is below `kubeletconfig` */
	const char *setting;
	enum kp_status status;
	const char *value; /* NULL: none; or a part of the error */
	const char *note;  /* a part of it; NULL: none that this test asks for */
};

/* clang-format off */
static struct row rows[] = {
	{ "another setting", "", "\"authorization\":{\"mode\":\"Webhook\"}", "authorization.mode", KP_OK, "Webhook", NULL },
	{ "not a setting of the configuration", "", "\"port\":1", "node-ip", KP_ERR_UNSUPPORTED, "it is an argument", NULL },

	{ "seccomp is on", "", "\"seccompDefault\":true", "seccompDefault", KP_OK, "true", NULL },
	{ "seccomp is off, without an argument", "--v=2\n", "\"seccompDefault\":false", "seccompDefault", KP_OK, "false", NULL },
	{ "seccomp is off, with an argument that turns it on", "--seccomp-default\n", "\"seccompDefault\":false", "seccompDefault", KP_ERR_UNSUPPORTED, "--seccomp-default does not show there, and it is among the arguments", NULL },
	{ "seccomp is off, with an argument in other letters", "--seccomp_default=1\n", "\"seccompDefault\":false", "seccompDefault", KP_ERR_UNSUPPORTED, "it is among the arguments", NULL },
	{ "seccomp is off, by an argument", "--seccomp-default=false\n", "\"seccompDefault\":false", "seccompDefault", KP_OK, "false", NULL },
	{ "seccomp is on, with an argument that turns it off", "--seccomp-default=false\n", "\"seccompDefault\":true", "seccompDefault", KP_OK, "true", NULL },
	{ "seccomp is off, with an argument that is not known", "--no-such-flag\n", "\"seccompDefault\":false", "seccompDefault", KP_ERR_UNSUPPORTED, "--seccomp-default does not show there", NULL },

	{ "a certificate that it made", "", OWN, "tlsCertFile", KP_OK, NULL, "the certificate that the kubelet made itself" },
	{ "the key of that", "", OWN, "tlsPrivateKeyFile", KP_OK, NULL, "the certificate that the kubelet made itself" },
	{ "that certificate, and an argument says it", SAID, OWN, "tlsCertFile", KP_OK, "/var/lib/kubelet/pki/kubelet.crt", NULL },
	{ "that certificate, and it is not known who says it", "--no-such-flag\n", OWN, "tlsCertFile", KP_ERR_UNSUPPORTED, "which is also what a kubelet shows that made itself a certificate", NULL },
	{ "another certificate", "", "\"tlsCertFile\":\"/c.crt\",\"tlsPrivateKeyFile\":\"/c.key\"", "tlsCertFile", KP_OK, "/c.crt", NULL },
	{ "one of that name, with another key", "", "\"tlsCertFile\":\"/a/kubelet.crt\",\"tlsPrivateKeyFile\":\"/a/my.key\"", "tlsCertFile", KP_OK, "/a/kubelet.crt", NULL },
	{ "of two directories", "", "\"tlsCertFile\":\"/a/kubelet.crt\",\"tlsPrivateKeyFile\":\"/b/kubelet.key\"", "tlsCertFile", KP_OK, "/a/kubelet.crt", NULL },
	{ "no certificate", "", "\"port\":1", "tlsCertFile", KP_OK, NULL, NULL },
};

/* clang-format on */

/** The reply of a row. @return caller-owned */
static struct kp_configz_reply *parse(const struct row *row)
{
	struct kp_configz_reply *reply = NULL;
	struct kp_text text = { 0 };
	char *body = NULL;

	kp_text_add_str(&text, "{\"kubeletconfig\":{");
	kp_text_add_str(&text, row->body);
	kp_text_add_str(&text, "}}");
	assert_int_equal(kp_text_finish(&text, &body, NULL), KP_OK);
	assert_int_equal(kp_configz_reply_parse(&kp_kubelet_component, (const uint8_t *)body,
						strlen(body), &fixture_limits, URL, 0, &reply,
						NULL),
			 KP_OK);
	free(body);
	return reply;
}

static void test_row(void **state)
{
	const struct row *row = *state;
	KP_CLEANUP(kp_kubelet_freep) struct kp_kubelet *kubelet = NULL;
	struct kp_configz_reply *reply = parse(row);
	struct kp_setting *setting = TABLE_UNTOUCHED;
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	fixture_build(&fixture, "etc/\n");
	kubelet = fixture_kubelet(&fixture, row->argv);
	table_error_prepare(&error);
	status = kp_configz_running_setting(reply, kubelet, row->setting, &setting, &error);
	kp_configz_reply_free(reply);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, 0, row->value);
		assert_ptr_equal(setting, TABLE_UNTOUCHED);
		return;
	}
	table_assert_ok(status, &error);
	table_assert_text(setting->value, row->value);
	if (row->note != NULL) {
		table_assert_contains(setting->note, row->note);
	}
	kp_setting_free(setting);
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_row, rows) };

	return TABLE_MAIN(tables);
}
