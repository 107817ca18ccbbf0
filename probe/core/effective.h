/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a kubelet of one given version computes from its arguments and files.
 *
 * The order (cmd/kubelet/app/server.go NewKubeletCommand, 1.20 to 1.36): defaults of a kubelet
 * without --config; first parse of the flags; if --config is given, the file over the defaults of
 * a kubelet with --config instead; drop-in files (1.28 and later); second parse of the flags over
 * it; validation.
 */
#ifndef KP_EFFECTIVE_H
#define KP_EFFECTIVE_H

#include "argv.h"
#include "setting.h"
#include "sources.h"
#include "status.h"

struct kp_effective;

/**
 * @param[in] argv must outlive the result
 * @param[in] sources must outlive the result
 * @param[in] minor the version
 * @param[out] ret_effective caller-owned, free with kp_effective_free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX when that kubelet would refuse to start, with its reason; the
 *         status of a file; KP_ERR_UNSUPPORTED; KP_ERR_NOMEM
 */
enum kp_status kp_effective_new(const struct kp_argv *argv, const struct kp_sources *sources,
				int minor, struct kp_effective **ret_effective,
				struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_effective_free(struct kp_effective *effective);

/** Cleanup function for KP_CLEANUP. */
void kp_effective_freep(struct kp_effective **effective);

/**
 * @param[in] name a path of KubeletConfiguration, a member of one of its maps (`featureGates.NAME`),
 *            or the name of a flag that is not part of it
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL when that version has no such setting; KP_ERR_NOMEM
 */
enum kp_status kp_effective_setting(const struct kp_effective *effective, const char *name,
				    struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Add to a setting what says it too, but without effect (kp_overridden_add()).
 * @param[in,out] setting as kp_effective_setting() gave it
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_effective_add_overridden(const struct kp_effective *effective,
					   struct kp_setting *setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
