/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Requests by HTTP and TLS to an address of this machine. Nothing but the address decides where they go:
 * no proxy, no redirect, no .netrc, nothing of the environment.
 *
 * What has credentials goes to a server that is known alone: the handshake is over then, and the certificate
 * was found to be the right one. Before that nothing is sent that anybody could not send.
 */
#ifndef KP_NET_REQUEST_H
#define KP_NET_REQUEST_H

#include <stddef.h>

#include "base/status.h"
#include "net/curl.h"

/** What a server answered. Start as `{ 0 }`. */
struct kp_net_answer {
	int code;   /**< of HTTP */
	char *body; /**< owned, with a NUL behind it */
	size_t len;
};

/** Release what it holds. */
void kp_net_answer_done(struct kp_net_answer *answer);

/**
 * GET something.
 * @param[in] curl open
 * @param[in] url of http or https; a certificate is not looked at
 * @param[in] timeout milliseconds for all of it
 * @param[in] limit most bytes of a body to take
 * @param[out] ret_answer to be released with kp_net_answer_done(); untouched on failure
 * @return KP_OK, whatever code was answered; KP_ERR_LIMIT for a larger body; KP_ERR_IO when there was no
 *         answer, with the reason; KP_ERR_NOMEM
 */
enum kp_status kp_net_get(const struct kp_curl *curl, const char *url, unsigned timeout,
			  size_t limit, struct kp_net_answer *ret_answer, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Whom a server has to be, and who asks it. Paths are those of files that libcurl reads. */
struct kp_net_peer {
	const char *
		connect_to; /**< `::ADDRESS:PORT`, an address of IPv6 in brackets; NULL: as the URL says */
	/** Certificates, in PEM, that vouch for it, and for the name or address in the URL; or NULL. */
	const char *ca_file;
	/**
	 * Else the public key, in DER, that it has to have: its certificate counts for nothing then. Who
	 * has the private one is the server, however old its certificate is and whatever it is named.
	 */
	const char *public_key_file;
	const char *cert_file; /**< PEM; NULL: none */
	const char *key_file;  /**< PEM, of the certificate */
	const char *token;     /**< of printing characters; NULL: none */
};

/**
 * GET something by https as somebody, of a server that is known.
 * @param[in] curl open
 * @param[in] url of https
 * @param[in] timeout milliseconds for all of it
 * @param[in] limit most bytes of a body to take
 * @param[out] ret_answer to be released with kp_net_answer_done(); untouched on failure
 * @param[out] ret_code CURLcode of a request that failed; KP_CURLE_OK if libcurl says nothing of it
 * @return as kp_net_get(); KP_ERR_INVAL without anything that the server is known by
 */
enum kp_status kp_net_get_as(const struct kp_curl *curl, const char *url,
			     const struct kp_net_peer *peer, unsigned timeout, size_t limit,
			     struct kp_net_answer *ret_answer, int *ret_code,
			     struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Complete a TLS handshake, and say nothing then. Whose certificate the server has is not looked at: this
 * asks whether it can serve at all.
 * @param[in] host an address, one of IPv6 in brackets
 * @param[in] port 1 to 65535
 * @param[in] timeout milliseconds
 * @return KP_OK; KP_ERR_IO with the reason; KP_ERR_NOMEM
 */
enum kp_status kp_net_handshake(const struct kp_curl *curl, const char *host, int port,
				unsigned timeout, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
