/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "cleanup.h"
#include "root.h"
#include "unit.h"
#include "unit_file.h"

/** Look at the settings of a file. @param[in,out] mentions what the files before say */
static void look_at_settings(const struct kp_unit_file *file, const char *text, bool *mentions)
{
	for (size_t i = 0; i < kp_unit_file_count(file); i++) {
		const struct kp_assignment *assignment = kp_unit_file_get(file, i);

		if (strcmp(assignment->section, "Service") == 0 &&
		    strcmp(assignment->key, "ExecStart") == 0) {
			*mentions = assignment->value[0] != '\0' &&
				    (*mentions || strstr(assignment->value, text) != NULL);
		}
	}
}

/** Look at one file. @param[in,out] mentions as of look_at_settings() */
static enum kp_status look_at(const struct kp_units *units, const char *path, const char *text,
			      bool *mentions, struct kp_error *reterr)
{
	const struct kp_ctx *ctx = kp_units_ctx(units);
	KP_CLEANUP(kp_unit_file_freep) struct kp_unit_file *file = NULL;
	KP_CLEANUP(kp_freep) uint8_t *buf = NULL;
	struct kp_error error = { 0 };
	struct timespec changed;
	size_t len = 0;
	enum kp_status status = kp_ctx_read(ctx, ctx->root_fd, path, &buf, &len, &changed, &error);

	/* A mask, or a link to nothing. */
	if (status == KP_ERR_NOENT || status == KP_ERR_SYNTAX) {
		return KP_OK;
	}
	if (status == KP_OK) {
		status = kp_unit_file_parse(buf, len, kp_units_systemd(units),
					    ctx->limits.unit_settings, &file, &error);
	}
	if (status == KP_ERR_SYNTAX || status == KP_ERR_UNSUPPORTED) {
		*mentions =
			*mentions || (buf != NULL && memmem(buf, len, text, strlen(text)) != NULL);
		return KP_OK;
	}
	if (status != KP_OK) {
		return kp_tell(&error, reterr);
	}
	look_at_settings(file, text, mentions);
	return KP_OK;
}

enum kp_status kp_unit_mentions(const struct kp_units *units, const char *name, const char *text,
				bool *ret_mentions, struct kp_error *reterr)
{
	KP_CLEANUP(kp_paths_done) struct kp_paths names = { 0 };
	KP_CLEANUP(kp_paths_done) struct kp_paths dropins = { 0 };
	const char *path = NULL;
	bool mentions = false;
	enum kp_status status = kp_units_find(units, name, &path, &names, reterr);

	if (status == KP_OK) {
		status = look_at(units, path, text, &mentions, reterr);
	}
	if (status == KP_OK) {
		status = kp_units_dropins(units, &names, &dropins, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < dropins.count; i++) {
		status = look_at(units, dropins.items[i], text, &mentions, reterr);
	}
	if (status == KP_OK) {
		*ret_mentions = mentions;
	}
	return status;
}
