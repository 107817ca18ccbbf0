/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * @file
 * One effective setting of a component, with where it was said.
 */
#ifndef KP_COMPONENT_SETTING_H
#define KP_COMPONENT_SETTING_H

#include <stddef.h>

#include <stdbool.h>

#include "base/place.h"
#include "base/status.h"
#include "base/text.h"

/** A place that says a setting too, but loses. */
struct kp_overridden {
	struct kp_said_at at; /**< KP_SOURCE__COUNT: the value stands for the place too */
	char *path;           /**< owned, of at; NULL if it has none */
	char *value;
};

struct kp_setting {
	char *name;
	char *value; /**< NULL when nothing is set and there is no default */
	/** What stands behind the marker of a hidden value, to be compared and never told; else NULL. */
	char *secret;
	enum kp_source source;
	/** A flag says it that no file can override, whatever stands there; or only a flag could. */
	bool beats_files;
	bool is_absent; /**< the version does not have it: nothing can set it */
	/** Where it is said: in several places if their values add up. The paths are owned too. */
	struct kp_said_at *said;
	size_t said_count;
	char **elements; /**< members of a list or map value */
	size_t element_count;
	/** The winner's closest rival first; of many only some, and then the value `and more`. */
	struct kp_overridden *overridden;
	size_t overridden_count;
	size_t overridden_size;
	char *note; /**< what has to be known of it beside the value; NULL: nothing */
};

void kp_setting_free(struct kp_setting *setting);

void kp_setting_freep(struct kp_setting **setting);

/** Whether two settings have the same value, also where it is hidden. */
bool kp_setting_is_same(const struct kp_setting *left, const struct kp_setting *right);

/**
 * Say where a setting is said.
 * @param[in,out] setting that has no place yet
 * @param[in] said copied with its paths
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_setting_set_said(struct kp_setting *setting, const struct kp_said_at *said,
				   size_t count, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/**
 * Add a place that says a setting too, but loses against all so far.
 * @param[in] at copied with its path
 * @param[in] value copied
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_setting_add_overridden(struct kp_setting *setting, const struct kp_said_at *at,
					 const char *value, struct kp_error *reterr)
	__attribute__((warn_unused_result));

/** Add where a setting is said: `argv[N]`, `PATH:LINE`, or which default; several with commas. */
void kp_setting_add_location(const struct kp_setting *setting, struct kp_text *out);

/**
 * Write where a setting is said, for a message.
 * @param[out] ret_location as kp_setting_add_location() has it; caller-owned, free with free();
 *             untouched on failure
 * @return KP_OK; KP_ERR_NOMEM
 */
enum kp_status kp_setting_location(const struct kp_setting *setting, char **ret_location,
				   struct kp_error *reterr) __attribute__((warn_unused_result));

/** Add what says a setting too: `LOCATION (VALUE)`. */
void kp_overridden_add_text(const struct kp_overridden *overridden, struct kp_text *out);

#endif
