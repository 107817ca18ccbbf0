/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "configz/request.h"

#include <stddef.h>

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/cleanup.h"
#include "configz/certificate.h"
#include "configz/credentials.h"
#include "configz/target.h"
#include "files/procfs.h"

enum {
	/** Longest name of a node (RFC 1123). */
	NAME_SIZE = 254,
	URL_SIZE = NAME_SIZE + 32,
	/** Most of a text of a server that is told. */
	TOLD_MAX = 200
};

/** A request on its way. */
struct asking {
	const struct kp_configz_job *job;
	struct kp_configz_credentials credentials;
	struct kp_configz_file public_key;
	struct kp_curl curl;
};

/** What a failure means, by what libcurl or the server says. */
struct meaning {
	int code;
	enum kp_status status;
	const char *words;
};

/* clang-format off */
static const struct meaning of_curl[] = {
	{ KP_CURLE_COULDNT_CONNECT, KP_ERR_IO, "it does not take connections, as while it starts" },
	{ KP_CURLE_OPERATION_TIMEDOUT, KP_ERR_IO, "OSCAP_KUBELET_TIMEOUT says how long it may take" },
	{ KP_CURLE_SSL_CONNECT_ERROR, KP_ERR_IO, "a kubelet with serverTLSBootstrap has no certificate before somebody approves its request (kubectl get csr, kubectl certificate approve), nor has one of 1.36 with one of tlsCertFile and tlsPrivateKeyFile" },
	{ KP_CURLE_SSL_CERTPROBLEM, KP_ERR_IO, "the client certificate or its key cannot be used" },
	{ KP_CURLE_PEER_FAILED_VERIFICATION, KP_ERR_UNSUPPORTED, "nothing was sent: its certificate is not one of ca=FILE for the name or the address of the node, or not valid now" },
	{ KP_CURLE_SSL_CACERT_BADFILE, KP_ERR_UNSUPPORTED, "ca=FILE has no certificates" },
	{ KP_CURLE_SSL_PINNEDPUBKEYNOTMATCH, KP_ERR_UNSUPPORTED, "nothing was sent: it shows another certificate than the file that it is to serve, which may have been replaced since it was read" },
	{ KP_CURLE_OK, KP_OK, NULL },
};

static const struct meaning of_http[] = {
	{ 401, KP_ERR_PERM, "it does not know who asks: a certificate has to be one of its authentication.x509.clientCAFile, and a token takes authentication.webhook" },
	{ 403, KP_ERR_PERM, "give the user the right to get nodes/configz, which 1.33 and later ask for first, or nodes/proxy" },
	{ 404, KP_ERR_UNSUPPORTED, "it has no /configz: enableDebuggingHandlers is false" },
	{ 301, KP_ERR_UNSUPPORTED, "where that leads is not followed" },
	{ 302, KP_ERR_UNSUPPORTED, "where that leads is not followed" },
	{ 307, KP_ERR_UNSUPPORTED, "where that leads is not followed" },
	{ 308, KP_ERR_UNSUPPORTED, "where that leads is not followed" },
	{ KP_CURLE_OK, KP_OK, NULL },
};

/* clang-format on */

/** @return the row of a code; NULL if there is none */
static const struct meaning *find(const struct meaning *rows, int code)
{
	while (rows->words != NULL && rows->code != code) {
		rows++;
	}
	return rows->words == NULL ? NULL : rows;
}

static void asking_done(struct asking *asking)
{
	kp_configz_credentials_done(&asking->credentials);
	kp_configz_file_done(&asking->public_key);
	kp_curl_done(&asking->curl);
}

/** Copy what a server says into a message, as one line that can be read. */
static void tell(const struct kp_net_answer *answer, char told[TOLD_MAX + 1])
{
	size_t len = answer->len < TOLD_MAX ? answer->len : TOLD_MAX;

	for (size_t i = 0; i < len; i++) {
		char c = answer->body[i];

		told[i] = (char)(c >= ' ' && c <= '~' ? c : ' ');
	}
	while (len > 0 && told[len - 1] == ' ') {
		len--;
	}
	told[len] = '\0';
}

enum kp_status kp__configz_explain_answer(const struct kp_net_answer *answer,
					  struct kp_error *reterr)
{
	const struct meaning *meaning = find(of_http, answer->code);
	char told[TOLD_MAX + 1];
	enum kp_status status = meaning == NULL ? KP_ERR_IO : meaning->status;

	if (answer->code == 200) {
		return KP_OK;
	}
	tell(answer, told);
	(void)kp_fail(reterr, status, "it answers %d%s%s", answer->code,
		      told[0] == '\0' ? "" : ", ", told);
	return meaning == NULL ? status : kp_add(reterr, status, "%s", meaning->words);
}

/** Read the key of the certificate that the kubelet has on disk. */
static enum kp_status pin(int pid_fd, struct asking *asking, struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int root_fd = -1;
	KP_CLEANUP(kp_buffer_done) struct kp_buffer text = { 0 };
	KP_CLEANUP(kp_buffer_done) struct kp_buffer key = { 0 };
	const char *path = asking->job->certificate;
	struct kp_bytes bytes;
	enum kp_status status;

	if (path[0] == '\0') {
		return kp_fail(
			reterr, KP_ERR_UNSUPPORTED,
			"which certificate it serves cannot be told: ca=FILE in " KP_CONFIGZ_VARIABLE
			" has to name the CA of it");
	}
	status = kp_procfs_open_dir(pid_fd, "root", &root_fd, reterr);
	if (status == KP_OK) {
		status = kp_configz_read_trusted(root_fd, path, &text, reterr);
	}
	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&text);
		status = kp_configz_public_key(&bytes, &key, reterr);
		status = status == KP_OK ? status : kp_wrap(reterr, status, "%s", path);
	}
	if (status == KP_OK) {
		bytes = kp_buffer_bytes(&key);
		status = kp_configz_file_make(&bytes, &asking->public_key, reterr);
	}
	return status == KP_OK ? status : kp_wrap(reterr, status, "the certificate that it serves");
}

/** The node's name, as it stands in certificates. @return whether it is one that a URL may have */
static bool make_name(const struct kp_configz_job *job, char name[NAME_SIZE])
{
	struct utsname machine;
	const char *text = job->name;
	size_t len = 0;

	if (text[0] == '\0') {
		if (uname(&machine) != 0) {
			return false;
		}
		text = machine.nodename;
	}
	for (; len < NAME_SIZE - 1 && text[len] != '\0'; len++) {
		unsigned char c = (unsigned char)text[len];

		if (!isalnum(c) && c != '-' && c != '.') {
			return false;
		}
		name[len] = (char)tolower(c);
	}
	name[len] = '\0';
	return len > 0 && text[len] == '\0';
}

/** Make one request. @param[in] host that the URL names, and a CA vouches for */
static enum kp_status get(const struct asking *asking, const char *host,
			  struct kp_net_answer *ret_answer, int *ret_code, struct kp_error *reterr)
{
	const struct kp_configz_job *job = asking->job;
	char url[URL_SIZE];
	char to[KP_CONFIGZ_HOST_SIZE + sizeof("::65535:")];
	const struct kp_net_peer peer = {
		.connect_to = to,
		.ca_file = kp_configz_file_path(&asking->credentials.ca),
		.public_key_file = kp_configz_file_path(&asking->public_key),
		.cert_file = kp_configz_file_path(&asking->credentials.cert),
		.key_file = kp_configz_file_path(&asking->credentials.key),
		.token = asking->credentials.token,
	};

	(void)snprintf(url, sizeof(url), "https://%s:%d/configz", host, job->server.port);
	(void)snprintf(to, sizeof(to), "::%s:%d", job->server.host, job->server.port);
	return kp_net_get_as(&asking->curl, url, &peer, job->milliseconds,
			     kp_default_limits.file_bytes, ret_answer, ret_code, reterr);
}

/** Ask: by the name of the node, for which its certificate is made, or else by the address. */
static enum kp_status ask(const struct asking *asking, struct kp_net_answer *ret_answer,
			  struct kp_error *reterr)
{
	char name[NAME_SIZE];
	int code = KP_CURLE_PEER_FAILED_VERIFICATION;
	bool has_ca = kp_configz_file_path(&asking->credentials.ca) != NULL;
	const struct meaning *meaning;
	enum kp_status status = KP_ERR_IO;

	if (has_ca && make_name(asking->job, name)) {
		status = get(asking, name, ret_answer, &code, reterr);
	}
	/* Nothing was sent then but what begins a handshake. */
	if (status != KP_OK && code == KP_CURLE_PEER_FAILED_VERIFICATION) {
		status = get(asking, asking->job->server.host, ret_answer, &code, reterr);
	}
	meaning = status == KP_OK ? NULL : find(of_curl, code);
	if (meaning == NULL) {
		return status;
	}
	if (reterr != NULL) {
		reterr->status = meaning->status;
	}
	return kp_add(reterr, meaning->status, "%s", meaning->words);
}

/** Ask, with all that it takes at hand. */
static enum kp_status ask_and_take(const struct asking *asking, struct kp_buffer *ret_body,
				   struct kp_error *reterr)
{
	KP_CLEANUP(kp_net_answer_done) struct kp_net_answer answer = { 0 };
	enum kp_status status = ask(asking, &answer, reterr);

	if (status == KP_OK) {
		status = kp__configz_explain_answer(&answer, reterr);
	}
	if (status == KP_OK) {
		ret_body->at = kp_steal(&answer.body);
		ret_body->len = answer.len;
	}
	return status;
}

/** Get everything ready, and ask. */
static enum kp_status run(const struct kp_ctx *ctx, const struct kp_configz_options *options,
			  struct asking *asking, struct kp_buffer *ret_body,
			  struct kp_error *reterr)
{
	KP_CLEANUP(kp_closep) int pid_fd = -1;
	enum kp_status status = kp_curl_open(&asking->curl, reterr);

	if (status == KP_OK) {
		status = kp_configz_credentials_read(ctx, asking->job->root, options,
						     &asking->credentials, reterr);
	}
	/* As late as possible: whoever listens there now is asked. */
	if (status == KP_OK) {
		status = kp_configz_target_open(ctx, asking->job, &pid_fd, reterr);
	}
	if (status == KP_OK && kp_configz_file_path(&asking->credentials.ca) == NULL) {
		status = pin(pid_fd, asking, reterr);
	}
	return status == KP_OK ? ask_and_take(asking, ret_body, reterr) : status;
}

enum kp_status kp_configz_request(const struct kp_configz_job *job, struct kp_buffer *ret_body,
				  struct kp_error *reterr)
{
	KP_CLEANUP(kp_configz_options_done) struct kp_configz_options options = { 0 };
	KP_CLEANUP(asking_done)
	struct asking asking = { .job = job,
				 .credentials = KP_CONFIGZ_CREDENTIALS_NONE,
				 .public_key = KP_CONFIGZ_FILE_NONE };
	struct kp_ctx ctx;
	enum kp_status status = kp_configz_options_parse(job->options, &options, reterr);

	if (status == KP_OK) {
		status = kp_ctx_init(&ctx, job->root, reterr);
	}
	if (status == KP_OK) {
		status = run(&ctx, &options, &asking, ret_body, reterr);
		kp_ctx_done(&ctx);
	}
	return status;
}
