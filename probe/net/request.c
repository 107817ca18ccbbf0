/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "net/request.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/text.h"

/** A request. */
struct request {
	const struct kp_curl *curl;
	struct kp_curl_easy *easy;
	const char *url;
	int code; /* what the last call of libcurl said; KP_CURLE_OK before */
	char error[KP_CURL_ERROR_SIZE];
};

/** A body that grows. */
struct body {
	struct kp_text text;
	size_t limit;
	bool is_too_large;
};

void kp_net_answer_done(struct kp_net_answer *answer)
{
	free(answer->body);
	*answer = (struct kp_net_answer){ 0 };
}

static void set_long(struct request *request, int option, long value)
{
	if (request->code == KP_CURLE_OK) {
		request->code = request->curl->easy_setopt(request->easy, option, value);
	}
}

static void set_pointer(struct request *request, int option, const void *value)
{
	if (request->code == KP_CURLE_OK) {
		request->code = request->curl->easy_setopt(request->easy, option, value);
	}
}

/** Let it speak nothing but HTTP and HTTPS. */
static void set_protocols(struct request *request)
{
	set_pointer(request, KP_CURLOPT_PROTOCOLS_STR, "http,https");
	if (request->code == KP_CURLE_UNKNOWN_OPTION) {
		request->code = KP_CURLE_OK;
		set_long(request, KP_CURLOPT_PROTOCOLS, KP_CURLPROTO_HTTP_HTTPS);
	}
}

/** Begin a request. @param[in,out] request with curl and url; to be released with end() */
static enum kp_status begin(struct request *request, unsigned timeout, struct kp_error *reterr)
{
	request->easy = request->curl->easy_init();
	if (request->easy == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	set_pointer(request, KP_CURLOPT_ERRORBUFFER, request->error);
	set_pointer(request, KP_CURLOPT_URL, request->url);
	set_protocols(request);
	/* An empty text is none, also where the environment has one. */
	set_pointer(request, KP_CURLOPT_PROXY, "");
	set_long(request, KP_CURLOPT_NETRC, 0);
	set_long(request, KP_CURLOPT_FOLLOWLOCATION, 0);
	set_long(request, KP_CURLOPT_NOSIGNAL, 1);
	set_long(request, KP_CURLOPT_TIMEOUT_MS, (long)timeout);
	set_long(request, KP_CURLOPT_SSL_VERIFYPEER, 0);
	set_long(request, KP_CURLOPT_SSL_VERIFYHOST, 0);
	return KP_OK;
}

static void end(struct request *request)
{
	if (request->easy != NULL) {
		request->curl->easy_cleanup(request->easy);
	}
}

/** Make the request. @return KP_OK; why it failed */
static enum kp_status perform(struct request *request, struct kp_error *reterr)
{
	if (request->code == KP_CURLE_OK) {
		request->code = request->curl->easy_perform(request->easy);
	}
	if (request->code == KP_CURLE_OK) {
		return KP_OK;
	}
	if (request->code == KP_CURLE_OUT_OF_MEMORY) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	/* libcurl has a text for each place where the time may be over. */
	if (request->code == KP_CURLE_OPERATION_TIMEDOUT) {
		return kp_fail(reterr, KP_ERR_IO, "%s: timed out", request->url);
	}
	return kp_fail(reterr, KP_ERR_IO, "%s: %s", request->url,
		       request->error[0] != '\0' ? request->error
						 : request->curl->easy_strerror(request->code));
}

/** Take what was received, as CURLOPT_WRITEFUNCTION. @return how much: less than all ends the request */
static size_t receive(char *bytes, size_t size, size_t count, void *userdata)
{
	struct body *body = userdata;
	/* libcurl says that size is 1. */
	size_t len = size * count;

	if (len > body->limit - body->text.len) {
		body->is_too_large = true;
		return 0;
	}
	kp_text_add(&body->text, bytes, len);
	return body->text.failed ? 0 : len;
}

/** Make a request and read its answer. @param[in,out] body released by the caller */
static enum kp_status get(struct request *request, struct body *body,
			  struct kp_net_answer *ret_answer, struct kp_error *reterr)
{
	struct kp_net_answer answer = { 0 };
	long code = 0;
	enum kp_status status;

	set_pointer(request, KP_CURLOPT_WRITEDATA, body);
	if (request->code == KP_CURLE_OK) {
		request->code = request->curl->easy_setopt(request->easy, KP_CURLOPT_WRITEFUNCTION,
							   receive);
	}
	status = perform(request, reterr);
	if (body->is_too_large) {
		return kp_fail(reterr, KP_ERR_LIMIT, "%s: the answer has more than %zu bytes",
			       request->url, body->limit);
	}
	if (body->text.failed) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	if (status == KP_OK) {
		answer.len = body->text.len;
		(void)request->curl->easy_getinfo(request->easy, KP_CURLINFO_RESPONSE_CODE, &code);
		answer.code = (int)code;
		status = kp_text_finish(&body->text, &answer.body, reterr);
	}
	if (status == KP_OK) {
		*ret_answer = answer;
	}
	return status;
}

enum kp_status kp_net_get(const struct kp_curl *curl, const char *url, unsigned timeout,
			  size_t limit, struct kp_net_answer *ret_answer, struct kp_error *reterr)
{
	KP_CLEANUP(end) struct request request = { .curl = curl, .url = url };
	struct body body = { .limit = limit };
	enum kp_status status = begin(&request, timeout, reterr);

	if (status == KP_OK) {
		status = get(&request, &body, ret_answer, reterr);
	}
	kp_text_done(&body.text);
	return status;
}

/** The server, and who asks. */
static void set_peer(struct request *request, const struct kp_net_peer *peer,
		     struct kp_curl_list *connect_to, struct kp_curl_list *header)
{
	bool has_ca = peer->ca_file != NULL;

	set_long(request, KP_CURLOPT_SSLVERSION, KP_CURL_SSLVERSION_TLS12);
	/* What is set is refused by a libcurl that cannot do it, so that nothing is asked then. */
	set_long(request, KP_CURLOPT_SSL_VERIFYPEER, has_ca ? 1 : 0);
	set_long(request, KP_CURLOPT_SSL_VERIFYHOST, has_ca ? 2 : 0);
	/* Debian's has a directory of all public CAs besides whatever file it is given. */
	set_pointer(request, KP_CURLOPT_CAPATH, NULL);
	set_pointer(request, KP_CURLOPT_CAINFO, peer->ca_file);
	if (!has_ca) {
		set_pointer(request, KP_CURLOPT_PINNEDPUBLICKEY, peer->public_key_file);
	}
	if (peer->connect_to != NULL) {
		set_pointer(request, KP_CURLOPT_CONNECT_TO, connect_to);
	}
	if (peer->cert_file != NULL) {
		set_pointer(request, KP_CURLOPT_SSLCERT, peer->cert_file);
		set_pointer(request, KP_CURLOPT_SSLKEY, peer->key_file);
	}
	if (header->data != NULL) {
		set_pointer(request, KP_CURLOPT_HTTPHEADER, header);
	}
}

/** The line of a token. @param[out] ret_line caller-owned; untouched without a token */
static enum kp_status make_header(const char *token, char **ret_line, struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	if (token == NULL) {
		return KP_OK;
	}
	kp_text_add_str(&text, "Authorization: Bearer ");
	kp_text_add_str(&text, token);
	return kp_text_finish(&text, ret_line, reterr);
}

enum kp_status kp_net_get_as(const struct kp_curl *curl, const char *url,
			     const struct kp_net_peer *peer, unsigned timeout, size_t limit,
			     struct kp_net_answer *ret_answer, int *ret_code,
			     struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *line = NULL;
	KP_CLEANUP(kp_freep) char *to = NULL;
	struct kp_curl_list header = { 0 };
	struct kp_curl_list connect_to = { 0 };
	KP_CLEANUP(end) struct request request = { .curl = curl, .url = url };
	struct body body = { .limit = limit };
	enum kp_status status = make_header(peer->token, &line, reterr);

	*ret_code = KP_CURLE_OK;
	if (peer->ca_file == NULL && peer->public_key_file == NULL) {
		return kp_fail(reterr, KP_ERR_INVAL, "%s: nothing tells the right server", url);
	}
	if (status == KP_OK) {
		status = kp_text_dup(peer->connect_to == NULL ? "" : peer->connect_to, &to, reterr);
	}
	if (status == KP_OK) {
		status = begin(&request, timeout, reterr);
	}
	if (status == KP_OK) {
		header.data = line;
		connect_to.data = to;
		set_peer(&request, peer, &connect_to, &header);
		status = get(&request, &body, ret_answer, reterr);
		*ret_code = request.code;
	}
	kp_text_done(&body.text);
	return status;
}

enum kp_status kp_net_handshake(const struct kp_curl *curl, const char *host, int port,
				unsigned timeout, struct kp_error *reterr)
{
	KP_CLEANUP(kp_text_done) struct kp_text text = { 0 };
	KP_CLEANUP(kp_freep) char *url = NULL;
	KP_CLEANUP(end) struct request request = { .curl = curl };
	enum kp_status status;

	kp_text_add_str(&text, "https://");
	kp_text_add_str(&text, host);
	kp_text_addf(&text, ":%d/", port);
	status = kp_text_finish(&text, &url, reterr);
	if (status == KP_OK) {
		request.url = url;
		status = begin(&request, timeout, reterr);
	}
	if (status == KP_OK) {
		/* With https the connection is one that can be used, so that the handshake is over. */
		set_long(&request, KP_CURLOPT_CONNECT_ONLY, 1);
		status = perform(&request, reterr);
	}
	return status;
}
