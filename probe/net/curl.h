/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * libcurl, opened when it is first needed: what asks nothing runs without it.
 *
 * What is used of it is declared here, so that its headers are not needed to build. Names and numbers are
 * those of include/curl/curl.h, which never change for a library that is libcurl.so.4
 * (https://curl.se/libcurl/abi.html); a test compares them with what the library says of itself.
 */
#ifndef KP_NET_CURL_H
#define KP_NET_CURL_H

#include "base/status.h"

/** A transfer of libcurl, CURL there. */
struct kp_curl_easy;

/** Functions of libcurl. Start as `{ 0 }`. */
struct kp_curl {
	void *library; /**< NULL: not open */
	struct kp_curl_easy *(*easy_init)(void);
	int (*easy_setopt)(struct kp_curl_easy *easy, int option, ...);
	int (*easy_perform)(struct kp_curl_easy *easy);
	int (*easy_getinfo)(struct kp_curl_easy *easy, int info, ...);
	void (*easy_cleanup)(struct kp_curl_easy *easy);
	const char *(*easy_strerror)(int code);
};

/** CURLcode */
enum {
	KP_CURLE_OK = 0,
	KP_CURLE_COULDNT_CONNECT = 7,
	KP_CURLE_OUT_OF_MEMORY = 27,
	KP_CURLE_OPERATION_TIMEDOUT = 28,
	KP_CURLE_SSL_CONNECT_ERROR = 35,
	KP_CURLE_UNKNOWN_OPTION = 48,
	KP_CURLE_SSL_CERTPROBLEM = 58,
	KP_CURLE_PEER_FAILED_VERIFICATION = 60,
	KP_CURLE_SSL_CACERT_BADFILE = 77,
	KP_CURLE_SSL_PINNEDPUBKEYNOTMATCH = 90
};

/** CURLoption: below 10000 the value is a long, from there a pointer, from 20000 a function. */
enum {
	KP_CURLOPT_SSLVERSION = 32,
	KP_CURLOPT_NETRC = 51,
	KP_CURLOPT_FOLLOWLOCATION = 52,
	KP_CURLOPT_SSL_VERIFYPEER = 64,
	KP_CURLOPT_SSL_VERIFYHOST = 81,
	KP_CURLOPT_NOSIGNAL = 99,
	KP_CURLOPT_CONNECT_ONLY = 141,
	KP_CURLOPT_TIMEOUT_MS = 155,
	KP_CURLOPT_PROTOCOLS = 181,
	KP_CURLOPT_WRITEDATA = 10001,
	KP_CURLOPT_URL = 10002,
	KP_CURLOPT_PROXY = 10004,
	KP_CURLOPT_ERRORBUFFER = 10010,
	KP_CURLOPT_HTTPHEADER = 10023,
	KP_CURLOPT_SSLCERT = 10025,
	KP_CURLOPT_CAINFO = 10065,
	KP_CURLOPT_SSLKEY = 10087,
	KP_CURLOPT_CAPATH = 10097,
	KP_CURLOPT_PINNEDPUBLICKEY = 10230, /* since 7.39 */
	KP_CURLOPT_CONNECT_TO = 10243,      /* since 7.49 */
	KP_CURLOPT_PROTOCOLS_STR = 10318,   /* since 7.85, which says that PROTOCOLS is outdated */
	KP_CURLOPT_WRITEFUNCTION = 20011
};

/** CURL_SSLVERSION_TLSv1_2: that, or a later one. */
#define KP_CURL_SSLVERSION_TLS12 6L

/** struct curl_slist */
struct kp_curl_list {
	char *data;
	struct kp_curl_list *next;
};

/** CURLINFO_RESPONSE_CODE, a long. */
#define KP_CURLINFO_RESPONSE_CODE 0x200002

/** CURL_ERROR_SIZE */
#define KP_CURL_ERROR_SIZE 256

/** CURLPROTO_HTTP | CURLPROTO_HTTPS */
#define KP_CURLPROTO_HTTP_HTTPS 3L

/**
 * Open libcurl, whichever library it takes TLS from.
 * @param[out] ret_curl to be released with kp_curl_done(); untouched on failure
 * @return KP_OK; KP_ERR_NOENT if it is not installed; KP_ERR_UNSUPPORTED if it lacks a function
 */
enum kp_status kp_curl_open(struct kp_curl *ret_curl, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Release what it holds. */
void kp_curl_done(struct kp_curl *curl);

#endif
