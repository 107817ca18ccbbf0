/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Credentials that a kubelet can be given as arguments or settings. They stand in no result.
 */
#ifndef KP_SECRET_H
#define KP_SECRET_H

#include "argv.h"
#include "setting.h"

/** What stands in place of a credential. */
#define KP_SECRET_MARKER "(hidden)"

/**
 * Copy arguments with the values of those that carry credentials hidden: --storage-driver-password,
 * --manifest-url-header, a --manifest-url with a user, and flags that no table knows and whose name
 * contains `password`, `secret` or `token`.
 * @param[out] ret_argv caller-owned, free with kp_argv_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_secret_hide_argv(const struct kp_argv *argv, struct kp_argv **ret_argv,
				   struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Hide the value of a setting that carries credentials: staticPodURLHeader, and a staticPodURL with
 * a user. Its source and location stay.
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_secret_hide_setting(struct kp_setting *setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** @return the value of a flag as it may be shown: itself or the marker, borrowed from value */
const char *kp_secret_show(const char *flag, const char *value);

#endif
