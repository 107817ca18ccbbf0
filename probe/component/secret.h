/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * Credentials that a component can be given as arguments or settings. They stand in no result.
 */
#ifndef KP_COMPONENT_SECRET_H
#define KP_COMPONENT_SECRET_H

#include <stdbool.h>

#include "component/setting.h"
#include "process/argv.h"

struct kp_component;

/** What stands in place of a credential. */
#define KP_SECRET_MARKER "(hidden)"

/** A flag and its setting that are a credential, or may contain one. */
struct kp_secret {
	const char *flag;    /**< NULL if no flag says it */
	const char *setting; /**< NULL if the flag is no part of the configuration */
	bool is_url; /**< a credential only if it names a user: https://user:password@host */
};

/**
 * Copy arguments with the values of those that carry credentials hidden: the component's secrets,
 * flags that no table knows and whose name contains `password`, `secret` or `token`, and what
 * kp_secret_is_told() finds; and the words that no flag takes, since a credential may be one that was
 * misplaced.
 * @param[out] ret_argv caller-owned, free with kp_argv_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_secret_hide_argv(const struct kp_component *component, const struct kp_argv *argv,
				   struct kp_argv **ret_argv, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Hide what a setting tells that is one of the component's secrets, or has one (kp_secret_is_told()): its value, which is kept beside it
 * to be compared, its elements, and what it overrides. Its source and location stay.
 * @param[in,out] setting new, or with a new place that it overrides
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_secret_hide_setting(const struct kp_component *component,
				      struct kp_setting *setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether a value tells a credential, whatever it is the value of: it has a URL with a user or a query, or
 * it is a flag that carries one and was taken for a value (`--node-ip --storage-driver-password=x`).
 */
bool kp_secret_is_told(const struct kp_component *component, const char *value);

/** @return a word that no flag takes as it may be shown: itself, if it is `true`, `false` or dashes, or the
 *          marker; borrowed from word */
const char *kp_secret_show_word(const char *word);

/** @return the value of a setting as it may be shown: itself or the marker, borrowed from value */
const char *kp_secret_show_setting(const struct kp_component *component, const char *name,
				   const char *value);

/** @return the value of a flag as it may be shown: itself or the marker, borrowed from value */
const char *kp_secret_show(const struct kp_component *component, const char *flag,
			   const char *value);

#endif
