/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * With what a kubeconfig says that one makes oneself known: the user of its current context.
 */
#ifndef KP_CONFIGZ_KUBECONFIG_H
#define KP_CONFIGZ_KUBECONFIG_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/status.h"

/** Where one part of it stands: in a file, or in the kubeconfig itself. Start as `{ 0 }`. */
struct kp_configz_part {
	char *path; /**< absolute; NULL: in no file */
	struct kp_buffer
		bytes; /**< what stands in the kubeconfig; empty if path is set, or if there is none */
};

/** Release what a part holds. */
void kp_configz_part_done(struct kp_configz_part *part);

/** Whether there is one. */
bool kp_configz_part_is_given(const struct kp_configz_part *part);

/** A client certificate with its key, or a bearer token. Start as `{ 0 }`. */
struct kp_configz_user {
	struct kp_configz_part cert;
	struct kp_configz_part key;
	struct kp_configz_part token;
};

/** Release what a user holds. */
void kp_configz_user_done(struct kp_configz_user *user);

/**
 * Read a kubeconfig, by the rules of client-go: data goes before a file, but of tokens the file goes before
 * the text (tools/clientcmd/client_config.go, rest/config.go); a relative path is meant below the directory
 * of the kubeconfig.
 * @param[in] path of the kubeconfig, absolute
 * @param[in] text of it
 * @param[out] ret_user release with kp_configz_user_done(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX, KP_ERR_LIMIT; KP_ERR_UNSUPPORTED for other ways, such as a program to be
 *         run; KP_ERR_NOMEM. Messages have nothing of the text but names and lines
 */
enum kp_status kp_configz_kubeconfig_parse(const char *path, const struct kp_bytes *text,
					   const struct kp_limits *limits,
					   struct kp_configz_user *ret_user,
					   struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
