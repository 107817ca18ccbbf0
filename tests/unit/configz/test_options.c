/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "base/text.h"
#include "configz/options.h"
#include "table.h"

/** A value of the variable, and what is made of it: `KUBECONFIG CERT KEY TOKEN CA HOST PORT`. */
struct row {
	const char *name;
	const char *text;
	enum kp_status status;
	const char *wanted; /* `-` for what is not given; or a part of the error */
};

/* clang-format off */
static struct row rows[] = {
	{ "a kubeconfig", "kubeconfig=/a", KP_OK, "/a - - - - - 0" },
	{ "a certificate", "cert=/c key=/k", KP_OK, "- /c /k - - - 0" },
	{ "a token", "token=/t", KP_OK, "- - - /t - - 0" },
	{ "all that goes together, in any order", " server=127.0.0.1:10250\tca=/ca \n key=/k cert=/c ", KP_OK, "- /c /k - /ca 127.0.0.1 10250" },
	{ "IPv6", "token=/t server=[fd00::1]:65535", KP_OK, "- - - /t - [fd00::1] 65535" },
	{ "a path with =", "token=/t=u", KP_OK, "- - - /t=u - - 0" },
	{ "not set", NULL, KP_ERR_NOENT, "OSCAP_KUBELET_CONFIGZ is not set" },
	{ "empty", "", KP_ERR_NOENT, "is not set" },
	{ "blanks", " \t\n", KP_ERR_NOENT, "is not set" },
	{ "no word of ours, whose value is not told", "tokn=secret", KP_ERR_INVAL, "OSCAP_KUBELET_CONFIGZ: tokn is none of kubeconfig=FILE" },
	{ "a token itself", "secret", KP_ERR_INVAL, "OSCAP_KUBELET_CONFIGZ: a word without = is none of" },
	{ "a kubeconfig and a token", "kubeconfig=/a token=/t", KP_ERR_INVAL, "one of kubeconfig=FILE, token=FILE, and cert=FILE with key=FILE is wanted" },
	{ "a certificate and a token", "cert=/c key=/k token=/t", KP_ERR_INVAL, "one of kubeconfig=FILE" },
	{ "a CA alone", "ca=/ca", KP_ERR_INVAL, "one of kubeconfig=FILE" },
	{ "a certificate without its key", "cert=/c", KP_ERR_INVAL, "cert=FILE and key=FILE go together" },
	{ "a key without its certificate", "key=/k kubeconfig=/a", KP_ERR_INVAL, "cert=FILE and key=FILE go together" },
	{ "a relative path", "token=t", KP_ERR_INVAL, "token=t is no absolute path" },
	{ "an empty path", "token=", KP_ERR_INVAL, "token= is no absolute path" },
	{ "twice", "token=/t token=/u", KP_ERR_INVAL, "token= stands there twice" },
	{ "a server twice", "server=127.0.0.1:1 server=127.0.0.1:1 token=/t", KP_ERR_INVAL, "server= stands there twice" },
	{ "a server by name", "token=/t server=localhost:10250", KP_ERR_INVAL, "server=: localhost:10250 has a name where an address is wanted, such as 127.0.0.1:10250" },
	{ "a server by a long name", "token=/t server=node-1.Example.com:10250", KP_ERR_INVAL, "node-1.Example.com:10250 has a name" },
	{ "a name without port", "token=/t server=localhost", KP_ERR_INVAL, "localhost is no ADDRESS:PORT" },
	{ "a name in brackets", "token=/t server=[localhost]:1", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "a URL", "token=/t server=https://localhost:1", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "numbers that are no address", "token=/t server=127.0.0.256:1", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "a port alone", "token=/t server=:10250", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "a server without port", "token=/t server=127.0.0.1", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "port 0", "token=/t server=127.0.0.1:0", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "port 65536", "token=/t server=127.0.0.1:65536", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "a port with more behind it", "token=/t server=127.0.0.1:1/x", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "IPv6 without brackets", "token=/t server=::1:10250", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "IPv4 in brackets", "token=/t server=[127.0.0.1]:1", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "half a bracket", "token=/t server=[:1", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "a zone", "token=/t server=[fe80::1%eth0]:1", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "an address that is too long", "token=/t server=[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb]:1", KP_ERR_INVAL, "is no ADDRESS:PORT" },
	{ "an empty server", "token=/t server=", KP_ERR_INVAL, "is no ADDRESS:PORT" },
};

/* clang-format on */

static void add(struct kp_text *text, const char *word)
{
	kp_text_add_str(text, word == NULL || word[0] == '\0' ? "-" : word);
	kp_text_add_char(text, ' ');
}

static void test_parse(void **state)
{
	const struct row *row = *state;
	struct kp_configz_options options = { 0 };
	struct kp_text text = { 0 };
	struct kp_error error;
	char *got = NULL;
	enum kp_status status;

	table_error_prepare(&error);
	status = kp_configz_options_parse(row->text, &options, &error);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, 0, row->wanted);
		assert_null(options.text);
		return;
	}
	table_assert_ok(status, &error);
	add(&text, options.kubeconfig);
	add(&text, options.cert);
	add(&text, options.key);
	add(&text, options.token);
	add(&text, options.ca);
	add(&text, options.server.host);
	kp_text_addf(&text, "%d", options.server.port);
	assert_int_equal(kp_text_finish(&text, &got, NULL), KP_OK);
	assert_string_equal(got, row->wanted);
	free(got);
	kp_configz_options_done(&options);
}

int main(void)
{
	static const struct table tables[] = { TABLE_ROWS(test_parse, rows) };

	return TABLE_MAIN(tables);
}
