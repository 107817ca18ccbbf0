/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What components of every known version make of the same arguments and files. Where the version of
 * a running one is not known, a value is certain only if all versions that can have been
 * started with these arguments agree on it.
 */
#ifndef KP_COMPONENT_VERSIONS_H
#define KP_COMPONENT_VERSIONS_H

#include "component/effective.h"

struct kp_versions;

/** What is known of a component beside its arguments and files. */
struct kp_circumstances {
	int minor;            /**< the version, if it is known: N of 1.N; else 0 */
	const char *evidence; /**< what tells it, static */
	bool is_running;      /**< so that it refused neither its arguments nor its files */
	bool is_to_start;     /**< so that what ends one soon after its start counts, too */
	bool accepts_gates; /**< a vendor's, which only warns of feature gates that it does not know */
};

/**
 * @param[in] argv must outlive the result
 * @param[in] sources must outlive the result
 * @param[in] circumstances copied. A version that is newer than the tables is taken for the last of
 *            them, which each setting's note and each error then say
 * @param[out] ret_versions caller-owned, free with kp_versions_free(); untouched on failure
 * @return KP_OK, also when every version refuses; KP_ERR_NOMEM
 */
enum kp_status kp_versions_compute(const struct kp_component *component, const struct kp_argv *argv,
				   const struct kp_sources *sources,
				   const struct kp_circumstances *circumstances,
				   struct kp_versions **ret_versions, struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_versions_free(struct kp_versions *versions);

/**
 * Put before the reason why all versions refuse that the component runs all the same: something is not
 * known of it.
 * @param[in,out] error filled, KP_ERR_SYNTAX, handed back
 */
enum kp_status kp_versions_wrap_running(const struct kp_component *component,
					struct kp_error *error);

/** @return what is known of the component, borrowed from versions */
const struct kp_circumstances *kp_versions_circumstances(const struct kp_versions *versions);

/** Whether each version that is possible refuses to start, whatever is asked for. */
bool kp_versions_refuse(const struct kp_versions *versions);

/**
 * Not to be asked by two threads at once: what files say is kept for the next setting.
 * @param[in] name as for kp_effective_setting(), or a path that only a file knows (kp_raw_find())
 * @param[out] ret_setting with what it overrides; caller-owned, free with kp_setting_free();
 *             untouched on failure
 * @return KP_OK, also with a setting that other versions have (kp_setting.is_absent); KP_ERR_INVAL when
 *         no version and no file has such a setting; KP_ERR_UNSUPPORTED naming the
 *         answers where versions differ; where they all fail, how the newest does; KP_ERR_LIMIT for a
 *         list or map with too many members; KP_ERR_NOMEM
 */
enum kp_status kp_versions_setting(const struct kp_versions *versions, const char *name,
				   struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
