/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "component/setting.h"

#include <stdlib.h>
#include <string.h>

static void overridden_done(struct kp_overridden *overridden)
{
	free(overridden->path);
	free(overridden->value);
}

void kp_setting_free(struct kp_setting *setting)
{
	if (setting == NULL) {
		return;
	}
	for (size_t i = 0; i < setting->element_count; i++) {
		free(setting->elements[i]);
	}
	free(setting->elements);
	for (size_t i = 0; i < setting->overridden_count; i++) {
		overridden_done(&setting->overridden[i]);
	}
	free(setting->overridden);
	free(setting->said);
	free(setting->secret);
	free(setting->note);
	free(setting->value);
	free(setting->name);
	free(setting);
}

void kp_setting_freep(struct kp_setting **setting)
{
	kp_setting_free(*setting);
}

bool kp_setting_is_same(const struct kp_setting *left, const struct kp_setting *right)
{
	return kp_text_is_same(left->value, right->value) &&
	       kp_text_is_same(left->secret, right->secret);
}

enum kp_status kp_setting_set_said(struct kp_setting *setting, const struct kp_said_at *said,
				   size_t count, struct kp_error *reterr)
{
	size_t size = count * sizeof(*said);
	char *path;

	for (size_t i = 0; i < count; i++) {
		size += said[i].path == NULL ? 0 : strlen(said[i].path) + 1;
	}
	setting->said = malloc(size);
	if (setting->said == NULL) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	memcpy(setting->said, said, count * sizeof(*said));
	setting->said_count = count;
	/* The paths stand behind the places. */
	path = (char *)&setting->said[count];
	for (size_t i = 0; i < count; i++) {
		if (said[i].path != NULL) {
			setting->said[i].path = path;
			path = stpcpy(path, said[i].path) + 1;
		}
	}
	return KP_OK;
}

enum kp_status kp_setting_add_overridden(struct kp_setting *setting, const struct kp_said_at *at,
					 const char *value, struct kp_error *reterr)
{
	struct kp_overridden overridden = { .at = *at };
	enum kp_status status =
		kp_array_reserve(&setting->overridden, setting->overridden_count,
				 &setting->overridden_size, sizeof(*setting->overridden), reterr);

	if (status == KP_OK) {
		status = kp_text_dup(value, &overridden.value, reterr);
	}
	if (status == KP_OK && at->path != NULL) {
		status = kp_text_dup(at->path, &overridden.path, reterr);
	}
	if (status != KP_OK) {
		overridden_done(&overridden);
		return status;
	}
	overridden.at.path = overridden.path;
	setting->overridden[setting->overridden_count++] = overridden;
	return KP_OK;
}

void kp_setting_add_location(const struct kp_setting *setting, struct kp_text *out)
{
	for (size_t i = 0; i < setting->said_count; i++) {
		kp_text_add_str(out, i == 0 ? "" : ", ");
		kp_said_at_add(&setting->said[i], out);
	}
}

enum kp_status kp_setting_location(const struct kp_setting *setting, char **ret_location,
				   struct kp_error *reterr)
{
	struct kp_text text = { 0 };

	kp_setting_add_location(setting, &text);
	return kp_text_finish(&text, ret_location, reterr);
}

void kp_overridden_add_text(const struct kp_overridden *overridden, struct kp_text *out)
{
	bool is_told = overridden->at.source != KP_SOURCE__COUNT;

	if (is_told) {
		kp_said_at_add(&overridden->at, out);
		kp_text_add_str(out, " (");
	}
	kp_text_add_str(out, overridden->value);
	kp_text_add_str(out, is_told ? ")" : "");
}
