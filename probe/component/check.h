/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * What the checks of settings are written with: a check asks for settings and refuses one of them. Once
 * something failed or was refused, what is asked says nothing, and nothing else is refused.
 */
#ifndef KP_COMPONENT_CHECK_H
#define KP_COMPONENT_CHECK_H

#include "component/finding.h"

/** Settings that one check may ask for. */
enum {
	KP_CHECK_SETTINGS_MAX = 8
};

/** A check under way. To be released with kp_check_done(). */
struct kp_check {
	const struct kp_view *view;
	struct kp_error *reterr;
	enum kp_status status;
	struct kp_setting *settings[KP_CHECK_SETTINGS_MAX];
	size_t count;
};

/** A check that holds from one minor version to another. */
struct kp_rule {
	int since;
	int until;
	void (*check)(struct kp_check *check);
};

/**
 * Check all rules of a version.
 * @return KP_OK; KP_ERR_SYNTAX with the component's reason; KP_ERR_NOMEM
 */
enum kp_status kp_check_rules(const struct kp_rule *rules, size_t count, const struct kp_view *view,
			      struct kp_error *reterr) __attribute__((warn_unused_result));

void kp_check_done(struct kp_check *check);

/**
 * Ask for a setting.
 * @return borrowed from the check; one without a value, which nothing says, if that version has no such
 *         setting or its value cannot be told
 */
const struct kp_setting *kp_check_ask(struct kp_check *check, const char *name);

/**
 * Whether a feature gate is on: by what says so, or by default. A gate that is not there is off. Where the
 * version is not known, one that nothing says is on.
 */
bool kp_check_gate(struct kp_check *check, const char *name);

/** Whether something says a setting, rather than a default. */
bool kp_check_is_said(const struct kp_setting *setting);

/** Whether a value is there, and not empty. */
bool kp_check_has_value(const struct kp_setting *setting);

/** Whether a value is there, and is that text. */
bool kp_check_is(const struct kp_setting *setting, const char *text);

/** @return the number that a setting is; the other one if it is none */
int64_t kp_check_int(const struct kp_setting *setting, int64_t otherwise);

/** @return the nanoseconds that a setting is; 0 if it is no duration */
int64_t kp_check_duration(const struct kp_setting *setting);

/** Refuse a setting, whose place goes before the reason. */
void kp_check_refuse(struct kp_check *check, const struct kp_setting *setting, const char *format,
		     ...) __attribute__((format(printf, 3, 4)));

/** kp_check_refuse() of what another setting forbids: the reason is followed by that one's place. */
void kp_check_refuse_with(struct kp_check *check, const struct kp_setting *setting,
			  const struct kp_setting *other, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * Check showHiddenMetricsForVersion: metrics that went with the last version can be had back, and no others
 * (component-base/metrics/options.go).
 * @param[in] how what a refusal of the component begins with
 */
void kp_check_hidden_metrics(struct kp_check *check, const char *how);

#endif
