/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the operator says of how a kubelet may be asked: the environment variable OSCAP_KUBELET_CONFIGZ.
 */
#ifndef KP_CONFIGZ_OPTIONS_H
#define KP_CONFIGZ_OPTIONS_H

#include "base/status.h"

/** Its name. */
#define KP_CONFIGZ_VARIABLE "OSCAP_KUBELET_CONFIGZ"

enum {
	/** An address of IPv6 with brackets. */
	KP_CONFIGZ_HOST_SIZE = 56,
	KP_CONFIGZ_PORT_MAX = 65535
};

/** Where a kubelet is asked. Start as `{ 0 }`, which is nowhere. */
struct kp_configz_server {
	char host[KP_CONFIGZ_HOST_SIZE]; /**< an address, one of IPv6 in brackets */
	int port;
};

/** What it says. Start as `{ 0 }`. Paths are absolute, and NULL if they are not given. */
struct kp_configz_options {
	char *text; /**< owned, where the paths stand */
	const char *kubeconfig;
	const char *cert;
	const char *key;
	const char *token;
	const char *ca;
	struct kp_configz_server server; /**< of kubelets that hide where they listen */
};

/** Release what options hold. */
void kp_configz_options_done(struct kp_configz_options *options);

/**
 * Read the words `kubeconfig=FILE`, or `cert=FILE key=FILE`, or `token=FILE`, and `ca=FILE` and
 * `server=ADDRESS:PORT`, in any order, with blanks between them.
 * @param[in] text value of the variable; NULL, or nothing but blanks: it is not given
 * @param[out] ret_options release with kp_configz_options_done(); untouched on failure
 * @return KP_OK; KP_ERR_NOENT if it is not given; KP_ERR_INVAL naming the word; KP_ERR_NOMEM
 */
enum kp_status kp_configz_options_parse(const char *text, struct kp_configz_options *ret_options,
					struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Read `ADDRESS:PORT`, an address of IPv6 in brackets. Names are none: to find out what they mean may
 * take other hosts.
 * @param[out] ret_server untouched on failure
 * @return KP_OK; KP_ERR_INVAL
 */
enum kp_status kp_configz_server_parse(const char *text, struct kp_configz_server *ret_server,
				       struct kp_error *reterr) __attribute__((warn_unused_result));

#endif
