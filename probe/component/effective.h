/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What a component of one given version computes from its arguments and files: the first parse of
 * its flags, its order of sources, its checks.
 */
#ifndef KP_COMPONENT_EFFECTIVE_H
#define KP_COMPONENT_EFFECTIVE_H

#include "base/status.h"
#include "component/config_files.h"
#include "component/setting.h"
#include "process/argv.h"

struct kp_cmdline;
struct kp_component;
struct kp_effective;

/** A version to work things out for. */
struct kp_release {
	int minor;
	bool is_known; /**< as in struct kp_view */
};

/**
 * @param[in] argv must outlive the result
 * @param[in] sources must outlive the result
 * @param[in,out] flags what kp_cmdline_parse() made of argv for that version, consumed also on
 *                failure; NULL for it to be asked
 * @param[out] ret_effective caller-owned, free with kp_effective_free(); untouched on failure
 * @return KP_OK; KP_ERR_SYNTAX when that component would refuse to start, with its reason; the
 *         status of a file; KP_ERR_UNSUPPORTED; KP_ERR_NOMEM
 */
enum kp_status kp_effective_new(const struct kp_component *component, const struct kp_argv *argv,
				const struct kp_sources *sources, struct kp_release release,
				struct kp_cmdline *flags, struct kp_effective **ret_effective,
				struct kp_error *reterr) __attribute__((warn_unused_result));

/** Check what ends one that is to start (component.check_start). @return as kp_effective_new() */
enum kp_status kp_effective_check_start(const struct kp_effective *effective, bool is_known,
					struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Check the feature gates of its version (component.check_gates). @return as kp_effective_new() */
enum kp_status kp_effective_check_gates(const struct kp_effective *effective, bool accepts_gates,
					struct kp_error *reterr)
	__attribute__((warn_unused_result));

void kp_effective_free(struct kp_effective *effective);

void kp_effective_freep(struct kp_effective **effective);

/**
 * @param[in] name a path of the configuration, a member of one of its maps (`featureGates.NAME`),
 *            or the name of a flag that is not part of it
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL when that version has no such setting; KP_ERR_UNSUPPORTED when its
 *         value cannot be told; KP_ERR_NOMEM
 */
enum kp_status kp_effective_setting(const struct kp_effective *effective, const char *name,
				    struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Add to a setting what says it too, but without effect (kp_overridden_add()).
 * @param[in,out] effective keeps what its files say by themselves, so that no two threads may ask at
 *                once
 * @param[in,out] setting as kp_effective_setting() gave it
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_effective_add_overridden(struct kp_effective *effective,
					   struct kp_setting *setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
