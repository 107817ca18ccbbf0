/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The value of one setting among flags, files and defaults, and where it was said.
 */
#ifndef KP_COMPONENT_FINDING_H
#define KP_COMPONENT_FINDING_H

#include "component/cmdline.h"
#include "component/config.h"
#include "component/field_value.h"
#include "component/setting.h"

struct kp_component;

/** All that a value can come from. */
struct kp_view {
	const struct kp_component *component;
	int minor;
	struct kp_config *config; /**< what files say */
	bool with_config;         /**< which default set holds for what is not said */
	bool is_known; /**< whether the version is that one, rather than one that it may be */
	bool dropins_are_patches; /**< drop-in files are merge patches, not files of the same type */
	bool flags_lose; /**< what only the first parse has of the configuration counts for nothing */
	bool is_merged; /**< they are merged in, and defaults are those of what that leaves */
	struct kp_cmdline *first_parse;  /**< for what is no part of the configuration */
	struct kp_cmdline *config_parse; /**< for what is: the second parse, if there was one */
};

/** A value being worked out. Start as `{ 0 }`. */
struct kp_finding {
	struct kp_value value;
	enum kp_source source;
	bool beats_files; /**< as in struct kp_setting */
	/** Where it was said; the paths are borrowed. To be read with kp_finding_said(). */
	struct kp_said_at said; /**< most have just this one */
	struct kp_said_at
		*said_more; /**< it and others whose values add up; NULL: there are none */
	size_t said_count;
	size_t said_size;
};

/** Release what a finding holds. */
void kp_finding_done(struct kp_finding *finding);

/**
 * Add a place to those of a finding, whose source becomes that of the place.
 * @param[in] at its path has to live as long as finding
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_finding_add(struct kp_finding *finding, const struct kp_said_at *at,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/** @return the places of a finding, said_count of them, borrowed from it */
const struct kp_said_at *kp_finding_said(const struct kp_finding *finding);

/**
 * Work out the value of a field of the configuration.
 * @param[in,out] finding empty; to be released also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_find_field(const struct kp_view *view, const struct kp_field *field,
			     struct kp_finding *finding, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Work out a setting by whatever its name means.
 * @param[in] name as for kp_effective_setting()
 * @param[in,out] finding empty; to be released also on failure
 * @return KP_OK; KP_ERR_INVAL when there is no such setting; KP_ERR_UNSUPPORTED when the value cannot
 *         be told; KP_ERR_NOMEM
 */
enum kp_status kp_find_setting(const struct kp_view *view, const char *name,
			       struct kp_finding *finding, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Find out whether a feature gate is on: by its name, by the group that sets its stage, or by its default.
 * Before anything is loaded that default alone counts.
 * @param[in] name of a gate whose stages the component knows
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_find_gate(const struct kp_view *view, const char *name, bool *ret_is_on,
			    struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Make a setting of a finding. What is a secret of the component is hidden from the start.
 * @param[in,out] finding what it holds is taken over
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_setting_new(const struct kp_component *component, const char *name,
			      struct kp_finding *finding, struct kp_setting **ret_setting,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

/**
 * Find a setting, and make one of what is found.
 * @param[in] name as for kp_effective_setting()
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_INVAL when there is no such setting; KP_ERR_NOMEM
 */
enum kp_status kp_view_setting(const struct kp_view *view, const char *name,
			       struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
