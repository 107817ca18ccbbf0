/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "argv_parts.h"

#include <string.h>

#include "cleanup.h"

void kp_argv_parts_done(struct kp_argv_parts *parts)
{
	kp_text_done(&parts->args);
	kp_text_done(&parts->locations);
	parts->count = 0;
}

void kp_argv_parts_add(struct kp_argv_parts *parts, const char *arg, const char *location)
{
	kp_text_add(&parts->args, arg, strlen(arg) + 1);
	kp_text_add(&parts->locations, location, strlen(location) + 1);
	parts->count++;
}

/** Set each location that is not empty. @param[in] location NULL if there are no arguments */
static enum kp_status set_locations(struct kp_argv *argv, const char *location,
				    struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && location != NULL && i < kp_argv_count(argv); i++) {
		if (*location != '\0') {
			status = kp_argv_set_location(argv, i, location, reterr);
		}
		location += strlen(location) + 1;
	}
	return status;
}

enum kp_status kp_argv_parts_finish(struct kp_argv_parts *parts, struct kp_argv **ret_argv,
				    struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts owned = *parts;
	KP_CLEANUP(kp_argv_freep) struct kp_argv *argv = NULL;
	enum kp_status status;

	*parts = (struct kp_argv_parts){ 0 };
	if (owned.args.failed || owned.locations.failed) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	status = kp_argv_parse((const uint8_t *)owned.args.bytes, owned.args.len, &argv, reterr);
	if (status == KP_OK) {
		status = set_locations(argv, owned.locations.bytes, reterr);
	}
	if (status == KP_OK) {
		*ret_argv = kp_steal(&argv);
	}
	return status;
}

enum kp_status kp_argv_copy(const struct kp_argv *argv, struct kp_argv **ret_argv,
			    struct kp_error *reterr)
{
	KP_CLEANUP(kp_argv_parts_done) struct kp_argv_parts parts = { 0 };

	for (size_t i = 0; i < kp_argv_count(argv); i++) {
		const char *location = kp__argv_location(argv, i);

		kp_argv_parts_add(&parts, kp_argv_get(argv, i), location == NULL ? "" : location);
	}
	return kp_argv_parts_finish(&parts, ret_argv, reterr);
}
