/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "configz/base64.h"
#include "configz/kubeconfig.h"
#include "fixture.h"
#include "table.h"

struct base64_row {
	const char *name;
	const char *text;
	const char *wanted; /* NULL: it is none */
};

/* clang-format off */
static struct base64_row base64_rows[] = {
	{ "nothing", "", "" },
	{ "three bytes", "Zm9v", "foo" },
	{ "two bytes", "Zm8=", "fo" },
	{ "one byte", "Zg==", "f" },
	{ "line ends and blanks", "Zm9v\r\n Ym\tFy\n", "foobar" },
	{ "all digits that are special", "+/+/", "\xFB\xFF\xBF" },
	{ "without filling", "Zm8", NULL },
	{ "a lonely digit", "Z===", NULL },
	{ "more behind the filling", "Zm8=Zm9v", NULL },
	{ "filling alone", "====", NULL },
	{ "bits that are left", "Zm9=", NULL },
	{ "another character", "Zm9-", NULL },
};

/* clang-format on */

static void test_base64(void **state)
{
	const struct base64_row *row = *state;
	struct kp_buffer bytes = { 0 };
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_base64_decode(row->text, strlen(row->text), &bytes, &error);
	if (row->wanted == NULL) {
		table_assert_failed(status, &error, KP_ERR_SYNTAX, 0, "no base64");
		assert_null(bytes.at);
		return;
	}
	table_assert_ok(status, &error);
	assert_int_equal(bytes.len, strlen(row->wanted));
	assert_string_equal((char *)bytes.at, row->wanted);
	kp_buffer_done(&bytes);
}

/** A kubeconfig, and its user: of certificate, key and token each `@PATH`, the text, or `-`. */
struct row {
	const char *name;
	const char *text;
	enum kp_status status;
	const char *wanted; /* or a part of the error */
	long line;
};

#define HEAD \
	"apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts:\n- {name: x, context: {user: y}}\n- {name: c, context: {user: u, cluster: k}}\nusers:\n- {name: y, user: {token: wrong}}\n- name: u\n  user: "

/* clang-format off */
static struct row rows[] = {
	{ "kubeadm's", HEAD "{client-certificate: /var/lib/kubelet/pki/kubelet-client-current.pem, client-key: /var/lib/kubelet/pki/kubelet-client-current.pem}\n", KP_OK, "@/var/lib/kubelet/pki/kubelet-client-current.pem @/var/lib/kubelet/pki/kubelet-client-current.pem -", 0 },
	{ "data", HEAD "{client-certificate-data: Y2VydA==, client-key-data: a2V5}\n", KP_OK, "cert key -", 0 },
	{ "data goes before files", HEAD "{client-certificate-data: Y2VydA==, client-certificate: c, client-key: k}\n", KP_OK, "cert @/d/k -", 0 },
	{ "relative paths", HEAD "{client-certificate: pki/c.pem, client-key: ../k.pem}\n", KP_OK, "@/d/pki/c.pem @/k.pem -", 0 },
	{ "a token", HEAD "{token: t}\n", KP_OK, "- - t", 0 },
	{ "a file of a token goes before it", HEAD "{token: t, tokenFile: /run/t}\n", KP_OK, "- - @/run/t", 0 },
	{ "both", HEAD "{token: t, client-certificate: /c, client-key: /k}\n", KP_OK, "@/c @/k t", 0 },
	{ "JSON", "{\"current-context\":\"c\",\"contexts\":[{\"name\":\"c\",\"context\":{\"user\":\"u\"}}],\"users\":[{\"name\":\"u\",\"user\":{\"token\":\"t\"}}]}", KP_OK, "- - t", 0 },
	{ "a program", HEAD "{exec: {command: aws}}\n", KP_ERR_UNSUPPORTED, "/d/kubeconfig: its user has `exec`, and client certificates and tokens alone are understood", 0 },
	{ "a password", HEAD "{username: admin, password: secret, token: t}\n", KP_ERR_UNSUPPORTED, "`username`", 0 },
	{ "somebody else", HEAD "{as: root, token: t}\n", KP_ERR_UNSUPPORTED, "`as`", 0 },
	{ "no key", HEAD "{client-certificate: /c, token: t}\n", KP_ERR_SYNTAX, "a client certificate without the key", 0 },
	{ "nothing", HEAD "{token: ''}\n", KP_ERR_SYNTAX, "neither a client certificate nor a token", 0 },
	{ "null", HEAD "\n", KP_ERR_SYNTAX, "the user of the current context is not there", 0 },
	{ "a token that is a number", HEAD "{token: 5}\n", KP_ERR_SYNTAX, "neither a client certificate nor a token", 0 },
	{ "broken data", HEAD "{client-certificate-data: '***', client-key: /k}\n", KP_ERR_SYNTAX, "client-certificate-data: no base64", 0 },
	{ "no context", "users: []\n", KP_ERR_SYNTAX, "there is no current-context", 0 },
	{ "a context that is not there", "current-context: c\ncontexts: []\n", KP_ERR_SYNTAX, "the context of current-context has no user", 0 },
	{ "lists that are none", "current-context: c\ncontexts: c\nusers: {}\n", KP_ERR_SYNTAX, "has no user", 0 },
	{ "a user that is a list", HEAD "[]\n", KP_ERR_SYNTAX, "neither a client certificate nor a token", 0 },
	{ "a list", "- a\n", KP_ERR_SYNTAX, "there is no current-context", 0 },
	{ "empty", "", KP_ERR_SYNTAX, "there is no current-context", 0 },
	{ "broken, of which nothing is told", "token: secret\n\tx: [secret\n", KP_ERR_SYNTAX, "/d/kubeconfig: line 2: neither YAML nor JSON", 2 },
};

/* clang-format on */

static void add(struct kp_text *text, const struct kp_configz_part *part)
{
	if (part->path != NULL) {
		kp_text_add_char(text, '@');
		kp_text_add_str(text, part->path);
	} else {
		kp_text_add_str(text, part->bytes.at == NULL ? "-" : (char *)part->bytes.at);
	}
}

static void assert_user(const struct kp_configz_user *user, const char *wanted)
{
	struct kp_text text = { 0 };
	char *got = NULL;

	add(&text, &user->cert);
	kp_text_add_char(&text, ' ');
	add(&text, &user->key);
	kp_text_add_char(&text, ' ');
	add(&text, &user->token);
	assert_int_equal(kp_text_finish(&text, &got, NULL), KP_OK);
	assert_string_equal(got, wanted);
	free(got);
}

static void test_parse(void **state)
{
	const struct row *row = *state;
	const struct kp_bytes bytes = { (const uint8_t *)row->text, strlen(row->text) };
	struct kp_configz_user user = { 0 };
	struct kp_error error;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_configz_kubeconfig_parse("/d/kubeconfig", &bytes, &fixture_limits, &user,
					     &error);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, row->line, row->wanted);
		assert_null(strstr(error.message, "secret"));
		return;
	}
	table_assert_ok(status, &error);
	assert_user(&user, row->wanted);
	kp_configz_user_done(&user);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_base64, base64_rows),
		TABLE_ROWS(test_parse, rows),
	};

	return TABLE_MAIN(tables);
}
