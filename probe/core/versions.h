/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What kubelets of every known version make of the same arguments and files. The version of a
 * running kubelet is not known, so a value is certain only where all versions that can have been
 * started with these arguments agree on it.
 */
#ifndef KP_VERSIONS_H
#define KP_VERSIONS_H

#include "effective.h"

struct kp_versions;

/**
 * @param[in] argv must outlive the result
 * @param[in] sources must outlive the result
 * @param[out] ret_versions caller-owned, free with kp_versions_free(); untouched on failure
 * @return KP_OK, also when every version refuses; KP_ERR_NOMEM
 */
enum kp_status kp_versions_compute(const struct kp_argv *argv, const struct kp_sources *sources,
				   struct kp_versions **ret_versions, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_versions_free(struct kp_versions *versions);

/**
 * @param[in] name as for kp_effective_setting()
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL when no version has such a setting; KP_ERR_UNSUPPORTED naming the
 *         answers where versions differ; where they all fail, how the newest does; KP_ERR_NOMEM
 */
enum kp_status kp_versions_setting(const struct kp_versions *versions, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
