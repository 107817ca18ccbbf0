/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "systemd/mentions.h"

#include <string.h>

#include "base/cleanup.h"
#include "files/root.h"
#include "systemd/dropins.h"
#include "systemd/unit_file.h"

static bool has_any(const void *bytes, size_t len, const char *const *texts)
{
	size_t i = 0;

	while (texts[i] != NULL && memmem(bytes, len, texts[i], strlen(texts[i])) == NULL) {
		i++;
	}
	return texts[i] != NULL;
}

/** Look at the settings of a file. @param[in,out] mentions what the files before say */
static void look_at_settings(const struct kp_unit_file *file, const char *const *texts,
			     bool *mentions)
{
	for (size_t i = 0; i < kp_unit_file_count(file); i++) {
		const struct kp_assignment *assignment = kp_unit_file_get(file, i);

		if (strcmp(assignment->section, "Service") == 0 &&
		    strcmp(assignment->key, "ExecStart") == 0) {
			*mentions = assignment->value[0] != '\0' &&
				    (*mentions ||
				     has_any(assignment->value, strlen(assignment->value), texts));
		}
	}
}

/** Look at one file. @param[in,out] mentions as of look_at_settings() */
static enum kp_status look_at(const struct kp_units *units, const char *path,
			      const char *const *texts, bool *mentions, struct kp_error *reterr)
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
	if (status == KP_ERR_UNSUPPORTED ||
	    (status == KP_OK && kp_unit_file_broken(file) != NULL)) {
		*mentions = *mentions || (buf != NULL && has_any(buf, len, texts));
		return KP_OK;
	}
	if (status != KP_OK) {
		return kp_tell(&error, reterr);
	}
	look_at_settings(file, texts, mentions);
	return KP_OK;
}

enum kp_status kp_unit_mentions(const struct kp_units *units, const char *name,
				const char *const *texts, bool *ret_mentions,
				struct kp_error *reterr)
{
	KP_CLEANUP(kp_strings_done) struct kp_strings names = { 0 };
	KP_CLEANUP(kp_strings_done) struct kp_strings dropins = { 0 };
	KP_CLEANUP(kp_strings_done) struct kp_strings missing = { 0 };
	const char *path = NULL;
	bool mentions = false;
	enum kp_status status = kp_units_find(units, name, &path, &names, reterr);

	if (status == KP_OK) {
		status = look_at(units, path, texts, &mentions, reterr);
	}
	if (status == KP_OK) {
		status = kp_units_dropins(units, &names, &dropins, &missing, reterr);
	}
	for (size_t i = 0; status == KP_OK && i < dropins.count; i++) {
		status = look_at(units, dropins.items[i], texts, &mentions, reterr);
	}
	if (status == KP_OK) {
		*ret_mentions = mentions;
	}
	return status;
}
