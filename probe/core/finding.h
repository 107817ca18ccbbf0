/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * The value of one setting among flags, files and defaults, and where it was said.
 */
#ifndef KP_FINDING_H
#define KP_FINDING_H

#include "cmdline.h"
#include "config.h"
#include "field_value.h"
#include "setting.h"

/** All that a value can come from. */
struct kp_view {
	int minor;
	struct kp_config *config;        /**< what files say */
	bool with_config;                /**< which default set holds for what is not said */
	struct kp_cmdline *first_parse;  /**< for what is no part of the configuration */
	struct kp_cmdline *config_parse; /**< for what is: the second parse, if there was one */
};

/** A value being worked out. Start as `{ 0 }`. */
struct kp_finding {
	struct kp_value value;
	enum kp_source source;
	bool beats_files; /**< as in struct kp_setting */
	struct kp_text location;
};

/** Release what a finding holds; for KP_CLEANUP. */
void kp_finding_done(struct kp_finding *finding);

/**
 * Work out the value of a field of KubeletConfiguration.
 * @param[in,out] finding empty; to be released also on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_find_field(const struct kp_view *view, const struct kp_field *field,
			     struct kp_finding *finding, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Work out a setting by whatever its name means, as kp_effective_setting() says.
 * @param[in,out] finding empty; to be released also on failure
 * @return KP_OK; KP_ERR_INVAL when there is no such setting; KP_ERR_NOMEM
 */
enum kp_status kp_find_setting(const struct kp_view *view, const char *name,
			       struct kp_finding *finding, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Make a setting of a finding.
 * @param[in,out] finding what it holds is taken over
 * @param[out] ret_setting caller-owned, free with kp_setting_free(); untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_setting_new(const char *name, struct kp_finding *finding,
			      struct kp_setting **ret_setting, struct kp_error *reterr)
	__attribute__((warn_unused_result));

#endif
