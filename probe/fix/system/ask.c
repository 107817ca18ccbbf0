/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fix/system/ask.h"

#include <stddef.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "net/curl.h"
#include "net/request.h"

/** Bytes that healthz answers at most: a line for each of its checks when one fails. */
#define HEALTHZ_LIMIT 65536

struct kp_ask {
	struct kp_curl curl;
};

enum kp_status kp_ask_new(struct kp_ask **ret_ask, struct kp_error *reterr)
{
	struct kp_curl curl = { 0 };
	struct kp_ask *ask;
	enum kp_status status = kp_curl_open(&curl, reterr);

	if (status != KP_OK) {
		return status;
	}
	ask = malloc(sizeof(*ask));
	if (ask == NULL) {
		kp_curl_done(&curl);
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	ask->curl = curl;
	*ret_ask = ask;
	return KP_OK;
}

void kp_ask_free(struct kp_ask *ask)
{
	if (ask != NULL) {
		kp_curl_done(&ask->curl);
	}
	free(ask);
}

enum kp_status kp_ask_healthz(const struct kp_ask *ask, const struct kp_endpoint *endpoint,
			      struct kp_error *reterr)
{
	KP_CLEANUP(kp_net_answer_done) struct kp_net_answer answer = { 0 };
	char url[sizeof(endpoint->host) + sizeof("http://:65535/healthz")];
	enum kp_status status;

	(void)snprintf(url, sizeof(url), "http://%s:%d/healthz", endpoint->host, endpoint->port);
	status = kp_net_get(&ask->curl, url, KP_ASK_TIMEOUT, HEALTHZ_LIMIT, &answer, reterr);
	if (status == KP_OK && answer.code != 200) {
		status = kp_fail(reterr, KP_ERR_IO, "%s answers %d", url, answer.code);
	}
	return status == KP_OK || status == KP_ERR_NOMEM ? status : KP_ERR_IO;
}

enum kp_status kp_ask_handshake(const struct kp_ask *ask, const struct kp_endpoint *endpoint,
				struct kp_error *reterr)
{
	return kp_net_handshake(&ask->curl, endpoint->host, endpoint->port, KP_ASK_TIMEOUT, reterr);
}
