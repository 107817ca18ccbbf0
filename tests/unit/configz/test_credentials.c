/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "configz/credentials.h"
#include "fixture.h"
#include "table.h"

/** A kubeconfig whose user has what follows. */
#define KUBECONFIG                                                      \
	"\tcurrent-context: c\n\tcontexts:\n\t- name: c\n\t  context: " \
	"{user: u}\n\tusers:\n\t- name: u\n\t  user: "
#define TREE                                                                                     \
	"pki/c: CERT\npki/k: KEY\npki/ca: CA\npki/token: \tsecret \npki/two: a b\npki/empty:\n"  \
	"pki/pipe |\npki/link -> c\npki/dangling -> nothing\npki/directory/x: x\nopen/c: CERT\n" \
	"kubeconfig:\n" KUBECONFIG "{client-certificate: pki/c, client-key: pki/k}\n"            \
	"inline:\n" KUBECONFIG "{token: abc}\n"

/** Files below the root directory that is scanned, by options, and what is in memory then. */
struct row {
	const char *name;
	const char *options; /* @ is that directory */
	enum kp_status status;
	const char *wanted; /* `CERT KEY CA TOKEN`, - for none; or a part of the error */
};

/* clang-format off */
static struct row rows[] = {
	{ "a certificate", "cert=@/pki/c key=@/pki/k", KP_OK, "CERT KEY - -" },
	{ "with a CA", "cert=@/pki/c key=@/pki/k ca=@/pki/ca", KP_OK, "CERT KEY CA -" },
	{ "a token, with blanks around it", "token=@/pki/token", KP_OK, "- - - secret" },
	{ "a kubeconfig, which names files beside it", "kubeconfig=@/kubeconfig", KP_OK, "CERT KEY - -" },
	{ "a kubeconfig with a token in it", "kubeconfig=@/inline", KP_OK, "- - - abc" },
	{ "a link", "cert=@/pki/link key=@/pki/k", KP_OK, "CERT KEY - -" },
	{ "not there", "token=@/pki/nothing", KP_ERR_NOENT, "/pki/nothing" },
	{ "a link to nothing", "token=@/pki/dangling", KP_ERR_NOENT, "/pki/dangling" },
	{ "a directory", "token=@/pki/directory", KP_ERR_UNSUPPORTED, "is no regular file" },
	{ "a FIFO", "token=@/pki/pipe", KP_ERR_UNSUPPORTED, "is no regular file" },
	{ "an empty token", "token=@/pki/empty", KP_ERR_SYNTAX, "/pki/empty: there is no token in it" },
	{ "a token of two words", "token=@/pki/two", KP_ERR_SYNTAX, "/pki/two: there is no token in it" },
	{ "a kubeconfig that is none", "kubeconfig=@/pki/c", KP_ERR_SYNTAX, "/pki/c" },
	{ "the second of two is not there", "cert=@/pki/c key=@/pki/nothing", KP_ERR_NOENT, "/pki/nothing" },
};

/* clang-format on */

/** A tree that only its owner may change, but for what is in `open`. */
static void build(struct fixture *fixture)
{
	fixture_build(fixture, TREE);
	assert_int_equal(fchmodat(fixture->fd, "open/c", 0666, 0), 0);
}

/** Parse options of which @ is the tree. */
static void parse(const struct fixture *fixture, const char *text,
		  struct kp_configz_options *options)
{
	struct kp_text made = { 0 };
	char *value = NULL;

	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '@') {
			kp_text_add_str(&made, fixture->path);
		} else {
			kp_text_add_char(&made, *at);
		}
	}
	assert_int_equal(kp_text_finish(&made, &value, NULL), KP_OK);
	assert_int_equal(kp_configz_options_parse(value, options, NULL), KP_OK);
	free(value);
}

/** Add what is in a file in memory, without its line end. */
static void tell(const struct kp_configz_file *file, char *out, size_t size)
{
	char text[64] = "-";
	const char *path = kp_configz_file_path(file);

	if (path != NULL) {
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ssize_t got = read(fd, text, sizeof(text) - 1);

		assert_true(got >= 0);
		text[got] = '\0';
		text[strcspn(text, "\n")] = '\0';
		assert_int_equal(close(fd), 0);
	}
	(void)snprintf(out + strlen(out), size - strlen(out), "%s ", text);
}

static void test_read(void **state)
{
	const struct row *row = *state;
	KP_CLEANUP(kp_configz_credentials_done)
	struct kp_configz_credentials credentials = KP_CONFIGZ_CREDENTIALS_NONE;
	KP_CLEANUP(kp_configz_options_done) struct kp_configz_options options = { 0 };
	struct fixture fixture;
	struct kp_error error;
	struct kp_ctx ctx;
	enum kp_status status;
	char text[256] = "";

	build(&fixture);
	parse(&fixture, row->options, &options);
	assert_int_equal(kp_ctx_init(&ctx, fixture.path, NULL), KP_OK);
	table_error_prepare(&error);
	status = kp_configz_credentials_read(&ctx, fixture.path, &options, &credentials, &error);
	kp_ctx_done(&ctx);
	if (row->status != KP_OK) {
		table_assert_failed(status, &error, row->status, -1, row->wanted);
		assert_null(strstr(error.message, "secret"));
		return;
	}
	table_assert_ok(status, &error);
	tell(&credentials.cert, text, sizeof(text));
	tell(&credentials.key, text, sizeof(text));
	tell(&credentials.ca, text, sizeof(text));
	(void)snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s",
		       credentials.token == NULL ? "-" : credentials.token);
	assert_string_equal(text, row->wanted);
}

/** Whom a file belongs to, and whether it is read. */
static struct trust_row {
	const char *name;
	const char *path;
	mode_t mode; /* 0: as it is */
	const char *says;
} trust_rows[] = {
	{ "the owner's", "pki/c", 0600, NULL },
	{ "others may read it", "pki/c", 0644, NULL },
	{ "the group may write it", "pki/c", 0660, "others than root may write to it (mode 660" },
	{ "others may write it", "open/c", 0, "others than root may write to it (mode 666" },
};

static void test_trust(void **state)
{
	const struct trust_row *row = *state;
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	struct fixture fixture;
	struct kp_error error;
	enum kp_status status;

	build(&fixture);
	if (row->mode != 0) {
		assert_int_equal(fchmodat(fixture.fd, row->path, row->mode, 0), 0);
	}
	table_error_prepare(&error);
	status = kp_configz_read_trusted(fixture.fd, row->path, &text, &error);
	if (row->says != NULL) {
		table_assert_failed(status, &error, KP_ERR_UNSUPPORTED, -1, row->says);
		assert_null(text.at);
		return;
	}
	table_assert_ok(status, &error);
	assert_int_equal(text.len, strlen("CERT\n"));
	assert_memory_equal(text.at, "CERT\n", text.len);
}

static void test_too_large(void **state)
{
	static const char large[(1 << 20) + 1] = { 0 };
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	struct fixture fixture;
	struct kp_error error;

	(void)state;
	fixture_build(&fixture, "etc/\n");
	fixture_write(&fixture, "large", large, sizeof(large));
	table_error_prepare(&error);
	table_assert_failed(kp_configz_read_trusted(fixture.fd, "large", &text, &error), &error,
			    KP_ERR_LIMIT, -1, "large");
	assert_null(text.at);
}

int main(void)
{
	static const struct table tables[] = {
		TABLE_ROWS(test_read, rows),
		TABLE_ROWS(test_trust, trust_rows),
		TABLE_ONE(test_too_large),
	};

	return TABLE_MAIN(tables);
}
