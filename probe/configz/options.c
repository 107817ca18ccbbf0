/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/options.h"

#include <stddef.h>
#include <stdint.h>

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "base/text.h"

#define BLANKS " \t\r\n"

/** A word: what stands before its `=`, and where its value goes. */
struct word {
	const char *key;
	size_t offset; /* of a path in struct kp_configz_options */
};

#define OPTION(member) offsetof(struct kp_configz_options, member)

static const struct word words[] = {
	{ "kubeconfig", OPTION(kubeconfig) }, { "cert", OPTION(cert) }, { "key", OPTION(key) },
	{ "token", OPTION(token) },           { "ca", OPTION(ca) },
};

void kp_configz_options_done(struct kp_configz_options *options)
{
	free(options->text);
	*options = (struct kp_configz_options){ 0 };
}

/** Whether a text is an address. @param[in] family AF_INET or AF_INET6 */
static bool is_address(int family, const char *text, size_t len)
{
	char copy[INET6_ADDRSTRLEN];
	unsigned char address[sizeof(struct in6_addr)];

	if (len >= sizeof(copy)) {
		return false;
	}
	memcpy(copy, text, len);
	copy[len] = '\0';
	return inet_pton(family, copy, address) == 1;
}

/** Whether a text can be the name of a host, and is no address of which something is missing. */
static bool is_name(const char *text, size_t len)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	static const char others[] = "0123456789-._";
	bool has_letter = false;

	for (size_t i = 0; i < len; i++) {
		if (strchr(letters, text[i]) != NULL) {
			has_letter = true;
		} else if (strchr(others, text[i]) == NULL) {
			return false;
		}
	}
	return has_letter;
}

/** Say what is wrong with the place of a server. @param[in] len of what stands before the port */
static enum kp_status refuse_server(const char *text, size_t len, struct kp_error *reterr)
{
	return kp_fail(reterr, KP_ERR_INVAL,
		       is_name(text, len) ? "%s has a name where an address is wanted, such as "
					    "127.0.0.1:10250 or [::1]:10250: what a name means may "
					    "be up to another host, and no name is looked up"
					  : "%s is no ADDRESS:PORT, such as 127.0.0.1:10250 or "
					    "[::1]:10250",
		       text);
}

enum kp_status kp_configz_server_parse(const char *text, struct kp_configz_server *ret_server,
				       struct kp_error *reterr)
{
	const char *colon = strrchr(text, ':');
	size_t len = colon == NULL ? 0 : (size_t)(colon - text);
	struct kp_configz_server server;
	int64_t port = 0;
	bool is_right;

	if (len > 1 && text[0] == '[' && text[len - 1] == ']') {
		is_right = is_address(AF_INET6, text + 1, len - 2);
	} else {
		is_right = is_address(AF_INET, text, len);
	}
	if (!is_right || len >= sizeof(server.host) || !kp_go_int(colon + 1, 10, 32, &port) ||
	    port < 1 || port > KP_CONFIGZ_PORT_MAX) {
		return refuse_server(text, len, reterr);
	}
	memcpy(server.host, text, len);
	server.host[len] = '\0';
	server.port = (int)port;
	*ret_server = server;
	return KP_OK;
}

/** Take the value of `server`. */
static enum kp_status take_server(struct kp_configz_options *options, const char *value,
				  struct kp_error *reterr)
{
	enum kp_status status;

	if (options->server.port != 0) {
		return kp_fail(reterr, KP_ERR_INVAL, "server= stands there twice");
	}
	status = kp_configz_server_parse(value, &options->server, reterr);
	return status == KP_OK ? KP_OK : kp_wrap(reterr, status, "server=");
}

/** Take the value of a word that is a path. */
static enum kp_status take_path(struct kp_configz_options *options, const struct word *word,
				const char *value, struct kp_error *reterr)
{
	const char *path;
	char *at = (char *)options + word->offset;

	memcpy(&path, at, sizeof(path));
	if (path != NULL) {
		return kp_fail(reterr, KP_ERR_INVAL, "%s= stands there twice", word->key);
	}
	if (value[0] != '/') {
		return kp_fail(reterr, KP_ERR_INVAL, "%s=%s is no absolute path", word->key, value);
	}
	memcpy(at, &value, sizeof(value));
	return KP_OK;
}

/** Take one word. @param[in,out] text the word, cut into pieces */
static enum kp_status take(struct kp_configz_options *options, char *text, struct kp_error *reterr)
{
	char *equals = strchr(text, '=');

	if (equals != NULL) {
		*equals = '\0';
		if (strcmp(text, "server") == 0) {
			return take_server(options, equals + 1, reterr);
		}
	}
	for (size_t i = 0; equals != NULL && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i].key) == 0) {
			return take_path(options, &words[i], equals + 1, reterr);
		}
	}
	/* What stands behind `=` may be a token that somebody took for what is wanted. */
	return kp_fail(reterr, KP_ERR_INVAL,
		       "%s is none of kubeconfig=FILE, cert=FILE, key=FILE, token=FILE, ca=FILE, "
		       "server=ADDRESS:PORT",
		       equals == NULL ? "a word without =" : text);
}

/** Check that the words go together. */
static enum kp_status check(const struct kp_configz_options *options, struct kp_error *reterr)
{
	int credentials = (options->kubeconfig != NULL) + (options->token != NULL) +
			  (options->cert != NULL || options->key != NULL);

	if ((options->cert == NULL) != (options->key == NULL)) {
		return kp_fail(reterr, KP_ERR_INVAL, "cert=FILE and key=FILE go together");
	}
	if (credentials != 1) {
		return kp_fail(reterr, KP_ERR_INVAL,
			       "one of kubeconfig=FILE, token=FILE, and cert=FILE with key=FILE is "
			       "wanted");
	}
	return KP_OK;
}

enum kp_status kp_configz_options_parse(const char *text, struct kp_configz_options *ret_options,
					struct kp_error *reterr)
{
	KP_CLEANUP(kp_configz_options_done) struct kp_configz_options options = { 0 };
	enum kp_status status = KP_OK;
	char *save = NULL;

	if (text == NULL || text[strspn(text, BLANKS)] == '\0') {
		return kp_fail(reterr, KP_ERR_NOENT, KP_CONFIGZ_VARIABLE " is not set");
	}
	status = kp_text_dup(text, &options.text, reterr);
	if (status != KP_OK) {
		return status;
	}
	for (char *word = strtok_r(options.text, BLANKS, &save); status == KP_OK && word != NULL;
	     word = strtok_r(NULL, BLANKS, &save)) {
		status = take(&options, word, reterr);
	}
	if (status == KP_OK) {
		status = check(&options, reterr);
	}
	if (status != KP_OK) {
		return kp_wrap(reterr, status, KP_CONFIGZ_VARIABLE);
	}
	*ret_options = options;
	options.text = NULL;
	return KP_OK;
}
