/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/check.h"

#include <stdarg.h>

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/govalue.h"
#include "component/component.h"
#include "component/gate.h"

/** What is asked of something that is not there. */
static const struct kp_setting nothing = { .source = KP_SOURCE_DEFAULT };

void kp_check_done(struct kp_check *check)
{
	for (size_t i = 0; i < check->count; i++) {
		kp_setting_free(check->settings[i]);
	}
	check->count = 0;
}

enum kp_status kp_check_rules(const struct kp_rule *rules, size_t count, const struct kp_view *view,
			      struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < count; i++) {
		KP_CLEANUP(kp_check_done)
		struct kp_check check = { .view = view, .reterr = reterr };

		if (view->minor >= rules[i].since && view->minor <= rules[i].until) {
			rules[i].check(&check);
			status = check.status;
		}
	}
	return status;
}

const struct kp_setting *kp_check_ask(struct kp_check *check, const char *name)
{
	struct kp_setting *setting = NULL;
	struct kp_error error;
	enum kp_status status;

	if (check->status != KP_OK || check->count == KP_CHECK_SETTINGS_MAX) {
		return &nothing;
	}
	status = kp_view_setting(check->view, name, &setting, &error);
	if (status == KP_ERR_NOMEM) {
		check->status = kp_tell(&error, check->reterr);
	}
	if (status != KP_OK) {
		return &nothing;
	}
	check->settings[check->count++] = setting;
	return setting;
}

bool kp_check_gate(struct kp_check *check, const char *name)
{
	/* One version may have what another one has not yet: as long as it is not known, none of them
	 * refuses what its gate would let through. */
	struct kp_gate_state state = { .is_on = !check->view->is_known };
	const struct kp_setting *setting;
	char path[128];

	if (check->view->is_known &&
	    !kp_gate_find(check->view->component->gates, name, check->view->minor, &state)) {
		return false;
	}
	(void)snprintf(path, sizeof(path), "featureGates.%s", name);
	setting = kp_check_ask(check, path);
	return setting->value == NULL ? state.is_on : kp_check_is(setting, "true");
}

bool kp_check_is_said(const struct kp_setting *setting)
{
	return setting->source != KP_SOURCE_DEFAULT;
}

bool kp_check_has_value(const struct kp_setting *setting)
{
	return setting->value != NULL && setting->value[0] != '\0';
}

bool kp_check_is(const struct kp_setting *setting, const char *text)
{
	return setting->value != NULL && strcmp(setting->value, text) == 0;
}

int64_t kp_check_int(const struct kp_setting *setting, int64_t otherwise)
{
	int64_t number;

	return setting->value != NULL && kp_go_int(setting->value, 10, 64, &number) ? number
										    : otherwise;
}

int64_t kp_check_duration(const struct kp_setting *setting)
{
	int64_t nanoseconds;

	return setting->value != NULL && kp_go_duration(setting->value, &nanoseconds) ? nanoseconds
										      : 0;
}

/** Refuse a setting for a reason. @param[in] other one whose place follows it; NULL: none */
static void refuse(struct kp_check *check, const struct kp_setting *setting,
		   const struct kp_setting *other, const char *reason)
{
	KP_CLEANUP(kp_freep) char *location = NULL;
	KP_CLEANUP(kp_freep) char *forbids = NULL;

	if (check->status != KP_OK) {
		return;
	}
	check->status = kp_setting_location(setting, &location, check->reterr);
	if (check->status == KP_OK && other != NULL) {
		check->status = kp_setting_location(other, &forbids, check->reterr);
	}
	if (check->status != KP_OK) {
		return;
	}
	check->status = other == NULL
				? kp_fail(check->reterr, KP_ERR_SYNTAX, "%s: %s", location, reason)
				: kp_fail(check->reterr, KP_ERR_SYNTAX, "%s: %s (%s)", location,
					  reason, forbids);
}

void kp_check_refuse(struct kp_check *check, const struct kp_setting *setting, const char *format,
		     ...)
{
	char reason[KP_ERROR_MESSAGE_MAX];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(reason, sizeof(reason), format, ap);
	va_end(ap);
	refuse(check, setting, NULL, reason);
}

void kp_check_refuse_with(struct kp_check *check, const struct kp_setting *setting,
			  const struct kp_setting *other, const char *format, ...)
{
	char reason[KP_ERROR_MESSAGE_MAX];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(reason, sizeof(reason), format, ap);
	va_end(ap);
	refuse(check, setting, other, reason);
}

void kp_check_hidden_metrics(struct kp_check *check, const char *how)
{
	const struct kp_setting *version = kp_check_ask(check, "showHiddenMetricsForVersion");
	char last[16];

	(void)snprintf(last, sizeof(last), "1.%d", check->view->minor - 1);
	if (kp_check_has_value(version) && !kp_check_is(version, last)) {
		kp_check_refuse(check, version, "%sshowHiddenMetricsForVersion %s is not %s", how,
				version->value, last);
	}
}
