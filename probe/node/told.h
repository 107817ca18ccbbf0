/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What one kubelet was told, and the settings that follow from it.
 */
#ifndef KP_NODE_TOLD_H
#define KP_NODE_TOLD_H

#include <stdbool.h>

#include "base/status.h"
#include "component/config_files.h"
#include "component/setting.h"
#include "component/versions.h"
#include "files/ctx.h"
#include "hosts/hosts.h"
#include "node/query.h"
#include "process/process.h"

/** What is so if the version is the one that a package database claims. */
struct kp_claimed;

/** What it was told. Start as `{ 0 }`. */
struct kp_told {
	const struct kp_component *component; /**< what it is */
	struct kp_given given;
	struct kp_sources files;
	struct kp_error argv_error;   /**< KP_OK if the arguments are fine */
	struct kp_versions *versions; /**< NULL if the arguments are not fine */
	struct kp_sources blank;      /**< files of which nothing is known; borrows from `files` */
	struct kp_versions *by_flags; /**< with those; NULL unless a file changed */
	struct kp_claimed *claimed;   /**< NULL unless a version may yet be proven */
};

/**
 * Parse the arguments of a kubelet and read the files that they name. What is wrong with any of it is
 * kept.
 * @param[in,out] told empty; release with kp_told_done() also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_told_init(const struct kp_query *query, const struct kp_ctx *ctx,
			    const struct kp_process *process, struct kp_told *told)
	__attribute__((warn_unused_result));

/** Release what it holds. */
void kp_told_done(struct kp_told *told);

/**
 * Whether a file or directory that the kubelet read at its start was changed or removed since. Then
 * kp_told_setting() fails for what no flag says.
 */
bool kp_told_changed_since_start(const struct kp_told *told);

/**
 * Why the arguments themselves are not known for certain or would have been refused, so that no
 * setting can be told.
 * @return borrowed from told; NULL if the arguments are fine
 */
const struct kp_error *kp_told_argv_error(const struct kp_told *told);

/**
 * The version, as far as it is known before a setting depends on it.
 * @param[out] ret_evidence what tells it, static; untouched if it is not known
 * @return N of 1.N; 0 if it is not known
 */
int kp_told_version(const struct kp_told *told, const char **ret_evidence);

/**
 * Compute the effective value of one setting.
 * @param[in] name as for kp_effective_setting(), a path that only a file knows (kp_raw_find()), or
 *            any other text
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL for a name that is no setting; KP_ERR_NOMEM; else the reason why the
 *         value cannot be known
 */
enum kp_status kp_told_setting(const struct kp_told *told, const char *name,
			       struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Compute the effective value of one setting as if the version were known.
 * @param[in] minor N of Kubernetes 1.N
 * @param[in] name as for kp_effective_setting(), or any other text
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL for a name that is no setting of that version; KP_ERR_SYNTAX when that
 *         version would refuse to start; KP_ERR_NOMEM; else the reason why the value cannot be known
 */
enum kp_status kp_told_setting_in(const struct kp_told *told, int minor, const char *name,
				  struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Whether two kubelets tell the same value of a setting. Where one of them tells none that is certain,
 * which is so as long as the version is not known, they do if every version that can be that of both
 * tells it of both, and there is one at least: those that refuse one of the two, and those that have
 * no such setting, have no say.
 * @param[out] ret_same false also where that is not known; untouched on failure
 * @return KP_OK; KP_ERR_INVAL when no version that can be that of both has such a setting; KP_ERR_NOMEM
 */
enum kp_status kp_told_same(const struct kp_told *left, const struct kp_told *right,
			    const char *name, bool *ret_same, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
