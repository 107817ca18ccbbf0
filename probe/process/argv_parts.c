/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process/argv_parts.h"

#include <stdlib.h>

#include "base/cleanup.h"

void kp_argv_parts_done(struct kp_argv_parts *parts)
{
	kp_text_done(&parts->args);
	free(parts->places);
	*parts = (struct kp_argv_parts){ 0 };
}

void kp_argv_parts_end(struct kp_argv_parts *parts, const struct kp_said_at *at)
{
	const struct kp_said_at own = { .index = parts->count };

	kp_text_add_char(&parts->args, '\0');
	if (kp_array_reserve(&parts->places, parts->count, &parts->size, sizeof(*parts->places),
			     NULL) != KP_OK) {
		parts->args.failed = true;
		return;
	}
	parts->places[parts->count++] = at == NULL ? own : *at;
}

void kp_argv_parts_add(struct kp_argv_parts *parts, const char *arg, const struct kp_said_at *at)
{
	kp_text_add_str(&parts->args, arg);
	kp_argv_parts_end(parts, at);
}

/** Set each place that is not the one that arguments have anyway. */
static enum kp_status set_places(struct kp_argv *argv, const struct kp_argv_parts *parts,
				 struct kp_error *reterr)
{
	enum kp_status status = KP_OK;

	for (size_t i = 0; status == KP_OK && i < parts->count; i++) {
		const struct kp_said_at *at = &parts->places[i];

		if (at->path != NULL || at->index != i) {
			status = kp_argv_set_place(argv, i, at, reterr);
		}
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
	if (owned.args.failed) {
		return kp_fail(reterr, KP_ERR_NOMEM, "out of memory");
	}
	status = kp_argv_parse((const uint8_t *)owned.args.bytes, owned.args.len, &argv, reterr);
	if (status == KP_OK) {
		status = set_places(argv, &owned, reterr);
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
		const struct kp_said_at at = kp_argv_place(argv, i);

		kp_argv_parts_add(&parts, kp_argv_get(argv, i), &at);
	}
	return kp_argv_parts_finish(&parts, ret_argv, reterr);
}
