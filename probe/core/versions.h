/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What kubelets of every known version make of the same arguments and files. Where the version of
 * a running kubelet is not known, a value is certain only if all versions that can have been
 * started with these arguments agree on it.
 */
#ifndef KP_VERSIONS_H
#define KP_VERSIONS_H

#include "effective.h"

struct kp_versions;

/**
 * @param[in] argv must outlive the result
 * @param[in] sources must outlive the result
 * @param[in] minor the version, if it is known: N of 1.N; else 0
 * @param[out] ret_versions caller-owned, free with kp_versions_free(); untouched on failure
 * @return KP_OK, also when every version refuses; KP_ERR_NOMEM
 */
enum kp_status kp_versions_compute(const struct kp_argv *argv, const struct kp_sources *sources,
				   int minor, struct kp_versions **ret_versions,
				   struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_versions_free(struct kp_versions *versions);

/**
 * @param[in] name as for kp_effective_setting(), or a path that only a file knows (kp_raw_find())
 * @param[out] ret_setting with what it overrides; caller-owned, free with kp_setting_free();
 *             untouched on failure
 * @return KP_OK; KP_ERR_INVAL when no version and no file has such a setting; KP_ERR_UNSUPPORTED naming the
 *         answers where versions differ; where they all fail, how the newest does; KP_ERR_NOMEM
 */
enum kp_status kp_versions_setting(const struct kp_versions *versions, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
