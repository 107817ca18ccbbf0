/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * One effective setting of a kubelet, with where it was said.
 */
#ifndef KP_SETTING_H
#define KP_SETTING_H

#include <stddef.h>

#include <stdbool.h>

/** Where an effective value comes from. */
enum kp_source {
	KP_SOURCE_FLAG,    /**< an argument */
	KP_SOURCE_FILE,    /**< the file given by --config */
	KP_SOURCE_DROPIN,  /**< a file below --config-dir */
	KP_SOURCE_DEFAULT, /**< nothing says it: built into the kubelet */
	KP_SOURCE__COUNT   /**< not a valid value */
};

/** @return `command line`, `config file`, `drop-in file` or `built-in default`, a static text */
const char *kp_source_str(enum kp_source source);

struct kp_setting {
	char *name;
	char *value; /**< NULL when nothing is set and there is no default */
	enum kp_source source;
	/** A flag says it that no file can override, whatever stands there; or only a flag could. */
	bool beats_files;
	char *location;  /**< argv[N], PATH:LINE, or which default set */
	char **elements; /**< members of a list or map value */
	size_t element_count;
	char **overridden; /**< places that say it too, but lose: `LOCATION (VALUE)`, the winner's
				closest rival first; of many only some, and then `and more` */
	size_t overridden_count;
};

void kp_setting_free(struct kp_setting *setting);

/** Cleanup function for KP_CLEANUP. */
void kp_setting_freep(struct kp_setting **setting);

#endif
