/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "command/setting_name.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/likeness.h"
#include "base/quote.h"
#include "base/text.h"
#include "component/component.h"
#include "component/field.h"
#include "component/flag.h"
#include "component/names.h"

/** Names that are suggested, at most. */
enum {
	SUGGESTED_MAX = 5
};

const char *kp_setting_name_of(const struct kp_component *component, const char *typed)
{
	const char *name = strncmp(typed, "--", 2) == 0 ? typed + 2 : typed;

	for (int minor = KP_MINOR_LAST; minor >= KP_MINOR_FIRST; minor--) {
		const struct kp_flag *flag =
			kp_flag_find(component->flags, name, strlen(name), minor);

		if (flag != NULL) {
			return flag->path != NULL ? flag->path : flag->name;
		}
	}
	return typed;
}

bool kp_setting_name_is_known(const struct kp_component *component, const char *name)
{
	size_t position = 0;
	const char *known;
	const char *key = NULL;

	while ((known = kp_names_next(component, &position)) != NULL) {
		if (strcmp(known, name) == 0) {
			return true;
		}
	}
	for (int minor = KP_MINOR_FIRST; minor <= KP_MINOR_LAST; minor++) {
		if (kp_field_find_map(component->type, name, minor, &key) != NULL) {
			return true;
		}
	}
	return false;
}

/** Whether a name is like what was typed: all of it, or its last key, which people remember. */
static bool is_like(const char *name, const char *typed)
{
	const char *dot = strrchr(name, '.');
	const char *last = strrchr(typed, '.');

	if (kp_likeness_is_close(typed, name)) {
		return true;
	}
	return dot != NULL && (kp_likeness_is_close(typed, dot + 1) ||
			       (last != NULL && kp_fold_is_same(last, dot)));
}

enum kp_status kp_setting_name_fail(const struct kp_component *component, const char *typed,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_freep) char *message = NULL;
	struct kp_text text = { 0 };
	size_t position = 0;
	size_t count = 0;
	const char *name;
	enum kp_status status;

	kp_text_add_str(&text, "no setting is named ");
	kp_quote_message(&text, typed);
	while (count < SUGGESTED_MAX && (name = kp_names_next(component, &position)) != NULL) {
		if (is_like(name, typed)) {
			kp_text_add_str(&text, count == 0 ? "; there is " : ", ");
			kp_text_add_str(&text, name);
			count++;
		}
	}
	status = kp_text_finish(&text, &message, reterr);
	return status == KP_OK ? kp_fail(reterr, KP_ERR_INVAL, "%s", message) : status;
}
