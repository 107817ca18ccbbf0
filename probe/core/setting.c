/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "setting.h"

#include <stdlib.h>

const char *kp_source_str(enum kp_source source)
{
	static const char *const names[KP_SOURCE__COUNT] = {
		[KP_SOURCE_FLAG] = "command line",
		[KP_SOURCE_FILE] = "config file",
		[KP_SOURCE_DROPIN] = "drop-in file",
		[KP_SOURCE_DEFAULT] = "built-in default",
	};

	return names[source];
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
		free(setting->overridden[i]);
	}
	free(setting->overridden);
	free(setting->location);
	free(setting->value);
	free(setting->name);
	free(setting);
}

void kp_setting_freep(struct kp_setting **setting)
{
	kp_setting_free(*setting);
}
