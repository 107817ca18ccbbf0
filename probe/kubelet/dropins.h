/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The merge of drop-in files (--config-dir), in each of its versions:
 *
 * 1.28: each file is decoded and defaulted like a main file, and what is not zero in it overrides
 * (mergo). 1.29 to 1.31: a JSON merge patch on the internal Go type, whose keys no drop-in spells
 * the same way, so that null deletes nothing; no defaults afterwards. From 1.32 on: a JSON merge
 * patch on the v1beta1 type, and defaults for what is missing then.
 * (cmd/kubelet/app/server.go mergeKubeletConfigurations)
 */
#ifndef KP_KUBELET_DROPINS_H
#define KP_KUBELET_DROPINS_H

#include "component/config.h"
#include "component/config_files.h"

/** First versions of a merge. */
enum {
	KP_DROPINS_FIRST = 28,
	KP_DROPINS_PATCH = 29,
	KP_DROPINS_NO_VARIABLE = 30, /* the environment variable is not asked for any more */
	KP_DROPINS_V1BETA1 = 32,
};

/**
 * @param[in] base a value for each field of that version, as it is in force without drop-ins
 * @param[in] minor not below KP_DROPINS_FIRST
 * @param[in,out] scratch gets nodes of the result, must outlive it
 * @param[out] ret_config caller-owned, free with kp_config_free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX when that version refuses, with its reason; the status of a file or
 *         of the directory; KP_ERR_NOMEM
 */
enum kp_status kp_dropins_merge(const struct kp_sources *sources, const struct kp_config *base,
				int minor, struct kp_document *scratch,
				struct kp_config **ret_config, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether a kubelet of that version uses --config-dir in the environment that it was started with.
 * @return KP_OK; KP_ERR_SYNTAX when it refuses to; KP_ERR_PERM when the environment is not known
 */
enum kp_status kp_dropins_check_variable(const struct kp_sources *sources, int minor,
					 struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
