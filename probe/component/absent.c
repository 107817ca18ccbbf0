/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/absent.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "component/component.h"
#include "component/field.h"
#include "component/finding.h"
#include "component/flag.h"

/** Whether a name is a field, or a member of one that is a map. */
static bool is_field(const struct kp_field *field, const char *name)
{
	size_t len = strlen(field->path);

	return strncmp(name, field->path, len) == 0 &&
	       (name[len] == '\0' || (name[len] == '.' && kp_field_is_map(field)));
}

/** Whether a field was a flag alone before it was a field. */
static bool was_flag(const struct kp_flags *flags, const struct kp_field *field)
{
	for (size_t i = 0; i < flags->count; i++) {
		const struct kp_flag *flag = &flags->rows[i];

		if (flag->path != NULL && strcmp(flag->path, field->path) == 0 &&
		    flag->since < flag->path_since) {
			return true;
		}
	}
	return false;
}

bool kp_absent_can_be(const struct kp_component *component, const char *name)
{
	const struct kp_config_type *type = component->type;
	const struct kp_flags *flags = component->flags;

	for (size_t i = 0; i < type->count; i++) {
		if (is_field(&type->rows[i], name)) {
			return !was_flag(flags, &type->rows[i]);
		}
	}
	for (size_t i = 0; i < flags->count; i++) {
		if (strcmp(flags->rows[i].name, name) == 0) {
			return flags->rows[i].path == NULL && !flags->rows[i].global;
		}
	}
	return false;
}

enum kp_status kp_absent_new(const struct kp_component *component, const char *name, int since,
			     int until, struct kp_setting **ret_setting, struct kp_error *reterr)
{
	KP_CLEANUP(kp_finding_done) struct kp_finding finding = { 0 };
	char words[64];
	const struct kp_said_at at = { KP_SOURCE_DEFAULT, words, 0, 0 };
	enum kp_status status;

	if (since == until) {
		(void)snprintf(words, sizeof(words), "no setting of Kubernetes 1.%d", since);
	} else {
		(void)snprintf(words, sizeof(words), "no setting of Kubernetes 1.%d to 1.%d", since,
			       until);
	}
	finding.beats_files = true;
	status = kp_finding_add(&finding, &at, reterr);
	if (status == KP_OK) {
		status = kp_setting_new(component, name, &finding, ret_setting, reterr);
	}
	if (status == KP_OK) {
		(*ret_setting)->is_absent = true;
	}
	return status;
}
